/** The folder in a library that is Perennial's own. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LibraryError } from '../../tools/library/errors.ts';

export const ownFolder = '.perennial';

/** File in it that keeps what was learnt of addresses. */
export const linksName = 'links.json';

/**
 * A library that is misspelt must not come into being by looking for it.
 * @throws LibraryError in one sentence
 */
export function requireFolder(root: string): void {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (!stats) throw new LibraryError('no-such-folder', `There is no folder ${root}; check the spelling.`);
  if (!stats.isDirectory()) throw new LibraryError('not-a-folder', `${root} is a file; name the folder that holds the library.`);
}

/** Not `recursive`: that reports a read-only disk as a missing folder. */
export function makeOwnFolder(own: string): void {
  try {
    mkdirSync(own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes a file of Perennial's own under `.perennial`; makes folders. */
export function writeOwn({ own }: { own: string }, path: string, content: string | Uint8Array): string {
  const file = join(own, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
