/** For tests: every server the queue may lie on, each started by the test that asks for it, each to be killed and brought back. */
import { rmSync } from 'node:fs';
import { killServer, openFolder, openStateAt, startTestServer, whyNoServer } from '../database/server.fixture.ts';
import { openQueue } from './queue.ts';
import { startTestRedis, whyNoRedis } from './redis.fixture.ts';

export interface QueueServer {
  env: NodeJS.ProcessEnv;
  /** As on a power cut. */
  kill(): Promise<void>;
  /** Brings it back at its address; the worker itself does that with this machine's own. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface QueueServerKind {
  name: string;
  /** `elsewhere`: schedules and their history lie in it too. */
  schedules: 'in-the-library' | 'elsewhere';
  /** @param state folder of this machine's own server, as of `openState` */
  open(state: string): Promise<QueueServer>;
}

async function ownPostgres(state: string): Promise<QueueServer> {
  await openStateAt(state);
  return {
    env: {},
    kill: async () => killServer(state),
    start: async () => {},
    async close() {
      // A worker that was killed leaves the server up; whoever leaves last stops it.
      await (await openQueue({ state, env: {} })).close();
    },
  };
}

async function namedPostgres(): Promise<QueueServer> {
  const server = await startTestServer();
  return {
    env: { PERENNIAL_DATABASE_URL: await server.database() },
    kill: async () => server.kill(),
    start: async () => void (await server.start()),
    close: () => server.close(),
  };
}

async function redis(): Promise<QueueServer> {
  const server = await startTestRedis();
  return { env: { PERENNIAL_REDIS_URL: server.url }, kill: server.kill, start: server.start, close: server.close };
}

/** @returns those that can run on this machine; says of the others why not */
export function queueServers(): QueueServerKind[] {
  const kinds: QueueServerKind[] = [];
  const noPostgres = whyNoServer();
  if (noPostgres === null)
    kinds.push(
      { name: "this machine's own Postgres", schedules: 'in-the-library', open: ownPostgres },
      { name: 'a Postgres that is named', schedules: 'elsewhere', open: namedPostgres },
    );
  else process.stderr.write(`Skipped, the queue on Postgres: ${noPostgres}\n`);
  const noRedis = whyNoRedis();
  if (noRedis === null) kinds.push({ name: 'Redis', schedules: 'in-the-library', open: redis });
  else process.stderr.write(`Skipped, the queue on Redis: ${noRedis}\n`);
  return kinds;
}

/** A folder for this machine's own server, and its end. */
export function stateOfServers(): { state: string; remove(): void } {
  const state = openFolder();
  return { state, remove: () => rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) };
}
