/** Small real libraries for the tests of this folder: a git repository or a plain folder, and changes to them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { sha256 } from '../ledger/chain.ts';
import { reviewer } from './intend.fixture.ts';
import type { PublishedChange } from './publisher.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-publish-'));
  made.push(folder);
  return folder;
}

export function run(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', ['-c', 'core.quotepath=off', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function write(folder: string, path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export function textOf(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** A repository with these files committed on `main`. */
export function repository(files: Record<string, string | Buffer>, settings: Record<string, string> = {}): string {
  const folder = temporary();
  run(folder, 'init', '-q', '-b', 'main');
  const all = { 'user.name': 'Editor', 'user.email': 'editor@example.org', 'commit.gpgsign': 'false', ...settings };
  for (const [key, value] of Object.entries(all)) run(folder, 'config', key, value);
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  run(folder, 'add', '-A');
  run(folder, 'commit', '-q', '-m', 'start');
  return folder;
}

/** A change that replaces the first `from` by `to` in a file as it is on disk. */
export function changeIn(
  root: string,
  path: string,
  from: string,
  to: string,
  more: Partial<PublishedChange> = {},
): PublishedChange {
  const before = textOf(root, path);
  const at = before.indexOf(from);
  const after = before.slice(0, at) + to + before.slice(at + from.length);
  return {
    publication: `pub-${sha256(`${path} ${from} ${to}`).slice(0, 8)}`,
    proposalId: 'p-one',
    revision: 1,
    rule: 'some-rule@1.0',
    title: 'Say it right',
    rationale: 'Because it was wrong.',
    by: reviewer,
    ledgerHead: 'a'.repeat(64),
    files: [{ path, before, after }],
    at: '2026-01-02T03:04:05.000Z',
    ...more,
  };
}
