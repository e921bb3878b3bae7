/**
 * Reads response files (CSV, also with semicolons or tabs), row by row.
 * Long: a learner, an item and an option or score a row. Wide: a learner a row, an item a column.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Info, parse } from 'csv-parse';
import { pseudonymiser } from './pseudonym.ts';
import type { ResponseRow, ResponseSet } from './responses.ts';

const names: Record<'learner' | 'item' | 'option' | 'score' | 'attempt', string[]> = {
  learner: [
    'learner',
    'learner_id',
    'learnerid',
    'student',
    'student_id',
    'studentid',
    'user',
    'user_id',
    'userid',
    'participant',
    'id',
  ],
  item: ['item', 'item_id', 'itemid', 'question', 'question_id', 'questionid'],
  option: ['option', 'response', 'answer', 'choice', 'selected'],
  score: ['score', 'correct', 'points', 'is_correct', 'iscorrect', 'result'],
  attempt: ['attempt', 'attempt_no', 'try'],
};

type Column = keyof typeof names;

interface Layout {
  form: 'long' | 'wide';
  at: Partial<Record<Column, number>>;
  header: string[];
}

/** The first name of the list that the header has: "learner" before a bare "id". */
function column(header: string[], wanted: Column): number | undefined {
  const plain = header.map((name) => name.trim().toLowerCase().replace(/[ -]/gu, '_'));
  const name = names[wanted].find((candidate) => plain.includes(candidate));
  return name === undefined ? undefined : plain.indexOf(name);
}

/** @throws where no column names the learner, or a long file has neither option nor score */
export function layoutOf(header: string[], file: string): Layout {
  const at: Layout['at'] = {};
  for (const wanted of Object.keys(names) as Column[]) at[wanted] = column(header, wanted);
  if (at.learner === undefined) throw new Error(`${file}:1: no column names the learner; call it "learner".`);
  if (at.item === undefined) return { form: 'wide', at, header };
  if (at.option === undefined && at.score === undefined)
    throw new Error(`${file}:1: rows have an item but neither "option" nor "score"; add one of these columns.`);
  return { form: 'long', at, header };
}

/** A score as files write it: 0..1, true/false, yes/no. */
export function scoreOf(text: string): number | null {
  const plain = text.trim().toLowerCase();
  if (['true', 'yes', 'correct', 'right'].includes(plain)) return 1;
  if (['false', 'no', 'incorrect', 'wrong'].includes(plain)) return 0;
  const value = plain === '' ? Number.NaN : Number(plain);
  return value >= 0 && value <= 1 ? value : null;
}

function longRow({ at }: Layout, cells: string[], hash: (id: string) => string): ResponseRow | string {
  const cell = (name: Column) => (at[name] === undefined ? '' : (cells[at[name]] ?? '').trim());
  if (cell('learner') === '' || cell('item') === '') return 'has no learner or no item';
  const score = cell('score') === '' ? null : scoreOf(cell('score'));
  if (cell('score') !== '' && score === null) return 'has a score outside 0 to 1';
  const option = cell('option') === '' ? null : cell('option');
  if (option === null && score === null) return 'has neither option nor score';
  const attempt = Number.parseInt(cell('attempt'), 10);
  return { learner: hash(cell('learner')), item: cell('item'), option, score, attempt: Number.isNaN(attempt) ? null : attempt };
}

function wideRows({ at, header }: Layout, cells: string[], hash: (id: string) => string): ResponseRow[] {
  const learner = hash((cells[at.learner ?? 0] ?? '').trim());
  const attempt = at.attempt === undefined ? Number.NaN : Number.parseInt(cells[at.attempt] ?? '', 10);
  return header.flatMap((item, index) => {
    const text = (cells[index] ?? '').trim();
    if (index === at.learner || index === at.attempt || text === '') return [];
    const score = /^(?:0|1|0?\.\d+|true|false)$/iu.test(text) ? scoreOf(text) : null;
    return [
      {
        learner,
        item: item.trim(),
        option: score === null ? text : null,
        score,
        attempt: Number.isNaN(attempt) ? null : attempt,
      },
    ];
  });
}

function delimiterOf(line: string): string {
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.mark ?? ',';
}

export interface ReadResponsesOptions {
  /** The library's key for learner ids (`learnerKey`). */
  key: Uint8Array;
  /** Name of the file in messages; default: its path. */
  name?: string;
}

/**
 * Rows of a response file one by one; memory stays flat. Rows that cannot be read are passed to `skipped` and left out.
 * @throws where the file is absent, is no CSV, or its header names no learner
 */
export async function* streamResponses(
  path: string,
  options: ReadResponsesOptions,
  skipped: (note: string) => void,
): AsyncGenerator<ResponseRow> {
  const name = options.name ?? path;
  const hash = pseudonymiser(options.key);
  const delimiter = await firstDelimiter(path, name);
  const source = createReadStream(path);
  const parser = parse({
    bom: true,
    columns: false,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    delimiter,
    max_record_size: 1_000_000,
  });
  source.on('error', (error) => parser.destroy(error));
  let layout: Layout | null = null;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<{ record: string[]; info: Info }>) {
      if (!layout) {
        layout = layoutOf(record, name);
        continue;
      }
      if (layout.form === 'wide') {
        yield* wideRows(layout, record, hash);
        continue;
      }
      const row = longRow(layout, record, hash);
      if (typeof row === 'string') skipped(`${name}:${info.lines} ${row}; it was left out.`);
      else yield row;
    }
  } finally {
    source.destroy();
  }
}

async function firstDelimiter(path: string, name: string): Promise<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', end: 65_535 }))
      return delimiterOf(String(chunk).split(/\r?\n/u)[0] ?? '');
  } catch (error) {
    throw new Error(
      `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? error}); name an existing response file.`,
    );
  }
  throw new Error(`${name} is empty; name a response file with a header row.`);
}

const longestNotes = 20;

/** The whole file at once, with its hash. */
export async function readResponses(path: string, options: ReadResponsesOptions): Promise<ResponseSet> {
  const notes: string[] = [];
  let skipped = 0;
  const rows: ResponseRow[] = [];
  for await (const row of streamResponses(path, options, (note) => {
    skipped += 1;
    if (notes.length < longestNotes) notes.push(note);
  })) {
    rows.push(row);
  }
  if (skipped > notes.length) notes.push(`${skipped - notes.length} more rows were left out.`);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { rows, hash: hash.digest('hex'), notes };
}

/**
 * A key file: CSV with `item` and `key` (also `option` or `answer`).
 * @throws where it has not these columns
 */
export async function readKeyFile(path: string): Promise<Map<string, string>> {
  const parser = createReadStream(path).pipe(
    parse({ bom: true, skip_empty_lines: true, relax_column_count: true, delimiter: await firstDelimiter(path, path) }),
  );
  const result = new Map<string, string>();
  let columns: { item: number; key: number } | null = null;
  for await (const cells of parser as AsyncIterable<string[]>) {
    if (!columns) {
      const header = cells.map((cell) => cell.trim().toLowerCase());
      columns = {
        item: header.findIndex((cell) => names.item.includes(cell)),
        key: header.findIndex((cell) => ['key', 'correct', 'answer', 'option'].includes(cell)),
      };
      if (columns.item < 0 || columns.key < 0) throw new Error(`${path}:1: a key file needs the columns "item" and "key".`);
      continue;
    }
    result.set((cells[columns.item] ?? '').trim(), (cells[columns.key] ?? '').trim());
  }
  return result;
}
