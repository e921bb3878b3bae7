/** A library file on disk: inside the library, a plain file, reached through no symbolic link. */
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { PublishRefused } from './publisher.ts';

/**
 * Absolute path of `path` in the library.
 * Throws PublishRefused: `outside`, `symlink`, `missing`.
 */
export function placeOf(root: string, path: string): string {
  const parts = path.split('/');
  if (
    isAbsolute(path) ||
    parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')) ||
    parts[0] === '.git'
  )
    throw new PublishRefused('outside', `${path} does not lie in the library; nothing was published.`);
  let at = root;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const stats = statsOf(at);
    if (!stats)
      throw new PublishRefused('missing', `${path} is not there any more; nothing was published. Run \`perennial refresh\`.`);
    if (stats.isSymbolicLink())
      throw new PublishRefused(
        'symlink',
        `${path} is reached through a symbolic link (${parts.slice(0, index + 1).join('/')}); publish in the file's own folder.`,
      );
    if (index === parts.length - 1 && !stats.isFile())
      throw new PublishRefused('missing', `${path} is not a plain file; nothing was published.`);
  }
  return at;
}

/** Bytes of a library file; null where absent. Throws as `placeOf` for the rest. */
export function bytesOf(root: string, path: string): Buffer | null {
  try {
    return readFileSync(placeOf(root, path));
  } catch (error) {
    if (error instanceof PublishRefused && error.reason === 'missing') return null;
    throw error;
  }
}

/** Says what the system's refusal means for a person. */
export function explainWrite(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new PublishRefused(
      'read-only',
      `${path} cannot be written: its folder is read-only for you. Nothing was published.`,
      error,
    );
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new PublishRefused(
      'disk-full',
      `${path} cannot be written: the disk is full. Nothing was published; make room and publish again.`,
      error,
    );
  return error;
}

function statsOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
