/** The queue's Postgres dies while a worker starts: the moment at which BullMQ itself ends the program, or asks without end. */
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionClosedError, isNotConnectionError, type PostgresConnection } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeardClient } from '../database/client.ts';
import { openState, startTestServer, type TestServer, whyNoServer } from '../database/server.fixture.ts';
import { asAway, createPatientBackend } from './postgres-backend.ts';
import { type Ask, openQueue } from './queue.ts';
import { openServer, runningServer } from './server.ts';
import { answers } from './server-answers.ts';

const cannot = whyNoServer();
const ask: Ask = { library: '/x', schedule: 'nightly', due: '2026-11-21T02:00:00.000Z', why: 'schedule' };

describe.skipIf(cannot !== null)('a Postgres that dies under a queue', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  // An event that nobody hears ends the run of these tests as it would end the worker.
  it.each([15, 60, 150])('%d milliseconds after a worker began to start costs no job, and the program goes on', async (after) => {
    const at = await server.database();
    const opened = await openQueue({ state: '/none', env: { PERENNIAL_DATABASE_URL: at } });
    opened.queue.on('error', () => {});
    await opened.queue.add('run', ask, { jobId: `before-${after}` });
    const done: string[] = [];
    const worker = opened.worker(async (job) => void done.push(job.id ?? ''), {
      lockDuration: 1_000,
      stalledInterval: 500,
      runRetryDelay: 100,
    });
    const said: string[] = [];
    worker.on('error', (error) => said.push(error.message));
    await sleep(after);
    server.kill();
    // A program that asks without end gets to nothing else.
    await sleep(300);
    const again = (await server.start())(at);
    expect(again).toBe(at);
    for (let left = 200; done.length === 0 && left > 0; left--) await sleep(50);
    expect(done, said.join('; ')).toContain(`before-${after}`);
    await worker.close();
    await opened.close();
  });
});

it.skipIf(cannot !== null)('a server that was cut off amid busy sessions starts again at its address', async () => {
  const server = await startTestServer();
  try {
    const at = await server.database();
    for (let life = 0; life < 4; life++) {
      const sessions = Array.from({ length: 4 }, () => new HeardClient({ connectionString: at }));
      for (const session of sessions) {
        await session.connect();
        session.query('SELECT count(*) FROM generate_series(1, 3000000)').catch(() => {});
      }
      server.kill();
      expect((await server.start())(at)).toBe(at);
    }
  } finally {
    await server.close();
  }
});

it.skipIf(cannot !== null)('who only looks never stops a server, not even one that nobody is connected to yet', async () => {
  const state = await openState();
  try {
    const worker = await openServer(state);
    const look = await runningServer(state);
    expect(await look?.leave()).toBe('left-running');
    expect(await answers(worker.url)).toBe('ready');
    expect(await worker.leave()).toBe('stopped');
    expect(await runningServer(state)).toBeNull();
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});

describe('what BullMQ takes for a server that is away', () => {
  const coded = (code: string, message = 'said by the server') => Object.assign(new Error(message), { code });

  it.each([
    coded('ECONNRESET'),
    coded('57P03', 'the database system is starting up'),
    coded('53300', 'sorry, too many clients already'),
    coded('08006'),
    new Error('Connection terminated unexpectedly'),
  ])('is $message ($code)', (error) => {
    expect(asAway(error)).toBeInstanceOf(ConnectionClosedError);
    expect(isNotConnectionError(asAway(error) as Error)).toBe(false);
  });

  it.each([
    coded('28P01', 'password authentication failed'),
    coded('BM001', 'Missing lock for job 1'),
    new Error('no such queue'),
  ])('is not $message', (error) => {
    expect(asAway(error)).toBe(error);
  });
});

it('a server that dies in the very moment in which it lets somebody listen does not end the program', async () => {
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const letIn = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
  const farewell = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'));
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([...letIn, farewell])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = createPatientBackend('q', { connection: { connectionString: `postgres://me@127.0.0.1:${port}/q` } });
  // As queues and workers do.
  backend.on('error', () => {});
  const connection = Reflect.get(backend, 'connection') as PostgresConnection;
  const client = await connection.getListenClient();
  await sleep(200);
  // What ended is no more to be asked; that it ended was heard, or this run of tests would have failed.
  await expect(client.query('SELECT 1')).rejects.toThrow();
  server.close();
});
