/** One suite for every server the queue may lie on: this machine's own Postgres, one that is named, and Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nextRuns } from './cron.ts';
import { type Ask, type JobName, type NightWorker, type Opened, openQueue, redisWeaknesses } from './queue.ts';
import { EndingRedis } from './redis-connection.ts';
import { type QueueServer, queueServers, stateOfServers } from './servers.fixture.ts';

const { state, remove } = stateOfServers();
afterAll(remove);

type AskJob = Job<Ask, unknown, JobName>;
const ask = (more: Partial<Ask> = {}): Ask => ({
  library: '/x',
  schedule: 'nightly',
  due: '2026-11-21T02:00:00.000Z',
  why: 'schedule',
  ...more,
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let patience = Date.now() + 30_000; !(await holds()); await sleep(25))
    if (Date.now() > patience) throw new Error(`Waited in vain until ${what}.`);
}

let run = 0;
describe.each(queueServers())('the queue on $name', (kind) => {
  let server: QueueServer;
  beforeAll(async () => {
    server = await kind.open(state);
  });
  afterAll(() => server.close());
  const opened: Opened[] = [];
  const workers: NightWorker[] = [];
  /** Ids of one test do not meet another's: a Redis that is named may hold those of the last time. */
  let mark = '';
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await opened[0]?.queue.obliterate({ force: true });
    for (const one of opened.splice(0)) await one.close();
  });
  const open = async (): Promise<Opened> => {
    mark = `t${process.pid}-${++run}`;
    const one = await openQueue({ state, env: server.env, backoff: 20 });
    opened.push(one);
    return one;
  };
  const worker = (
    on: Opened,
    work: (job: AskJob, token?: string) => Promise<unknown>,
    more: { concurrency?: number } = {},
  ): NightWorker => {
    const one = on.worker(work, {
      concurrency: 1,
      lockDuration: 1_000,
      stalledInterval: 500,
      maxStalledCount: 3,
      runRetryDelay: 200,
      ...more,
    });
    one.on('error', () => {});
    workers.push(one);
    return one;
  };
  const stateOf = (on: Opened, id: string) => on.queue.getJobState(id);

  it('gives each job to one worker, once', async () => {
    const [one, two] = [await open(), await open()];
    const done: string[] = [];
    const take = async (job: AskJob) => void done.push(job.id ?? '');
    worker(one, take, { concurrency: 3 });
    worker(two, take, { concurrency: 3 });
    const ids = Array.from({ length: 20 }, (_, n) => `${mark}-${n}`);
    for (const id of [...ids, ...ids]) await one.queue.add('run', ask(), { jobId: id });
    await until('all are done', () => done.length >= ids.length);
    await sleep(200);
    expect([...done].sort()).toEqual([...ids].sort());
  });

  it('turns a run away while one of its library waits or is in hand, says so, and takes it afterwards', async () => {
    const on = await open();
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const add = (id: string) => on.queue.add('run', ask(), { jobId: `${mark}-${id}`, deduplication: { id: mark } });
    await add('a');
    expect((await add('b')).id).toBe(`${mark}-a`);
    worker(on, () => held);
    await until('it is in hand', async () => (await stateOf(on, `${mark}-a`)) === 'active');
    expect((await add('c')).id).toBe(`${mark}-a`);
    go();
    await until('it is done', async () => (await stateOf(on, `${mark}-a`)) === 'completed');
    expect((await add('d')).id).toBe(`${mark}-d`);
    await until('the next is done', async () => (await stateOf(on, `${mark}-d`)) === 'completed');
  });

  it('tries what fails again after a pause, three times in all, and what is beyond help once', async () => {
    const on = await open();
    const tries: Record<string, number> = {};
    worker(on, async (job) => {
      tries[job.id ?? ''] = (tries[job.id ?? ''] ?? 0) + 1;
      throw job.data.library === '/x' ? new Error('in vain') : new UnrecoverableError('beyond help');
    });
    await on.queue.add('run', ask(), { jobId: `${mark}-a` });
    await on.queue.add('run', ask({ library: '/y' }), { jobId: `${mark}-b` });
    for (const id of ['a', 'b']) await until('it has failed', async () => (await stateOf(on, `${mark}-${id}`)) === 'failed');
    expect(tries).toEqual({ [`${mark}-a`]: 3, [`${mark}-b`]: 1 });
    expect((await on.queue.getJob(`${mark}-a`))?.failedReason).toBe('in vain');
  });

  it('reckons with its schedules as the schedule list does, in their zones; set again, a schedule is replaced', async () => {
    const on = await open();
    const set = (pattern: string, tz: string) =>
      on.queue.upsertJobScheduler(mark as JobName, { pattern, tz }, { name: 'due', data: ask() });
    await set('0 2 * * *', 'Europe/Berlin');
    await set('30 4 * * 1', 'America/New_York');
    const all = (await on.queue.getJobSchedulers(0, -1, true)).filter((one) => one.key === mark);
    expect(all.map((one) => [one.pattern, one.tz])).toEqual([['30 4 * * 1', 'America/New_York']]);
    expect(all[0]?.next).toBe(nextRuns({ cron: '30 4 * * 1', tz: 'America/New_York' }, new Date(), 1)[0]?.getTime());
    await on.queue.removeJobScheduler(mark);
    expect((await on.queue.getJobSchedulers(0, -1, true)).filter((one) => one.key === mark)).toEqual([]);
  });

  it('gives what one worker hands back to the next, without counting it as a failure', async () => {
    const on = await open();
    const first = worker(on, async (job, token) => {
      await job.moveToWait(token);
      void first.close();
      throw new WaitingError();
    });
    await on.queue.add('run', ask(), { jobId: `${mark}-a` });
    await until('it is back', async () => (await stateOf(on, `${mark}-a`)) === 'waiting');
    await first.close();
    worker(on, async () => 'done');
    await until('it is done', async () => (await stateOf(on, `${mark}-a`)) === 'completed');
  });

  it('holds a run until its lessons have been looked at, also where one cannot be', async () => {
    const on = await open();
    const order: string[] = [];
    worker(
      on,
      async (job, token) => {
        if (job.name === 'lessons') {
          order.push('lesson');
          if (job.data.lessons?.[0] === 'bad') throw new Error('in vain');
          return;
        }
        if (job.data.step === undefined) {
          await on.queue.addBulk(
            ['good', 'bad', 'other'].map((id) => ({
              name: 'lessons' as const,
              data: ask({ lessons: [id] }),
              opts: {
                jobId: `${mark}-${id}`,
                parent: { id: job.id ?? '', queue: job.queueQualifiedName },
                ignoreDependencyOnFailure: true,
              },
            })),
          );
          await job.updateData({ ...job.data, step: 'report' });
          if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
        }
        order.push('run');
      },
      { concurrency: 2 },
    );
    await on.queue.add('run', ask(), { jobId: `${mark}-a` });
    await until('the run is done', async () => (await stateOf(on, `${mark}-a`)) === 'completed');
    // Two good ones once, the bad one three times, and the run at the end.
    expect(order).toEqual(['lesson', 'lesson', 'lesson', 'lesson', 'lesson', 'run']);
  });

  it('gives the job of a worker that is gone to another', async () => {
    const on = await open();
    const gone = worker(on, () => new Promise<void>(() => {}));
    await on.queue.add('run', ask(), { jobId: `${mark}-a` });
    await until('it is in hand', async () => (await stateOf(on, `${mark}-a`)) === 'active');
    await gone.close(true);
    worker(on, async () => 'done');
    await until('it is done', async () => (await stateOf(on, `${mark}-a`)) === 'completed');
  });

  it('keeps what waits and what is in hand where its server is killed, and its workers go on', async () => {
    const on = await open();
    on.queue.on('error', () => {});
    const done: string[] = [];
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    worker(on, async (job) => {
      await held;
      done.push(job.id ?? '');
    });
    for (const id of ['a', 'b']) await on.queue.add('run', ask(), { jobId: `${mark}-${id}` });
    await until('one is in hand', async () => (await stateOf(on, `${mark}-a`)) === 'active');
    await server.kill();
    go();
    await server.start();
    await on.revive();
    for (const id of ['a', 'b'])
      await until('it is done', async () => (await stateOf(on, `${mark}-${id}`).catch(() => null)) === 'completed');
    expect(new Set(done)).toEqual(new Set([`${mark}-a`, `${mark}-b`]));
  });

  it('has nothing in its settings that may lose jobs', async () => {
    expect(await (await open()).weaknesses()).toEqual([]);
  });
});

describe('a connection to Redis', () => {
  it('ends when it is told to, also between two tries to reach a server that is away', async () => {
    const connection = new EndingRedis('redis://127.0.0.1:9', { retryStrategy: () => 60_000, maxRetriesPerRequest: null });
    connection.on('error', () => {});
    const asked = connection.ping().catch((error: Error) => error.message);
    await until('it waits to try again', () => connection.status === 'reconnecting');
    const ended = new Promise((resolve) => connection.once('end', resolve));
    connection.disconnect();
    await ended;
    expect(await asked).toContain('closed');
  });
});

describe('Redis with settings that lose jobs', () => {
  it('is told by what it says of itself', () => {
    const memory = (policy: string) => `# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:${policy}\r\n`;
    const log = (enabled: 0 | 1) => `# Persistence\r\nloading:0\r\naof_enabled:${enabled}\r\n`;
    expect(redisWeaknesses(memory('noeviction'), log(1))).toEqual([]);
    expect(redisWeaknesses(memory('allkeys-lru'), log(1))).toEqual([
      { state: 'bad', says: expect.stringContaining('allkeys-lru') },
    ]);
    expect(redisWeaknesses(memory('noeviction'), log(0))).toEqual([
      { state: 'note', says: expect.stringContaining('appendonly') },
    ]);
  });
});

describe('a server that is away', () => {
  it.each([
    ['PERENNIAL_DATABASE_URL', 'postgres://me:s3cret@127.0.0.1:9/none'],
    ['PERENNIAL_REDIS_URL', 'redis://me:s3cret@127.0.0.1:9'],
  ])('is told in one sentence without the password (%s)', async (name, address) => {
    const said = await openQueue({ state, env: { [name]: address }, patience: 1_500 }).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(said).toMatch(/^The queue's server \([a-z]+:\/\/127\.0\.0\.1:9[^\n]*\) cannot be used: [^\n]+$/u);
    expect(said).not.toContain('s3cret');
  });
});
