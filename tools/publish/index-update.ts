/**
 * Bringing the editor's index in line for our paths only. Git's lock is taken by linking the finished new index to
 * `index.lock`: whoever finds the lock after a kill can tell by its inode that it is ours, and whole.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Committed, Held } from './commit.ts';
import { git, gitOrNull } from './git.ts';
import { killPoint } from './kill-point.ts';
import { explainWrite } from './place.ts';
import { isAlive } from './process.ts';
import type { WorkTree } from './worktree.ts';

const ownPrefix = 'perennial-index-';

/**
 * Holds the index by git's own lock, so that nobody commits the old one meanwhile, with our blobs set where it still holds the blobs they replace; whatever the editor staged stays.
 * @returns null where another git holds the lock for seconds
 * @throws PublishRefused `disk-full` or `read-only`
 */
export async function holdIndex(tree: WorkTree, blobs: Committed['blobs']): Promise<Held | null> {
  const index = join(tree.gitDir, 'index');
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const held = await attemptHold(tree, index, blobs);
    if (held) return held;
    if ((await removeOwnLock(tree)) === 'locked') await setTimeout(50);
  }
  return null;
}

/** Blobs whose predecessors the index still holds. */
export async function staleIn(
  tree: WorkTree,
  blobs: Committed['blobs'],
  env: Record<string, string> = {},
): Promise<Committed['blobs']> {
  const stale: Committed['blobs'] = [];
  for (const blob of blobs) if ((await stagedOid(tree, blob.path, env)) === blob.before) stale.push(blob);
  return stale;
}

async function attemptHold(tree: WorkTree, index: string, blobs: Committed['blobs']): Promise<Held | null> {
  const own = join(dirname(index), `${ownPrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
  const lock = `${index}.lock`;
  const env = { GIT_INDEX_FILE: own };
  const forget = () => {
    rmSync(own, { force: true });
    rmSync(`${own}.lock`, { force: true });
  };
  const release = () => {
    rmSync(lock, { force: true });
    forget();
  };
  try {
    const before = readFileSync(index);
    writeOwn(own, before, statSync(index).mode & 0o777);
    const stale = await staleIn(tree, blobs, env);
    const entries = stale.map((blob) => `${blob.mode} ${blob.after}\t${blob.path}\0`).join('');
    if (stale.length > 0) await git(tree.top, ['update-index', '-z', '--index-info'], { env, input: entries });
    if (!takeLock(own, lock)) {
      forget();
      return null;
    }
    killPoint('git-index-locked');
    if (!readFileSync(index).equals(before)) {
      release();
      return null;
    }
    const settle = async () => {
      renameSync(lock, index);
      killPoint('git-index-done');
      forget();
      // Only spares the editor's next `git status` a second look at the files; it may fail where git calls a path ignored.
      for (const blob of stale)
        await gitOrNull(tree.top, ['--literal-pathspecs', 'add', '--refresh', '--', blob.path], { group: 'own' });
    };
    return { settle, release };
  } catch (error) {
    forget();
    throw error;
  }
}

function writeOwn(own: string, content: Buffer, mode: number): void {
  try {
    writeFileSync(own, content);
    chmodSync(own, mode);
  } catch (error) {
    throw explainWrite(error, '.git/index');
  }
}

/** Object id of a path in the index that `env` names (default: the real one); null where absent or in conflict. */
export async function stagedOid(tree: WorkTree, path: string, env: Record<string, string> = {}): Promise<string | null> {
  const line = await git(tree.top, ['--literal-pathspecs', 'ls-files', '-s', '-z', '--full-name', '--', path], { env });
  const found = /^\d+ ([0-9a-f]+) 0\t[^\0]*\0$/.exec(line);
  return found?.[1] ?? null;
}

function takeLock(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes an `index.lock` that a killed Perennial left: only one that is the very file we linked, of a process that is gone.
 * @returns whether a lock (someone else's) remains
 */
export async function removeOwnLock(tree: WorkTree): Promise<'free' | 'locked'> {
  const index = join(tree.gitDir, 'index');
  const lock = statSync(`${index}.lock`, { throwIfNoEntry: false });
  for (const name of readdirSync(dirname(index))) {
    const found = /^perennial-(?:index|tree)-(\d+)-[0-9a-f]+(?:\.lock)?$/.exec(basename(name));
    if (!found || isAlive(Number(found[1]))) continue;
    const left = join(dirname(index), name);
    const stats = statSync(left, { throwIfNoEntry: false });
    if (lock && stats && stats.ino === lock.ino && stats.dev === lock.dev) rmSync(`${index}.lock`, { force: true });
    rmSync(left, { force: true });
  }
  return existsSync(`${index}.lock`) ? 'locked' : 'free';
}
