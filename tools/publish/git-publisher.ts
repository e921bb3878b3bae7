/**
 * Publishing into the checked-out branch: the commit first, then the files of the work tree, then the index. Its lock is held from the first
 * to the last, or a person's own commit in between would commit the old index, and take back what was published.
 */
import { prepareFile, sweepCopies } from './atomic.ts';
import { commitOf, entryAt } from './blob.ts';
import { type Committed, commitChange, type Held } from './commit.ts';
import { findCommit, publishedAt } from './find.ts';
import { gitOrNull } from './git.ts';
import { indexLocked, isContentAt, requireClean, requireQuiet } from './git-state.ts';
import { holdIndex, removeOwnLock, staleIn } from './index-update.ts';
import { killPoint } from './kill-point.ts';
import { bytesOf, explainWrite, placeOf } from './place.ts';
import { asCheck, type ChangedBytes, changed, type FilePublisher, type PublishedBytes, PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

export function gitPublisher(tree: WorkTree): FilePublisher {
  return {
    kind: 'git',
    target: null,
    check: (paths) =>
      asCheck(async () => {
        const head = await requireQuiet(tree);
        for (const path of paths) {
          await requireClean(tree, head, path);
          prepareCopy(tree, path, Buffer.alloc(0)).discard();
        }
      }),
    publish: (change) => publish(tree, change),
    find: async (publication, kind) => {
      const commit = await findCommit(tree.top, publication, kind);
      return commit === null ? null : { commit };
    },
    read: async (path) => bytesOf(tree.root, path),
    published: (publication, path) => publishedAt(tree, publication, path, 'after'),
    replaced: (publication, path) => publishedAt(tree, publication, path, 'before'),
  };
}

async function publish(tree: WorkTree, change: PublishedBytes): Promise<{ commit: string | null }> {
  const found = await findCommit(tree.top, change.publication, change.kind);
  if (found) return finish(tree, change, found);
  const head = await requireQuiet(tree);
  for (const file of change.files) {
    if (!isAt(tree, file.path, file.before)) {
      await requireClean(tree, head, file.path);
      throw changed(file.path);
    }
    await requireClean(tree, head, file.path);
  }
  // Copies are written before the commit: a full disk or a read-only folder shows while nothing has happened yet.
  const copies = change.files.map((file) => ({ file, copy: prepareCopy(tree, file.path, file.after) }));
  let committed: Committed | 'already';
  try {
    killPoint('git-prepared');
    committed = await commitChange(tree, change, 'HEAD', null, (blobs) => holdOrRefuse(tree, change, blobs));
  } catch (error) {
    for (const { copy } of copies) copy.discard();
    throw error;
  }
  if (committed === 'already') {
    for (const { copy } of copies) copy.discard();
    return finish(tree, change, (await findCommit(tree.top, change.publication, change.kind)) ?? head);
  }
  try {
    for (const { file, copy } of copies) {
      // Someone may have saved the file in these milliseconds: theirs stays, and shows as their change on top of ours.
      if (isAt(tree, file.path, file.before)) copy.commit();
      else copy.discard();
      killPoint('git-file-replaced');
    }
  } finally {
    await committed.held?.settle();
  }
  return { commit: committed.commit };
}

/** What was clean when publishing began may have been saved or staged since: to sign a commit can take minutes. */
async function holdOrRefuse(tree: WorkTree, change: PublishedBytes, blobs: Committed['blobs']): Promise<Held> {
  const held = await holdIndex(tree, blobs, 'all');
  if (!held) throw indexLocked(tree);
  const saved = change.files.find((file) => !isAt(tree, file.path, file.before));
  if (!saved) return held;
  held.release();
  throw changed(saved.path);
}

/**
 * After a cut: brings work tree and index in line with the commit that stands, where nothing else touched them since.
 * @throws PublishRefused `unfinished` where another git holds the index for seconds: recovery comes back to this
 */
async function finish(tree: WorkTree, change: PublishedBytes, commit: string): Promise<{ commit: string }> {
  const head = await commitOf(tree.top, 'HEAD');
  const here = head !== null && (await gitOrNull(tree.top, ['merge-base', '--is-ancestor', commit, head])) !== null;
  if (!here) return { commit };
  const blobs: Committed['blobs'] = [];
  const late: ChangedBytes[] = [];
  for (const file of change.files) {
    sweep(tree, file.path);
    if (!(await isContentAt(tree, head, file.path, file.after))) continue;
    if (isAt(tree, file.path, file.before) && !file.before.equals(file.after)) late.push(file);
    const blob = await replacedBlob(tree, commit, file);
    if (blob) blobs.push(blob);
  }
  if (late.length === 0 && (await staleIn(tree, blobs)).length === 0) {
    await removeOwnLock(tree);
    return { commit };
  }
  const held = await holdIndex(tree, blobs, 'those-it-holds');
  if (!held) throw new PublishRefused('unfinished', `The change is committed, but: ${indexLocked(tree).message}`);
  if ((await commitOf(tree.top, 'HEAD')) !== head) {
    held.release();
    return finish(tree, change, commit);
  }
  try {
    for (const file of late) if (isAt(tree, file.path, file.before)) prepareCopy(tree, file.path, file.after).commit();
  } finally {
    await held.settle();
  }
  await removeOwnLock(tree);
  return { commit };
}

async function replacedBlob(tree: WorkTree, commit: string, file: ChangedBytes): Promise<Committed['blobs'][number] | null> {
  const path = tree.prefix + file.path;
  const parent = await commitOf(tree.top, `${commit}^`);
  const [before, after] = [parent && (await entryAt(tree.top, parent, path)), await entryAt(tree.top, commit, path)];
  if (!before || before === 'submodule' || !after || after === 'submodule') return null;
  return { path, mode: after.mode, before: before.oid, after: after.oid };
}

function isAt(tree: WorkTree, path: string, content: Buffer): boolean {
  return bytesOf(tree.root, path)?.equals(content) ?? false;
}

function prepareCopy(tree: WorkTree, path: string, content: Buffer) {
  const place = placeOf(tree.root, path);
  sweepCopies(place);
  try {
    return prepareFile(place, content);
  } catch (error) {
    throw explainWrite(error, path);
  }
}

function sweep(tree: WorkTree, path: string): void {
  if (bytesOf(tree.root, path)) sweepCopies(placeOf(tree.root, path));
}
