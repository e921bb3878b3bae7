/**
 * Zip packages rewritten in place: entries that do not change keep their bytes, compressed as they are, with their names,
 * times and order. Format: APPNOTE.TXT 6.3.3, sections 4.3 and 4.4.
 */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { bad, centralOf, dataEnd, shown, type ZipEntry, zip64, zipBytes, zipLimits } from './zip.ts';

/** An entry as it lies in a package: local header, data and what follows them, and its line in the list at the end. */
interface Packed {
  local: Buffer;
  header: Buffer;
}

/**
 * The package with some entries replaced, added (behind the others) or, by `null`, taken out.
 * @param donor an earlier state of the package: an entry that gets the content it had there gets the very bytes back
 * @throws ReadError
 */
export function zipWith(path: string, bytes: Buffer, replacements: ReadonlyMap<string, Buffer | null>, donor?: Buffer): Buffer {
  const central = centralOf(path, bytes, zipLimits);
  const held = new Set(central.entries.map((entry) => entry.name));
  const missing = [...replacements].find(([name, content]) => content === null && !held.has(name));
  if (missing) throw bad(path, `there is no "${shown(missing[0])}" in the package`);
  const order = central.entries.map((entry, index) => ({ entry, index })).sort((a, b) => a.entry.offset - b.entry.offset);
  const parts: Buffer[] = [];
  const headers: (Buffer | null)[] = [];
  let at = 0;
  let written = 0;
  const put = (part: Buffer): void => {
    parts.push(part);
    written += part.length;
  };
  for (const { entry, index } of order) {
    put(bytes.subarray(at, entry.offset));
    const own = packedAt(path, bytes, entry, central.headers[index]);
    const content = replacements.get(entry.name);
    if (content === null) {
      headers[index] = null;
      at = entry.offset + own.local.length;
      continue;
    }
    const wanted =
      content === undefined || content.equals(zipBytes(path, bytes, entry))
        ? own
        : ((donor && same(path, donor, entry.name, content)) ?? replaced(path, bytes, entry, own, content));
    headers[index] = movedTo(written, wanted.header);
    put(wanted.local);
    at = entry.offset + own.local.length;
  }
  put(bytes.subarray(at, central.start));
  for (const [name, content] of replacements) {
    if (content === null || held.has(name)) continue;
    const made = (donor && same(path, donor, name, content)) ?? added(name, content);
    headers.push(movedTo(written, made.header));
    put(made.local);
  }
  const start = written;
  const kept = headers.filter((header) => header !== null);
  for (const header of kept) put(header);
  const record = Buffer.from(bytes.subarray(central.end));
  record.writeUInt16LE(kept.length, central.endRecord - central.end + 8);
  record.writeUInt16LE(kept.length, central.endRecord - central.end + 10);
  record.writeUInt32LE(written - start, central.endRecord - central.end + 12);
  record.writeUInt32LE(start, central.endRecord - central.end + 16);
  put(record);
  const whole = Buffer.concat(parts);
  // What is written must be what would be read: an unsafe name, or one that is there in other letters, is refused here.
  centralOf(path, whole, zipLimits);
  return whole;
}

/**
 * A package of some entries of another, each with the bytes it has there.
 * @throws ReadError
 */
export function zipOfEntries(path: string, bytes: Buffer, names: ReadonlySet<string>): Buffer {
  const central = centralOf(path, bytes, zipLimits);
  const taken = central.entries.flatMap((entry, index) =>
    names.has(entry.name) ? [packedAt(path, bytes, entry, central.headers[index])] : [],
  );
  let start = 0;
  const headers = taken.map(({ local, header }) => {
    const moved = movedTo(start, header);
    start += local.length;
    return moved;
  });
  const list = Buffer.concat(headers);
  const end = Buffer.from(bytes.subarray(central.endRecord, central.endRecord + 22));
  end.writeUInt16LE(taken.length, 8);
  end.writeUInt16LE(taken.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([...taken.map(({ local }) => local), list, end]);
}

function packedAt(path: string, bytes: Buffer, entry: ZipEntry, header: { start: number; end: number } | undefined): Packed {
  return {
    local: bytes.subarray(entry.offset, dataEnd(path, bytes, entry).whole),
    header: bytes.subarray(header?.start, header?.end),
  };
}

/** The entry of that name in another state of the package, where it has this very content there. */
function same(path: string, donor: Buffer, name: string, content: Buffer): Packed | undefined {
  const central = centralOf(path, donor, zipLimits);
  const index = central.entries.findIndex((entry) => entry.name === name);
  const entry = central.entries[index];
  return entry && zipBytes(path, donor, entry).equals(content) ? packedAt(path, donor, entry, central.headers[index]) : undefined;
}

function replaced(path: string, bytes: Buffer, entry: ZipEntry, own: Packed, content: Buffer): Packed {
  const data = entry.method === 'stored' ? content : deflateRawSync(content);
  const local = Buffer.from(bytes.subarray(entry.offset, dataEnd(path, bytes, entry).header));
  const header = Buffer.from(own.header);
  const nameLength = local.readUInt16LE(26);
  if (hasZip64(local.subarray(30 + nameLength))) throw zip64(path);
  for (const [record, flags, crc] of [
    [local, 6, 14],
    [header, 8, 16],
  ] as const) {
    // The sizes stand in the header now; no descriptor follows.
    record.writeUInt16LE(record.readUInt16LE(flags) & ~8, flags);
    record.writeUInt32LE(crc32(content), crc);
    record.writeUInt32LE(data.length, crc + 4);
    record.writeUInt32LE(content.length, crc + 8);
  }
  return { local: Buffer.concat([local, data]), header };
}

/** 1 January 1980, the first day the format knows: the same content gives the same bytes on every day. */
const firstDay = 0x21;

/** A new entry: deflated, its name in UTF-8, made on no platform of note. */
function added(name: string, content: Buffer): Packed {
  const named = Buffer.from(name, 'utf8');
  const data = deflateRawSync(content);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(0x800, 2);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt16LE(firstDay, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(named.length, 22);
  const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), facts, named, data]);
  const header = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), facts, Buffer.alloc(14), named]);
  return { local, header };
}

/** Extra fields are a two-byte id, a two-byte length and data each (4.5.1); id 1 holds sizes in the Zip64 form. */
function hasZip64(extra: Buffer): boolean {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) if (extra.readUInt16LE(at) === 1) return true;
  return false;
}

function movedTo(offset: number, header: Buffer): Buffer {
  const moved = Buffer.from(header);
  moved.writeUInt32LE(offset, 42);
  return moved;
}
