/** A command that ends with a code other than 0, and one sentence why. */

/** 1 fault or misuse · 2 findings at or above --fail-on · 3 stale or conflicting approval · 4 a limit was reached. */
export type ExitCode = 1 | 2 | 3 | 4 | 130;

export class CommandFault extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CommandFault';
    this.exitCode = exitCode;
  }
}

const diskFull = (path: string) => `The disk is full${path}: free some space and run the same command again; nothing was lost.`;

/** What the system and SQLite (https://sqlite.org/rescode.html) say, by code. */
const systemFaults: Record<string, (path: string) => string> = {
  ENOSPC: diskFull,
  SQLITE_FULL: diskFull,
  SQLITE_IOERR_WRITE: diskFull,
  SQLITE_IOERR_SHMSIZE: diskFull,
  EDQUOT: (path) =>
    `Your share of the disk is used up${path}: free some of it, or ask for more, and run the same command again; nothing was lost.`,
  EROFS: (path) =>
    `The folder is read-only${path}: Perennial keeps its ledger in the library's .perennial folder and must be able to write there.`,
  EACCES: (path) => `Permission denied${path}: give yourself access to it, or run as the user it belongs to.`,
  EPERM: (path) => `Not permitted${path}: give yourself access to it, or run as the user it belongs to.`,
  ENOENT: (path) => `There is no such file${path}.`,
  EMFILE: () => 'Too many files are open: raise the limit (ulimit -n 4096) and run the same command again.',
  EADDRINUSE: (path) => `That port is taken${path}: choose another with --port.`,
};

/** One sentence for any error that reaches the top. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const path = 'path' in error && typeof error.path === 'string' ? ` (${error.path})` : '';
  return systemFaults[code]?.(path) ?? error.message;
}
