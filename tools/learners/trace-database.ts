/** What machines share in a database, searched for one learner: every row of every table of Perennial's. */
import { type Connection, openConnection } from '../database/connection.ts';
import type { Needle, Searched, Trace } from './trace.ts';

/** Perennial's own tables, and LangGraph's threads. */
const schemas = ['perennial', 'perennial_threads'];

interface Column {
  table: string;
  column: string;
  kind: 'bytes' | 'text';
}

/** For a Postgres pattern: letters and digits mean themselves, all else is written out. */
const literal = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign}`);

/** Conditions on a table's rows, any of which is enough, and their parameters; none where such a table cannot hold the needle. */
function holds(needle: Needle, texts: string, bytes: string): { where: string[]; values: string[] } {
  const where: string[] = [];
  const values: string[] = [];
  const plain = needle.bytes.toString('utf8');
  if (texts !== '' && !plain.includes('\0') && Buffer.from(plain, 'utf8').equals(needle.bytes)) {
    const edged = needle.edge === 'any' ? literal(plain) : `(?<![0-9A-Za-z])${literal(plain)}(?![0-9A-Za-z])`;
    values.push(edged);
    where.push(`(${texts}) ~ $${values.length}`);
  }
  if (bytes !== '') {
    values.push(needle.bytes.toString('hex'));
    where.push(`position(decode($${values.length}, 'hex') in ${bytes}) > 0`);
  }
  return { where, values };
}

/**
 * @param connection its bytes are those of the rows as they are now: what was deleted is gone once its table was vacuumed
 * @returns `files` are tables, `count` of a trace is rows
 */
export function searchDatabase(connection: Connection, needles: readonly Needle[]): Searched {
  const found: Searched = { files: 0, bytes: 0, traces: [] };
  for (const [table, columns] of tablesOf(connection)) {
    const texts = columns.filter((one) => one.kind === 'text').map((one) => `${one.column}::text`);
    const bytes = columns.filter((one) => one.kind === 'bytes').map((one) => `coalesce(${one.column}, ''::bytea)`);
    const text = texts.length === 0 ? '' : `concat_ws(chr(10), ${texts.join(', ')})`;
    const [size] = connection.query<{ bytes: string }>('SELECT pg_table_size($1::regclass)::text AS bytes', [table]);
    found.files += 1;
    found.bytes += Number(size?.bytes ?? 0);
    for (const what of ['id', 'pseudonym'] as const) {
      const conditions: string[] = [];
      const values: string[] = [];
      for (const needle of needles.filter((one) => one.what === what)) {
        const asked = holds(needle, text, bytes.join(' || '));
        // Each needle counts its parameters from one.
        conditions.push(...asked.where.map((one) => one.replace(/\$(\d+)/gu, (_, n: string) => `$${Number(n) + values.length}`)));
        values.push(...asked.values);
      }
      if (conditions.length === 0) continue;
      const [row] = connection.query<{ rows: string }>(
        `SELECT count(*)::text AS rows FROM ${table} WHERE ${conditions.join(' OR ')}`,
        values,
      );
      const count = Number(row?.rows ?? 0);
      if (count > 0) found.traces.push({ file: `database ${table}`, what, count } satisfies Trace);
    }
  }
  return found;
}

/**
 * The same of a database by its address.
 * @param mode `write`: what was deleted of kept results is gone from their pages first
 * @throws DatabaseFault where it cannot be searched: unread is not clean
 */
export function searchShared(url: string, needles: readonly Needle[], mode: 'look' | 'write'): Searched {
  const connection = openConnection({ url });
  try {
    if (mode === 'write') connection.query('VACUUM perennial.result');
    return searchDatabase(connection, needles);
  } finally {
    connection.close();
  }
}

function tablesOf(connection: Connection): Map<string, Column[]> {
  const rows = connection.query<Column>(
    `SELECT format('%I.%I', c.table_schema, c.table_name) AS "table", format('%I', c.column_name) AS "column",
 CASE WHEN c.data_type = 'bytea' THEN 'bytes' ELSE 'text' END AS kind
 FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE t.table_type = 'BASE TABLE' AND c.table_schema = ANY ($1) ORDER BY 1, c.ordinal_position`,
    [schemas],
  );
  const tables = new Map<string, Column[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
}
