/** A forger at the ledger: what was changed before the last published head must be found. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { canonicalJson, link } from '../../tools/ledger/chain.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';

/** `forged`: one event changed and every later hash worked out anew; `tail`: cut off, and the tables built anew to fit. */
export const forgeries = ['body', 'author', 'time', 'deleted', 'swapped', 'forged', 'tail'] as const;
export type Forgery = (typeof forgeries)[number];

/** Without commits nothing outside of the file remembers its head: these two can then not be seen. */
export const needAnchors: ReadonlySet<Forgery> = new Set(['forged', 'tail']);

interface Row {
  seq: number;
  at: string;
  by: string;
  body: string;
  previous: string;
  hash: string;
}

/**
 * Forges a copy of the ledger and looks whether it shows.
 * @param last seq of the newest event that a commit names
 */
export function forge(file: string, forgery: Forgery, last: number, anchors: string[], random: () => number): 'found' | 'missed' {
  const copy = `${file}.forged`;
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  // What is not yet in the file itself lies in the log beside it.
  for (const end of ['', '-wal']) if (existsSync(file + end)) cpSync(file + end, copy + end);
  const db = new Database(copy);
  try {
    db.exec('DROP TRIGGER event_kept; DROP TRIGGER event_unchanged;');
    const at = 1 + Math.floor(random() * (last - 1));
    switch (forgery) {
      case 'body':
        db.prepare(`UPDATE event SET body = replace(body, '"type"', '"Type"') WHERE seq = ?`).run(at);
        break;
      case 'author':
        db.prepare("UPDATE event SET by = 'Mallory <m@example.org>' WHERE seq = ?").run(at);
        break;
      case 'time':
        db.prepare("UPDATE event SET at = '2001-01-01T00:00:00.000Z' WHERE seq = ?").run(at);
        break;
      case 'deleted':
        db.prepare('DELETE FROM event WHERE seq = ?').run(at);
        break;
      case 'swapped':
        db.prepare('UPDATE event SET seq = -1 WHERE seq = ?').run(at);
        db.prepare('UPDATE event SET seq = ? WHERE seq = ?').run(at, at + 1);
        db.prepare('UPDATE event SET seq = ? WHERE seq = -1').run(at + 1);
        break;
      case 'forged':
        forgeOnward(db, at);
        break;
      case 'tail':
        db.prepare('DELETE FROM event WHERE seq >= ?').run(Math.max(2, at));
        break;
    }
    if (forgery === 'forged' || forgery === 'tail') db.exec("UPDATE meta SET value = '0' WHERE key = 'read-model'");
  } finally {
    db.close();
  }
  try {
    const ledger = openLedger(copy);
    try {
      return ledger.verify(anchors).brokenAt === null ? 'missed' : 'found';
    } finally {
      ledger.close();
    }
  } catch {
    // A ledger that no longer opens shows too.
    return 'found';
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  }
}

function forgeOnward(db: Database.Database, from: number): void {
  const rows = db.prepare('SELECT * FROM event WHERE seq >= ? ORDER BY seq').all(from) as Row[];
  const [first] = rows;
  if (!first) return;
  let before = { seq: first.seq - 1, hash: first.previous };
  const update = db.prepare('UPDATE event SET by = ?, body = ?, previous = ?, hash = ? WHERE seq = ?');
  for (const row of rows) {
    const by = row.seq === from ? 'Mallory <m@example.org>' : row.by;
    const [next] = link(before, row.at, by, [JSON.parse(row.body)]);
    if (!next) return;
    update.run(by, canonicalJson(next.event), next.previous, next.hash, row.seq);
    before = { seq: next.seq, hash: next.hash };
  }
}
