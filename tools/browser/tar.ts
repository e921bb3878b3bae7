/** Reads the plain tar archives that come with the browser package: regular files, ustar names. */

export interface TarEntry {
  name: string;
  content: Uint8Array;
}

const block = 512;

/**
 * The regular files of an archive. Directories and other kinds are left out.
 *
 * @throws where an entry is cut off, or its name would leave the folder it is unpacked into.
 */
export function readTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let at = 0;
  while (at + block <= archive.length) {
    const header = archive.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(field(header, 124, 12), 8) || 0;
    const kind = field(header, 156, 1);
    const prefix = field(header, 257, 5) === 'ustar' ? field(header, 345, 155) : '';
    const name = prefix ? `${prefix}/${field(header, 0, 100)}` : field(header, 0, 100);
    const start = at + block;
    if (start + size > archive.length) throw new Error(`The archive ends within ${name}.`);
    if (kind === '0' || kind === '') {
      if (name.startsWith('/') || name.split('/').includes('..')) throw new Error(`The archive holds an unsafe name: ${name}.`);
      entries.push({ name, content: archive.subarray(start, start + size) });
    }
    at = start + Math.ceil(size / block) * block;
  }
  return entries;
}

function field(header: Uint8Array, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end))
    .toString('utf8')
    .trim();
}
