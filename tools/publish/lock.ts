/** One publishing program at a time in a library. The lock is SQLite's own on a file, so it ends with its process, however that ends. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { PublishRefused } from './publisher.ts';

/**
 * Runs `work` (publish, undo, recovery) while no other process does so in this library.
 * Recovery must not look at a publication that another process is in the middle of.
 * @param own the library's `.perennial` folder
 * @throws PublishRefused `busy` where another process is still at it after `waitMilliseconds`
 */
export async function withPublishLock<T>(own: string, work: () => Promise<T>, waitMilliseconds = 10_000): Promise<T> {
  const db = new Database(join(own, 'publish.lock'), { timeout: waitMilliseconds });
  try {
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
      throw new PublishRefused(
        'busy',
        'Another Perennial is publishing in this library. Wait for it to end, then run the command again.',
        error,
      );
    }
    return await work();
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.close();
  }
}
