/**
 * Publishing onto a branch of a git remote: the remote's branch is moved by compare and swap, this clone follows. Several machines
 * may do so at once, and an editor may push meanwhile: whoever comes second is told, and nothing of theirs is lost.
 */
import { commitOf, contentAt, entryAt } from './blob.ts';
import { commitChange } from './commit.ts';
import { findCommit, publishedAt } from './find.ts';
import { GitError, git, gitOrNull } from './git.ts';
import { killPoint } from './kill-point.ts';
import { asCheck, type FilePublisher, type PublishedChange, PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

/** A push that a busy remote turns away is tried again on what it holds then, as long as the files' texts are the same. */
const attempts = 5;

/** `origin/main` as remote and branch; null where no remote of this clone is meant, or a local branch bears the name. */
export async function remoteBranch(tree: WorkTree, name: string): Promise<{ remote: string; branch: string } | null> {
  if ((await commitOf(tree.top, `refs/heads/${name}`)) !== null) return null;
  const remotes = (await gitOrNull(tree.top, ['remote']))?.split('\n') ?? [];
  const remote = remotes.find((one) => one !== '' && name.startsWith(`${one}/`));
  return remote === undefined ? null : { remote, branch: name.slice(remote.length + 1) };
}

/** @throws PublishRefused where the remote cannot be reached or has no such branch */
export async function remotePublisher(
  tree: WorkTree,
  { remote, branch }: { remote: string; branch: string },
): Promise<FilePublisher> {
  const far = `refs/heads/${branch}`;
  /** The remote's branch as this clone saw it last; what is committed on it and was not pushed is dropped by the next fetch. */
  const ref = `refs/perennial/${remote}/${branch}`;
  const fetch = async (): Promise<string> => {
    try {
      await git(tree.top, ['fetch', '--quiet', '--no-tags', remote, `+${far}:${ref}`]);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const absent = error.stderr.includes("couldn't find remote ref");
      throw new PublishRefused(
        absent ? 'bad-branch' : 'unfinished',
        absent
          ? `The remote ${remote} has no branch ${branch}: push it there once, then publish.`
          : `The remote ${remote} cannot be reached, so nothing more was published. Publish again when it is back.`,
        error,
      );
    }
    return (await commitOf(tree.top, ref)) ?? '';
  };
  const read = (path: string) => contentAt(tree.top, ref, tree.prefix + path);
  const here = (publication: string, kind: PublishedChange['kind']) =>
    findCommit(tree.top, publication, kind ?? 'publish', [ref]);
  await fetch();
  return {
    kind: 'branch',
    target: `${remote}/${branch}`,
    check: (paths) =>
      asCheck(async () => {
        await fetch();
        for (const path of paths) {
          const entry = await entryAt(tree.top, ref, tree.prefix + path);
          if (entry === 'submodule')
            throw new PublishRefused('submodule', `${path} lies in a submodule; publish with that as the library.`);
          if (!entry)
            throw new PublishRefused('untracked', `${path} is not on ${remote}/${branch}. Push it there first, then publish.`);
        }
      }),
    async publish(change) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const old = await fetch();
        const found = await here(change.publication, change.kind);
        if (found) return follow(tree, branch, found);
        const done = await commitChange(tree, change, ref);
        if (done === 'already')
          throw new PublishRefused(
            'ref-lock',
            `${change.publication} is on a local branch and not on ${remote}/${branch}. Push it there.`,
          );
        killPoint('remote-committed');
        if (await push(tree, remote, far, old, done.commit)) {
          killPoint('remote-pushed');
          return follow(tree, branch, done.commit);
        }
      }
      await fetch();
      throw new PublishRefused(
        'ref-lock',
        `${remote}/${branch} kept moving while ${change.publication} was being published. Publish again when it is quiet.`,
      );
    },
    async find(publication, kind) {
      await fetch();
      const commit = await here(publication, kind);
      return commit === null ? null : { commit };
    },
    read,
    published: (publication, path) => publishedAt(tree, publication, path, 'after', [ref]),
    replaced: (publication, path) => publishedAt(tree, publication, path, 'before', [ref]),
  };
}

/** Compare and swap on the remote. @returns false where its branch has moved; the next fetch tells what is there, also after a lost answer */
async function push(tree: WorkTree, remote: string, far: string, old: string, commit: string): Promise<boolean> {
  try {
    await git(tree.top, ['push', '--quiet', '--no-verify', `--force-with-lease=${far}:${old}`, remote, `${commit}:${far}`]);
    return true;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value/u.test(error.stderr))
      return false;
    const why = error.stderr.split('\n').find((line) => /reject|denied|remote:|fatal:/iu.test(line)) ?? 'no reason was given';
    // Whether it was taken shows when the remote answers again: recovery looks there.
    throw new PublishRefused(
      'unfinished',
      `${remote} did not take the change (${why.trim().slice(0, 200)}). Publish again when it does.`,
      error,
    );
  }
}

/** Takes a clone that stands on the branch along, where that is safe: never over changes of the editor's own. */
async function follow(tree: WorkTree, branch: string, commit: string): Promise<{ commit: string }> {
  const at = await gitOrNull(tree.top, ['symbolic-ref', '--short', '--quiet', 'HEAD']);
  if (at === branch) await gitOrNull(tree.top, ['merge', '--ff-only', '--quiet', commit]);
  return { commit };
}
