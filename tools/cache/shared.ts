/** Kept results of several machines: a cache of this machine in front, the database behind it. */
import { type Connection, openConnection } from '../database/connection.ts';
import { DatabaseFault } from '../database/faults.ts';
import { migrate } from '../database/migrate.ts';
import type { Results } from './results.ts';

export interface SharedResultsOptions {
  url: string;
  /** This machine's own; closed with these. */
  near: Results;
  /** Told once, where the database does not answer: this machine's own results go on. */
  complain: (line: string) => void;
}

/** Results in one statement. */
const sent = 200;
const dayMilliseconds = 86_400_000;

/**
 * What one machine has worked out, no other works out again. Asked of the database only where this machine has it not; written
 * there in batches, at the latest on `flush` and `close`. A database that is away costs time, never a result.
 */
export function openSharedResults({ url, near, complain }: SharedResultsOptions): Results {
  let connection: Connection | null = null;
  let state: 'working' | 'away' = 'working';
  const waiting = new Map<string, string>();
  /** Of others, and asked for: still of use. */
  const touched = new Set<string>();
  const today = () => Math.floor(Date.now() / dayMilliseconds);

  const far = <T>(work: (open: Connection) => T, otherwise: T): T => {
    if (state === 'away') return otherwise;
    try {
      if (!connection) {
        connection = openConnection({ url });
        migrate(connection);
      }
      return work(connection);
    } catch (error) {
      if (!(error instanceof DatabaseFault)) throw error;
      state = 'away';
      complain(`Results of other machines are left out: ${error.message}`);
      return otherwise;
    }
  };
  const write = (entries: [key: string, value: string][]): void => {
    for (let from = 0; from < entries.length; from += sent) {
      const some = entries.slice(from, from + sent);
      // In one order everywhere: two machines that write the same keys must not wait for each other in a circle.
      const sorted = some.sort(([a], [b]) => (a < b ? -1 : 1));
      far(
        (open) =>
          open.query(
            `INSERT INTO perennial.result SELECT key, value, $3 FROM unnest($1::text[], $2::text[]) AS t (key, value)
 ON CONFLICT (key) DO UPDATE SET value = excluded.value, used = excluded.used`,
            [sorted.map(([key]) => key), sorted.map(([, value]) => value), today()],
          ),
        [],
      );
    }
  };
  const flush = (): void => {
    const batch = [...waiting];
    waiting.clear();
    write(batch);
  };

  return {
    get<T>(key: string): T | null {
      const here = near.get<T>(key);
      if (here !== null) return here;
      const [row] = far((open) => open.query<{ value: string }>('SELECT value FROM perennial.result WHERE key = $1', [key]), []);
      if (!row) return null;
      touched.add(key);
      const value = JSON.parse(row.value) as T;
      near.put(key, value);
      return value;
    },
    put(key, value) {
      near.put(key, value);
      waiting.set(key, JSON.stringify(value));
      if (waiting.size >= sent) flush();
    },
    flush,
    elsewhere: {
      find(keys) {
        const rows = far(
          (open) =>
            open.query<{ key: string; value: string }>('SELECT key, value FROM perennial.result WHERE key = ANY ($1)', [keys]),
          [],
        );
        for (const { key } of rows) touched.add(key);
        return new Map(rows.map(({ key, value }) => [key, value]));
      },
      keep: (entries) => write([...entries]),
    },
    prune(days) {
      near.prune(days);
      flush();
      far((open) => open.query('UPDATE perennial.result SET used = $2 WHERE key = ANY ($1)', [[...touched].sort(), today()]), []);
      touched.clear();
      far((open) => open.query('DELETE FROM perennial.result WHERE used < $1', [today() - days]), []);
    },
    empty() {
      waiting.clear();
      touched.clear();
      const keys = near.empty();
      for (let from = 0; from < keys.length; from += sent)
        far((open) => open.query('DELETE FROM perennial.result WHERE key = ANY ($1)', [keys.slice(from, from + sent)]), []);
      return keys;
    },
    close() {
      flush();
      near.close();
      connection?.close();
    },
  };
}
