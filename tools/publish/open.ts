/** The publisher for a library and a wish. */
import { resolve } from 'node:path';
import { branchPublisher } from './branch-publisher.ts';
import { folderPublisher } from './folder-publisher.ts';
import { gitPublisher } from './git-publisher.ts';
import { ofTexts } from './of-texts.ts';
import { patchPublisher } from './patch-publisher.ts';
import { type FilePublisher, type Publisher, PublishRefused, type PublishTarget } from './publisher.ts';
import { remoteBranch, remotePublisher } from './remote-publisher.ts';
import { type WorkTree, workTreeOf } from './worktree.ts';

/**
 * @param root the library
 * @param to `auto`: as a commit where the library lies in a git work tree, else by replacing the files
 * @throws PublishRefused where the wish cannot be met
 */
export async function openPublisher(root: string, to: PublishTarget = { kind: 'auto' }): Promise<Publisher> {
  const tree = await workTreeOf(root);
  switch (to.kind) {
    case 'auto':
      return ofTexts(tree ? gitPublisher(tree) : folderPublisher(resolve(root)));
    case 'branch':
      if (!tree)
        throw new PublishRefused(
          'bad-branch',
          `${root} is not in a git work tree, so there are no branches. Publish without --branch.`,
        );
      return ofTexts(await onBranch(tree, to.name));
    case 'patch':
      return ofTexts(patchPublisher(tree ?? { root: resolve(root), prefix: '' }, resolve(to.file)));
  }
}

/** `origin/main` is the remote's branch, where there is such a remote and no local branch of that name. */
async function onBranch(tree: WorkTree, name: string): Promise<FilePublisher> {
  const far = await remoteBranch(tree, name);
  return far ? remotePublisher(tree, far) : branchPublisher(tree, name);
}
