/**
 * Bringing the editor's index in line for our paths only. Git's lock is taken by linking the finished new index to
 * `index.lock`: whoever finds the lock after a kill can tell by its inode that it is ours, and whole.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Committed } from './commit.ts';
import { git, gitOrNull } from './git.ts';
import { killPoint } from './kill-point.ts';
import { isAlive } from './process.ts';
import { PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

const ownPrefix = 'perennial-index-';

/**
 * Sets our blobs in the real index where it still holds the blobs they replace; whatever the editor staged stays.
 * Throws PublishRefused `unfinished` where another git holds the lock for seconds: the commit stands, recovery comes back to this.
 */
export async function updateIndex(tree: WorkTree, blobs: Committed['blobs']): Promise<void> {
  const index = join(tree.gitDir, 'index');
  for (let attempt = 0; attempt < 40; attempt += 1) {
    if ((await attemptUpdate(tree, index, blobs)) === 'done') return;
    await removeOwnLock(tree);
    await setTimeout(50);
  }
  throw new PublishRefused(
    'unfinished',
    `The change is committed, but git's index is locked by another command (${index}.lock). Run \`perennial publish\` again when that has ended.`,
  );
}

async function attemptUpdate(tree: WorkTree, index: string, blobs: Committed['blobs']): Promise<'done' | 'locked'> {
  const own = join(dirname(index), `${ownPrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
  const env = { GIT_INDEX_FILE: own };
  try {
    const before = readFileSync(index);
    writeFileSync(own, before);
    chmodSync(own, statSync(index).mode & 0o777);
    const stale: Committed['blobs'] = [];
    for (const blob of blobs) if ((await stagedOid(tree, blob.path, env)) === blob.before) stale.push(blob);
    if (stale.length === 0) return 'done';
    const entries = stale.map((blob) => `${blob.mode} ${blob.after}\t${blob.path}\0`).join('');
    await git(tree.top, ['update-index', '-z', '--index-info'], { env, input: entries });
    // Only spares the editor's next `git status` a second look at the file; it may fail where git calls the path ignored.
    for (const blob of stale) await gitOrNull(tree.top, ['--literal-pathspecs', 'add', '--refresh', '--', blob.path], { env });
    if (!takeLock(own, `${index}.lock`)) return 'locked';
    killPoint('git-index-locked');
    if (!readFileSync(index).equals(before)) {
      rmSync(`${index}.lock`);
      return 'locked';
    }
    renameSync(`${index}.lock`, index);
    killPoint('git-index-done');
    return 'done';
  } finally {
    rmSync(own, { force: true });
    rmSync(`${own}.lock`, { force: true });
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
