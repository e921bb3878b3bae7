import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openResults } from '../../tools/cache/results.ts';
import { openFileCheckpoints } from '../../tools/database/checkpoints.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { openStructureCache } from '../../tools/library/structure-cache.ts';
import { openStore } from '../../tools/models/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-half-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a kill leaves of a file that was being laid out: no byte, a header without tables, or only the first statement. */
const states = ['empty', 'header', 'first-table'] as const;

function leave(file: string, state: (typeof states)[number], first: string): void {
  if (state === 'empty') {
    writeFileSync(file, '');
    return;
  }
  const db = new Database(file);
  db.exec('PRAGMA journal_mode = WAL');
  if (state === 'first-table') db.exec(first);
  db.close();
}

it.each(states)('a ledger of which only the file was made (%s) is a new ledger', (state) => {
  const file = join(folder, 'ledger.db');
  // Its tables come in one transaction: there is no state with some of them. A table of nobody's must not do harm either.
  leave(file, state, 'CREATE TABLE stray (x)');
  const ledger = openLedger(file);
  ledger.transact('A <a@example.org>', () => [{ type: 'review-timed', changeSet: 'p-a@1', activeSeconds: 1 }]);
  expect(ledger.verify()).toMatchObject({ events: 1, brokenAt: null });
  ledger.close();
});

it.each(states)('kept results (%s) are kept again', (state) => {
  const file = join(folder, 'cache.db');
  leave(file, state, 'CREATE TABLE results (key TEXT PRIMARY KEY, value TEXT NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID');
  const results = openResults(file);
  results.put('a', 1);
  expect(results.get('a')).toBe(1);
  results.close();
});

it.each(states)('kept answers and spending (%s) are kept again', (state) => {
  const file = join(folder, 'models.db');
  leave(file, state, 'CREATE TABLE answers (key TEXT PRIMARY KEY, prompt TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL)');
  const store = openStore(file);
  store.keep('a', 'p', { kind: 'value', model: 'm', value: {} });
  expect(store.answer('a')).not.toBeNull();
  const spending = { run: 'r', lesson: 'l', agent: 'a', prompt: 'p', model: 'm' };
  expect(store.reserve(spending, 1, { month: 2, run: 2 })).toBeTypeOf('number');
  store.close();
});

it.each(states)('approval threads (%s) can be deleted, looked for and listed', async (state) => {
  const file = join(folder, 'checkpoints.db');
  leave(
    file,
    state,
    `CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL,
      parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id))`,
  );
  const { saver, threadOf, close } = openFileCheckpoints(file);
  await saver.deleteThread(threadOf('p-a@1'));
  expect(await saver.getTuple({ configurable: { thread_id: threadOf('p-a@1') } })).toBeUndefined();
  await close();
});

it.each(['', '{"version":"', '[]', '{}', 'null'])('kept structures %j count as none', (text) => {
  const file = join(folder, 'structures.json');
  writeFileSync(file, text);
  const cache = openStructureCache(file);
  const source = { path: 'a.md', format: 'markdown', sha256: 'x' } as Parameters<typeof cache.get>[0];
  expect(cache.get(source, 'a')).toBeNull();
});
