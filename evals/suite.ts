/** What a suite of `perennial eval` is: its options, what it needs of the rest of the program, what it returns. */
import type { Edit } from '../agents/contract.ts';
import type { Refreshed } from './score.ts';

export interface SuiteOptions {
  /** Folder with the suite's data, where it is not the project's own. */
  dataDir?: string;
  /** How many cases, where a suite makes its own. */
  n?: number;
  /** Seed of whatever is drawn by lot. */
  seed?: number;
  /** A suite of many rounds ends after so long. */
  minutes?: number;
  /** Raised by Ctrl-C: a suite of many rounds ends early and tells what it saw. */
  signal?: AbortSignal;
  json?: boolean;
  /** Lines for people (progress, tables). */
  log: (line: string) => void;
}

/** What a suite needs of the rest of the program, handed in by the caller. */
export interface SuiteDoors {
  /** One whole refresh of the library at `root` (a copy that may be written to), without a model and without limits. */
  refresh(root: string): Promise<Refreshed>;
  round: RoundDoors;
}

/** The whole way of a library, each step as a person would take it. */
export interface RoundDoors {
  /** A refresh; `pages` are the browser pages it cost. */
  refresh(root: string): Promise<Refreshed & { pages: number; notScanned: string[] }>;
  /** Approves all that waits and publishes it. */
  publishAll(root: string): Promise<{ published: Published[]; refused: string[] }>;
  /** Takes every publication back, newest first. */
  undoAll(root: string): Promise<{ undone: number; refused: string[] }>;
}

export interface Published {
  publication: string;
  commit: string | null;
  /** In positions of the file before it. */
  edits: Edit[];
}

export interface SuiteResult {
  /** `failed`: the suite's own bar was not reached. */
  verdict: 'measured' | 'failed';
  /** JSON document with every figure. */
  document: unknown;
}

export interface Suite {
  name: string;
  /** One line: what it measures. */
  describe: string;
  run(options: SuiteOptions, doors: SuiteDoors): Promise<SuiteResult>;
}
