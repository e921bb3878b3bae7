/** Publishing onto a remote's branch, with a real remote and two clones. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPublisher } from './open.ts';
import type { PublishedChange } from './publisher.ts';

let parent = '';
const remote = () => join(parent, 'remote.git');
const one = () => join(parent, 'one');
const two = () => join(parent, 'two');
const text = '# Birds\n\nTeh wren.\n\nTeh robin.\n';

function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function editorPushes(folder: string, file: string, words: string): void {
  git(folder, 'pull', '-q', '--ff-only');
  writeFileSync(join(folder, file), words);
  git(folder, 'add', '-A');
  git(folder, '-c', 'user.name=E', '-c', 'user.email=e@example.org', 'commit', '-q', '-m', 'by hand');
  git(folder, 'push', '-q');
}

const change = (publication: string, before: string, after: string): PublishedChange => ({
  publication,
  proposalId: 'p-1',
  revision: 1,
  rule: 'some-rule@1.0',
  title: 'Say it right',
  rationale: 'Because.',
  by: 'Rosa <rosa@example.org>',
  ledgerHead: 'a'.repeat(64),
  ledger: 'ledger',
  files: [{ path: 'birds.md', before, after }],
  at: '2026-11-21T02:00:00.000Z',
});
const atRemote = () => git(remote(), 'show', 'main:birds.md');
const commits = () => Number(git(remote(), 'rev-list', '--count', 'main'));

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'perennial-remote-'));
  git(parent, 'init', '-q', '--bare', '-b', 'main', remote());
  git(parent, 'clone', '-q', remote(), one());
  writeFileSync(join(one(), 'birds.md'), text);
  git(one(), 'checkout', '-q', '-b', 'main');
  git(one(), 'add', '-A');
  git(one(), '-c', 'user.name=E', '-c', 'user.email=e@example.org', 'commit', '-q', '-m', 'start');
  git(one(), 'push', '-q', '-u', 'origin', 'main');
  git(parent, 'clone', '-q', remote(), two());
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const publisher = (folder: string) => openPublisher(folder, { kind: 'branch', name: 'origin/main' });

describe('a remote’s branch', () => {
  it('takes a change, and the clone that stands on it follows', async () => {
    const wren = text.replace('Teh wren', 'The wren');
    const there = await publisher(one());
    expect([there.kind, there.target]).toEqual(['branch', 'origin/main']);
    const { commit } = await there.publish(change('pub-1', text, wren));
    expect(atRemote()).toBe(wren);
    expect(readFileSync(join(one(), 'birds.md'), 'utf8')).toBe(wren);
    expect(git(one(), 'status', '--porcelain')).toBe('');
    expect(await (await publisher(two())).find('pub-1', 'publish')).toEqual({ commit });
  });

  it('takes a publication once, whichever clone says it again', async () => {
    const wren = text.replace('Teh wren', 'The wren');
    const first = await (await publisher(one())).publish(change('pub-1', text, wren));
    expect(await (await publisher(two())).publish(change('pub-1', text, wren))).toEqual(first);
    expect(commits()).toBe(2);
  });

  it('that an editor moved meanwhile keeps both, where the file is as it was', async () => {
    const there = await publisher(one());
    editorPushes(two(), 'other.md', '# Other\n');
    await there.publish(change('pub-1', text, text.replace('Teh wren', 'The wren')));
    expect(atRemote()).toContain('The wren');
    expect(git(remote(), 'show', 'main:other.md')).toBe('# Other\n');
  });

  it('whose file an editor changed is refused, and theirs stays', async () => {
    const there = await publisher(one());
    editorPushes(two(), 'birds.md', '# Birds\n\nAll new.\n');
    await expect(there.publish(change('pub-1', text, text.replace('Teh wren', 'The wren')))).rejects.toMatchObject({
      reason: 'changed',
    });
    expect(atRemote()).toBe('# Birds\n\nAll new.\n');
  });

  it('published onto from two clones at once has each change once', async () => {
    const wren = text.replace('Teh wren', 'The wren');
    const all = await Promise.allSettled([
      publisher(one()).then((there) => there.publish(change('pub-1', text, wren))),
      publisher(two()).then((there) => there.publish(change('pub-2', text, text.replace('Teh robin', 'The robin')))),
    ]);
    expect(all.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(commits()).toBe(2);
  });

  it('leaves the editor’s own changes in the clone alone', async () => {
    writeFileSync(join(one(), 'birds.md'), `${text}\nMy own.\n`);
    await (await publisher(one())).publish(change('pub-1', text, text.replace('Teh wren', 'The wren')));
    expect(readFileSync(join(one(), 'birds.md'), 'utf8')).toBe(`${text}\nMy own.\n`);
    expect(atRemote()).toContain('The wren');
  });

  it('that cannot be reached is told in one sentence', async () => {
    const there = await publisher(one());
    rmSync(remote(), { recursive: true });
    await expect(there.publish(change('pub-1', text, `${text}x`))).rejects.toThrow(
      /^The remote origin cannot be reached[^\n]+$/u,
    );
  });
});
