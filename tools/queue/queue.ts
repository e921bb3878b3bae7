/** The queue itself: BullMQ over the machine's own Postgres, a Postgres named by the environment, or Redis. */
import { type Processor, Queue, Worker, type WorkerOptions, withBackend } from 'bullmq';
import { placeOf } from '../database/place.ts';
import { nextRuns } from './cron.ts';
import { createPatientBackend } from './postgres-backend.ts';
import { EndingRedis } from './redis-connection.ts';
import { openServer, runningServer, type Server } from './server.ts';

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
  /** Of words from outside: the files they named, some of them where there are many. */
  changed?: string[];
}

/**
 * `due`: a schedule came due, and asks for a run; `changed`: something was said to have changed, and asks for one; `run`: the run;
 * `lessons`: some of its lessons, looked at ahead of it.
 */
export type JobName = 'due' | 'changed' | 'run' | 'lessons';
export type NightQueue = Queue<Ask, unknown, JobName>;
export type NightWorker = Worker<Ask, unknown, JobName>;

export interface Weakness {
  /** `bad`: the queue may break; `note`: a crash may cost jobs. */
  state: 'note' | 'bad';
  says: string;
}

export interface Opened {
  queue: NightQueue;
  /** For people: where the queue lies. No password. */
  place: string;
  worker(work: Processor<Ask, unknown, JobName>, options: Omit<WorkerOptions, 'connection'>): NightWorker;
  /** Starts this machine's own server again where it is gone; a server that is named is its administrator's to start. */
  revive(): Promise<void>;
  /** What in the server's settings may lose jobs. */
  weaknesses(): Promise<Weakness[]>;
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
  return (await openNamed(options)) ?? openOwn(options, await openServer(options.state));
}

/**
 * The same, but nothing is started: for who only looks.
 * @returns null where the queue is this machine's own, and no worker runs
 */
export async function openRunningQueue(options: QueueOptions): Promise<Opened | null> {
  const named = await openNamed(options);
  if (named) return named;
  const server = await runningServer(options.state);
  return server && openOwn(options, server);
}

function openNamed(options: QueueOptions): Promise<Opened> | null {
  const { PERENNIAL_DATABASE_URL: database, PERENNIAL_REDIS_URL: redis } = options.env ?? process.env;
  if (redis) return openOnRedis(redis, defaultsOf(options), patienceOf(options));
  return database ? openOnPostgres(database, placeOf(database), defaultsOf(options), patienceOf(options), null) : null;
}

async function openOwn(options: QueueOptions, server: Server): Promise<Opened> {
  try {
    return await openOnPostgres(server.url, ownPlace, defaultsOf(options), patienceOf(options), server);
  } catch (error) {
    await server.leave();
    throw error;
  }
}

const ownPlace = 'its own Postgres on this machine';
const patienceOf = ({ patience = 15_000 }: QueueOptions) => patience;
const defaultsOf = ({ backoff = jobDefaults.backoff.delay }: QueueOptions) => ({
  ...jobDefaults,
  backoff: { ...jobDefaults.backoff, delay: backoff },
});

type Defaults = typeof jobDefaults;

async function openOnPostgres(
  url: string,
  place: string,
  defaults: Defaults,
  patience: number,
  own: Server | null,
): Promise<Opened> {
  const kit = withBackend(createPatientBackend);
  const connection = { connectionString: url, migrate: true, application_name: 'perennial', max: 4 };
  const queue = new kit.Queue(queueName, { connection, defaultJobOptions: defaults, settings }) as unknown as NightQueue;
  await reachable(queue, place, patience);
  return {
    queue,
    place,
    worker: (work, more) => new kit.Worker(queueName, work, { ...more, connection, settings }) as unknown as NightWorker,
    async revive() {
      await own?.revive();
    },
    weaknesses: async () => [],
    async close() {
      await queue.close();
      await own?.leave();
    },
  };
}

async function openOnRedis(url: string, defaults: Defaults, patience: number): Promise<Opened> {
  const place = placeOf(url);
  const connect = () => new EndingRedis(url, { maxRetriesPerRequest: null });
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
    revive: async () => {},
    weaknesses: async () => redisWeaknesses(await first.info('memory'), await first.info('persistence')),
    async close() {
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

/**
 * What a queue needs of Redis: keys that are never thrown out to make room, and a log of every write (BullMQ, "Going to production").
 * @param memory and @param persistence as of the command INFO
 */
export function redisWeaknesses(memory: string, persistence: string): Weakness[] {
  const setting = (text: string, name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'mu').exec(text)?.[1];
  const policy = setting(memory, 'maxmemory_policy') ?? 'noeviction';
  const found: Weakness[] = [];
  if (policy !== 'noeviction')
    found.push({ state: 'bad', says: `maxmemory-policy is ${policy}, which throws jobs out: set it to noeviction` });
  if (setting(persistence, 'aof_enabled') === '0')
    found.push({ state: 'note', says: 'appendonly is off, so that a crash loses the newest jobs: set it to yes' });
  return found;
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
