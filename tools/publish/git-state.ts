/** Whether a work tree is in a state to publish into; each refusal says what to do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commitOf, entryAt, filteringOf } from './blob.ts';
import { gitOrNull } from './git.ts';
import { removeOwnLock, stagedOid } from './index-update.ts';
import { bytesOf, placeOf } from './place.ts';
import { PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

const inTheMiddle: [file: string, what: string][] = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['sequencer', 'series of picks'],
];

/** Throws PublishRefused where HEAD is no branch with a commit, something is half done, or another git holds the index. */
export async function requireQuiet(tree: WorkTree): Promise<string> {
  for (const [file, what] of inTheMiddle) {
    if (existsSync(join(tree.gitDir, file)))
      throw new PublishRefused('merging', `The repository is in the middle of a ${what}. Finish or abort it, then publish.`);
  }
  const branch = await gitOrNull(tree.top, ['symbolic-ref', '--quiet', 'HEAD']);
  if (!branch)
    throw new PublishRefused(
      'detached',
      'HEAD is detached, so a commit would be lost with the next checkout. Switch to a branch, or use --branch NAME or --patch FILE.',
    );
  const head = await commitOf(tree.top, 'HEAD');
  if (!head) throw new PublishRefused('unborn', 'The repository has no commit yet. Commit the library once, then publish.');
  await requireUnlocked(tree);
  return head;
}

async function requireUnlocked(tree: WorkTree): Promise<void> {
  if ((await removeOwnLock(tree)) === 'free') return;
  throw indexLocked(tree);
}

export function indexLocked(tree: WorkTree): PublishRefused {
  const lock = `${join(tree.gitDir, 'index')}.lock`;
  return new PublishRefused(
    'index-lock',
    `Another git command is at work, or one was cut off: ${lock} exists. If no git is running, delete that file and publish again.`,
  );
}

/** Throws PublishRefused where the file's content on disk, in the index and in HEAD are not one and the same. */
export async function requireClean(tree: WorkTree, head: string, path: string): Promise<void> {
  placeOf(tree.root, path);
  const full = tree.prefix + path;
  const entry = await entryAt(tree.top, head, full);
  if (entry === 'submodule')
    throw new PublishRefused('submodule', `${path} lies in a submodule; publish with that as the library.`);
  if (!entry) throw new PublishRefused('untracked', `${path} is not in the last commit. Commit it first, then publish.`);
  if ((await stagedOid(tree, full)) !== entry.oid)
    throw new PublishRefused(
      'dirty',
      `${path} has changes of your own that are staged. Commit them or unstage them, then publish.`,
    );
  const content = bytesOf(tree.root, path);
  if (content === null || !(await filteringOf(tree.top, full, content, entry.oid)))
    throw new PublishRefused(
      'dirty',
      `${path} has changes of your own that are not committed. Commit or stash them, then publish.`,
    );
}

/** Whether the commit's content of a path is what `content` becomes in git: nothing later changed it. */
export async function isContentAt(tree: WorkTree, commit: string, path: string, content: Buffer): Promise<boolean> {
  const entry = await entryAt(tree.top, commit, tree.prefix + path);
  return (
    entry !== null && entry !== 'submodule' && (await filteringOf(tree.top, tree.prefix + path, content, entry.oid)) !== null
  );
}
