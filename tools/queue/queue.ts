/** The queue itself: BullMQ over the machine's own Postgres, a Postgres named by the environment, or Redis. */
import { createPostgresBackend, type Processor, Queue, Worker, type WorkerOptions, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { placeOf } from '../database/place.ts';
import { nextRuns } from './cron.ts';
import { openServer } from './server.ts';

/** What a job is asked to do. */
export interface Ask {
  /** The library: its folder where there is one machine, its name where there are several. */
  library: string;
  /** Name of the schedule; null where something else asked. */
  schedule: string | null;
  /** Due time (ISO) this run stands for. */
  due: string;
  why: 'schedule' | 'catch-up' | 'change';
  /** Of a run whose lessons were shared out. */
  step?: 'report';
  /** Lessons to look at ahead of the run, by id. */
  lessons?: string[];
  /** State of the library all workers look at. */
  commit?: string;
}

/** `due`: a schedule came due, and asks for a run; `run`: the run; `lessons`: some of its lessons, looked at ahead of it. */
export type JobName = 'due' | 'run' | 'lessons';
export type NightQueue = Queue<Ask, unknown, JobName>;
export type NightWorker = Worker<Ask, unknown, JobName>;

export interface Opened {
  queue: NightQueue;
  /** For people: where the queue lies. No password. */
  place: string;
  worker(work: Processor<Ask, unknown, JobName>, options: Omit<WorkerOptions, 'connection'>): NightWorker;
  close(): Promise<void>;
}

export const queueName = 'perennial';

/** Runs are tried again after 30, 60 seconds; a due mark has nothing that could fail but the server. */
const jobDefaults = {
  attempts: 3,
  backoff: { type: 'exponential' as const, delay: 30_000 },
  removeOnComplete: { count: 500 },
  removeOnFail: { count: 500 },
};

/** The queue reckons as `schedule list` does: its own parser stops for good at a midnight that the clocks skip. */
const settings = {
  repeatStrategy: (from: number, { pattern, tz }: { pattern?: string; tz?: string }) =>
    pattern === undefined ? undefined : nextRuns({ cron: pattern, tz: tz ?? 'UTC' }, new Date(from), 1)[0]?.getTime(),
};

export interface QueueOptions {
  state: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds before a failed run is tried again, doubled each time. */
  backoff?: number;
  /** Milliseconds a server may take to answer at the start. */
  patience?: number;
}

/**
 * Redis where it is named, else the Postgres that is named, else this machine's own.
 * @throws Error in one sentence where it cannot be reached
 */
export async function openQueue(options: QueueOptions): Promise<Opened> {
  const env = options.env ?? process.env;
  const { PERENNIAL_DATABASE_URL: database, PERENNIAL_REDIS_URL: redis } = env;
  const defaults = { ...jobDefaults, backoff: { ...jobDefaults.backoff, delay: options.backoff ?? jobDefaults.backoff.delay } };
  const patience = options.patience ?? 15_000;
  if (redis) return openOnRedis(redis, defaults, patience);
  if (database) return openOnPostgres(database, placeOf(database), defaults, patience, async () => {});
  const server = await openServer(options.state);
  try {
    return await openOnPostgres(server.url, 'its own Postgres on this machine', defaults, patience, async () => {
      await server.leave();
    });
  } catch (error) {
    await server.leave();
    throw error;
  }
}

type Defaults = typeof jobDefaults;

async function openOnPostgres(
  url: string,
  place: string,
  defaults: Defaults,
  patience: number,
  leave: () => Promise<void>,
): Promise<Opened> {
  const kit = withBackend(createPostgresBackend);
  const connection = { connectionString: url, migrate: true, application_name: 'perennial', max: 4 };
  const queue = new kit.Queue(queueName, { connection, defaultJobOptions: defaults, settings }) as unknown as NightQueue;
  await reachable(queue, place, patience);
  return {
    queue,
    place,
    worker: (work, more) => new kit.Worker(queueName, work, { ...more, connection, settings }) as unknown as NightWorker,
    async close() {
      await queue.close();
      await leave();
    },
  };
}

async function openOnRedis(url: string, defaults: Defaults, patience: number): Promise<Opened> {
  const place = placeOf(url);
  const connect = () => new Redis(url, { maxRetriesPerRequest: null });
  const first = connect();
  const connections = [first];
  const queue: NightQueue = new Queue(queueName, { connection: first, defaultJobOptions: defaults, settings });
  try {
    await reachable(queue, place, patience);
  } catch (error) {
    first.disconnect();
    throw error;
  }
  return {
    queue,
    place,
    worker(work, more) {
      const connection = connect();
      connections.push(connection);
      return new Worker(queueName, work, { ...more, connection, settings });
    },
    async close() {
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** A server that is away at the start is a fault to be told; later on, BullMQ waits for it by itself. */
async function reachable(queue: NightQueue, place: string, patience: number): Promise<void> {
  let heard: Error | null = null;
  queue.on('error', (error) => {
    heard = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(heard ?? new Error(`no answer within ${patience / 1000} seconds`)), patience);
  });
  try {
    await Promise.race([queue.waitUntilReady(), late]);
  } catch (error) {
    void queue.close().catch(() => {});
    throw new Error(`The queue's server (${place}) cannot be used: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}
