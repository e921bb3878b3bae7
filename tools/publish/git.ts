/** Running git: no shell, no inherited GIT_* variables, messages in English, a time limit. */
import { spawn } from 'node:child_process';

export class GitError extends Error {
  readonly args: string[];
  readonly code: number | null;
  readonly stderr: string;

  constructor(args: string[], code: number | null, stderr: string) {
    super(`git ${args.find((arg) => !arg.startsWith('-')) ?? ''} failed: ${stderr.trim() || `exit code ${code}`}`);
    this.name = 'GitError';
    this.args = args;
    this.code = code;
    this.stderr = stderr;
  }
}

export interface GitOptions {
  input?: string | Uint8Array;
  env?: Record<string, string>;
  /** `own`: in its own process group, so that Ctrl-C or a killed group does not cut it off between lock and write. */
  group?: 'shared' | 'own';
  timeoutMilliseconds?: number;
}

/** Settings that must not change what we read or write: paths in plain UTF-8, no hooks, messages stored as UTF-8, no paging. */
const fixed = [
  'core.quotepath=off',
  'core.hooksPath=/dev/null',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'core.fsmonitor=false',
];

function environment(extra: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    ...extra,
  };
}

/**
 * Runs git in `folder` and returns its standard output as bytes.
 * Throws a GitError where it ends with another code than 0, an Error where there is no git.
 */
export function gitBytes(folder: string, args: string[], options: GitOptions = {}): Promise<Buffer> {
  const all = [...fixed.flatMap((setting) => ['-c', setting]), ...args];
  return new Promise((resolve, reject) => {
    const child = spawn('git', all, {
      cwd: folder,
      env: environment(options.env ?? {}),
      detached: options.group === 'own',
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMilliseconds ?? 120_000,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const absent = error.code === 'ENOENT';
      reject(
        absent ? new Error('git is not installed, or not on the PATH. Install git 2.25 or newer.', { cause: error }) : error,
      );
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitError(args, code, Buffer.concat(err).toString()));
    });
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      // Git may close its input early, its exit code then tells.
      if (error.code !== 'EPIPE') reject(error);
    });
    child.stdin.end(options.input ?? '');
  });
}

/** As `gitBytes`, as text without the last line end. */
export async function git(folder: string, args: string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(folder, args, options)).toString().replace(/\r?\n$/, '');
}

/** As `git`, null where git says no (exit code other than 0). */
export async function gitOrNull(folder: string, args: string[], options: GitOptions = {}): Promise<string | null> {
  try {
    return await git(folder, args, options);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
