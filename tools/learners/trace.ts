/** Every byte of a folder searched for one learner: the id in the spellings a file may hold it in, and its pseudonyms. */
import { createHmac } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pseudonymiser } from './pseudonym.ts';

export interface Trace {
  /** Relative to the folder searched. */
  file: string;
  what: 'id' | 'pseudonym';
  /** How often. */
  count: number;
}

export interface Searched {
  files: number;
  bytes: number;
  traces: Trace[];
}

export interface Needle {
  what: Trace['what'];
  bytes: Buffer;
  /** `word`: only where no letter or digit stands on either side, else "7" is in every number. */
  edge: 'word' | 'any';
}

/** @param key of the library's pseudonyms; null where it has none yet, and so no pseudonym either */
export function needlesOf(id: string, key: Uint8Array | null): Needle[] {
  const plain = id.normalize('NFC').trim();
  const texts = new Set([plain, plain.normalize('NFD'), JSON.stringify(plain).slice(1, -1), encodeURIComponent(plain)]);
  const needles: Needle[] = [...texts].map((text) => ({ what: 'id', bytes: Buffer.from(text, 'utf8'), edge: 'word' }));
  needles.push({ what: 'id', bytes: Buffer.from(plain, 'utf16le'), edge: 'word' });
  if (!key) return needles;
  const digest = createHmac('sha256', key).update(plain).digest();
  const eight = digest.subarray(0, 8);
  const pseudonyms = [
    Buffer.from(pseudonymiser(key)(plain)),
    Buffer.from(eight.toString('hex')),
    Buffer.from(eight.toString('hex').toUpperCase()),
    Buffer.from(eight.readBigUInt64BE().toString()),
    eight,
    Buffer.from(eight).reverse(),
  ];
  return [...needles, ...pseudonyms.map((bytes): Needle => ({ what: 'pseudonym', bytes, edge: 'any' }))];
}

const chunkSize = 4_194_304;

/** @throws what the system says where a file cannot be read: unread is not clean */
export function searchFolder(folder: string, needles: Needle[], except: ReadonlySet<string> = new Set()): Searched {
  const found: Searched = { files: 0, bytes: 0, traces: [] };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const file = relative(folder, path);
    if (!entry.isFile() || except.has(file)) continue;
    const counts = countsIn(path, needles, (bytes) => {
      found.bytes += bytes;
    });
    found.files += 1;
    for (const what of ['id', 'pseudonym'] as const) {
      const count = counts[what] + (namesIt(file, needles, what) ? 1 : 0);
      if (count > 0) found.traces.push({ file, what, count });
    }
  }
  return found;
}

function namesIt(file: string, needles: Needle[], what: Trace['what']): boolean {
  return needles.some((needle) => needle.what === what && occurrences(Buffer.from(file), needle, 0) > 0);
}

function countsIn(path: string, needles: Needle[], read: (bytes: number) => void): Record<Trace['what'], number> {
  const longest = Math.max(...needles.map((needle) => needle.bytes.length)) + 1;
  const counts = { id: 0, pseudonym: 0 };
  const handle = openSync(path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.alloc(chunkSize);
      const size = readSync(handle, chunk, 0, chunkSize, null);
      read(size);
      const window = Buffer.concat([rest, chunk.subarray(0, size)]);
      const last = size === 0;
      // What begins in the last bytes is looked at with the next chunk, when its neighbour is known.
      const until = last ? window.length : Math.max(0, window.length - longest);
      const from = rest.length > 0 ? 1 : 0;
      for (const needle of needles) counts[needle.what] += occurrences(window, needle, from, until);
      if (last) return counts;
      rest = window.subarray(Math.max(0, until - 1));
    }
  } finally {
    closeSync(handle);
  }
}

function occurrences(window: Buffer, needle: Needle, from: number, until = window.length): number {
  if (needle.bytes.length === 0) return 0;
  let count = 0;
  for (let at = window.indexOf(needle.bytes, from); at >= 0 && at < until; at = window.indexOf(needle.bytes, at + 1))
    if (needle.edge === 'any' || (!isWord(window[at - 1]) && !isWord(window[at + needle.bytes.length]))) count += 1;
  return count;
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z]/u.test(String.fromCharCode(byte));
}
