/** How long a media file plays, and whether it makes a sound, from its first bytes. No sound is decoded. */

export interface Sound {
  sound: 'yes' | 'no';
  seconds: number | null;
}

/** Null where the format is not known. */
export function soundOf(path: string, bytes: Uint8Array): Sound | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (/\.(?:mp4|m4v|m4a|mov)$/i.test(path)) return fromMp4(view);
  if (/\.mp3$/i.test(path)) return fromMp3(view);
  return null;
}

/** ISO/IEC 14496-12: boxes of a length and a name; `mvhd` holds the duration, each track's `hdlr` what it carries. */
function fromMp4(bytes: Buffer): Sound | null {
  const movie = boxes(bytes, 0, bytes.length).find(({ name }) => name === 'moov');
  if (!movie) return null;
  const inside = boxes(bytes, movie.start, movie.end);
  const header = inside.find(({ name }) => name === 'mvhd');
  const long = header !== undefined && bytes[header.start] === 1;
  const at = header ? header.start + (long ? 20 : 12) : -1;
  if (!header || at + 12 > header.end) return null;
  const scale = bytes.readUInt32BE(at);
  const length = long ? Number(bytes.readBigUInt64BE(at + 4)) : bytes.readUInt32BE(at + 4);
  const seconds = scale > 0 ? length / scale : null;
  const sounds = inside
    .filter(({ name }) => name === 'trak')
    .flatMap((track) => boxes(bytes, track.start, track.end).filter(({ name }) => name === 'mdia'))
    .some((media) => isHeard(bytes, boxes(bytes, media.start, media.end), seconds));
  return { sound: sounds ? 'yes' : 'no', seconds };
}

/** Coded silence takes a few bytes a frame; the poorest speech takes more than this. */
const leastBytesASecond = 500;

function isHeard(bytes: Buffer, media: Box[], seconds: number | null): boolean {
  const handler = media.find(({ name }) => name === 'hdlr');
  if (!handler || bytes.toString('latin1', handler.start + 8, handler.start + 12) !== 'soun') return false;
  const sizes = inner(bytes, inner(bytes, media, 'minf'), 'stbl').find(({ name }) => name === 'stsz');
  if (!sizes || seconds === null || seconds === 0 || sizes.start + 12 > sizes.end) return true;
  const all = bytes.readUInt32BE(sizes.start + 4);
  const samples = bytes.readUInt32BE(sizes.start + 8);
  let total = all * samples;
  if (all === 0) for (let at = sizes.start + 12; at + 4 <= sizes.end; at += 4) total += bytes.readUInt32BE(at);
  return total / seconds >= leastBytesASecond;
}

function inner(bytes: Buffer, within: Box[], wanted: string): Box[] {
  const box = within.find(({ name }) => name === wanted);
  return box ? boxes(bytes, box.start, box.end) : [];
}

interface Box {
  name: string;
  start: number;
  end: number;
}

function boxes(bytes: Buffer, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to && found.length < 1000; ) {
    const short = bytes.readUInt32BE(at);
    const lead = short === 1 ? 16 : 8;
    if (short === 1 && at + 16 > to) break;
    const size = short === 0 ? to - at : short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (size < lead) break;
    found.push({ name: bytes.toString('latin1', at + 4, at + 8), start: at + lead, end: Math.min(to, at + size) });
    at += size;
  }
  return found;
}

/** ISO/IEC 11172-3: the first frame's bit rate; a file of changing rates is only estimated. */
function fromMp3(bytes: Buffer): Sound | null {
  const tagged = bytes.toString('latin1', 0, 3) === 'ID3' && bytes.length > 10;
  const skip = tagged ? 10 + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!) : 0;
  const rates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
  for (let at = skip; at + 4 < bytes.length && at < skip + 8192; at++) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) continue;
    const rate = rates[bytes[at + 2]! >> 4];
    return { sound: 'yes', seconds: rate ? ((bytes.length - at) * 8) / (rate * 1000) : null };
  }
  return null;
}
