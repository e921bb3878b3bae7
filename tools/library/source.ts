/** One file from disk to text: inside the library, not too large, and the same bytes when written back. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { ReadError } from './errors.ts';
import { isInside } from './files.ts';

export interface Source {
  text: string;
  sha256: string;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The bytes of a file inside the library.
 * @param root real absolute path of the library.
 * @param folders folders found to lie inside, by the caller kept for as long as the library is taken to stay as it is
 * @throws ReadError with the reason in one sentence.
 */
export function readFileBytes(root: string, relative: string, maxMegabytes: number, folders = new Set<string>()): Buffer {
  try {
    const { real, stat } = inside(root, relative, folders);
    const megabytes = stat.size / 1_000_000;
    if (megabytes > maxMegabytes) {
      throw new ReadError(
        'too-large',
        relative,
        null,
        `${megabytes.toFixed(1)} MB, more than the limit of ${maxMegabytes} MB; split it or raise defaults.limits.fileMegabytes.`,
      );
    }
    return readFileSync(real);
  } catch (error) {
    if (error instanceof ReadError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT')
      throw new ReadError('absent', relative, null, 'the file is not there, or a link that leads nowhere; restore or remove it.');
    if (code === 'EACCES' || code === 'EPERM')
      throw new ReadError('not-permitted', relative, null, 'the file may not be read; check its permissions.');
    throw new ReadError('absent', relative, null, `the file cannot be read (${code}); check the disk.`);
  }
}

function inside(root: string, relative: string, folders: Set<string>): { real: string; stat: Stats } {
  const whole = path.join(root, relative);
  const folder = path.dirname(whole);
  const known = folders.has(folder);
  const own = known ? lstatSync(whole) : null;
  if (own?.isFile()) return { real: whole, stat: own };
  const real = realpathSync(whole);
  if (!isInside(root, real)) {
    throw new ReadError(
      'outside',
      relative,
      null,
      'a symbolic link that leaves the library; put the file itself into the library.',
    );
  }
  const stat = statSync(real);
  if (!stat.isFile()) throw new ReadError('not-a-file', relative, null, 'not a regular file; only files are read.');
  // Nothing on the way was a link.
  if (real === whole) folders.add(folder);
  return { real, stat };
}

/** @throws ReadError where the bytes are not UTF-8. */
export function decodeSource(relative: string, bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const line = wide ? null : lineOfFirstFault(bytes);
    throw new ReadError(
      'not-utf8',
      relative,
      line,
      `not valid UTF-8${wide ? ' (it looks like UTF-16)' : ''}; save the file as UTF-8.`,
    );
  }
  return text;
}

function lineOfFirstFault(bytes: Buffer): number {
  let line = 1;
  let begin = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, begin)) {
    const part = bytes.subarray(begin, end);
    if (!Buffer.from(part.toString('utf8'), 'utf8').equals(part)) return line;
    line += 1;
    begin = end + 1;
  }
  return line;
}
