/** The worker: schedules come due, runs are lived one a library at a time, a stop hands the run in hand back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type NightWorker, type Opened, openQueue } from '../../tools/queue/queue.ts';
import { heard } from './changes-asked.ts';
import { serveMetrics } from './metrics.ts';
import type { Look } from './night.ts';
import type { NightRecord } from './record.ts';
import type { Rota } from './rota.ts';
import { reasonOf, Shift, type Worked } from './shift.ts';
import { soon } from './soon.ts';
import { warmUp } from './warm.ts';
import { serveWebhook } from './webhook.ts';

export interface WorkOptions {
  /** Folder of the queue. */
  state: string;
  /** Served besides the known ones; absolute. */
  libraries: readonly string[];
  mode: 'until-stopped' | 'once';
  /** Git remotes of libraries: served from clones of the worker's own. */
  remotes?: readonly string[];
  /** Libraries in hand at once. */
  concurrency: number;
  signal: AbortSignal;
  /** Lines for people. */
  say: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** Loopback port of /healthz and /metrics; 0: a free one. */
  metricsPort?: number;
  /** Port of the signed door for other programs; 0: a free one. */
  webhook?: { port: number; secret: string; settle?: number };
  /** Told of each run that came to an end. */
  onLived?: (rota: Rota, record: NightRecord, report: string | null) => Promise<void>;
  look?: Look;
  now?: () => Date;
  log?: (line: string) => void;
  /** How long a worker that is gone keeps its run, in milliseconds. */
  lockMilliseconds?: number;
  /** Before a failed run is tried again, doubled each time. */
  backoff?: number;
  /** Before a run that another has in hand is looked at again. */
  later?: number;
  /** Between looks at the schedule files. */
  lookEvery?: number;
  pauses?: readonly number[];
  /** How long the queue's server may be away, in milliseconds. */
  patience?: number;
}

/** How long a server may be away before the worker gives up: its service manager starts it again. */
const standardPatience = 15 * 60_000;
const giveUpAfter = 60_000;
const longestPause = 30_000;
/** Milliseconds between looks for runs whose worker is gone. */
const mostBetweenLooks = 2_000;

/**
 * Asks the queue until its server answers. BullMQ connects again by itself, and finds a run that was in hand meanwhile stalled: it
 * is handed to the next worker, who goes on from what was kept. This machine's own server has nobody else to start it again.
 * @returns null where the worker was stopped meanwhile
 * @throws Error in one sentence where the server stays away
 */
async function patiently<T>(shift: Shift, opened: Opened, ask: () => Promise<T>): Promise<T | null> {
  const { signal, patience = standardPatience } = shift.options;
  const since = Date.now();
  for (let pause = 500; !signal.aborted; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await soon(ask(), giveUpAfter);
    } catch (error) {
      shift.complain(`The queue's server does not answer: ${reasonOf(error)}`);
      if (Date.now() - since > patience)
        throw new Error('The queue’s server went away. What was finished is kept; start the worker again.', { cause: error });
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
    await opened.revive().catch((error: unknown) => shift.complain(reasonOf(error)));
  }
  return null;
}

async function untilStopped(shift: Shift, opened: Opened): Promise<void> {
  const { signal, lookEvery = 20_000 } = shift.options;
  while (!signal.aborted) {
    await sleep(lookEvery, undefined, { signal }).catch(() => {});
    await patiently(shift, opened, async () => {
      // Who serves no library yet asks for nothing, and would not hear that the server is gone.
      await opened.queue.getJobCounts();
      return shift.lookOver();
    });
  }
}

/** Ends where nothing is due any more: two quiet looks, as a run may lie between two states for a moment. */
async function once(shift: Shift, opened: Opened): Promise<void> {
  let quiet = 0;
  while (!shift.options.signal.aborted && quiet < 2) {
    quiet = (await patiently(shift, opened, () => shift.pending())) ? 0 : quiet + 1;
    await sleep(200, undefined, { signal: shift.options.signal }).catch(() => {});
    // What was turned away while another run of its library was in hand is still owed.
    if (quiet === 1) await patiently(shift, opened, () => shift.lookOver());
  }
  for (const library of await shift.othersHave()) shift.options.say(`${library}: another worker is at it; left to it.`);
}

/** Whether it answers at the end: what is closed over a server that is gone would wait for ever. */
async function isGone(opened: Opened): Promise<boolean> {
  return soon(opened.queue.getJobCounts(), 5_000).then(
    () => false,
    () => true,
  );
}

/**
 * Works until stopped, or once through what is due.
 * @throws Error in one sentence where the queue's server cannot be used
 */
export async function work(options: WorkOptions): Promise<Worked> {
  const opened = await openQueue({
    state: options.state,
    ...(options.env ? { env: options.env } : {}),
    ...(options.backoff === undefined ? {} : { backoff: options.backoff }),
  });
  const shift = new Shift(options, opened.queue);
  let worker: NightWorker | null = null;
  const closing: (() => Promise<void>)[] = [];
  let metrics: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  const lock = options.lockMilliseconds ?? 30_000;
  // Over a server that is gone it fails; unheard, that would end the program before what it has in hand is handed back.
  const stop = () => void worker?.close().catch((error: unknown) => shift.complain(reasonOf(error)));
  try {
    opened.queue.on('error', (error) => shift.complain(`The queue's server: ${reasonOf(error)}`));
    await shift.openRemotes();
    const served = await shift.lookOver();
    if (options.webhook) {
      const { port, secret, settle } = options.webhook;
      const door = await serveWebhook({
        port,
        secret,
        changed: (library, paths) => heard(shift, library, paths, settle ?? 2_000),
        log: options.say,
      });
      closing.push(() => door.close());
      options.say(`Signed webhook: POST http://127.0.0.1:${door.port}/changed`);
    }
    if (options.metricsPort !== undefined) {
      metrics = await serveMetrics(options.metricsPort, {
        tally: shift.tally,
        depth: () => opened.queue.getJobCounts(),
        complain: (line) => shift.complain(line),
      });
      options.say(`Health and metrics: http://127.0.0.1:${metrics.port}/healthz and /metrics`);
    }
    worker = opened.worker((job, token) => shift.process(job, token), {
      name: shift.name,
      concurrency: options.concurrency,
      lockDuration: lock,
      // Over Redis the checks of all workers share one clock: who looks seldom makes the others look seldom.
      stalledInterval: Math.max(500, Math.min(lock / 2, mostBetweenLooks)),
      // Each loss of a worker counts once; a run that kills its worker every time must not go on for ever.
      maxStalledCount: 3,
      // Before a server that does not answer is asked again.
      runRetryDelay: Math.min(5_000, lock / 2),
    });
    worker.on('error', (error) => shift.complain(`The queue's server: ${reasonOf(error)}`));
    worker.on('failed', (job, error) => shift.failed(job, error));
    for (const { says } of await opened.weaknesses()) shift.complain(`The queue's server: ${says}.`);
    options.signal.addEventListener('abort', stop, { once: true });
    if (options.signal.aborted) stop();
    if (options.mode === 'until-stopped') {
      options.say(
        `Working on ${served === 1 ? '1 schedule' : `${served} schedules`}; the queue is ${opened.place}. Ctrl-C ends it.`,
      );
      void warmUp();
    }
    await (options.mode === 'once' ? once(shift, opened) : untilStopped(shift, opened));
  } catch (error) {
    shift.lost = true;
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
    const close = async () => {
      for (const shut of closing) await shut();
      await worker?.close();
      await Promise.all(shift.writing);
      await shift.ahead.close();
      shift.rotas.close();
      await metrics?.close();
      await opened.close();
    };
    // A run in hand may take its time to end; a server that is gone answers nobody.
    if (shift.lost || (await isGone(opened)))
      await soon(close(), giveUpAfter).catch((error: unknown) => shift.complain(reasonOf(error)));
    else await close();
  }
  return shift.worked;
}
