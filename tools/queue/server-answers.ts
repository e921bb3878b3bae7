/** What this machine's own Postgres says when it is asked: whether it is ours and up, and who else uses it. */
import { HeardClient } from '../database/client.ts';

export type Answer = 'ready' | 'not-yet' | 'stranger';

/** Does our own server answer there? A `postmaster.pid` that outlived a crash may name a port that is now someone else's. */
export async function answers(url: string): Promise<Answer> {
  const client = new HeardClient({ connectionString: url, connectionTimeoutMillis: 2_000, application_name: 'perennial-start' });
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // 28P01: wrong password; 28000: no such role. 57P03 and refused connections: still starting.
    return code.startsWith('28') ? 'stranger' : 'not-yet';
  } finally {
    await client.end().catch(() => {});
  }
}

/** How many sessions besides this one. */
export async function others(url: string): Promise<number> {
  const client = new HeardClient({ connectionString: url, application_name: 'perennial-leave' });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return Number(rows[0]?.n ?? 0);
  } finally {
    await client.end();
  }
}
