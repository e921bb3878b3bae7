/** Keeps Perennial's own folder out of git without touching a file of the editor's. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from './atomic.ts';
import { gitPath, workTreeOf } from './worktree.ts';

/** Pattern of gitignore(5) for exactly this folder, however it is named. */
export function excludeLine(prefix: string, folder: string): string {
  const escaped = `${prefix}${folder}`.replace(/[\\*?[\]]/g, '\\$&').replace(/\/?$/, '/');
  return `/${escaped}`;
}

/**
 * Adds `.perennial/` of this library to `.git/info/exclude`; does nothing outside of git or where it stands there already.
 * @returns whether a line was added
 */
export async function excludeFromGit(root: string, folder = '.perennial'): Promise<'added' | 'already' | 'no-git'> {
  const tree = await workTreeOf(root);
  if (!tree) return 'no-git';
  const file = await gitPath(root, 'info/exclude');
  const line = excludeLine(tree.prefix, folder);
  const text = readOrEmpty(file);
  if (text.split(/\r?\n/).includes(line)) return 'already';
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, Buffer.from(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`));
  return 'added';
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
