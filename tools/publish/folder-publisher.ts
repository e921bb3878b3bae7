/** Publishing into a plain folder: every file is compared, written beside itself, synchronised, renamed. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../ledger/chain.ts';
import { prepareFile, replaceFile, sweepCopies } from './atomic.ts';
import { killPoint } from './kill-point.ts';
import { bytesOf, explainWrite, placeOf } from './place.ts';
import { asCheck, type ChangedFile, type PublishedChange, type Publisher, PublishRefused } from './publisher.ts';

export function folderPublisher(root: string): Publisher {
  return {
    kind: 'folder',
    target: null,
    check: (paths) => asCheck(async () => void paths.map((path) => probe(root, path))),
    publish: async (change) => {
      if (change.kind !== 'undo') keepTexts(root, change);
      replaceAll(root, change.files);
      return { commit: null };
    },
    find: async () => null,
    state: async (path) => {
      const bytes = bytesOf(root, path);
      return bytes && sha256(bytes);
    },
    read: async (path) => bytesOf(root, path)?.toString('utf8') ?? null,
    published: async (publication, path) => {
      const file = keptFile(root, publication, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
  };
}

/** Where a plain folder remembers what a publication made of a file: without git, `undo` has no other copy to look at. */
function keptFile(root: string, publication: string, path: string): string {
  return join(root, '.perennial', 'undo', `${sha256(publication).slice(0, 16)}-${sha256(path).slice(0, 16)}`);
}

function keepTexts(root: string, change: PublishedChange): void {
  for (const file of change.files) {
    const kept = keptFile(root, change.publication, file.path);
    try {
      mkdirSync(dirname(kept), { recursive: true });
      sweepCopies(kept);
      replaceFile(kept, Buffer.from(file.after));
    } catch (error) {
      throw explainWrite(error, file.path);
    }
  }
}

function probe(root: string, path: string): void {
  const file = placeOf(root, path);
  try {
    prepareFile(file, Buffer.alloc(0)).discard();
  } catch (error) {
    throw explainWrite(error, path);
  }
}

/**
 * Replaces files whose text is `before` by `after`; those that are `after` already are left (a run that was cut off).
 * Throws PublishRefused `changed` before anything is written where a file is neither.
 */
function replaceAll(root: string, files: ChangedFile[]): void {
  const open = files.filter((file) => stateOf(root, file) === 'before');
  const prepared = open.map((file) => ({ file, copy: prepare(root, file) }));
  killPoint('folder-prepared');
  const moved = open.find((file) => stateOf(root, file) !== 'before');
  if (moved) {
    for (const { copy } of prepared) copy.discard();
    throw changed(moved.path);
  }
  for (const { copy } of prepared) {
    copy.commit();
    killPoint('folder-renamed');
  }
}

function prepare(root: string, file: ChangedFile) {
  const place = placeOf(root, file.path);
  sweepCopies(place);
  try {
    return prepareFile(place, Buffer.from(file.after));
  } catch (error) {
    throw explainWrite(error, file.path);
  }
}

function stateOf(root: string, file: ChangedFile): 'before' | 'after' {
  const bytes = bytesOf(root, file.path);
  if (bytes?.equals(Buffer.from(file.before))) return 'before';
  if (bytes?.equals(Buffer.from(file.after))) return 'after';
  throw changed(file.path);
}

export function changed(path: string): PublishRefused {
  return new PublishRefused(
    'changed',
    `${path} has changed since the change was made for it; nothing was published. Run \`perennial refresh\` and decide again.`,
  );
}
