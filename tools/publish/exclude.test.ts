import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { excludeFromGit } from './exclude.ts';
import { repository, run, temporary, textOf, write } from './fixture.ts';

it('keeps the folder out of git once and for all, whatever the library is called, and keeps what stands there', async () => {
  const top = repository({ 'a.md': 'a\n' });
  const root = join(top, '#odd [name]* é');
  mkdirSync(root);
  write(top, '.git/info/exclude', '# mine\n*.bak');
  expect(await excludeFromGit(root)).toBe('added');
  expect(await excludeFromGit(root)).toBe('already');
  write(root, '.perennial/ledger.db', 'x');
  expect(run(top, 'status', '--porcelain', '-uall')).toBe('');
  write(top, '.perennial/x', 'not this library');
  expect(run(top, 'status', '--porcelain', '-uall')).toBe('?? .perennial/x\n');
  expect(textOf(top, '.git/info/exclude').startsWith('# mine\n*.bak\n')).toBe(true);
});

it('works in a linked work tree and does nothing without git', async () => {
  const top = repository({ 'a.md': 'a\n' });
  const linked = join(temporary(), 'linked');
  run(top, 'worktree', 'add', '-q', '-b', 'side', linked);
  expect(await excludeFromGit(linked)).toBe('added');
  write(linked, '.perennial/x', 'x');
  expect(run(linked, 'status', '--porcelain')).toBe('');
  expect(await excludeFromGit(temporary())).toBe('no-git');
});
