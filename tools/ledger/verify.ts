/** Proof that a ledger is whole: every link of the chain, the read model, and the heads that commits remember. */
import Database from 'better-sqlite3';
import { breakOf } from './chain.ts';
import type { StoredEvent } from './events.ts';
import type { ChainReport } from './ledger.ts';
import { countingSchema, openReadModel, readSchema, readTables } from './tables.ts';

/**
 * Walks `events` once. Reports the first break: a changed, missing or swapped event; a read model that is not what the
 * events say; an anchor (head in a commit trailer) that is not on the chain, which is how a cut-off tail shows.
 */
export function verifyLedger(input: {
  db: Database.Database;
  genesis: string;
  events: Iterable<StoredEvent>;
  anchors: string[];
}): ChainReport {
  // A file of the system's own that is gone when it is closed: memory stays flat however long the ledger is.
  const replayed = new Database('');
  try {
    replayed.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    replayed.exec(readSchema);
    replayed.exec(countingSchema);
    replayed.exec('BEGIN');
    const model = openReadModel(replayed);
    const missing = new Set(input.anchors.filter((anchor) => anchor !== input.genesis));
    let head = { seq: 0, hash: input.genesis };
    for (const stored of input.events) {
      const why = breakOf(head, stored);
      if (why) return { events: head.seq, head: head.hash, brokenAt: { seq: stored.seq, why } };
      model.apply(stored);
      missing.delete(stored.hash);
      head = { seq: stored.seq, hash: stored.hash };
    }
    const report = { events: head.seq, head: head.hash };
    const [lost] = missing;
    if (lost !== undefined) {
      const why = `${missing.size === 1 ? 'a commit names' : `${missing.size} commits name`} a ledger head that is not in this ledger (${lost.slice(0, 12)}…): events were cut off or replaced`;
      return { ...report, brokenAt: { seq: head.seq + 1, why } };
    }
    const table = readTables.find((name) => differs(input.db, replayed, name));
    if (table)
      return {
        ...report,
        brokenAt: { seq: head.seq, why: `the table ${table} is not what the events say: it was changed by hand` },
      };
    return { ...report, brokenAt: null };
  } finally {
    replayed.close();
  }
}

/** Compares a table row by row, in key order, some at a time. */
function differs(kept: Database.Database, replayed: Database.Database, table: (typeof readTables)[number]): boolean {
  const key = {
    finding: 'fingerprint',
    proposal: 'id',
    proposal_told: 'id',
    publication: 'id',
    decision: 'seq',
    run: 'seq',
    review: 'seq',
    lesson_path: 'lesson',
  }[table];
  const after = `SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT 1000`;
  const [left, right] = [kept.prepare(after), replayed.prepare(after)];
  for (let last: string | number = key === 'seq' ? -1 : ''; ; ) {
    const rows = left.all(last) as Record<string, string | number>[];
    const wanted = right.all(last) as Record<string, string | number>[];
    if (JSON.stringify(rows) !== JSON.stringify(wanted)) return true;
    const end = rows.at(-1)?.[key];
    if (end === undefined) return false;
    last = end;
  }
}
