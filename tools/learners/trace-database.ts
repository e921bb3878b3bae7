/** What machines share in a database, searched for one learner: every row that may be of the library. */
import { type Connection, openConnection } from '../database/connection.ts';
import type { Needle, Trace } from './trace.ts';

/** Perennial's own tables, and LangGraph's threads. */
const schemas = ['perennial', 'perennial_threads'];

export interface SearchedRows {
  tables: number;
  /** As they are: what was deleted may lie in the server's files, its log and its backups for longer, where no query sees it. */
  rows: number;
  /** `count`: rows. */
  traces: Trace[];
}

/** What a library is called in the columns that say whose a row is: its name, or the id of its ledger. */
export interface Whose {
  name: string;
  id: string;
}

interface Column {
  table: string;
  column: string;
  kind: 'bytes' | 'text';
}

/** For a Postgres pattern: letters and digits mean themselves, all else is written out. */
const literal = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign}`);

/** Condition on a row that any of the needles is in it. @param put adds a parameter, and says how the query calls it */
function holds(needles: readonly Needle[], columns: readonly Column[], put: (value: string) => string): string {
  const texts = columns.filter((one) => one.kind === 'text').map((one) => `${one.column}::text`);
  const bytes = columns.filter((one) => one.kind === 'bytes').map((one) => `coalesce(${one.column}, ''::bytea)`);
  const any: string[] = [];
  for (const needle of needles) {
    const plain = needle.bytes.toString('utf8');
    if (texts.length > 0 && !plain.includes('\0') && Buffer.from(plain, 'utf8').equals(needle.bytes)) {
      const edged = needle.edge === 'any' ? literal(plain) : `(?<![0-9A-Za-z])${literal(plain)}(?![0-9A-Za-z])`;
      any.push(`concat_ws(chr(10), ${texts.join(', ')}) ~ ${put(edged)}`);
    }
    if (bytes.length > 0) any.push(`position(decode(${put(needle.bytes.toString('hex'))}, 'hex') in ${bytes.join(' || ')}) > 0`);
  }
  return any.length === 0 ? 'false' : any.join(' OR ');
}

/** Rows of other libraries are left out where a table says whose they are: what is found there is nothing this one could mend. */
function ofLibrary(columns: readonly Column[], { name, id }: Whose, put: (value: string) => string): string {
  if (columns.some((one) => one.column === 'library')) return `WHERE library IN (${put(name)}, ${put(id)})`;
  if (columns.some((one) => one.column === 'thread_id')) return `WHERE starts_with(thread_id, ${put(`${id}/`)})`;
  return '';
}

export function searchDatabase(connection: Connection, needles: readonly Needle[], whose: Whose): SearchedRows {
  const found: SearchedRows = { tables: 0, rows: 0, traces: [] };
  for (const [table, columns] of tablesOf(connection)) {
    const values: string[] = [];
    const put = (value: string) => `$${values.push(value)}`;
    const [id, pseudonym] = (['id', 'pseudonym'] as const).map((what) =>
      holds(
        needles.filter((one) => one.what === what),
        columns,
        put,
      ),
    );
    const [row] = connection.query<Record<'rows' | Trace['what'], string>>(
      `SELECT count(*)::text AS rows, count(*) FILTER (WHERE ${id})::text AS id, count(*) FILTER (WHERE ${pseudonym})::text AS pseudonym
 FROM ${table} ${ofLibrary(columns, whose, put)}`,
      values,
    );
    found.tables += 1;
    found.rows += Number(row?.rows ?? 0);
    for (const what of ['id', 'pseudonym'] as const) {
      const count = Number(row?.[what] ?? 0);
      if (count > 0) found.traces.push({ file: `database ${table}`, what, count });
    }
  }
  return found;
}

/**
 * The same of a database by its address.
 * @throws DatabaseFault where it cannot be searched: unread is not clean
 */
export function searchShared(url: string, needles: readonly Needle[], whose: Whose): SearchedRows {
  const connection = openConnection({ url });
  try {
    return searchDatabase(connection, needles, whose);
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
