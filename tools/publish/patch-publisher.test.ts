import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeIn, repository, run, temporary, textOf, write } from './fixture.ts';
import { openPublisher } from './open.ts';

describe('publishing into a patch file', () => {
  const files = {
    'a b — ü.md': 'teh one\n2\n3\n4\n5\n6\n7\n8\nteh two',
    'crlf.md': 'teh\r\nend\r\n',
    'quo"te.md': 'teh\n',
    'only.md': 'teh',
  };

  it('leaves the library alone, and git apply makes all of its changes, two of one file included', async () => {
    const root = repository(files);
    const file = join(temporary(), 'all.patch');
    const publisher = await openPublisher(root, { kind: 'patch', file });
    const names = Object.keys(files);
    for (const path of names)
      await publisher.publish(changeIn(root, path, 'teh', 'the', { rationale: 'diff --git a/x b/x\nFrom 0000\n--- a' }));
    const before = (await publisher.read('a b — ü.md'))!;
    expect(before).toBe(files['a b — ü.md'].replace('teh', 'the'));
    const second = {
      ...changeIn(root, 'a b — ü.md', 'x', 'x'),
      publication: 'pub-second',
      files: [{ path: 'a b — ü.md', before, after: before.replace('teh', 'THE') }],
    };
    await publisher.publish(second);
    await publisher.publish(second);
    expect(await publisher.find('pub-second')).toEqual({ commit: null });
    expect(await publisher.find('pub-third')).toBeNull();
    expect(run(root, 'status', '--porcelain')).toBe('');
    run(root, 'apply', '--check', file);
    run(root, 'apply', file);
    expect(names.map((path) => textOf(root, path))).toEqual([
      files['a b — ü.md'].replace('teh', 'the').replace('teh', 'THE'),
      'the\r\nend\r\n',
      'the\n',
      'the',
    ]);
  });

  it('works for a plain folder, with paths from the library', async () => {
    const root = temporary();
    write(root, 'sub/a.md', 'teh\n');
    const file = join(root, 'out.patch');
    const publisher = await openPublisher(root, { kind: 'patch', file });
    await publisher.publish(changeIn(root, 'sub/a.md', 'teh', 'the'));
    const copy = temporary();
    cpSync(root, copy, { recursive: true });
    execFileSync('git', ['apply', file], { cwd: copy, env: { ...process.env, GIT_CEILING_DIRECTORIES: join(copy, '..') } });
    expect([textOf(root, 'sub/a.md'), textOf(copy, 'sub/a.md')]).toEqual(['teh\n', 'the\n']);
  });

  it('refuses where the library no longer fits the patch, and where its folder is not there', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    const file = join(temporary(), 'all.patch');
    const publisher = await openPublisher(root, { kind: 'patch', file });
    const change = changeIn(root, 'a.md', 'teh', 'the');
    await publisher.publish(change);
    write(root, 'a.md', 'by hand\n');
    expect(await publisher.check(['a.md'])).toMatchObject({ ok: false, reason: 'bad-patch' });
    const nowhere = await openPublisher(root, { kind: 'patch', file: join(root, 'none', 'x.patch') });
    await expect(nowhere.publish(changeIn(root, 'a.md', 'by', 'By'))).rejects.toMatchObject({ reason: 'bad-patch' });
  });
});
