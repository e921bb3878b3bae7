/** The files of a library when a run began: by their bytes where a lesson is made of them, by size and times where not. */
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import type { Looked } from './looked.ts';

export interface Listed {
  /** Hash of the names, sizes and times of change of all files. */
  hash: string;
  /** Would another answer to the question show in the hash? */
  tells(one: Looked): boolean;
  /** Files that are known by their bytes, in the order of their names. */
  read: string[];
  /** Hash over what each file is known by: see `filesOf`. */
  files: string;
}

/**
 * A file that was written this short a time before it was looked at may be written again without its times showing it (their grain is
 * a few milliseconds, on some disks two seconds): such a file is known by its bytes. After git, which does the same with its index
 * (Documentation/technical/racy-git.txt).
 */
const tooFresh = 2000;

export function listingOf(workspace: Pick<Workspace, 'root'>, library: Library): Listed {
  const { root } = workspace;
  const paths = library.paths ?? [];
  const hashes = new Map<string, string>();
  for (const course of library.courses)
    for (const lesson of course.lessons) for (const file of lesson.files) hashes.set(file.path, file.sha256);
  const names = createHash('sha256');
  const now = Date.now();
  for (const path of paths) {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    names.update(stats ? `${path}\0${stats.size} ${stats.mtimeMs}\n` : `${path}\0absent\n`);
    if (stats?.isFile() && stats.ctimeMs > now - tooFresh && !hashes.has(path)) {
      const hash = hashOf(join(root, path));
      if (hash !== null) hashes.set(path, hash);
    }
  }
  let known: Set<string> | null = null;
  const listed = (path: string) => {
    known ??= new Set(paths);
    return known.has(path);
  };
  const tellsOf = (path: string) => {
    // Hidden folders are not listed.
    return listed(path) || !/(?:^|\/)(?:\.|node_modules(?:\/|$))/u.test(path);
  };
  return {
    hash: library.paths === undefined ? randomUUID() : names.digest('hex'),
    tells(one) {
      if (one.asked === 'resolve') return one.answer === null || tellsOf(one.answer);
      // Found, and yet not listed: it lies in a folder that is not entered, or is a folder itself.
      if (one.asked === 'exists' ? one.answer : one.answer !== 'absent') return listed(one.path);
      return tellsOf(one.path);
    },
    read: paths.filter((path) => hashes.has(path)),
    files: filesOf(root, paths, (path) => hashes.get(path)),
  };
}

/**
 * What the files are: each by its name, where a link leads, and its bytes or its size and times.
 * @param known hash of a file's bytes; undefined where its size and times are to say what it is
 */
function filesOf(root: string, paths: readonly string[], known: (path: string) => string | null | undefined): string {
  const all = createHash('sha256');
  for (const path of paths) all.update(`${path}\0${whatIs(join(root, path), () => known(path))}\n`);
  return all.digest('hex');
}

function whatIs(file: string, known: () => string | null | undefined): string {
  const own = lstatSync(file, { throwIfNoEntry: false });
  if (!own) return 'absent';
  const leads = own.isSymbolicLink() ? ` ${realOf(file)}` : '';
  const hash = known();
  if (hash !== undefined) return `${hash}${leads}`;
  const stats = own.isSymbolicLink() ? statSync(file, { throwIfNoEntry: false }) : own;
  // The time of the inode too: no copying program can set that back.
  return stats ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}${leads}` : `absent${leads}`;
}

/** The same of the files as they are now. @param read files whose bytes count, as `Listed` had them */
export function filesNow(root: string, paths: readonly string[], read: readonly string[]): string {
  const bytes = new Set(read);
  return filesOf(root, paths, (path) => (bytes.has(path) ? hashOf(join(root, path)) : undefined));
}

/** Null where it cannot be read: no hash is like that. */
function hashOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return 'nowhere';
  }
}
