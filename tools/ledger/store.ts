/** Events and read model in one SQLite file: all of a ledger that stands alone, the local sight of one that is shared. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { refusalOf } from './admit.ts';
import { canonicalJson, genesisOf, link } from './chain.ts';
import type { LedgerEvent, StoredEvent } from './events.ts';
import { explain, explainOpening, LedgerError } from './faults.ts';
import type { ChainReport, LedgerView } from './ledger.ts';
import { isCurrent, migrate } from './migrate.ts';
import { openReadModel } from './tables.ts';
import { verifyLedger } from './verify.ts';

export interface StoreOptions {
  /** How long to wait for another process that is writing. */
  busyMilliseconds?: number;
  /** Largest size of the file, in pages of 4 KB; reached, it behaves as on a full disk. */
  maxPages?: number;
  /** `off`: what was written last may be lost with the power; for ledgers that are made to be measured. */
  synchronous?: 'full' | 'off';
}

export interface EventRow {
  seq: number;
  at: string;
  by: string;
  body: string;
  previous: string;
  hash: string;
}

export interface Store {
  readonly file: string;
  id(): string;
  readonly view: LedgerView;
  /** Runs a use of the file: closed is refused, SQLite's faults become sentences. */
  asked<T>(work: () => T): T;
  /** One writer at a time, also between processes; all or nothing. */
  exclusively<T>(work: () => T): T;
  /** Puts an event that is linked already behind the last one. The caller holds the transaction. */
  append(stored: StoredEvent): void;
  /** Admits events one after the other and appends them; the caller holds the transaction. @throws LedgerError `refused` */
  take(by: string, at: string, events: readonly LedgerEvent[]): StoredEvent[];
  page(from: number, limit: number): StoredEvent[];
  verify(anchors: string[], events?: Iterable<StoredEvent>): ChainReport;
  /** A note about the ledger itself; null where there is none. */
  note(key: string): string | null;
  setNote(key: string, value: string): void;
  /** An empty file becomes the local sight of the ledger `id`. The caller holds the transaction. */
  becomeSightOf(id: string): void;
  close(): void;
}

/**
 * Opens the file, making it and its folder where absent.
 * Safe against `kill -9` at any moment: a transaction is there whole or not at all.
 * Throws a LedgerError (full disk, read-only folder, damaged file, newer schema) with one sentence; nothing is written then.
 */
export function openStore(file: string, options: StoreOptions = {}): Store {
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
  const noteOf = db.prepare('SELECT value FROM meta WHERE key = ?');
  const note = (key: string) => (noteOf.get(key) as { value: string } | undefined)?.value ?? null;
  const setNote = (key: string, value: string) => {
    db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
      key,
      value,
    );
  };
  let id = guarded(file, () => note('id') ?? '');
  const { apply, ...queries } = guarded(file, () => openReadModel(db));
  const newest = db.prepare('SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO event (seq, at, by, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)');
  const head = (): { seq: number; hash: string } => {
    const row = newest.get() as { seq: number; hash: string } | undefined;
    return row ? { seq: row.seq, hash: row.hash } : { seq: 0, hash: genesisOf(id) };
  };
  const append = (next: StoredEvent): void => {
    insert.run(next.seq, next.at, next.by, canonicalJson(next.event), next.previous, next.hash);
    apply(next);
  };

  return {
    file,
    id: () => id,
    view: { ...queries, head },
    asked: (work) => {
      if (!open) throw new LedgerError('closed', `${file}: the ledger was closed before this use of it.`);
      return guarded(file, work);
    },
    exclusively,
    append,
    take(by, at, events) {
      const stored: StoredEvent[] = [];
      for (const event of events) {
        const kept = JSON.parse(canonicalJson(event)) as LedgerEvent;
        const refusal = refusalOf(queries, kept);
        if (refusal) throw new LedgerError('refused', refusal);
        const [next] = link(stored.at(-1) ?? head(), at, by, [kept]);
        if (!next) continue;
        append(next);
        stored.push(next);
      }
      return stored;
    },
    page,
    verify: (anchors, events) =>
      inTransaction(db, 'BEGIN', () => verifyLedger({ db, genesis: genesisOf(id), events: events ?? walk(), anchors })),
    note,
    setNote,
    becomeSightOf(other) {
      setNote('id', other);
      id = other;
    },
    close: () => {
      if (!open) return;
      open = false;
      db.close();
    },
  };
}

function openDatabase(file: string, options: StoreOptions): Database.Database {
  const db = connect(file, options);
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(`PRAGMA synchronous = ${options.synchronous === 'off' ? 'OFF' : 'FULL'}`);
    db.exec('PRAGMA trusted_schema = OFF');
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${Math.floor(options.maxPages)}`);
  } catch (error) {
    db.close();
    throw explainOpening(error, file);
  }
  return db;
}

function connect(file: string, options: StoreOptions): Database.Database {
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

export function toStored(row: EventRow): StoredEvent {
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
export function* pages(page: (from: number, limit: number) => StoredEvent[]): Iterable<StoredEvent> {
  for (let from = 1; ; ) {
    const found = page(from, 1000);
    yield* found;
    const last = found.at(-1);
    if (!last) return;
    from = last.seq + 1;
  }
}
