/** Under which name a library is known to all machines: clones of one remote are one library, wherever they lie. */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { gitOrNull } from '../publish/git.ts';
import { workTreeOf } from '../publish/worktree.ts';

/**
 * A remote's address without what differs between people: protocol, user, password, port, `.git`.
 * `git@host:a/b.git` and `https://me@host/a/b` are one.
 */
export function remoteName(url: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/u.exec(url);
  const web = /^[a-z+]+:\/\/(?:[^@/]*@)?([^/:]*)(?::\d+)?\/(.*)$/iu.exec(url);
  const [host, path] = web ? [web[1] ?? '', web[2] ?? ''] : scp ? [scp[1] ?? '', scp[2] ?? ''] : ['', url];
  const trimmed = path
    .replace(/^\/+/u, '')
    .replace(/\/+$/u, '')
    .replace(/\.git$/u, '');
  return host === '' ? `/${trimmed}` : `${host.toLowerCase()}/${trimmed}`;
}

/**
 * `PERENNIAL_LIBRARY` where it is set (a library without a remote, on several machines); else the remote `origin` and the
 * folder within it; else this machine and the folder.
 */
export async function libraryName(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env.PERENNIAL_LIBRARY;
  if (named !== undefined && named !== '') return named;
  const tree = await workTreeOf(root);
  const origin = tree && (await gitOrNull(root, ['config', '--get', 'remote.origin.url']));
  if (!tree || !origin) return `${hostname()}:${resolve(root)}`;
  return tree.prefix === '' ? remoteName(origin) : `${remoteName(origin)}:${tree.prefix.replace(/\/$/u, '')}`;
}
