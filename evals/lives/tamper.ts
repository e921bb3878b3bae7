/** A forger at the ledger: what was changed before the last published head must be found, in a file and in a database. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { libraryName } from '../../tools/database/library-name.ts';
import { canonicalJson, link } from '../../tools/ledger/chain.ts';
import { LedgerError } from '../../tools/ledger/faults.ts';
import type { Ledger } from '../../tools/ledger/ledger.ts';
import { openSharedLedger } from '../../tools/ledger/postgres.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { ledgerFile, type World } from './ground.ts';

/** `forged`: one event changed and every later hash worked out anew; `tail`: cut off, and the tables built anew to fit. */
export const forgeries = ['body', 'author', 'time', 'deleted', 'swapped', 'forged', 'tail'] as const;
export type Forgery = (typeof forgeries)[number];
/** A copy with which nothing was done: no fault may be found with it. */
export type Control = 'untouched';

/** Without commits nothing outside of the ledger remembers its head: these two can then not be seen. */
export const needAnchors: ReadonlySet<Forgery> = new Set(['forged', 'tail']);

export interface Row {
  seq: number;
  at: string;
  by: string;
  body: string;
  previous: string;
  hash: string;
}

const mallory = 'Mallory <m@example.org>';

/**
 * What a forger makes of a chain. Pure.
 * @param at number of the event it begins with, 1 to one before the last
 */
export function forgedRows(rows: readonly Row[], forgery: Forgery | Control, at: number): Row[] {
  const one = (change: (row: Row) => Partial<Row>) => rows.map((row) => (row.seq === at ? { ...row, ...change(row) } : row));
  switch (forgery) {
    case 'untouched':
      return [...rows];
    case 'body':
      return one(({ body }) => ({ body: body.replace('"type"', '"Type"') }));
    case 'author':
      return one(() => ({ by: mallory }));
    case 'time':
      return one(() => ({ at: '2001-01-01T00:00:00.000Z' }));
    case 'deleted':
      return rows.filter((row) => row.seq !== at);
    case 'swapped': {
      const other: Record<number, number> = { [at]: at + 1, [at + 1]: at };
      return rows.map((row) => ({ ...row, seq: other[row.seq] ?? row.seq })).sort((a, b) => a.seq - b.seq);
    }
    case 'tail':
      return rows.filter((row) => row.seq < Math.max(2, at));
    case 'forged': {
      const made = rows.filter((row) => row.seq < at);
      let head = { seq: at - 1, hash: rows.find((row) => row.seq === at)?.previous ?? '' };
      for (const row of rows.slice(made.length)) {
        const by = row.seq === at ? mallory : row.by;
        const [next] = link(head, row.at, by, [JSON.parse(row.body)]);
        if (!next) break;
        made.push({ seq: next.seq, at: row.at, by, body: canonicalJson(next.event), previous: next.previous, hash: next.hash });
        head = next;
      }
      return made;
    }
  }
}

/**
 * Forges a copy of the world's ledger and looks whether it shows.
 * @param last number of the newest event that a commit names
 */
export async function forge(
  world: Pick<World, 'root' | 'database'>,
  forgery: Forgery | Control,
  last: number,
  anchors: string[],
  random: () => number,
): Promise<'found' | 'missed'> {
  // Not beside the ledger: the disk of a world may be small.
  const folder = mkdtempSync(join(tmpdir(), 'perennial-forged-'));
  const copy = join(folder, 'ledger.db');
  const file = ledgerFile(world.root);
  try {
    // What is not yet in the file itself lies in the log beside it.
    for (const end of ['', '-wal']) if (existsSync(file + end)) cpSync(file + end, copy + end);
    const at = 1 + Math.floor(random() * (last - 1));
    const open =
      world.database === null
        ? inFile(copy, forgery, at)
        : await inDatabase(copy, join(folder, 'elsewhere.db'), world.root, world.database.url, forgery, at);
    return isWhole(open, anchors) ? 'missed' : 'found';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A ledger that does not open any more, as it is damaged, shows too. */
function isWhole(open: () => Ledger, anchors: string[]): boolean {
  try {
    const ledger = open();
    try {
      return ledger.verify(anchors).brokenAt === null;
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'damaged') return false;
    throw error;
  }
}

function rowsOf(db: Database.Database): Row[] {
  return db.prepare('SELECT seq, at, by, body, previous, hash FROM event ORDER BY seq').all() as Row[];
}

function inFile(copy: string, forgery: Forgery | Control, at: number): () => Ledger {
  const db = new Database(copy);
  try {
    const rows = forgedRows(rowsOf(db), forgery, at);
    db.exec('DROP TRIGGER event_kept; DROP TRIGGER event_unchanged; BEGIN; DELETE FROM event');
    const insert = db.prepare('INSERT INTO event (seq, at, by, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)');
    for (const row of rows) insert.run(row.seq, row.at, row.by, row.body, row.previous, row.hash);
    if (forgery === 'forged' || forgery === 'tail') db.exec("UPDATE meta SET value = '0' WHERE key = 'read-model'");
    db.exec('COMMIT');
  } finally {
    db.close();
  }
  return () => openLedger(copy);
}

/** Beside the true chain, under another library's name; looked at by a machine that never saw the true one. */
async function inDatabase(
  copy: string,
  elsewhere: string,
  root: string,
  url: string,
  forgery: Forgery | Control,
  at: number,
): Promise<() => Ledger> {
  const db = new Database(copy);
  const rows = forgedRows(rowsOf(db), forgery, at);
  db.close();
  const library = `forged ${elsewhere}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const end = rows.at(-1);
    await client.query(
      'INSERT INTO perennial.chain (library, id, seq, hash) SELECT $1, id, $3, $4 FROM perennial.chain WHERE library = $2',
      [library, await libraryName(root, { PERENNIAL_DATABASE_URL: url }), end?.seq ?? 0, end?.hash ?? ''],
    );
    const column = (of: keyof Row) => rows.map((row) => row[of]);
    await client.query(
      'INSERT INTO perennial.event SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])',
      [library, column('seq'), column('at'), column('by'), column('body'), column('previous'), column('hash')],
    );
  } finally {
    await client.end();
  }
  return () => openSharedLedger(elsewhere, { url, library });
}
