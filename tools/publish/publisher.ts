/** Putting an approved change into the library, in whichever way the library is kept. */

export type PublishTarget = { kind: 'auto' } | { kind: 'branch'; name: string } | { kind: 'patch'; file: string };

export interface ChangedFile {
  /** Relative to the library, with `/`. */
  path: string;
  /** Text that must stand at the destination now; null where no file of the name may be there (in packages only). */
  before: string | null;
  /** Null: the file is taken out of its package. */
  after: string | null;
}

export interface PublishedChange {
  /** Name of the publication; publishing one name twice has one effect. */
  publication: string;
  proposalId: string;
  revision: number;
  rule: string;
  title: string;
  rationale: string;
  /** The person who approved: `Name <mail>`. */
  by: string;
  /** Hash of the ledger's newest event, and the ledger's id. */
  ledgerHead: string;
  ledger?: string;
  files: ChangedFile[];
  /** ISO time. */
  at: string;
  /** `undo`: this takes `publication` back; its own name stays that of the publication. */
  kind?: 'publish' | 'undo';
}

export const refusals = [
  'changed',
  'dirty',
  'untracked',
  'missing',
  'symlink',
  'outside',
  'submodule',
  'index-lock',
  'ref-lock',
  'read-only',
  'disk-full',
  'detached',
  'unborn',
  'merging',
  'signing',
  'bad-branch',
  'branch-checked-out',
  'bad-patch',
  'bad-package',
  'no-name',
  'busy',
  'unfinished',
] as const;
export type Refusal = (typeof refusals)[number];

/** Publishing was refused: nothing was published, except for `unfinished`, where recovery completes what stands. */
export class PublishRefused extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PublishRefused';
    this.reason = reason;
  }
}

export type CheckResult = { ok: true } | { ok: false; reason: Refusal; message: string };

export interface Publisher {
  readonly kind: 'git' | 'folder' | 'branch' | 'patch';
  /** Branch name or patch file. */
  readonly target: string | null;
  /** Whether these files could be published now. */
  check(paths: string[]): Promise<CheckResult>;
  /**
   * Publishes all files of a change, or none. Safe to call again after a kill: one effect remains.
   * Throws PublishRefused with one sentence.
   */
  publish(change: PublishedChange): Promise<{ commit: string | null }>;
  /** Looks for the trace a publication (or its undo) left; null where there is none. A plain folder leaves none. */
  find(publication: string, kind?: 'publish' | 'undo'): Promise<{ commit: string | null } | null>;
  /** SHA-256 of the file's bytes at the destination (work tree, branch tip, or library with the patch applied); null where absent. */
  state(path: string): Promise<string | null>;
  /** Its text there; `before` of a change is made from this. */
  read(path: string): Promise<string | null>;
  /** The text a publication left behind in a file; null where it is not known any more. */
  published(publication: string, path: string): Promise<string | null>;
}

/** A change of files as they lie on disk. */
export interface ChangedBytes {
  path: string;
  before: Buffer;
  after: Buffer;
  /** What is kept of the two where they are not kept whole (of a package: the entries that change). */
  kept?: { before: Buffer; after: Buffer };
}

export type PublishedBytes = Omit<PublishedChange, 'files'> & { files: ChangedBytes[] };

/** Ways to put files on disk into a library. `ofTexts` makes a `Publisher` of one: texts, also of files inside packages. */
export interface FilePublisher extends Pick<Publisher, 'kind' | 'target' | 'check' | 'find'> {
  publish(change: PublishedBytes): Promise<{ commit: string | null }>;
  read(path: string): Promise<Buffer | null>;
  /** What a publication left behind in a file, or what was kept of it; null where it is not known any more. */
  published(publication: string, path: string): Promise<Buffer | null>;
  /** What it found there. */
  replaced(publication: string, path: string): Promise<Buffer | null>;
}

/** Runs a check that throws PublishRefused. */
export async function asCheck(work: () => Promise<unknown>): Promise<CheckResult> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    if (error instanceof PublishRefused) return { ok: false, reason: error.reason, message: error.message };
    throw error;
  }
}

/** The file at the destination is not what the change was made for. */
export function changed(path: string): PublishRefused {
  return new PublishRefused(
    'changed',
    `${path} has changed since the change was made for it; nothing was published. Run \`perennial refresh\` and decide again.`,
  );
}
