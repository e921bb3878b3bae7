/**
 * Bringing the editor's index in line for our paths only. Git's lock is taken by linking the finished new index to
 * `index.lock`: whoever finds the lock after a kill can tell by its inode that it is ours, and whole.
 */
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Committed, Held } from './commit.ts';
import { git, gitOrNull } from './git.ts';
import { killPoint } from './kill-point.ts';
import { makerOf, newOwnName } from './own-file.ts';
import { explainWrite } from './place.ts';
import { PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

/** Which blobs the index must still hold: all of them while nothing is published yet, those it may where the commit stands. */
export type Demand = 'all' | 'those-it-holds';

/**
 * Holds the index by git's own lock, so that nobody commits the old one meanwhile, with our blobs set where it still holds the blobs
 * they replace; whatever the editor staged stays.
 * @returns null where another git holds the lock for seconds
 * @throws PublishRefused `dirty` where all are demanded and the editor staged something else meanwhile; `disk-full` or `read-only`
 */
export async function holdIndex(tree: WorkTree, blobs: Committed['blobs'], demand: Demand): Promise<Held | null> {
  const index = join(tree.gitDir, 'index');
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const held = await attemptHold(tree, index, blobs, demand);
    if (held) return held;
    await setTimeout(50);
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

async function attemptHold(tree: WorkTree, index: string, blobs: Committed['blobs'], demand: Demand): Promise<Held | null> {
  const own = join(dirname(index), newOwnName('index'));
  const lock = `${index}.lock`;
  const env = { GIT_INDEX_FILE: own };
  const forget = () => {
    for (const name of [own, ...['lock', 'new', 'new.lock', 'over', 'copied'].map((end) => `${own}.${end}`)])
      rmSync(name, { force: true });
  };
  // Git tells people to delete a lock that is in their way: what stands there by now may be another git's.
  const release = () => {
    if (isSame(lock, own)) rmSync(lock, { force: true });
    forget();
  };
  try {
    const before = readFileSync(index);
    writeOwn(own, before, statSync(index).mode & 0o777);
    const stale = await staleIn(tree, blobs, env);
    if (demand === 'all' && stale.length < blobs.length) throw stagedMeanwhile(blobs, stale);
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
      try {
        const fresh = await refreshed(tree, own, stale);
        if (!isSame(lock, own)) throw unsettled(index);
        renameSync(fresh ?? lock, index);
        killPoint('git-index-done');
      } finally {
        release();
      }
    };
    return { settle, release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * The new index with the files as they lie there now: spares the editor's next git a second look, and scripts that take none.
 * @returns null where it cannot be made (a full disk): the one that is the lock is as right, and takes its place
 */
async function refreshed(tree: WorkTree, own: string, stale: Committed['blobs']): Promise<string | null> {
  try {
    copyFileSync(own, `${own}.new`);
  } catch {
    return null;
  }
  const paths = stale.map(({ path }) => path);
  // It may fail where git calls a path ignored.
  if (paths.length > 0)
    await gitOrNull(tree.top, ['--literal-pathspecs', 'add', '--refresh', '--', ...paths], {
      env: { GIT_INDEX_FILE: `${own}.new` },
    });
  return `${own}.new`;
}

function stagedMeanwhile(blobs: Committed['blobs'], stale: Committed['blobs']): PublishRefused {
  const other = blobs.find((blob) => !stale.includes(blob));
  return new PublishRefused(
    'dirty',
    `${other?.path} was staged by you while it was being published; nothing was. Commit it or unstage it, then publish.`,
  );
}

function unsettled(index: string): PublishRefused {
  return new PublishRefused(
    'unfinished',
    `The change is committed, but git's lock was taken away meanwhile (${index}.lock). Run \`perennial publish\` again before you commit.`,
  );
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

/** Makes the lock: another name of `own`, or a copy where the disk knows no second names. A dead Perennial's is replaced in one step. */
function takeLock(own: string, lock: string): boolean {
  const dead = deadOf(lock);
  try {
    if (dead === null) {
      give(own, lock);
      return true;
    }
    give(own, `${own}.over`);
    renameSync(`${own}.over`, lock);
    rmSync(dead, { force: true });
    return isSame(lock, own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainWrite(error, '.git/index.lock');
  }
}

function give(own: string, name: string): void {
  try {
    linkSync(own, name);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    writeFileSync(`${own}.copied`, '');
    copyFileSync(own, name, constants.COPYFILE_EXCL);
  }
}

/** Whether a lock is ours: the same file, or its copy where the disk knows no second names. */
function isSame(lock: string, own: string): boolean {
  const [one, other] = [lock, own].map((file) => statSync(file, { throwIfNoEntry: false }));
  if (!one || !other) return false;
  if (one.ino === other.ino && one.dev === other.dev) return true;
  return existsSync(`${own}.copied`) && one.size === other.size && readFileSync(lock).equals(readFileSync(own));
}

/** The file that proves a lock to be a dead Perennial's; null where there is no lock, or it is somebody else's. */
function deadOf(lock: string): string | null {
  if (!existsSync(lock)) return null;
  const left = readdirSync(dirname(lock)).map((name) => join(dirname(lock), name));
  return left.find((file) => makerOf(file) === 'gone' && isSame(lock, file)) ?? null;
}

/**
 * Removes what a killed Perennial left beside git's own files, its lock among them.
 * @returns whether a lock (someone else's) remains
 */
export async function removeOwnLock(tree: WorkTree): Promise<'free' | 'locked'> {
  const index = join(tree.gitDir, 'index');
  if (deadOf(`${index}.lock`) !== null) rmSync(`${index}.lock`, { force: true });
  for (const name of readdirSync(dirname(index))) {
    const left = join(dirname(index), name);
    if (makerOf(left) === 'gone') rmSync(left, { force: true });
  }
  return existsSync(`${index}.lock`) ? 'locked' : 'free';
}
