/** Publications as git remembers them: by the trailers of their commits. */
import { contentAt } from './blob.ts';
import { gitOrNull } from './git.ts';
import { markOf } from './message.ts';
import type { WorkTree } from './worktree.ts';

/**
 * The newest commit carrying the trailer of `publication`, in `range` (default: all local branches and HEAD).
 * The trailer must be a real one, not a line of the text.
 */
export async function findCommit(
  folder: string,
  publication: string,
  kind: 'publish' | 'undo' = 'publish',
  range = ['--branches', 'HEAD'],
): Promise<string | null> {
  const { key, line } = markOf(publication, kind);
  const log = await gitOrNull(folder, [
    'log',
    '--fixed-strings',
    `--grep=${line}`,
    `--format=%H%x00%(trailers:key=${key},valueonly,unfold)%x01`,
    ...range,
    '--',
  ]);
  for (const record of (log ?? '').split('\x01')) {
    const [commit, values] = record.trim().split('\0');
    if (commit && values?.split('\n').some((value) => value.trim() === publication)) return commit;
  }
  return null;
}

/**
 * A library file in the commit of a publication (`after`) or before it, as a checkout would write it; null where there is none.
 * @param range where to look: default all local branches
 */
export async function publishedAt(
  tree: WorkTree,
  publication: string,
  path: string,
  state: 'before' | 'after',
  range?: string[],
): Promise<Buffer | null> {
  const commit = await findCommit(tree.top, publication, 'publish', range);
  return commit === null ? null : contentAt(tree.top, state === 'after' ? commit : `${commit}^`, tree.prefix + path);
}
