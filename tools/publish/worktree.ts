/** Where a library lies in git: which work tree, which folder of it. */
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GitError, git, gitOrNull } from './git.ts';

export interface WorkTree {
  /** Absolute path of the library as given. */
  root: string;
  /** The library's folder within the work tree: empty, or ending in `/`. */
  prefix: string;
  /** Absolute path of the work tree. */
  top: string;
  /** Absolute path of git's folder of this work tree (a linked one has its own): index, HEAD, what is half done. */
  gitDir: string;
}

/** The work tree around `root`; null where there is none, git is absent, or the folder is ignored by it. */
export async function workTreeOf(root: string): Promise<WorkTree | null> {
  if (!existsSync(root) || !hasGitAbove(realpathSync(root))) return null;
  if ((await insideWorkTree(root)) === 'outside') return null;
  const prefix = (await gitOrNull(root, ['rev-parse', '--show-prefix'])) ?? '';
  const top = await git(root, ['rev-parse', '--show-toplevel']);
  const gitDir = await git(root, ['rev-parse', '--absolute-git-dir']);
  if (prefix !== '' && (await gitOrNull(root, ['check-ignore', '-q', '.'])) !== null) return null;
  return { root: resolve(root), prefix, top, gitDir };
}

/** Git that refuses a folder (another owner, damage) must not make us write there as if there were no git. */
async function insideWorkTree(root: string): Promise<'inside' | 'outside'> {
  try {
    return (await git(root, ['rev-parse', '--is-inside-work-tree'])) === 'true' ? 'inside' : 'outside';
  } catch (error) {
    if (error instanceof GitError && /not a git repository/i.test(error.stderr)) return 'outside';
    throw error;
  }
}

function hasGitAbove(folder: string): boolean {
  for (let at = folder; ; ) {
    if (existsSync(join(at, '.git'))) return true;
    const parent = resolve(at, '..');
    if (parent === at) return false;
    at = parent;
  }
}

/** Absolute path of a file that git shares between linked work trees or not (`info/exclude`), as git itself says. */
export async function gitPath(root: string, name: string): Promise<string> {
  return resolve(root, await git(root, ['rev-parse', '--git-path', name]));
}
