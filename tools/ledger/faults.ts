/** Faults of the ledger, each as one clear sentence with its remedy. */
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';

/** `gone`: the shared database cannot be reached; `elsewhere`: the ledger of this library is another one than was opened. */
export type LedgerFault =
  | 'full'
  | 'read-only'
  | 'busy'
  | 'damaged'
  | 'not-openable'
  | 'too-new'
  | 'refused'
  | 'closed'
  | 'gone'
  | 'elsewhere'
  | 'other';

export class LedgerError extends Error {
  readonly fault: LedgerFault;

  constructor(fault: LedgerFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LedgerError';
    this.fault = fault;
  }
}

/** SQLite's result code of an error (`SQLITE_FULL`), or an empty text. https://sqlite.org/rescode.html */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** SQLite only says that it cannot open; whether the folder may be written to tells which remedy helps. */
function isReadOnly(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    return ['EACCES', 'EROFS', 'EPERM'].includes(codeOf(error));
  }
}

type Kind = Exclude<LedgerFault, 'too-new' | 'refused' | 'closed' | 'gone' | 'elsewhere'>;

const sentences: Record<Kind, (file: string, said: string) => string> = {
  full: (file) => `${file}: the disk is full; nothing was written. Make room and run the command again.`,
  'read-only': (file) =>
    `${file}: the ledger cannot be written; nothing was written. Give this user the right to write to its folder.`,
  busy: (file) =>
    `${file}: another program has held the ledger for too long; nothing was written. Wait for it to end and run the command again.`,
  damaged: (file, said) => `${file} is damaged or not a ledger (${said}). Put back a copy of it, or move it away to start anew.`,
  'not-openable': (file) =>
    `${file}: the ledger cannot be opened or made there. Check that the folder exists, is a folder, and may be written to.`,
  other: (file, said) => `${file}: the ledger could not be used (${said}).`,
};

function kindOfSqlite(code: string, file: string): Kind {
  if (['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE'].includes(code)) return 'full';
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return 'read-only';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return 'damaged';
  if (code.startsWith('SQLITE_CANTOPEN')) return isReadOnly(file) ? 'read-only' : 'not-openable';
  return 'other';
}

function kindOfSystem(code: string, file: string): Kind {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read-only';
  return isReadOnly(file) ? 'read-only' : 'not-openable';
}

/** What SQLite says, as a sentence an editor can act on; errors of other kinds come back as they are. */
export function explain(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (error instanceof LedgerError || !code.startsWith('SQLITE_')) return error;
  const said = `${code}: ${error instanceof Error ? error.message : ''}`;
  const kind = kindOfSqlite(code, file);
  return new LedgerError(kind, sentences[kind](file, said), error);
}

/** As `explain`, for opening: there the system speaks too, and libsql without a code ("Unable to open connection …: 14"). */
export function explainOpening(error: unknown, file: string): unknown {
  const code = codeOf(error);
  const system = /^E[A-Z]+$/.test(code) || (error instanceof Error && error.message.startsWith('ConnectionFailed'));
  if (!system) return explain(error, file);
  const kind = kindOfSystem(code, file);
  return new LedgerError(kind, sentences[kind](file, code), error);
}
