/** The ledger in one SQLite file: write-ahead log, full synchronisation, one writer at a time also between processes. */
import { LedgerError } from './faults.ts';
import type { Ledger, LedgerView } from './ledger.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

export interface LedgerOptions extends StoreOptions {
  now?: () => Date;
}

/** Note in the file of a ledger whose truth lies on a server: under which name. */
export const sharedNote = 'shared-as';

/**
 * Opens the ledger of one machine, making file and folder where absent.
 * Throws a LedgerError (full disk, read-only folder, damaged file, newer schema, truth elsewhere) with one sentence; nothing
 * is written then.
 */
export function openLedger(file: string, options: LedgerOptions = {}): Ledger {
  const now = options.now ?? (() => new Date());
  const store = openStore(file, options);
  if (store.note(sharedNote) !== null) {
    store.close();
    throw new LedgerError(
      'elsewhere',
      `${file}: this library's ledger was moved into Postgres, and this file only follows it: set PERENNIAL_DATABASE_URL to where it lies.`,
    );
  }
  return {
    ...looks(store, () => {}),
    id: store.id(),
    transact: (by, work) => store.asked(() => store.exclusively(() => store.take(by, now().toISOString(), work(store.view)))),
    events: (fromSeq = 1, limit) => store.asked(() => store.page(fromSeq, limit ?? -1)),
    verify: (anchors = []) => store.asked(() => store.verify(anchors)),
    close: () => store.close(),
  };
}

/** The queries of a store for callers outside of a transaction; `before` runs ahead of each. */
export function looks(store: Store, before: () => void): LedgerView {
  return Object.fromEntries(
    Object.entries(store.view).map(([name, query]) => [
      name,
      (...values: unknown[]) =>
        store.asked(() => {
          before();
          return (query as (...v: unknown[]) => unknown)(...values);
        }),
    ]),
  ) as unknown as LedgerView;
}
