/**
 * Zip packages (QTI packages, Common Cartridges), read strictly. Format: APPNOTE.TXT 6.3.3, sections 4.3 and 4.4. What could
 * harm is refused.
 */
import { inflateRawSync } from 'node:zlib';
import { ReadError } from '../errors.ts';
import { crc32 } from './crc32.ts';

export interface ZipEntry {
  name: string;
  /** Uncompressed. */
  size: number;
  compressedSize: number;
  method: 'stored' | 'deflated';
  crc: number;
  /** Of the local header. */
  offset: number;
  isFolder: boolean;
}

export interface ZipLimits {
  entries: number;
  /** Of all entries together, uncompressed. */
  totalBytes: number;
  /** Uncompressed bytes for each compressed one, of an entry of more than a megabyte. */
  ratio: number;
}

export const zipLimits: ZipLimits = { entries: 20_000, totalBytes: 500_000_000, ratio: 200 };

const endMark = 0x06054b50;
const centralMark = 0x02014b50;
const localMark = 0x04034b50;
/** Of the locator that stands before the end of a Zip64 package (4.3.15). */
const zip64Mark = 0x07064b50;

/** The list at the end of a package. */
export interface Central {
  entries: ZipEntry[];
  /** Where each entry's central header lies, in the order of `entries`. */
  headers: { start: number; end: number }[];
  start: number;
  end: number;
  endRecord: number;
}

/** @throws ReadError `bad-package` or `unsafe-package` */
export function zipEntries(path: string, bytes: Buffer, limits: ZipLimits = zipLimits): ZipEntry[] {
  return centralOf(path, bytes, limits).entries;
}

/**
 * The bytes of one entry, checked against its stated size and sum.
 * @throws ReadError
 */
export function zipBytes(path: string, bytes: Buffer, entry: ZipEntry): Buffer {
  const data = dataOf(path, bytes, entry);
  let content: Buffer;
  try {
    // Never more than was stated: the limits were checked against that.
    content = entry.method === 'stored' ? data : inflateRawSync(data, { maxOutputLength: Math.max(entry.size, 1) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw unsafe(path, `"${shown(entry.name)}" unpacks to more than the package states`);
    throw bad(path, `"${shown(entry.name)}" cannot be unpacked`);
  }
  if (content.length !== entry.size || crc32(content) !== entry.crc)
    throw bad(path, `"${shown(entry.name)}" does not match its stated size and check sum`);
  return content;
}

/** @throws ReadError */
export function centralOf(path: string, bytes: Buffer, limits: ZipLimits): Central {
  const endRecord = findEnd(path, bytes);
  const count = bytes.readUInt16LE(endRecord + 10);
  const size = bytes.readUInt32LE(endRecord + 12);
  const start = bytes.readUInt32LE(endRecord + 16);
  if (bytes.readUInt16LE(endRecord + 4) !== 0 || bytes.readUInt16LE(endRecord + 8) !== count)
    throw bad(path, 'it is one part of several; join them');
  const locator = endRecord >= 20 && bytes.readUInt32LE(endRecord - 20) === zip64Mark;
  if (locator || count === 0xffff || size === 0xffffffff || start === 0xffffffff) throw zip64(path);
  if (count > limits.entries) throw unsafe(path, `it holds ${count} files, more than ${limits.entries}`);
  if (start + size > endRecord) throw bad(path, 'its list of files lies outside of it');
  const central: Central = { entries: [], headers: [], start, end: start + size, endRecord };
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > central.end || bytes.readUInt32LE(at) !== centralMark) throw bad(path, 'its list of files is damaged');
    const end = at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (end > central.end) throw bad(path, 'its list of files is damaged');
    central.entries.push(entryAt(path, bytes, at));
    central.headers.push({ start: at, end });
    at = end;
  }
  checkAll(path, central.entries, limits);
  return central;
}

function findEnd(path: string, bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at -= 1) {
    if (bytes.readUInt32LE(at) === endMark && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  throw bad(path, 'it is no zip package, or its end is missing');
}

function entryAt(path: string, bytes: Buffer, at: number): ZipEntry {
  const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString('utf8');
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  // Its own encryption, or that of the whole list (4.4.4: bits 0, 6 and 13).
  if (flags & 0x2041) throw bad(path, `"${shown(name)}" is encrypted; unpack it first`);
  if (method !== 0 && method !== 8) throw bad(path, `"${shown(name)}" is packed by a method that is not read (${method})`);
  // Unix links (§4.4.15: the upper half of the external attributes holds the mode).
  if (bytes.readUInt32LE(at + 38) >>> 28 === 0xa && bytes.readUInt8(at + 5) === 3)
    throw unsafe(path, `"${shown(name)}" is a link`);
  if ([20, 24, 42].some((field) => bytes.readUInt32LE(at + field) === 0xffffffff)) throw zip64(path);
  return {
    name,
    size: bytes.readUInt32LE(at + 24),
    compressedSize: bytes.readUInt32LE(at + 20),
    method: method === 0 ? 'stored' : 'deflated',
    crc: bytes.readUInt32LE(at + 16),
    offset: bytes.readUInt32LE(at + 42),
    isFolder: name.endsWith('/'),
  };
}

function checkAll(path: string, entries: ZipEntry[], limits: ZipLimits): void {
  const seen = new Set<string>();
  let total = 0;
  for (const { name, size, compressedSize } of entries) {
    const escapes =
      name.includes('\\') ||
      name.startsWith('/') ||
      /^[a-z]:/i.test(name) ||
      name.split('/').includes('..') ||
      /[\u0000-\u001f\ufffd]/.test(name);
    if (escapes || name === '') throw unsafe(path, `the name "${shown(name)}" leads out of the package or is no name`);
    if (seen.has(name.toLowerCase())) throw unsafe(path, `"${shown(name)}" stands in it twice`);
    seen.add(name.toLowerCase());
    total += size;
    if (size > 1_000_000 && size > compressedSize * limits.ratio)
      throw unsafe(path, `"${shown(name)}" unpacks to more than ${limits.ratio} times its size`);
  }
  if (total > limits.totalBytes)
    throw unsafe(path, `it unpacks to ${Math.round(total / 1e6)} MB, more than ${Math.round(limits.totalBytes / 1e6)} MB`);
  const placed = [...entries].sort((a, b) => a.offset - b.offset);
  placed.forEach((entry, index) => {
    const next = placed[index + 1];
    if (next && entry.offset + 30 + entry.compressedSize > next.offset)
      throw unsafe(path, `"${shown(entry.name)}" and "${shown(next.name)}" share their bytes`);
  });
}

/**
 * Where an entry's local header, its data, and the descriptor that may follow them end.
 * @throws ReadError
 */
export function dataEnd(path: string, bytes: Buffer, entry: ZipEntry): { header: number; data: number; whole: number } {
  if (entry.offset + 30 > bytes.length || bytes.readUInt32LE(entry.offset) !== localMark)
    throw bad(path, `"${shown(entry.name)}" is not where the list says`);
  const nameLength = bytes.readUInt16LE(entry.offset + 26);
  const header = entry.offset + 30 + nameLength + bytes.readUInt16LE(entry.offset + 28);
  const data = header + entry.compressedSize;
  if (data > bytes.length) throw bad(path, `"${shown(entry.name)}" is cut off`);
  if (bytes.subarray(entry.offset + 30, entry.offset + 30 + nameLength).toString('utf8') !== entry.name)
    throw unsafe(path, `"${shown(entry.name)}" has another name where it lies`);
  if ((bytes.readUInt16LE(entry.offset + 6) & 8) === 0) return { header, data, whole: data };
  // A descriptor, with its mark or without, begins with the check sum (4.3.9); what says otherwise is none.
  const crcAt = (at: number): boolean => at + 12 <= bytes.length && bytes.readUInt32LE(at) === entry.crc;
  if (data + 4 <= bytes.length && bytes.readUInt32LE(data) === 0x08074b50 && crcAt(data + 4))
    return { header, data, whole: data + 16 };
  return { header, data, whole: crcAt(data) ? data + 12 : data };
}

function dataOf(path: string, bytes: Buffer, entry: ZipEntry): Buffer {
  const { header, data } = dataEnd(path, bytes, entry);
  return bytes.subarray(header, data);
}

export function shown(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?').slice(0, 80);
}

export function bad(path: string, what: string): ReadError {
  return new ReadError('bad-package', path, null, `the zip package is not read: ${what}.`);
}

export function zip64(path: string): ReadError {
  return bad(path, 'it is in the Zip64 form, which is not read; pack it again without (files under 4 GB need none)');
}

function unsafe(path: string, what: string): ReadError {
  return new ReadError('unsafe-package', path, null, `the zip package is refused for safety: ${what}.`);
}
