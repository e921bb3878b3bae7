/** The approval threads: small while they wait, gone when the matter is closed, never in a decision's way. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotation, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../tools/database/database.fixture.ts';
import { proposal } from '../tools/ledger/fixture.ts';
import { closeThreads, openThread, resumeThread } from './approval.ts';
import type { Publishing } from './publishing/publish-one.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const database = testDatabase();

const left: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of left.splice(0).reverse()) await undo();
});

async function workspaceOn(shared: boolean): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), 'perennial-approval-'));
  left.push(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'birds'));
  writeFileSync(join(root, 'perennial.config.yaml'), 'version: 1\ncourses:\n  - id: birds\n    lessons: ["birds/*.md"]\n');
  const workspace = await openWorkspace(root, {
    models: 'leave-out',
    env: shared ? { PERENNIAL_DATABASE_URL: database.url() } : {},
  });
  left.push(() => workspace.close());
  return workspace;
}

type Row = Record<string, unknown>;

/** All rows of the savers' tables that name a thread. */
async function rowsOf(workspace: Workspace, shared: boolean, changeSet: string): Promise<Row[]> {
  const { threadOf } = await workspace.checkpoints();
  if (!shared) {
    const db = new Database(join(workspace.own, 'checkpoints.db'));
    try {
      return ['checkpoints', 'writes'].flatMap(
        (table) => db.prepare(`SELECT * FROM ${table} WHERE thread_id = ?`).all(threadOf(changeSet)) as Row[],
      );
    } finally {
      db.close();
    }
  }
  const client = new pg.Client({ connectionString: database.url() });
  await client.connect();
  try {
    const found: Row[] = [];
    for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'])
      found.push(
        ...(await client.query(`SELECT * FROM perennial_threads.${table} WHERE thread_id = $1`, [threadOf(changeSet)])).rows,
      );
    return found;
  } finally {
    await client.end();
  }
}

const bytesOf = (rows: Row[]) =>
  rows
    .flatMap((row) => Object.values(row))
    .reduce<number>((sum, value) => sum + (value instanceof Uint8Array ? value.length : JSON.stringify(value ?? null).length), 0);

const publishing = (workspace: Workspace): Publishing => ({ workspace, to: { kind: 'auto' }, by: 'Rosa <rosa@example.org>' });

describe.each([['in a file', false], ...(database.cannot === null ? [['in Postgres', true] as const] : [])] as const)(
  'approval threads %s',
  (_name, shared) => {
    it('take at most 20 rows and 64 KB a change set, whatever the size of the lesson, and nothing once the matter is closed', async () => {
      const workspace = await workspaceOn(shared);
      const large = 'x'.repeat(2_000_000);
      const one = proposal('p-large', 1, {
        edits: [{ path: 'a.md', start: 0, end: large.length, quote: large, replacement: 'y' }],
      });
      workspace.ledger.transact('run', () => [{ type: 'proposal-recorded', proposal: one }]);
      await openThread(workspace, one);
      await openThread(workspace, one);
      const rows = await rowsOf(workspace, shared, 'p-large@1');
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThanOrEqual(20);
      expect(bytesOf(rows)).toBeLessThanOrEqual(64 * 1024);
      // Not approved: the gate is passed, the publisher refuses, and the thread is at its end all the same.
      const outcome = await resumeThread(publishing(workspace), one, { go: 'close', why: 'rejected' });
      expect(outcome).toBeNull();
      expect(await rowsOf(workspace, shared, 'p-large@1')).toEqual([]);
      await openThread(workspace, one);
      await closeThreads(workspace, ['p-large@1', 'p-never-opened@3']);
      expect(await rowsOf(workspace, shared, 'p-large@1')).toEqual([]);
    });

    it('left by another version of the graph stop no decision', async () => {
      const workspace = await workspaceOn(shared);
      const one = proposal('p-old');
      const { saver, threadOf } = await workspace.checkpoints();
      const thread = { configurable: { thread_id: threadOf('p-old@1') } };
      const Other = Annotation.Root({
        changeSet: Annotation<string>(),
        lesson: Annotation<string>(),
        votes: Annotation<string[]>(),
      });
      const before = new StateGraph(Other)
        .addNode('ask', () => ({ votes: [interrupt<string, string>('who?')] }))
        .addNode('after', () => ({}))
        .addEdge(START, 'ask')
        .addEdge('ask', 'after')
        .addEdge('after', END)
        .compile({ checkpointer: saver });
      await before.invoke({ changeSet: 'p-old@1', lesson: 'x'.repeat(100), votes: [] }, thread);
      expect((await before.getState(thread)).next).toEqual(['ask']);
      expect(await resumeThread(publishing(workspace), one, { go: 'close', why: 'rejected' })).toBeNull();
      expect(await rowsOf(workspace, shared, 'p-old@1')).toEqual([]);
      await before.invoke({ changeSet: 'p-old@1', lesson: 'x', votes: [] }, thread);
      await openThread(workspace, one);
      expect(await resumeThread(publishing(workspace), one, { go: 'close', why: 'rejected' })).toBeNull();
    });

    it('that cannot be read any more stop no decision', async () => {
      const workspace = await workspaceOn(shared);
      const one = proposal('p-torn');
      await openThread(workspace, one);
      if (shared)
        await database
          .server()
          .run(
            database.url(),
            "UPDATE perennial_threads.checkpoints SET checkpoint = '{\"v\": 99}' WHERE thread_id LIKE '%p-torn@1'",
          );
      else {
        const db = new Database(join(workspace.own, 'checkpoints.db'));
        db.exec("UPDATE checkpoints SET checkpoint = 'torn' WHERE thread_id = 'p-torn@1'");
        db.close();
      }
      expect(await resumeThread(publishing(workspace), one, { go: 'close', why: 'rejected' })).toBeNull();
      expect(await rowsOf(workspace, shared, 'p-torn@1')).toEqual([]);
    });
  },
);
