/** The files of a library, by name only. Hidden folders, `node_modules` and links are not entered. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { LibraryError } from './errors.ts';
import { isInside } from './files.ts';

export interface Listing {
  /** Real absolute path of the library. */
  root: string;
  /** Paths relative to the root, forward slashes, in natural order. Links to files are among them. */
  files: string[];
  /** Folders that cannot be looked into, and why. */
  closed: { path: string; reason: string }[];
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Folder by folder, numbers by value: `2-b` before `10-a`. */
export function naturalOrder(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = collator.compare(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** @throws LibraryError where the folder is missing, no folder, or closed to us. */
export function walkLibrary(root: string): Listing {
  const real = openRoot(root);
  const listing: Listing = { root: real, files: [], closed: [] };
  const order = enter(listing, '');
  if (order === 'by-path') listing.files.sort(naturalOrder);
  return listing;
}

function openRoot(root: string): string {
  try {
    const real = realpathSync(root);
    if (!statSync(real).isDirectory())
      throw new LibraryError('not-a-folder', `${root} is a file; name the folder that holds the library.`);
    readdirSync(real);
    return real;
  } catch (error) {
    if (error instanceof LibraryError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new LibraryError('no-such-folder', `There is no folder ${root}; check the spelling.`);
    if (code === 'ENOTDIR')
      throw new LibraryError('not-a-folder', `${root} is no folder; name the folder that holds the library.`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new LibraryError('not-permitted', `${root} may not be read; check its permissions.`);
    throw error;
  }
}

/**
 * Lists a folder in natural order.
 * @returns `by-path` where two names of a folder are equal to the eye (`1` and `01`): then only whole paths say which comes first
 */
function enter(listing: Listing, folder: string): 'by-folder' | 'by-path' {
  let entries: Dirent[];
  try {
    entries = readdirSync(path.join(listing.root, folder), { withFileTypes: true });
  } catch (error) {
    listing.closed.push({
      path: folder,
      reason: `the folder cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); check its permissions.`,
    });
    return 'by-folder';
  }
  let order: 'by-folder' | 'by-path' = 'by-folder';
  entries.sort((a, b) => {
    const first = collator.compare(a.name, b.name);
    if (first === 0) order = 'by-path';
    return first;
  });
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (enter(listing, relative) === 'by-path') order = 'by-path';
    } else if (entry.isFile()) listing.files.push(relative);
    else if (entry.isSymbolicLink()) follow(listing, relative);
  }
  return order;
}

/** A link to a file is listed (reading it checks where it leads); a linked folder inside is met at its own place. */
function follow(listing: Listing, relative: string): void {
  try {
    const real = realpathSync(path.join(listing.root, relative));
    if (!statSync(real).isDirectory()) listing.files.push(relative);
    else if (!isInside(listing.root, real)) {
      listing.closed.push({
        path: relative,
        reason: 'a symbolic link to a folder outside of the library; what it holds is not read.',
      });
    }
  } catch {
    // Leads nowhere; reading it as a lesson says so.
    listing.files.push(relative);
  }
}
