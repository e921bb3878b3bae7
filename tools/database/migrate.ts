/** Brings Perennial's schema in a Postgres to that of this program: forward only, in one transaction, one program at a time. */
import type { Connection } from './connection.ts';
import { DatabaseFault } from './faults.ts';
import { inTransaction } from './transaction.ts';

/** Steps from an empty schema to today's; step n leads from version n to n + 1. Never change one that was released. */
export const steps: readonly (readonly string[])[] = [
  [
    'CREATE TABLE perennial.chain (library text PRIMARY KEY, id text NOT NULL, seq bigint NOT NULL, hash text NOT NULL)',
    `CREATE TABLE perennial.event (library text NOT NULL REFERENCES perennial.chain, seq bigint NOT NULL, at text NOT NULL,
 by text NOT NULL, body text NOT NULL, previous text NOT NULL, hash text NOT NULL, PRIMARY KEY (library, seq))`,
    `CREATE FUNCTION perennial.event_stays() RETURNS trigger LANGUAGE plpgsql AS
 $$ BEGIN RAISE EXCEPTION 'events of the ledger are never changed or deleted'; END $$`,
    'CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON perennial.event FOR EACH ROW EXECUTE FUNCTION perennial.event_stays()',
    'CREATE TRIGGER event_kept BEFORE TRUNCATE ON perennial.event EXECUTE FUNCTION perennial.event_stays()',
    'CREATE TABLE perennial.result (key text PRIMARY KEY, value text NOT NULL, used integer NOT NULL)',
    'CREATE INDEX result_used ON perennial.result (used)',
    `CREATE TABLE perennial.schedule (library text NOT NULL, name text NOT NULL, body text NOT NULL, PRIMARY KEY (library, name))`,
    `CREATE TABLE perennial.night (library text NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, body text NOT NULL, PRIMARY KEY (library, seq))`,
  ],
  [
    `CREATE TABLE perennial.spending (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, library text NOT NULL, month text NOT NULL,
 reserved double precision NOT NULL, settled double precision)`,
    'CREATE INDEX spending_month ON perennial.spending (library, month)',
  ],
  [
    'ALTER TABLE perennial.spending ADD COLUMN run text',
    'CREATE INDEX spending_run ON perennial.spending (library, run) WHERE run IS NOT NULL',
  ],
  [
    `ALTER TABLE perennial.spending ADD COLUMN lesson text, ADD COLUMN agent text, ADD COLUMN prompt text, ADD COLUMN model text,
 ADD COLUMN tokens_in integer, ADD COLUMN tokens_out integer`,
  ],
];

/** One key for all programs: two that start at once must not both make the tables. */
const lockKey = 0x50_45_52_45;

/** @returns version before and now. @throws DatabaseFault where a newer program made the schema */
export function migrate(connection: Connection, to = steps.length): { before: number; now: number } {
  const known = versionOf(connection);
  if (known === to) return { before: known, now: to };
  return inTransaction(connection, () => {
    connection.query(`SELECT pg_advisory_xact_lock(${lockKey})`);
    connection.query('CREATE SCHEMA IF NOT EXISTS perennial');
    connection.query(
      'CREATE TABLE IF NOT EXISTS perennial.migration (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
    );
    const [row] = connection.query<{ version: number }>(
      'SELECT coalesce(max(version), 0)::int AS version FROM perennial.migration',
    );
    const before = row?.version ?? 0;
    if (before > to)
      throw new DatabaseFault(
        'other',
        connection.place,
        `a newer Perennial made its tables (schema ${before}, this one knows ${to}); update Perennial`,
      );
    for (let version = before; version < to; version++) {
      for (const text of steps[version] ?? []) connection.query(text);
      connection.query('INSERT INTO perennial.migration (version) VALUES ($1)', [version + 1]);
    }
    return { before, now: to };
  });
}

/** Schema version of a database; 0 where Perennial was never there. */
export function versionOf(connection: Connection): number {
  const [there] = connection.query<{ there: string | null }>("SELECT to_regclass('perennial.migration')::text AS there");
  if (!there?.there) return 0;
  const [row] = connection.query<{ version: number }>(
    'SELECT coalesce(max(version), 0)::int AS version FROM perennial.migration',
  );
  return row?.version ?? 0;
}
