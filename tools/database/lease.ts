/** One program at a time on all machines. The lock is the session's own, so it ends with its program, however that ends. */
import pg from 'pg';
import { Busy } from '../queue/sole.ts';
import { placeOf } from './place.ts';

/**
 * Runs `work` while no other program of any machine holds `key`.
 * @throws Busy with `busy` as its message where another holds it; Error in one sentence where the database is away
 */
export async function aloneInDatabase<T>(url: string, key: string, busy: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'perennial-lease',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Whoever loses the database loses the ledger too, which says so.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `The database ${placeOf(url)} cannot be reached (${error instanceof Error ? error.message : error}). Start it, then run the same command again.`,
      { cause: error },
    );
  }
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine', [key]);
    if (!rows[0]?.mine) throw new Busy(busy);
    return await work();
  } finally {
    await client.end().catch(() => {});
  }
}
