/** One process at a time. The lock is SQLite's own on a file, so it ends with its process, however that ends. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** Another process holds the lock. */
export class Busy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Busy';
  }
}

/**
 * Runs `work` while no other process (and no other call in this one) holds `file`.
 * @param waitMilliseconds how long to wait for another holder; it blocks this process meanwhile
 * @throws Busy with `busy` as its message where another still holds it then
 */
export async function alone<T>(file: string, busy: string, work: () => Promise<T>, waitMilliseconds = 0): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: waitMilliseconds });
  try {
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
      throw new Busy(busy);
    }
    return await work();
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.close();
  }
}
