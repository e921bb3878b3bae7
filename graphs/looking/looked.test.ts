import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { libraryFiles } from '../../tools/library/files.ts';
import { stillHolds, watched } from './looked.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perennial-looked-'));
  writeFileSync(join(root, 'there.md'), '# There\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const again = (looked: Parameters<typeof stillHolds>[0]) => stillHolds(looked, libraryFiles(root), root);

it('uses a result again while a file it looked for is still not there, and not once it is', () => {
  const { files, looked } = watched(libraryFiles(root), root);
  expect(files.exists('picture.png')).toBe(false);
  expect(again(looked())).toBe(true);
  writeFileSync(join(root, 'picture.png'), 'x');
  expect(again(looked())).toBe(false);
});

it('does not use a result again where a file it read has changed', () => {
  const { files, looked } = watched(libraryFiles(root), root);
  expect(files.read('there.md')).toBe('# There\n');
  expect(again(looked())).toBe(true);
  writeFileSync(join(root, 'there.md'), '# There, and longer\n');
  expect(again(looked())).toBe(false);
});

it('does not use a result again where an address leads elsewhere', () => {
  const { files, looked } = watched(libraryFiles(root), root);
  files.resolve('there.md', 'other.md');
  expect(again(looked())).toBe(true);
  expect(again([{ asked: 'resolve', from: 'there.md', href: 'other.md', answer: 'another.md' }])).toBe(false);
});
