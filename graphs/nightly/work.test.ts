/** Nights with the real BullMQ on real servers, Postgres and Redis; only the look at the lessons is a stand-in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled } from '../../evals/crash/bundled.ts';
import { type Opened, openQueue } from '../../tools/queue/queue.ts';
import { setSchedule } from '../../tools/queue/schedules.ts';
import { type QueueServer, queueServers, stateOfServers } from '../../tools/queue/servers.fixture.ts';
import { schedulerId } from './due.ts';
import { heldLook, holdFile, looksAt, openFolder, scheduledLibrary } from './night.fixture.ts';
import { history } from './record.ts';
import type { Worked } from './shift.ts';
import { type WorkOptions, work } from './work.ts';
import type { Where } from './worker.fixture.ts';

const { state, remove } = stateOfServers();
const parent = openFolder('libraries');
let server: QueueServer;
let libraries = 0;
/** A library of its own for each test and server. */
const scheduled = (name: string, daysAgo?: number) => {
  const folder = join(parent, `${++libraries}`);
  mkdirSync(folder);
  return scheduledLibrary(folder, name, daysAgo);
};

const children: ChildProcess[] = [];
afterAll(async () => {
  await spare;
  for (const child of children) child.kill('SIGKILL');
  rmSync(parent, { recursive: true, force: true });
  remove();
});

/** Longer than a busy machine takes to load a program: a worker that cannot renew its lock in time has its run taken from it, by itself too. */
const longLock = 20_000;
/** Where the worker is gone, and its run is waited for. */
const shortLock = 2_000;

const never = new AbortController().signal;
const own = (root: string) => join(root, '.perennial');

function once(root: string, more: Partial<WorkOptions> = {}): Promise<Worked> {
  return work({
    state,
    libraries: [root],
    mode: 'once',
    concurrency: 1,
    signal: never,
    say: () => {},
    env: server.env,
    look: heldLook,
    lockMilliseconds: longLock,
    backoff: 50,
    later: 300,
    ...more,
  });
}

/** A worker that goes on while `live` runs, and is stopped then. @returns what it said */
async function whileWorking(
  libraries: string[],
  more: Partial<WorkOptions>,
  live: (said: string[]) => Promise<void>,
): Promise<string[]> {
  const stop = new AbortController();
  const said: string[] = [];
  const working = work({
    state,
    libraries,
    mode: 'until-stopped',
    concurrency: 1,
    signal: stop.signal,
    say: (line) => said.push(line),
    env: server.env,
    look: heldLook,
    ...more,
  });
  try {
    await live(said);
  } finally {
    stop.abort(new Error('Stopped.'));
    await working;
  }
  return said;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let patience = Date.now() + 60_000; !holds(); await sleep(25))
    if (Date.now() > patience) throw new Error(`Waited in vain until ${what}.`);
}

/** A worker's process that waits to be told where to work. The next one loads while a test is at something else. */
async function startChild(): Promise<ChildProcess> {
  const script = await bundled(new URL('./worker.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}
let spare = startChild();

/** A worker of its own, in the middle of a run that is held up. */
async function workerInTheMiddle(
  root: string,
  lock = longLock,
): Promise<{ child: ChildProcess; words: () => string; ended: Promise<number | null> }> {
  writeFileSync(holdFile(root), '');
  const child = await spare;
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (words += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const before = looksAt(root).length;
  const where: Where = { state, library: root, redis: server.env.PERENNIAL_REDIS_URL ?? null, lock };
  child.stdin?.end(`${JSON.stringify(where)}\n`);
  await until('the worker looks at the library', () => looksAt(root).length > before || child.exitCode !== null);
  spare = startChild();
  if (child.exitCode !== null) throw new Error(`The worker ended too soon: ${words}`);
  return { child, words: () => words, ended };
}

const kinds = queueServers().filter((one) => one.schedules === 'in-the-library');
describe.each(kinds)('a worker over $name', (kind) => {
  // Somebody is always there: else each worker stops this machine's server when it leaves, and the next one starts it.
  let keeper: Opened;
  beforeAll(async () => {
    server = await kind.open(state);
    keeper = await openQueue({ state, env: server.env });
    keeper.queue.on('error', () => {});
  });
  afterAll(async () => {
    await keeper.close();
    await server.close();
  });

  it('lives the night that is due, once, and the next one quietly', async () => {
    const root = await scheduled('due');
    const said: string[] = [];
    const first = await once(root, { say: (line) => said.push(line) });
    expect(first.lived.map((one) => [one.result, one.why, one.news])).toEqual([['done', 'catch-up', 'news']]);
    expect(existsSync(join(own(root), first.lived[0]?.report ?? 'none', 'review.html'))).toBe(true);
    expect(existsSync(join(own(root), 'reports/index.html'))).toBe(true);
    expect(said).toEqual([expect.stringContaining('nightly, due: 2 lessons looked at')]);

    expect((await once(root)).lived).toEqual([]);
    expect(looksAt(root).filter((line) => line.endsWith('start'))).toHaveLength(1);

    const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000);
    said.length = 0;
    const second = await once(root, { now: tomorrow, say: (line) => said.push(line) });
    expect(second.lived.map((one) => one.news)).toEqual(['quiet']);
    expect(said).toEqual([expect.stringContaining('quiet, nothing new')]);
  });

  it('working once, leaves what comes due meanwhile to the next', async () => {
    const root = await scheduled('restless');
    let days = 0;
    // A day goes by with each look at the clock.
    const now = () => new Date(Date.now() + 24 * 3600 * 1000 * days++);
    expect((await once(root, { now })).lived.map((one) => one.result)).toEqual(['done']);
  });

  it('comes to the run by the mark its schedule leaves in the queue, and tells its health', async () => {
    const root = await scheduled('marked', 0);
    let ahead = 0;
    await whileWorking([root], { metricsPort: 0, now: () => new Date(Date.now() + ahead) }, async (said) => {
      await until('it works', () => said.some((line) => line.startsWith('Working on')));
      expect(history(own(root))).toEqual([]);
      ahead = 24 * 3600 * 1000;
      const opened = await openQueue({ state, env: server.env });
      const scheduler = await opened.queue.getJobScheduler(schedulerId(root, 'nightly'));
      expect([scheduler?.pattern, scheduler?.tz, scheduler?.every]).toEqual(['0 2 * * *', 'UTC', undefined]);
      const mark = (await opened.queue.getDelayed()).find((job) => job.name === 'due' && job.data.library === root);
      await mark?.promote();
      await opened.close();
      await until('the run is lived', () => history(own(root)).length > 0);
      expect(history(own(root))[0]?.why).toBe('schedule');
      const address = said.find((line) => line.startsWith('Health'))?.match(/http:\/\/127\.0\.0\.1:\d+/u)?.[0] ?? '';
      expect(await (await fetch(`${address}/healthz`)).text()).toBe('ok\n');
      expect(await (await fetch(`${address}/metrics`)).text()).toContain('perennial_runs_total{result="done"} 1');
    });
  });

  it('leaves a run alone that another worker has in hand', async () => {
    const root = await scheduled('shared');
    const other = await workerInTheMiddle(root);
    const said: string[] = [];
    const mine = await once(root, { say: (line) => said.push(line) });
    expect(mine.lived).toEqual([]);
    expect(said).toEqual([expect.stringContaining('another worker is at it')]);
    rmSync(holdFile(root));
    expect([await other.ended, other.words()]).toEqual([0, expect.stringContaining('nightly, shared')]);
    expect(looksAt(root)).toHaveLength(2);
    expect(history(own(root))).toHaveLength(1);
  });

  it('completes the run of a worker that was killed in the middle, once', async () => {
    const root = await scheduled('killed');
    const other = await workerInTheMiddle(root, shortLock);
    other.child.kill('SIGKILL');
    await other.ended;
    rmSync(holdFile(root));
    const mine = await once(root, { lockMilliseconds: shortLock });
    expect(mine.lived.map((one) => one.result)).toEqual(['done']);
    expect(history(own(root))).toHaveLength(1);
    expect(looksAt(root).filter((line) => line.endsWith('end'))).toHaveLength(1);
    expect((await once(root)).lived).toEqual([]);
  });

  it('hands its run back on SIGTERM, and the next worker takes it up at once', async () => {
    const root = await scheduled('handed');
    const other = await workerInTheMiddle(root);
    other.child.kill('SIGTERM');
    expect([await other.ended, other.words()]).toEqual([0, expect.stringContaining('handed back')]);
    expect(history(own(root))).toEqual([]);
    rmSync(holdFile(root));
    expect((await once(root)).lived.map((one) => one.result)).toEqual(['done']);
  });

  it('tries a run that fails again, and reports it where it fails each time', async () => {
    const root = await scheduled('failing');
    let calls = 0;
    const said: string[] = [];
    const worked = await once(root, {
      say: (line) => said.push(line),
      look: (workspace, options) => {
        if (workspace.root !== root) return heldLook(workspace, options);
        calls++;
        throw new Error('The disk is full.');
      },
    });
    expect(calls).toBe(3);
    expect(worked.lived.map((one) => [one.result, one.reason])).toEqual([['failed', 'The disk is full.']]);
    expect(said.at(-1)).toContain('failed: The disk is full.');
    // Reported is settled: it does not come again before the next night.
    expect((await once(root)).lived).toEqual([]);
  });

  it('lives two schedules of one library one after the other', async () => {
    const root = await scheduled('twice');
    const setAt = new Date(Date.now() - 9 * 24 * 3600 * 1000).toISOString();
    await setSchedule(own(root), { name: 'weekly', cron: '0 4 * * 1', tz: 'UTC', setAt });
    const worked = await once(root, { concurrency: 4 });
    expect(worked.lived.map((one) => one.schedule).sort()).toEqual(['nightly', 'weekly']);
    const turns = looksAt(root).map((line) => line.split(' ')[1]);
    expect(turns).toEqual(['start', 'end', 'start', 'end']);
  });

  it('has its server back, though it serves no library yet', async () => {
    const asker = await openQueue({ state, env: server.env, backoff: 100 });
    asker.queue.on('error', () => {});
    try {
      await whileWorking([], { lookEvery: 250 }, async (said) => {
        await until('the worker waits', () => said.some((line) => line.startsWith('Working on')));
        await server.kill();
        await server.start();
        let counts: unknown = null;
        for (const patience = Date.now() + 60_000; counts === null && Date.now() < patience; await sleep(100))
          counts = await asker.queue.getJobCounts().catch(() => null);
        expect(counts).not.toBeNull();
      });
    } finally {
      await asker.close();
    }
  });

  it('outlives its server: the run in hand comes to its end once, and the next ones follow', async () => {
    const root = await scheduled('outlived');
    writeFileSync(holdFile(root), '');
    let ahead = 0;
    const more = { lockMilliseconds: 1_500, lookEvery: 250, later: 300, now: () => new Date(Date.now() + ahead) };
    const said = await whileWorking([root], more, async () => {
      await until('the run is in hand', () => looksAt(root).length === 1);
      await server.kill();
      rmSync(holdFile(root));
      await until('the run is lived', () => history(own(root)).length === 1);
      await server.start();
      ahead = 24 * 3600 * 1000;
      await until('the next night is lived', () => history(own(root)).length === 2);
    });
    expect(history(own(root)).map((one) => one.result)).toEqual(['done', 'done']);
    expect(looksAt(root)).toHaveLength(4);
    expect(said.filter((line) => line.includes('nightly, outlived:'))).toHaveLength(2);
  });
});
