/** Sight of the library's files for rules: safe to hand any text a lesson holds. Nothing outside the library is ever touched. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LibraryFiles } from '../../agents/context.ts';
import { ReadError } from './errors.ts';
import { packedText, unpackedPath } from './items/package.ts';

const largestPicture = 20 * 1024 * 1024;
const scheme = /^[a-z][a-z0-9+.-]*:/i;

/**
 * @param root absolute path of the library. Looks are kept for the life of the object: make a new one for each run.
 * @param together groups of folders (relative to the library) that are published as one
 */
export function libraryFiles(root: string, together: string[][] = []): LibraryFiles {
  const realRoot = realpathSync(root);
  const known = new Map<string, { real: string; bytes: number } | null>();

  /** A regular file inside the library, through symbolic links too; null otherwise. */
  function look(relative: string): { real: string; bytes: number } | null {
    const seen = known.get(relative);
    if (seen !== undefined) return seen;
    const found = find(realRoot, relative);
    known.set(relative, found);
    return found;
  }

  function bytes(relative: string): Uint8Array | null {
    const file = look(relative);
    if (!file || file.bytes > largestPicture) return null;
    return orNull(() => readFileSync(file.real));
  }

  return {
    resolve(from, href) {
      const path = resolveHref(from, href);
      if (path === null || look(path)) return path;
      return publishedBeside(path, together).find((other) => look(other)) ?? path;
    },
    exists: (relative) => look(relative) !== null || isFolder(realRoot, relative),
    bytes,
    read(relative) {
      const packed = unpackedPath(relative);
      if (packed) return textInPackage(packed, bytes(packed.archive));
      const raw = bytes(relative);
      if (!raw) return null;
      const text = Buffer.from(raw).toString('utf8');
      return Buffer.from(text, 'utf8').equals(raw) && !text.includes('\0') ? text : null;
    },
  };
}

/** Null where the package cannot be read by now, as for any file that cannot. */
function textInPackage({ archive, inner }: { archive: string; inner: string }, bytes: Uint8Array | null): string | null {
  try {
    return bytes && packedText(archive, Buffer.from(bytes), inner);
  } catch (error) {
    if (error instanceof ReadError) return null;
    throw error;
  }
}

/** Places that a learning platform or a site generator fills in: Canvas, Moodle, Jekyll, Jinja, JSX. */
const template = /\$[A-Z][A-Z_-]+\$|%24[A-Z][A-Z_-]+%24|@@[A-Z]+@@|\{\{|\{%|<%|\$\{/;

/**
 * Path within the library that an address in a file means; query and fragment dropped, `%20` decoded, `/x` taken from the
 * library's root. The file need not exist. Null for addresses with a scheme or host, for those a program has yet to fill in, and for
 * whatever lies outside.
 */
export function resolveHref(from: string, href: string): string | null {
  const trimmed = href.trim();
  if (template.test(trimmed)) return null;
  if (scheme.test(trimmed) || trimmed.startsWith('//') || trimmed.startsWith('\\')) return null;
  const target = decoded(trimmed.replace(/[?#].*$/s, ''));
  if (target.includes('\0') || target.includes('\\')) return null;
  if (target === '') return trimmed === '' ? null : path.posix.normalize(from);
  const joined = target.startsWith('/') ? target.slice(1) : path.posix.join(path.posix.dirname(from), target);
  const normal = path.posix.normalize(joined).replace(/\/$/, '');
  return normal === '..' || normal.startsWith('../') || normal.startsWith('/') ? null : normal;
}

/** Where else a path could lie, its folder being published as one with others. */
export function publishedBeside(file: string, together: string[][]): string[] {
  return together.flatMap((folders) => {
    const own = folders.find((folder) => file.startsWith(`${folder}/`));
    return own === undefined ? [] : folders.filter((folder) => folder !== own).map((folder) => folder + file.slice(own.length));
  });
}

/** The groups of the courses, relative to the library. */
export function togetherOf(courses: { root: string; publishedTogether?: string[] | undefined }[]): string[][] {
  return courses.flatMap(({ root, publishedTogether }) =>
    publishedTogether ? [publishedTogether.map((folder) => path.posix.normalize(path.posix.join(root, folder)))] : [],
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an encoded address: the percent sign is part of the name.
    return text;
  }
}

function find(realRoot: string, relative: string): { real: string; bytes: number } | null {
  const real = insideOf(realRoot, relative);
  const stat = real === null ? null : orNull(() => statSync(real));
  return real !== null && stat?.isFile() ? { real, bytes: stat.size } : null;
}

function isFolder(realRoot: string, relative: string): boolean {
  const real = insideOf(realRoot, relative);
  return real !== null && orNull(() => statSync(real))?.isDirectory() === true;
}

function insideOf(realRoot: string, relative: string): string | null {
  if (relative.includes('\0') || path.isAbsolute(relative)) return null;
  const real = orNull(() => realpathSync(path.join(realRoot, relative)));
  return real !== null && isInside(realRoot, real) ? real : null;
}

/** Whether a real path is the folder itself or lies in it. */
export function isInside(realRoot: string, real: string): boolean {
  return real === realRoot || real.startsWith(realRoot.endsWith(path.sep) ? realRoot : realRoot + path.sep);
}

/** A missing or unreadable file is an answer here ("not there"), not a fault. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
