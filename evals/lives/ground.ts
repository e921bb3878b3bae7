/** What the lives of one library stand on: its folder, its ledger, whatever lives its nights. */
import { join } from 'node:path';
import type { Ledger } from '../../tools/ledger/ledger.ts';
import { openLedgerOf } from '../../tools/ledger/open.ts';
import type { Kind } from '../crash/library.ts';
import type { Nights } from './night.ts';
import type { Place } from './orders.ts';

/** A Postgres that several libraries share, and that may be killed. */
export interface Database {
  url: string;
  /** As on a power cut. */
  kill(): void;
  /** Brings it back at its address. */
  start(): Promise<unknown>;
}

export interface World {
  root: string;
  kind: Kind;
  /** Whether it lies on a disk of its own that may be filled up. */
  disk: 'small' | 'ample';
  /** Where its ledger lies; null: in files. */
  database: Database | null;
  /** Who lives its nights; null: nobody. */
  nights: Nights | null;
  /** Where each change set's fault lies. */
  faults: Map<string, { path: string; deed: number }>;
  rounds: number;
}

export const placeOf = ({ root, database }: World): Place => ({ root, database: database?.url ?? null });
export const ledgerFile = (root: string) => join(root, '.perennial', 'ledger.db');

/** Of files or of the database, as the world is. */
export function ledgerOf({ root, database }: World): Promise<Ledger> {
  return openLedgerOf(root, ledgerFile(root), database === null ? {} : { PERENNIAL_DATABASE_URL: database.url });
}
