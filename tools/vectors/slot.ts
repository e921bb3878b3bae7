/**
 * A folder for one Chroma server. Two servers must never share a folder, so each process takes the first free slot and
 * keeps it while it lives. What a slot holds is derived and can be rebuilt from the cached vectors at any time.
 *
 * The lock is an open SQLite transaction: the operating system gives it back however the process ends.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface Slot {
  /** `slot-0`, `slot-1`, … */
  name: string;
  path: string;
  release(): void;
}

const mostSlots = 16;

/** Takes the first free slot under `dir`. Throws where all are taken or the folder cannot be written. */
export function takeSlot(dir: string): Slot {
  for (let n = 0; n < mostSlots; n += 1) {
    const name = `slot-${n}`;
    const path = join(dir, name);
    mkdirSync(path, { recursive: true });
    const db = new Database(join(path, 'lock.sqlite'));
    try {
      db.pragma('busy_timeout = 0');
      db.exec('BEGIN EXCLUSIVE');
      return { name, path: join(path, 'chroma'), release: () => giveBack(db) };
    } catch (error) {
      db.close();
      if (!/locked|busy/i.test(String(error))) throw error;
    }
  }
  throw new Error(`All ${mostSlots} vector slots under ${dir} are in use: wait for the other runs of this library to end.`);
}

/** The lock goes with the transaction; closing alone may leave it until memory is collected. */
function giveBack(db: Database.Database): void {
  db.exec('ROLLBACK');
  db.close();
}
