/** The worker: schedules come due, runs are lived one a library at a time, a stop hands the run in hand back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type NightWorker, openQueue } from '../../tools/queue/queue.ts';
import { Changes } from './changes-asked.ts';
import { serveMetrics } from './metrics.ts';
import type { Look } from './night.ts';
import type { NightRecord } from './record.ts';
import type { Rota } from './rota.ts';
import { reasonOf, Shift, type Worked } from './shift.ts';
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
}

/** Looks in a row that may fail before the worker gives up: its service manager starts it again, and with it the server. */
const patience = 3;
const giveUpAfter = 60_000;

/** A server that went away may leave a promise open for ever. */
function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${giveUpAfter / 1000} seconds.`)), giveUpAfter);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function untilStopped(shift: Shift): Promise<void> {
  const { signal, lookEvery = 20_000 } = shift.options;
  let failures = 0;
  while (!signal.aborted) {
    await sleep(lookEvery, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      await soon(shift.lookOver());
      failures = 0;
    } catch (error) {
      shift.complain(`The schedules could not be brought into the queue: ${reasonOf(error)}`);
      failures++;
      if (failures >= patience)
        throw new Error('The queue’s server went away. What was finished is kept; start the worker again.', { cause: error });
    }
  }
}

/** Ends where nothing is due any more: two quiet looks, as a run may lie between two states for a moment. */
async function once(shift: Shift): Promise<void> {
  let quiet = 0;
  while (!shift.options.signal.aborted && quiet < 2) {
    quiet = (await shift.pending()) ? 0 : quiet + 1;
    await sleep(200, undefined, { signal: shift.options.signal }).catch(() => {});
    // What was turned away while another run of its library was in hand is still owed.
    if (quiet === 1) await shift.lookOver();
  }
  for (const library of await shift.othersHave()) shift.options.say(`${library}: another worker is at it; left to it.`);
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
  const stop = () => void worker?.close();
  try {
    opened.queue.on('error', (error) => shift.complain(`The queue's server: ${reasonOf(error)}`));
    await shift.openRemotes();
    const served = await shift.lookOver();
    if (options.webhook) {
      const { port, secret, settle } = options.webhook;
      const changes = new Changes(shift, settle ?? 2_000);
      const door = await serveWebhook({ port, secret, changed: (library, paths) => changes.heard(library, paths) });
      closing.push(
        () => door.close(),
        () => changes.close(),
      );
      options.say(`Signed webhook: POST http://127.0.0.1:${door.port}/changed`);
    }
    if (options.metricsPort !== undefined) {
      metrics = await serveMetrics(options.metricsPort, { tally: shift.tally, depth: () => opened.queue.getJobCounts() });
      options.say(`Health and metrics: http://127.0.0.1:${metrics.port}/healthz and /metrics`);
    }
    worker = opened.worker((job, token) => shift.process(job, token), {
      name: shift.name,
      concurrency: options.concurrency,
      lockDuration: lock,
      stalledInterval: Math.max(500, lock / 2),
      // Each loss of a worker counts once; a run that kills its worker every time must not go on for ever.
      maxStalledCount: 3,
    });
    worker.on('error', (error) => shift.complain(`The queue's server: ${reasonOf(error)}`));
    worker.on('failed', (job, error) => shift.failed(job, error));
    options.signal.addEventListener('abort', stop, { once: true });
    if (options.signal.aborted) stop();
    if (options.mode === 'until-stopped')
      options.say(
        `Working on ${served === 1 ? '1 schedule' : `${served} schedules`}; the queue is ${opened.place}. Ctrl-C ends it.`,
      );
    await (options.mode === 'once' ? once(shift) : untilStopped(shift));
  } catch (error) {
    shift.lost = true;
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
    const close = async () => {
      for (const shut of closing) await shut();
      await worker?.close();
      await Promise.all(shift.writing);
      shift.rotas.close();
      await metrics?.close();
      await opened.close();
    };
    // A run in hand may take its time to end; a server that is gone answers nobody.
    await (shift.lost ? soon(close()).catch(() => {}) : close());
  }
  return shift.worked;
}
