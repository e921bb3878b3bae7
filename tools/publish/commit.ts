/** One commit made with plumbing only: own index, no hooks, and the branch moves only from where we saw it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { blobOf, commitOf, entryAt, filteringOf } from './blob.ts';
import { findCommit } from './find.ts';
import { GitError, git, gitOrNull } from './git.ts';
import { killPoint } from './kill-point.ts';
import { messageOf, type Person, personOf } from './message.ts';
import { newOwnName } from './own-file.ts';
import { changed, type PublishedBytes, PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

export interface Committed {
  commit: string;
  /** The blobs it put in place, by full path. */
  blobs: { path: string; mode: string; before: string; after: string }[];
  /** To be settled. */
  held: Held | null;
}

/** What nobody else may write while the branch moves: the index of its work tree. */
export interface Held {
  /** The branch has moved: what was made ready for it takes its place. */
  settle(): Promise<void>;
  /** As if it had never been held. */
  release(): void;
}
export type Hold = (blobs: Committed['blobs']) => Promise<Held>;

const attempts = 8;

/**
 * Commits `change` on top of `ref` (`HEAD`, or a full branch name). `start` is where a branch that is not there yet begins.
 * A ref that moved meanwhile is tried again, for as long as the files' texts there are still `before`; a commit of the same
 * publication found on the way ends it, so that two at once make one. What `hold` gave is still held then.
 */
export async function commitChange(
  tree: WorkTree,
  change: PublishedBytes,
  ref: string,
  start: string | null = null,
  hold: Hold | null = null,
): Promise<Committed | 'already'> {
  const person = personOf(change.by);
  if (!person) throw new PublishRefused('no-name', `"${change.by}" is not "Name <mail>", so the commit would have no author.`);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await refusingPlainly(() => attemptCommit(tree, change, ref, start, person, attempt === 0, hold));
    if (done !== 'moved') return done;
  }
  throw new PublishRefused(
    'ref-lock',
    `The branch kept moving while ${change.publication} was being published. Publish again when it is quiet.`,
  );
}

async function attemptCommit(
  tree: WorkTree,
  change: PublishedBytes,
  ref: string,
  start: string | null,
  person: Person,
  first: boolean,
  hold: Hold | null,
): Promise<Committed | 'already' | 'moved'> {
  const old = await commitOf(tree.top, ref);
  const base = old ?? start;
  if (base === null)
    throw new PublishRefused('unborn', 'The repository has no commit yet. Commit the library once, then publish.');
  if (await findCommit(tree.top, change.publication, change.kind, first ? undefined : [base])) return 'already';
  const blobs = await storeBlobs(tree, change, base);
  const commit = await writeCommit(tree, change, base, blobs, person);
  killPoint('git-committed');
  const held = (await hold?.(blobs)) ?? null;
  let moved = false;
  try {
    moved = await moveRef(tree, ref, commit, old, change);
  } finally {
    if (!moved) held?.release();
  }
  if (!moved) return 'moved';
  killPoint('git-ref-moved');
  return { commit, blobs, held };
}

/** Git's own words for a full disk or a read-only repository, as a refusal: up to here nothing has been published. */
async function refusingPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/No space left|Disk quota/i.test(error.stderr))
      throw new PublishRefused(
        'disk-full',
        'The disk is full, so git cannot store the change. Nothing was published; make room and publish again.',
        error,
      );
    if (/Permission denied|Read-only file system|insufficient permission/i.test(error.stderr))
      throw new PublishRefused(
        'read-only',
        'The git repository cannot be written by you, so nothing was published. Ask for the right to write to its .git folder.',
        error,
      );
    throw error;
  }
}

async function storeBlobs(tree: WorkTree, change: PublishedBytes, base: string): Promise<Committed['blobs']> {
  const blobs: Committed['blobs'] = [];
  for (const file of change.files) {
    const path = tree.prefix + file.path;
    const entry = await entryAt(tree.top, base, path);
    if (entry === 'submodule')
      throw new PublishRefused('submodule', `${file.path} lies in a submodule; publish with that as the library.`);
    if (entry === null)
      throw new PublishRefused('untracked', `${file.path} is not in the last commit. Commit it first, then publish.`);
    if (entry.mode === '120000')
      throw new PublishRefused('symlink', `${file.path} is a symbolic link in git; nothing was published.`);
    const filtering = await filteringOf(tree.top, path, file.before, entry.oid);
    if (!filtering) throw changed(file.path);
    blobs.push({
      path,
      mode: entry.mode,
      before: entry.oid,
      after: await blobOf(tree.top, path, file.after, filtering, 'write'),
    });
  }
  return blobs;
}

async function writeCommit(
  tree: WorkTree,
  change: PublishedBytes,
  base: string,
  blobs: Committed['blobs'],
  author: Person,
): Promise<string> {
  const index = join(tree.gitDir, newOwnName('tree'));
  const env = { GIT_INDEX_FILE: index };
  try {
    await git(tree.top, ['read-tree', base], { env });
    const entries = blobs.map((blob) => `${blob.mode} ${blob.after}\t${blob.path}\0`).join('');
    await git(tree.top, ['update-index', '-z', '--index-info'], { env, input: entries });
    const written = await git(tree.top, ['write-tree'], { env });
    const sign = (await gitOrNull(tree.top, ['config', '--type=bool', 'commit.gpgsign'])) === 'true';
    return await commitTree(tree, change, written, base, author, sign ? ['-S'] : []);
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}

async function commitTree(
  tree: WorkTree,
  change: PublishedBytes,
  written: string,
  base: string,
  author: Person,
  sign: string[],
): Promise<string> {
  const committer = await committerOf(tree, author);
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.mail,
    GIT_AUTHOR_DATE: change.at,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.mail,
  };
  try {
    return await git(tree.top, ['commit-tree', ...sign, '-p', base, '-F', '-', written], { env, input: messageOf(change) });
  } catch (error) {
    if (sign.length === 0 || !(error instanceof GitError)) throw error;
    const why = error.stderr.trim().split('\n')[0] ?? '';
    throw new PublishRefused(
      'signing',
      `git is set to sign commits (commit.gpgsign) and could not: ${why}. Unlock the key, or publish with --patch. Nothing was published.`,
      error,
    );
  }
}

/** Who git says is at this machine; the reviewer where git was never told. */
async function committerOf(tree: WorkTree, reviewer: Person): Promise<Person> {
  const name = await gitOrNull(tree.top, ['config', 'user.name']);
  const mail = await gitOrNull(tree.top, ['config', 'user.email']);
  return name && mail ? { name, mail } : reviewer;
}

/** Compare-and-swap; false where the ref had moved. In its own process group: a killed terminal must not leave its lock. */
async function moveRef(
  tree: WorkTree,
  ref: string,
  commit: string,
  old: string | null,
  change: PublishedBytes,
): Promise<boolean> {
  const nothing = '0'.repeat(commit.length);
  try {
    await git(
      tree.top,
      ['update-ref', '-m', `perennial: ${change.kind ?? 'publish'} ${change.publication}`, ref, commit, old ?? nothing],
      { group: 'own' },
    );
    return true;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if ((await commitOf(tree.top, ref)) !== old) return false;
    if (/\.lock/.test(error.stderr)) throw new PublishRefused('ref-lock', refLockMessage(error.stderr), error);
    throw error;
  }
}

function refLockMessage(stderr: string): string {
  const file = /'([^']+\.lock)'/.exec(stderr)?.[1] ?? 'a .lock file';
  return `Another git command is at work, or one was cut off: ${file} exists. If no git is running, delete that file and publish again.`;
}
