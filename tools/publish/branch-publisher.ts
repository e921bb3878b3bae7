/** Publishing onto a branch that is not checked out: commits appear there, work tree and index stay as they are. */
import { commitOf, contentAt, entryAt } from './blob.ts';
import { commitChange } from './commit.ts';
import { findCommit, publishedAt } from './find.ts';
import { git, gitOrNull } from './git.ts';
import { asCheck, type FilePublisher, PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

/** Throws PublishRefused `bad-branch` or `branch-checked-out`. A branch that is not there yet starts at HEAD. */
export async function branchPublisher(tree: WorkTree, name: string): Promise<FilePublisher> {
  if (name.startsWith('-') || (await gitOrNull(tree.top, ['check-ref-format', '--branch', name])) !== name)
    throw new PublishRefused('bad-branch', `"${name}" cannot be the name of a branch.`);
  const ref = `refs/heads/${name}`;
  await requireFree(tree, name, ref);
  const tip = async () => (await commitOf(tree.top, ref)) ?? (await commitOf(tree.top, 'HEAD'));
  const read = async (path: string) => {
    const at = await tip();
    return at === null ? null : contentAt(tree.top, at, tree.prefix + path);
  };
  return {
    kind: 'branch',
    target: name,
    check: (paths) =>
      asCheck(async () => {
        await requireFree(tree, name, ref);
        const at = await tip();
        if (at === null)
          throw new PublishRefused('unborn', 'The repository has no commit yet. Commit the library once, then publish.');
        for (const path of paths) {
          const entry = await entryAt(tree.top, at, tree.prefix + path);
          if (entry === 'submodule')
            throw new PublishRefused('submodule', `${path} lies in a submodule; publish with that as the library.`);
          if (!entry)
            throw new PublishRefused('untracked', `${path} is not on branch ${name}. Commit it there first, then publish.`);
        }
      }),
    publish: async (change) => {
      await requireFree(tree, name, ref);
      const done = await commitChange(tree, change, ref, await commitOf(tree.top, 'HEAD'));
      return { commit: done === 'already' ? await findCommit(tree.top, change.publication, change.kind) : done.commit };
    },
    find: async (publication, kind) => {
      const commit = await findCommit(tree.top, publication, kind);
      return commit === null ? null : { commit };
    },
    read,
    published: (publication, path) => publishedAt(tree, publication, path, 'after'),
    replaced: (publication, path) => publishedAt(tree, publication, path, 'before'),
  };
}

/** A branch checked out somewhere would fall out of step with its work tree. */
async function requireFree(tree: WorkTree, name: string, ref: string): Promise<void> {
  const list = await git(tree.top, ['worktree', 'list', '--porcelain']);
  if (list.split('\n').includes(`branch ${ref}`))
    throw new PublishRefused(
      'branch-checked-out',
      `Branch ${name} is checked out in a work tree. Publish there without --branch, or name another branch.`,
    );
}
