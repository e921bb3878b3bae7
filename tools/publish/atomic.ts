/** Replacing a file whole or not at all: a copy beside it, synchronised, then renamed over it. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { alive } from '../queue/alive.ts';

/** Between preparing and renaming lies the moment in which a kill leaves the copy behind. */
export interface Prepared {
  /** Puts the copy in place. */
  commit(): void;
  /** Takes the copy away. */
  discard(): void;
}

const marker = '.perennial-new-';

/**
 * Writes `bytes` to a hidden copy in the folder of `file`, with its mode (and owner, where allowed), and synchronises it.
 * Throws the system's error (EACCES, EROFS, ENOSPC), with the copy taken away.
 */
export function prepareFile(file: string, bytes: Uint8Array, mode = 0o666): Prepared {
  const copy = join(dirname(file), `.${basename(file).slice(0, 80)}${marker}${process.pid}-${randomBytes(6).toString('hex')}`);
  const old = statSync(file, { throwIfNoEntry: false });
  try {
    const handle = openSync(copy, 'wx', old ? old.mode & 0o7777 : mode);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (old) keepOwner(copy, old);
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
  return {
    commit: () => {
      renameSync(copy, file);
      syncFolder(dirname(file));
    },
    discard: () => rmSync(copy, { force: true }),
  };
}

/** Replaces `file` by `bytes`, or makes it with `mode`. */
export function replaceFile(file: string, bytes: Uint8Array, mode = 0o666): void {
  prepareFile(file, bytes, mode).commit();
}

/** Takes away copies of `file` that a killed process left behind; only this program names files so. */
export function sweepCopies(file: string): void {
  const start = `.${basename(file).slice(0, 80)}${marker}`;
  let names: string[];
  try {
    names = readdirSync(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for (const name of names) {
    const owner = name.startsWith(start) ? /^(\d+)-[0-9a-f]+$/.exec(name.slice(start.length)) : null;
    if (owner && !alive(Number(owner[1]))) rmSync(join(dirname(file), name), { force: true });
  }
}

function keepOwner(copy: string, old: Stats): void {
  const made = statSync(copy);
  if (made.uid !== old.uid || made.gid !== old.gid) {
    try {
      chownSync(copy, old.uid, old.gid);
    } catch (error) {
      // Only a superuser may give files away; the content is what counts.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    }
  }
  chmodSync(copy, old.mode & 0o7777);
}

/** Makes a rename last through a power cut. Some systems refuse to open folders; there it is left to them. */
function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EISDIR' || code === 'EACCES' || code === 'EPERM') return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
