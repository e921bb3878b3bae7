import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changeIn, repository, run, temporary, textOf, write } from './fixture.ts';
import { openPublisher } from './open.ts';

it('commits onto a new branch from HEAD and touches neither work tree nor index, dirty and detached as they may be', async () => {
  const root = repository({ 'a.md': 'teh one\nteh two\n', 'b.md': 'b\n' });
  const change = changeIn(root, 'a.md', 'teh one', 'the one');
  write(root, 'a.md', 'editing\n');
  write(root, 'b.md', 'staged\n');
  run(root, 'add', 'b.md');
  run(root, 'checkout', '-q', '--detach');
  const before = [run(root, 'status', '--porcelain'), run(root, 'rev-parse', 'HEAD')];
  const publisher = await openPublisher(root, { kind: 'branch', name: 'review/one' });
  expect(await publisher.check(['a.md'])).toEqual({ ok: true });
  const { commit } = await publisher.publish(change);
  const text = (await publisher.read('a.md'))!;
  await publisher.publish({
    ...change,
    publication: 'pub-two',
    files: [{ path: 'a.md', before: text, after: text.replace('teh', 'the') }],
  });
  expect(await publisher.publish(change)).toEqual({ commit });
  expect(run(root, 'show', 'review/one:a.md')).toBe('the one\nthe two\n');
  expect(run(root, 'rev-list', '--count', 'main..review/one').trim()).toBe('2');
  expect([run(root, 'status', '--porcelain'), run(root, 'rev-parse', 'HEAD')]).toEqual(before);
  expect(textOf(root, 'a.md')).toBe('editing\n');
});

it('reads and writes texts as a checkout has them where line ends are converted', async () => {
  const root = repository({ 'a.md': 'teh\r\n' }, { 'core.autocrlf': 'true' });
  const publisher = await openPublisher(root, { kind: 'branch', name: 'review' });
  expect(await publisher.read('a.md')).toBe('teh\r\n');
  await publisher.publish(changeIn(root, 'a.md', 'teh', 'the'));
  expect(run(root, 'show', 'review:a.md')).toBe('the\n');
});

it('refuses a branch that is checked out somewhere, a bad name, and a folder without git', async () => {
  const root = repository({ 'a.md': 'a\n' });
  run(root, 'worktree', 'add', '-q', '-b', 'side', join(temporary(), 'linked'));
  for (const [name, reason] of [
    ['main', 'branch-checked-out'],
    ['side', 'branch-checked-out'],
    ['--upload', 'bad-branch'],
    ['a..b', 'bad-branch'],
    ['@{-1}', 'bad-branch'],
  ])
    await expect(openPublisher(root, { kind: 'branch', name: name! })).rejects.toMatchObject({ reason });
  await expect(openPublisher(temporary(), { kind: 'branch', name: 'x' })).rejects.toMatchObject({ reason: 'bad-branch' });
});
