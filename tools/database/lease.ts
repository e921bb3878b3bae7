/** One program at a time on all machines. The lock is the session's own, so it ends with its program, however that ends. */
import { Busy } from '../queue/sole.ts';
import { HeardClient } from './client.ts';
import { faultOf } from './faults.ts';
import { placeOf } from './place.ts';

/**
 * Runs `work` while no other program of any machine holds `key`.
 * @throws Busy with `busy` as its message where another holds it; DatabaseFault where the database is away
 */
export async function aloneInDatabase<T>(url: string, key: string, busy: string, work: () => Promise<T>): Promise<T> {
  const client = new HeardClient({
    connectionString: url,
    application_name: 'perennial-lease',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  const ask = async () => {
    await client.connect();
    const lock = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine';
    return (await client.query<{ mine: boolean }>(lock, [key])).rows[0]?.mine === true;
  };
  try {
    const mine = await ask().catch((error: unknown) => {
      throw faultOf(error, placeOf(url));
    });
    if (!mine) throw new Busy(busy);
    return await work();
  } finally {
    await client.end().catch(() => {});
  }
}
