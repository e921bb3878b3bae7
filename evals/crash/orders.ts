/** What the parent of a crash round and its child processes say to each other. */
export interface Wish {
  /** Proposal id. */
  id: string;
  verdict: 'approve' | 'reject';
}

export type Order = { root: string } & (
  | { verb: 'refresh' }
  /** One command after the other. */
  | { verb: 'decide'; decisions: Wish[] }
  /** All in one file: one transaction. */
  | { verb: 'decide-file'; file: string; decisions: Wish[] }
  | { verb: 'publish'; mode: 'publish' | 'dry-run' }
  | { verb: 'undo'; publication: string }
);

export type Answer =
  | { ready: true }
  /** The person was told that this is decided. */
  | { did: Wish }
  /** Milliseconds of work. */
  | { done: number }
  | { fault: string };
