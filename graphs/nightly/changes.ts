/** Which files of a library are other than before, by their stat: cheap enough to look every few seconds. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Snapshot = ReadonlyMap<string, string>;

/** Folders without lessons: Perennial's own, git's, installed packages; and whatever is hidden. */
const passedOver = (name: string) => name.startsWith('.') || name === 'node_modules';

/** What editors leave beside a file while they write it: backups, swap files, locks, and vim's probe. */
const leftover = /(?:~|\.sw[a-p]|\.tmp|\.bak|\.part|\.crdownload)$|^#.*#$|^4913$/u;

/** Paths relative to `root`, with `/`. Links are not followed. A file that vanishes meanwhile is left out. */
export function snapshot(root: string): Snapshot {
  const found = new Map<string, string>();
  const walk = (folder: string, at: string) => {
    for (const entry of list(folder)) {
      if (passedOver(entry.name)) continue;
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(join(folder, entry.name), path);
      else if (!leftover.test(entry.name)) {
        const stats = lstatSync(join(folder, entry.name), { throwIfNoEntry: false, bigint: true });
        if (stats) found.set(path, `${stats.ino}:${stats.size}:${stats.mtimeNs}`);
      }
    }
  };
  walk(root, '');
  return found;
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Paths that are new, gone or other, sorted. */
export function difference(before: Snapshot, after: Snapshot): string[] {
  const changed = [...after].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return [...changed, ...gone].sort();
}
