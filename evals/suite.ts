/** What a suite of `perennial eval` is: its options, what it needs of the rest of the program, what it returns. */
import type { Refreshed } from './score.ts';

export interface SuiteOptions {
  /** Folder with the suite's data, where it is not the project's own. */
  dataDir?: string;
  /** How many cases, where a suite makes its own. */
  n?: number;
  /** Seed of whatever is drawn by lot. */
  seed?: number;
  json?: boolean;
  /** Lines for people (progress, tables). */
  log: (line: string) => void;
}

/** What a suite needs of the rest of the program, handed in by the caller. */
export interface SuiteDoors {
  /** One whole refresh of the library at `root` (a copy that may be written to), without a model and without limits. */
  refresh(root: string): Promise<Refreshed>;
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
