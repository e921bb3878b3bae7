/** The ledger in one SQLite file: write-ahead log, full synchronisation, one writer at a time also between processes. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { refusalOf } from './admit.ts';
import { canonicalJson, genesisOf, link } from './chain.ts';
import type { LedgerEvent, StoredEvent } from './events.ts';
import { explain, explainOpening, LedgerError } from './faults.ts';
import type { Ledger, LedgerView } from './ledger.ts';
import { isCurrent, migrate } from './migrate.ts';
import { openReadModel } from './tables.ts';
import { verifyLedger } from './verify.ts';

export interface LedgerOptions {
  /** How long to wait for another process that is writing. */
  busyMilliseconds?: number;
  now?: () => Date;
  /** Largest size of the file, in pages of 4 KB; reached, it behaves as on a full disk. */
  maxPages?: number;
}

interface EventRow {
  seq: number;
  at: string;
  by: string;
  body: string;
  previous: string;
  hash: string;
}

/**
 * Opens the ledger, making file and folder where absent.
 * Safe against `kill -9` at any moment: a transaction is there whole or not at all.
 * Throws a LedgerError (full disk, read-only folder, damaged file, newer schema) with one sentence; nothing is written then.
 */
export function openLedger(file: string, options: LedgerOptions = {}): Ledger {
  const now = options.now ?? (() => new Date());
  const db = openDatabase(file, options);
  let open = true;

  const read = (text: string, ...values: number[]): StoredEvent[] =>
    (db.prepare(text).all(...values) as EventRow[]).map(toStored);
  const page = (from: number, limit: number) => read('SELECT * FROM event WHERE seq >= ? ORDER BY seq LIMIT ?', from, limit);
  const walk = () => pages(page);
  const exclusively = <T>(work: () => T): T => inTransaction(db, 'BEGIN IMMEDIATE', work);

  try {
    guarded(file, () => {
      if (isCurrent(db)) return;
      exclusively(() => migrate(db, file, walk));
    });
  } catch (error) {
    db.close();
    throw error;
  }
  const id = guarded(file, () => (db.prepare("SELECT value FROM meta WHERE key = 'id'").get() as { value: string }).value);
  const model = guarded(file, () => openReadModel(db));
  const newest = db.prepare('SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO event (seq, at, by, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)');
  const head = (): { seq: number; hash: string } => {
    const row = newest.get() as { seq: number; hash: string } | undefined;
    return row ? { seq: row.seq, hash: row.hash } : { seq: 0, hash: genesisOf(id) };
  };

  const { apply, ...queries } = model;
  const view: LedgerView = { ...queries, head };
  const asked = <T>(work: () => T): T => {
    if (!open) throw new LedgerError('closed', `${file}: the ledger was closed before this use of it.`);
    return guarded(file, work);
  };
  const outside = Object.fromEntries(
    Object.entries(view).map(([name, query]) => [
      name,
      (...values: unknown[]) => asked(() => (query as (...v: unknown[]) => unknown)(...values)),
    ]),
  ) as unknown as LedgerView;

  return {
    ...outside,
    id,
    transact: (by, work) =>
      asked(() =>
        exclusively(() => {
          const at = now().toISOString();
          const stored: StoredEvent[] = [];
          for (const event of work(view)) {
            const kept = JSON.parse(canonicalJson(event)) as LedgerEvent;
            const refusal = refusalOf(queries, kept);
            if (refusal) throw new LedgerError('refused', refusal);
            const [next] = link(stored.at(-1) ?? head(), at, by, [kept]);
            if (!next) continue;
            insert.run(next.seq, next.at, next.by, canonicalJson(next.event), next.previous, next.hash);
            apply(next);
            stored.push(next);
          }
          return stored;
        }),
      ),
    events: (fromSeq = 1, limit) => asked(() => page(fromSeq, limit ?? -1)),
    verify: (anchors = []) =>
      asked(() => inTransaction(db, 'BEGIN', () => verifyLedger({ db, genesis: genesisOf(id), events: walk(), anchors }))),
    close: () => {
      if (!open) return;
      open = false;
      db.close();
    },
  };
}

function openDatabase(file: string, options: LedgerOptions): Database.Database {
  const db = connect(file, options);
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec('PRAGMA trusted_schema = OFF');
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${Math.floor(options.maxPages)}`);
  } catch (error) {
    db.close();
    throw explainOpening(error, file);
  }
  return db;
}

function connect(file: string, options: LedgerOptions): Database.Database {
  try {
    makeFolder(dirname(file));
    // libsql counts its `timeout` in milliseconds, as better-sqlite3 does; `readonly` it ignores.
    return new Database(file, { timeout: options.busyMilliseconds ?? 15_000 });
  } catch (error) {
    throw explainOpening(error, file);
  }
}

/** One level only: where its parent is absent too, the library's path is wrong. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Not `db.transaction()`: libsql's sends ROLLBACK after a failed COMMIT too, whose own error then hides the real one. */
function inTransaction<T>(db: Database.Database, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  db.exec(begin);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(error, file);
  }
}

function toStored(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    at: row.at,
    by: row.by,
    event: JSON.parse(row.body) as LedgerEvent,
    hash: row.hash,
    previous: row.previous,
  };
}

/** All events in order, a thousand at a time: memory stays flat however long the ledger is. */
function* pages(page: (from: number, limit: number) => StoredEvent[]): Iterable<StoredEvent> {
  for (let from = 1; ; ) {
    const found = page(from, 1000);
    yield* found;
    const last = found.at(-1);
    if (!last) return;
    from = last.seq + 1;
  }
}
