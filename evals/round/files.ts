/** The files of a library as bytes, and what tells two states of it apart. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Edit } from '../../agents/contract.ts';

/** Path (with `/`) to bytes of every file, `.git` and `.perennial` left out. */
export function snapshot(root: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (entry.isFile() && !/^(?:\.git|\.perennial)\//u.test(path)) files.set(path, readFileSync(join(root, path)));
  }
  return files;
}

/** Paths whose bytes differ, or that are only in one of the two. */
export function differing(before: ReadonlyMap<string, Buffer>, after: ReadonlyMap<string, Buffer>): string[] {
  const hash = (bytes: Buffer | undefined) => (bytes ? createHash('sha256').update(bytes).digest('hex') : 'absent');
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => hash(before.get(path)) !== hash(after.get(path)));
}

/**
 * What the files must be after these publications, worked out by itself from the originals.
 * @param publications edits of each, oldest first, in positions of the file before it
 */
export function expectedAfter(before: ReadonlyMap<string, Buffer>, publications: Edit[][]): Map<string, Buffer> {
  const after = new Map(before);
  for (const edits of publications) {
    for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
      const text = after.get(edit.path)?.toString('utf8') ?? '';
      after.set(edit.path, Buffer.from(text.slice(0, edit.start) + edit.replacement + text.slice(edit.end)));
    }
  }
  return after;
}
