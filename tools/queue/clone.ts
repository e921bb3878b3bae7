/** A worker's own clone of a library that lies in a git remote: nobody works in it, so it is brought to the remote's state as it is. */
import { createHash } from 'node:crypto';
import { existsSync, lutimesSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { remoteName } from '../database/library-name.ts';
import { git } from '../publish/git.ts';
import { alone } from './sole.ts';

const patient = { timeoutMilliseconds: 600_000 };

/**
 * The clone of `url` under `state`, made where absent.
 * @returns its folder
 * @throws Error in one sentence where the remote cannot be cloned
 */
export async function cloneOf(state: string, url: string): Promise<string> {
  const clones = join(state, 'clones');
  mkdirSync(clones, { recursive: true });
  const folder = join(clones, createHash('sha256').update(remoteName(url)).digest('hex').slice(0, 12));
  await alone(
    `${folder}.lock`,
    'Another worker has been cloning this library for minutes.',
    async () => {
      if (existsSync(folder)) return;
      const half = mkdtempSync(join(clones, 'half-'));
      try {
        await git(half, ['clone', '--quiet', '--', url, 'library'], patient);
        renameSync(join(half, 'library'), folder);
      } finally {
        rmSync(half, { recursive: true, force: true });
      }
    },
    600_000,
  );
  return folder;
}

/** Whether `root` is a clone a worker made for itself: only those are ever reset. */
export const isOwnClone = (state: string, root: string) => root.startsWith(join(state, 'clones', '/'));

/**
 * Brings a worker's own clone to what the remote holds now, or to `commit`.
 * @returns the commit it stands at
 */
export async function freshen(root: string, commit?: string): Promise<string> {
  if (commit === undefined || (await git(root, ['rev-parse', 'HEAD'])) !== commit) {
    await git(root, ['fetch', '--quiet', '--prune', 'origin'], patient);
    const branch = await git(root, ['symbolic-ref', '--short', 'HEAD']);
    await git(root, ['reset', '--quiet', '--hard', commit ?? `refs/remotes/origin/${branch}`], patient);
    await setTimes(root);
  }
  return git(root, ['rev-parse', 'HEAD']);
}

/** By when it was changed a file is known again: the same bytes get the same time in every clone, so that they share results. */
async function setTimes(root: string): Promise<void> {
  const listed = await git(root, ['ls-files', '-s', '-z']);
  for (const line of listed.split('\0')) {
    const found = /^(?!160000)\d+ ([0-9a-f]{8})[0-9a-f]* \d\t(.+)$/su.exec(line);
    if (!found) continue;
    const seconds = 1_000_000_000 + (Number.parseInt(found[1] ?? '0', 16) % 500_000_000);
    try {
      lutimesSync(join(root, found[2] ?? ''), seconds, seconds);
    } catch (error) {
      // Gone since it was listed: the next look at it says so.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
