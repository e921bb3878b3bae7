/** Results kept by everything they were made from: a key seen before costs no browser page and no model call. */
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

export interface Results {
  get<T>(key: string): T | null;
  put(key: string, value: unknown): void;
  /** What was put is there for other machines from now on. */
  flush(): void;
  /** What other machines keep, by key, without a copy among the results here; null where nobody else shares them. */
  readonly elsewhere: Elsewhere | null;
  /** Drops what was not asked for in the last `days` days. */
  prune(days: number): void;
  /** Drops all that was put or found here, also where other machines would find it. @returns the keys dropped */
  empty(): string[];
  close(): void;
}

/** Many small values at once, for whoever keeps copies of its own. A database that is away finds nothing, and keeps nothing. */
export interface Elsewhere {
  find(keys: readonly string[]): Map<string, string>;
  keep(entries: ReadonlyMap<string, string>): void;
}

/** Stable hash of parts; order matters. */
export function keyOf(...parts: unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(JSON.stringify(part) ?? 'undefined').update('\0');
  return hash.digest('hex');
}

/**
 * @param file SQLite file, made where absent. Losing it costs time, never a decision: a damaged one is the caller's to delete.
 */
export function openResults(file: string): Results {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 10000');
  db.exec('CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value TEXT NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID');
  // What is long unused is found without going through all that is kept.
  db.exec('CREATE INDEX IF NOT EXISTS results_used ON results (used)');
  const select = db.prepare('SELECT value, used FROM results WHERE key = ?');
  const touch = db.prepare('UPDATE results SET used = ? WHERE key = ?');
  const insert = db.prepare('INSERT OR REPLACE INTO results (key, value, used) VALUES (?, ?, ?)');
  const today = () => Math.floor(Date.now() / 86_400_000);
  return {
    get<T>(key: string): T | null {
      const row = select.get(key) as { value: string; used: number } | undefined;
      if (!row) return null;
      if (row.used !== today()) touch.run(today(), key);
      return JSON.parse(row.value) as T;
    },
    put(key, value) {
      insert.run(key, JSON.stringify(value), today());
    },
    flush() {},
    elsewhere: null,
    prune(days) {
      db.prepare('DELETE FROM results WHERE used < ?').run(today() - days);
    },
    empty() {
      return db.prepare('DELETE FROM results RETURNING key').pluck().all() as string[];
    },
    close() {
      db.close();
    },
  };
}
