/** Files as git stores them: through the filters that gave the blob that is there (line ends, clean filters), or through none. */
import { GitError, git, gitBytes, gitOrNull } from './git.ts';

export interface TreeEntry {
  mode: string;
  oid: string;
}

/** The entry of a full path in a commit; null where absent. `submodule` where the path leads into one. */
export async function entryAt(top: string, commit: string, path: string): Promise<TreeEntry | 'submodule' | null> {
  const line = await git(top, ['ls-tree', '-z', '--full-tree', commit, '--', path]);
  const found = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(line);
  if (found?.[1] && found[3]) return found[2] === 'blob' ? { mode: found[1], oid: found[3] } : 'submodule';
  return (await liesInSubmodule(top, commit, path)) ? 'submodule' : null;
}

async function liesInSubmodule(top: string, commit: string, path: string): Promise<boolean> {
  const parents = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  for (const parent of parents.slice(1)) {
    if ((await git(top, ['ls-tree', '-z', '--full-tree', commit, '--', parent])).startsWith('160000')) return true;
  }
  return false;
}

/** How a file becomes a blob. */
export type Filtering = 'filters' | 'no-filters';

/** Object id of `content` at `path`; `write` also stores it. */
export function blobOf(
  top: string,
  path: string,
  content: Uint8Array,
  filtering: Filtering,
  write: 'write' | 'only-name',
): Promise<string> {
  const how = filtering === 'filters' ? [`--path=${path}`] : ['--no-filters'];
  return git(top, ['hash-object', ...(write === 'write' ? ['-w'] : []), '--stdin', ...how], { input: content });
}

/**
 * Which way turns `content` into `oid`. A file with CRLF line ends in the repository itself is not converted by git
 * although `autocrlf` is on; `hash-object` cannot know that, so both ways are tried. Null where neither does: other content.
 */
export async function filteringOf(top: string, path: string, content: Uint8Array, oid: string): Promise<Filtering | null> {
  if ((await blobOf(top, path, content, 'filters', 'only-name')) === oid) return 'filters';
  if ((await blobOf(top, path, content, 'no-filters', 'only-name')) === oid) return 'no-filters';
  return null;
}

/** A path at a commit, as a checkout would write it; null where absent. */
export async function contentAt(top: string, commit: string, path: string): Promise<Buffer | null> {
  try {
    return await gitBytes(top, ['cat-file', '--filters', `${commit}:${path}`]);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Commit a name stands for; null where it stands for none. */
export function commitOf(top: string, name: string): Promise<string | null> {
  return gitOrNull(top, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
}
