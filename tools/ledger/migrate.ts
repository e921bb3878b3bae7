/** Brings a ledger file to the schema of this program: forward only, in one transaction, events never rewritten. */
import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { StoredEvent } from './events.ts';
import { LedgerError } from './faults.ts';
import { countingSchema, rebuild, tallySchema } from './tables.ts';

/** Steps from an empty file to today's events schema; step n leads from version n to n + 1. Never change one that was released. */
const steps: ((db: Database.Database) => void)[] = [
  (db) => {
    db.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    db.exec(
      'CREATE TABLE event (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)',
    );
    db.exec(
      "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events of the ledger are never deleted'); END",
    );
    db.exec(
      "CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events of the ledger are never changed'); END",
    );
    db.prepare("INSERT INTO meta (key, value) VALUES ('id', ?)").run(randomUUID());
  },
];

/** Counts up with every change of `project.ts` or of the read tables: what is older is built anew from the events. */
export const readModelVersion = 5;

export const schemaVersion = steps.length;

/** Whether there is nothing to do; asked without the write lock, so that opening for a look never waits for a writer. */
export function isCurrent(db: Database.Database): boolean {
  if (versionOf(db) !== steps.length) return false;
  return builtVersion(db) === readModelVersion;
}

function versionOf(db: Database.Database): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function builtVersion(db: Database.Database): number {
  const row = db.prepare("SELECT value FROM meta WHERE key = 'read-model'").get() as { value: string } | undefined;
  return Number(row?.value ?? 0);
}

/**
 * Makes or updates the schema; the caller holds an exclusive transaction.
 * Throws a LedgerError where a newer program wrote the file.
 */
export function migrate(db: Database.Database, file: string, events: () => Iterable<StoredEvent>): void {
  const version = versionOf(db);
  if (version > steps.length)
    throw new LedgerError(
      'too-new',
      `${file} was written by a newer Perennial (schema ${version}, this one knows ${steps.length}). Update Perennial.`,
    );
  for (const step of steps.slice(version)) step(db);
  if (version < steps.length) db.exec(`PRAGMA user_version = ${steps.length}`);
  const built = builtVersion(db);
  if (built === readModelVersion) return;
  if (built > readModelVersion) throw new LedgerError('too-new', `${file} was last used by a newer Perennial. Update Perennial.`);
  // What is new since then.
  const additions = [countingSchema, tallySchema].slice(built - 3);
  if (built >= 3) for (const addition of additions) db.exec(addition);
  else rebuild(db, events());
  db.prepare("INSERT INTO meta (key, value) VALUES ('read-model', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value").run(
    String(readModelVersion),
  );
}
