/** A response file without one learner: every other byte of a CSV or of JSON lines stays as it was. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { layoutOf } from './columns.ts';

export interface Without {
  /** Rows of the learner. */
  rows: number;
  /** The file without them; null where it holds none, or is of a kind that is not rewritten (Parquet). */
  bytes: Buffer | null;
}

/** As ids are compared everywhere: NFC, without white space around. */
function same(a: string, id: string): boolean {
  return a.normalize('NFC').trim() === id.normalize('NFC').trim();
}

/**
 * @param bytes the whole file: CSV (comma, semicolon, tab, bar), JSON lines or a JSON list, also gzipped
 * @param name how messages call it
 * @throws where no column names the learner, or the file is Parquet or damaged
 */
export function withoutLearner(bytes: Buffer, id: string, name: string): Without {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const inner = withoutLearner(gunzipSync(bytes), id, name);
    return { rows: inner.rows, bytes: inner.bytes && gzipSync(inner.bytes) };
  }
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1')
    throw new Error(
      `${name} is Parquet, which is not rewritten here. In DuckDB: COPY (SELECT * FROM '${name}' WHERE <learner column> <> '<id>') TO 'new.parquet'.`,
    );
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new Error(`${name} is not UTF-8; nothing of it was changed.`);
  const body = text.replace(/^\ufeff/u, '');
  const mark = text.slice(0, text.length - body.length);
  const kept = /^\s*\[/u.test(body)
    ? ofList(body, id, name)
    : /^\s*\{/u.test(body)
      ? ofLines(body, id, name)
      : ofCsv(body, id, name);
  return { rows: kept.rows, bytes: kept.rows === 0 ? null : Buffer.from(mark + kept.text, 'utf8') };
}

type Kept = { rows: number; text: string };

function learnerOf(columns: string[], name: string): string {
  const layout = layoutOf(
    columns.map((column) => ({ name: column, type: 'VARCHAR' })),
    name,
  );
  const learner = layout.at.learner?.name;
  if (learner === undefined) throw new Error(`${name}:1: no column names the learner.`);
  return learner;
}

function isOf(row: unknown, column: string, id: string): boolean {
  const value = (row as Record<string, unknown> | null)?.[column];
  return (typeof value === 'string' || typeof value === 'number') && same(String(value), id);
}

function ofList(text: string, id: string, name: string): Kept {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new Error(`${name} is not valid JSON; nothing of it was changed.`);
  }
  if (!Array.isArray(rows) || rows.length === 0) return { rows: 0, text };
  const column = learnerOf([...new Set(rows.flatMap((row) => Object.keys((row as object | null) ?? {})))], name);
  const left = rows.filter((row) => !isOf(row, column, id));
  return { rows: rows.length - left.length, text: `${JSON.stringify(left, null, text.includes('\n') ? 2 : 0)}\n` };
}

function ofLines(text: string, id: string, name: string): Kept {
  const lines = text.split(/(?<=\n)/u);
  const rows = lines.map((line, index): unknown => {
    if (line.trim() === '') return null;
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`${name}:${index + 1}: not valid JSON; nothing of the file was changed.`);
    }
  });
  const column = learnerOf([...new Set(rows.flatMap((row) => Object.keys((row as object | null) ?? {})))], name);
  const left = lines.filter((_, index) => !isOf(rows[index], column, id));
  return { rows: lines.length - left.length, text: left.join('') };
}

function ofCsv(text: string, id: string, name: string): Kept {
  const first = text.split(/\r?\n/u)[0] ?? '';
  const delimiter = [',', ';', '\t', '|'].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const records = recordsOf(text, delimiter);
  const header = records[0]?.fields ?? [];
  const at = header.indexOf(learnerOf(header, name));
  const left = records.filter((record, index) => index === 0 || !same(record.fields[at] ?? '', id));
  return { rows: records.length - left.length, text: left.map((record) => record.raw).join('') };
}

/** Records of RFC 4180, each with its bytes: a quoted field may hold line ends. */
function recordsOf(text: string, delimiter: string): { raw: string; fields: string[] }[] {
  const records: { raw: string; fields: string[] }[] = [];
  let fields: string[] = [];
  let field = '';
  let start = 0;
  let quoted: 'quoted' | 'plain' = 'plain';
  const end = (next: number) => {
    fields.push(field);
    records.push({ raw: text.slice(start, next), fields });
    fields = [];
    field = '';
    start = next;
  };
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (quoted === 'quoted') {
      if (mark !== '"') field += mark;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = 'plain';
    } else if (mark === '"' && field === '') quoted = 'quoted';
    else if (mark === delimiter) {
      fields.push(field);
      field = '';
    } else if (mark === '\n') end(at + 1);
    else if (mark !== '\r' || text[at + 1] !== '\n') field += mark;
  }
  if (start < text.length) end(text.length);
  return records;
}
