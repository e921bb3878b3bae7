/** A response file as DuckDB reads it: CSV (also with semicolons or tabs, also gzipped), Parquet, JSON or JSON lines. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Column } from './columns.ts';
import { type Database, literalPath } from './duckdb.ts';

export interface Source {
  /** Absolute path. */
  path: string;
  /** How messages call it. */
  name: string;
  /** A table expression. */
  relation: string;
  format: 'csv' | 'parquet' | 'json';
}

/** @throws in one sentence where the file is absent, empty or no file */
export function sourceAt(file: string, name = file): Source {
  const path = resolve(file);
  const head = headOf(path, name);
  if (head.length === 0) throw new Error(`${name} is empty; name a response file with a header row.`);
  const binary = binaryKind(head);
  if (binary) throw new Error(`${name} ${binary}`);
  const text = head.toString('utf8').replace(/^\ufeff/u, '');
  const quoted = `'${literalPath(path).replaceAll("'", "''")}'`;
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    return { path, name, relation: `read_parquet(${quoted})`, format: 'parquet' };
  if (/^\s*[[{]/u.test(text)) {
    // JSON lines start with an object, a JSON array with a bracket; DuckDB tells which by itself.
    return { path, name, relation: `read_json(${quoted}, sample_size = 200000, maximum_object_size = 16777216)`, format: 'json' };
  }
  const delimiter = delimiterOf(text.split(/\r?\n/u)[0] ?? '');
  return {
    path,
    name,
    relation: `read_csv(${quoted}, header = true, all_varchar = true, delim = '${delimiter}', quote = '"', escape = '"', strict_mode = false, ignore_errors = true, store_rejects = true, rejects_limit = 1000, max_line_size = 2097152)`,
    format: 'csv',
  };
}

/** What a file is that is none of the formats, and what to do; null for text and Parquet. */
function binaryKind(head: Buffer): string | null {
  const start = head.subarray(0, 4).toString('latin1');
  if (start === 'PK\u0003\u0004') return 'is a workbook or a zip archive; save its answers as CSV.';
  if (/^(?:ÿþ|þÿ)/u.test(start)) return 'is UTF-16; save it as UTF-8.';
  return start !== 'PAR1' && head.includes(0) ? 'is no text; save it as CSV, JSON or Parquet.' : null;
}

/** The first 64 KB, unpacked where the file is gzipped. */
function headOf(path: string, name: string): Buffer {
  try {
    if (!statSync(path).isFile()) throw Object.assign(new Error('not a file'), { code: 'not a file' });
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(65_536);
      const head = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
      return head[0] === 0x1f && head[1] === 0x8b ? gunzipSync(head, { finishFlush: 2 }) : head;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Error(
      `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? error}); name an existing response file.`,
    );
  }
}

function delimiterOf(line: string): string {
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.mark ?? ',';
}

/** @throws where DuckDB cannot read it as what it is, without a word of its contents */
export async function columnsOf(database: Database, source: Source): Promise<Column[]> {
  try {
    return (await database.rows(`DESCRIBE SELECT * FROM ${source.relation}`)).map((row) => ({
      name: String(row.column_name),
      type: String(row.column_type),
    }));
  } catch {
    // DuckDB's own words quote lines of the file, and with them learners.
    throw new Error(`${source.name} cannot be read as ${source.format.toUpperCase()}; is it damaged, or of another format?`);
  }
}

/** How many lines of a CSV were no rows (wrong number of columns, broken quotes), and the first of them. */
export async function rejected(database: Database, source: Source): Promise<{ lines: number; first: number } | null> {
  if (source.format !== 'csv') return null;
  const [row] = await database.rows('SELECT count(DISTINCT line) AS lines, min(line) AS first FROM reject_errors');
  const lines = Number(row?.lines ?? 0);
  return lines > 0 ? { lines, first: Number(row?.first) } : null;
}

/** An SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A column's value as text; whole numbers that a table kept as floating point lose their ".0". */
export function asText(column: Column | undefined): string {
  if (!column) return 'NULL::VARCHAR';
  const text = `CAST(${identifier(column.name)} AS VARCHAR)`;
  return /^(?:DOUBLE|FLOAT|REAL|DECIMAL)/u.test(column.type) ? `regexp_replace(${text}, '\\.0+$', '')` : text;
}
