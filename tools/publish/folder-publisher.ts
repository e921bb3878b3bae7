/** Publishing into a plain folder: every file is compared, written beside itself, synchronised, renamed. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../ledger/chain.ts';
import { prepareFile, replaceFile, sweepCopies } from './atomic.ts';
import { killPoint } from './kill-point.ts';
import { bytesOf, explainWrite, placeOf } from './place.ts';
import { asCheck, type ChangedBytes, changed, type FilePublisher, type PublishedBytes } from './publisher.ts';

export function folderPublisher(root: string): FilePublisher {
  return {
    kind: 'folder',
    target: null,
    check: (paths) => asCheck(async () => void paths.map((path) => probe(root, path))),
    publish: async (change) => {
      if (change.kind !== 'undo') keep(root, change);
      replaceAll(root, change.files);
      return { commit: null };
    },
    find: async () => null,
    read: async (path) => bytesOf(root, path),
    published: async (publication, path) => keptBytes(keptFile(root, publication, path, 'after')),
    replaced: async (publication, path) => keptBytes(keptFile(root, publication, path, 'before')),
  };
}

/** Where a plain folder remembers what a publication made of a file: without git, `undo` has no other copy to look at. */
function keptFile(root: string, publication: string, path: string, state: 'before' | 'after'): string {
  const name = `${sha256(publication).slice(0, 16)}-${sha256(path).slice(0, 16)}`;
  return join(root, '.perennial', 'undo', state === 'after' ? name : `${name}-before`);
}

function keptBytes(file: string): Buffer | null {
  return existsSync(file) ? readFileSync(file) : null;
}

/** Of a text what it became (its inverse edits are in the ledger); of what is kept in parts, those parts before and after. */
function keep(root: string, change: PublishedBytes): void {
  // A package that has its entries already was kept by the run that was cut off.
  for (const file of change.files.filter(({ before, after }) => !before.equals(after))) {
    for (const state of file.kept ? (['before', 'after'] as const) : (['after'] as const)) {
      const kept = keptFile(root, change.publication, file.path, state);
      try {
        mkdirSync(dirname(kept), { recursive: true });
        sweepCopies(kept);
        replaceFile(kept, (file.kept ?? file)[state]);
      } catch (error) {
        throw explainWrite(error, file.path);
      }
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
 * Replaces files that are `before` by `after`; those that are `after` already are left (a run that was cut off).
 * Throws PublishRefused `changed` before anything is written where a file is neither.
 */
function replaceAll(root: string, files: ChangedBytes[]): void {
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

function prepare(root: string, file: ChangedBytes) {
  const place = placeOf(root, file.path);
  sweepCopies(place);
  try {
    return prepareFile(place, file.after);
  } catch (error) {
    throw explainWrite(error, file.path);
  }
}

function stateOf(root: string, file: ChangedBytes): 'before' | 'after' {
  const bytes = bytesOf(root, file.path);
  if (bytes?.equals(file.before)) return 'before';
  if (bytes?.equals(file.after)) return 'after';
  throw changed(file.path);
}
