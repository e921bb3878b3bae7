/** LangGraph's own suite for checkpoint savers, on the two that are used here. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import { validate } from '@langchain/langgraph-checkpoint-validation';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type Checkpoints, openFileCheckpoints, openPostgresCheckpoints } from './checkpoints.ts';
import { aloneInDatabase } from './lease.ts';
import { startTestServer, type TestServer, whyNoServer } from './server.fixture.ts';

// The suite takes vitest's words from the global scope.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test });

describe('in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-savers-'));
  const open = new Map<object, Checkpoints>();
  let made = 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  validate({
    // By this name the suite leaves out its one test of channel deltas, which this saver does not store.
    checkpointerName: '@langchain/langgraph-checkpoint-sqlite',
    createCheckpointer() {
      const checkpoints = openFileCheckpoints(join(folder, `${++made}.db`));
      open.set(checkpoints.saver, checkpoints);
      return checkpoints.saver;
    },
    async destroyCheckpointer(saver) {
      await open.get(saver)?.close();
    },
  });
});

const cannot = whyNoServer();
describe.skipIf(cannot !== null)('in Postgres', () => {
  let server: TestServer;
  let url = '';
  let made = 0;
  const open = new Map<object, Checkpoints>();
  beforeAll(async () => {
    server = await startTestServer();
    url = await server.database();
  });
  afterAll(() => server?.close());
  validate({
    checkpointerName: '@langchain/langgraph-checkpoint-postgres',
    async createCheckpointer() {
      const checkpoints = await openPostgresCheckpoints(url, 'lib', `threads_${++made}`);
      open.set(checkpoints.saver, checkpoints);
      return checkpoints.saver;
    },
    async destroyCheckpointer(saver) {
      await open.get(saver)?.close();
    },
  });

  it('that went away in the middle is named, with what to do, and is used again once it is back', async () => {
    const checkpoints = await openPostgresCheckpoints(url, 'lib', 'threads_away');
    const asked = { configurable: { thread_id: 'one', checkpoint_ns: '' } };
    expect(await checkpoints.saver.getTuple(asked)).toBeUndefined();
    server.kill();
    await expect(checkpoints.saver.getTuple(asked)).rejects.toThrow(
      /^The database postgres:[^\n]+ cannot be reached[^\n]+Start it/u,
    );
    await expect(aloneInDatabase(url, 'key', 'busy', async () => 'done')).rejects.toThrow(/cannot be reached/u);
    await server.start();
    expect(await checkpoints.saver.getTuple(asked)).toBeUndefined();
    expect(await aloneInDatabase(url, 'key', 'busy', async () => 'done')).toBe('done');
    await checkpoints.close();
  });

  it('that goes away under statements on their way fails each of them in one sentence, and ends no program', async () => {
    const checkpoints = await openPostgresCheckpoints(url, 'lib', 'threads_cut');
    const asked = (n: number) => ({ configurable: { thread_id: `cut-${n}`, checkpoint_ns: '' } });
    const writing = Array.from({ length: 40 }, (_, n) =>
      checkpoints.saver.put(asked(n), emptyCheckpoint(), { source: 'input', step: 0, parents: {} }, {}),
    );
    const settled = Promise.allSettled(writing);
    await writing[0];
    server.kill();
    const reasons = (await settled).flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatch(/The database postgres:[^\n]+ (cannot be reached|went away)/u);
    await server.start();
    expect(await checkpoints.saver.getTuple(asked(0))).toBeDefined();
    await checkpoints.close();
  });
});
