/** The worker: schedules come due, runs are lived one a library at a time, a stop hands the run in hand back. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { knownLibraries, libraryKey } from '../../tools/queue/libraries.ts';
import { type Ask, type JobName, type NightQueue, type NightWorker, openQueue } from '../../tools/queue/queue.ts';
import { readSchedules } from '../../tools/queue/schedules.ts';
import { alive } from '../../tools/queue/server.ts';
import { Busy } from '../../tools/queue/sole.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import { ownFolder } from '../workspace.ts';
import { bringAll, onDueMark } from './due.ts';
import { count, newTally, serveMetrics, type Tally } from './metrics.ts';
import { type Look, night, rememberFailure } from './night.ts';
import { lineOf, type NightRecord } from './record.ts';

export interface WorkOptions {
  /** Folder of the queue. */
  state: string;
  /** Served besides the known ones; absolute. */
  libraries: readonly string[];
  mode: 'until-stopped' | 'once';
  /** Libraries in hand at once. */
  concurrency: number;
  signal: AbortSignal;
  /** Lines for people. */
  say: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** Loopback port of /healthz and /metrics; 0: a free one. */
  metricsPort?: number;
  look?: Look;
  now?: () => Date;
  log?: (line: string) => void;
  /** How long a worker that is gone keeps its run, in milliseconds. */
  lockMilliseconds?: number;
  /** Before a failed run is tried again, doubled each time. */
  backoff?: number;
  /** Between looks at the schedule files. */
  lookEvery?: number;
  pauses?: readonly number[];
}

export interface Worked {
  lived: NightRecord[];
  /** Runs that another worker has in hand: left to it. */
  leftToOthers: string[];
}

type AskJob = Job<Ask, unknown, JobName>;

/** Tells whose worker has a run in hand; the process can be looked up on its own machine. */
const workerName = () => `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;

function isGone(name: string | undefined): boolean {
  const [host, pid] = (name ?? '').split('/');
  return host === hostname() && pid !== undefined && Number(pid) !== process.pid && !alive(Number(pid));
}

/** What a job asks for, with the zone of its schedule as it is now. */
function askedOf(ask: Ask) {
  const schedule = readSchedules(join(ask.library, ownFolder)).find((one) => one.name === ask.schedule);
  return { schedule: ask.schedule, due: ask.due, why: ask.why, tz: schedule?.tz ?? 'UTC' };
}

/** Sentences of failed runs, without a trace. */
const reasonOf = (error: unknown) => sentenceOf(error).split('\n')[0] ?? 'no reason was given';

class Shift {
  readonly options: WorkOptions;
  readonly queue: NightQueue;
  readonly tally: Tally;
  readonly worked: Worked = { lived: [], leftToOthers: [] };
  readonly name = workerName();
  /** Failures being written down: a stop waits for them. */
  readonly writing = new Set<Promise<void>>();
  /** The server is gone, or was never there. */
  lost = false;
  private readonly said = new Set<string>();

  constructor(options: WorkOptions, queue: NightQueue) {
    this.options = options;
    this.queue = queue;
    this.tally = newTally(this.now());
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  complain(line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    this.options.say(line);
  }

  async lookOver(): Promise<number> {
    const libraries = [...new Set([...knownLibraries(this.options.state), ...this.options.libraries])];
    return bringAll({ queue: this.queue, libraries, now: this.now(), complain: (line) => this.complain(line) });
  }

  async process(job: AskJob, token: string | undefined): Promise<unknown> {
    if (job.name === 'due') return onDueMark(this.queue, job.data, this.now());
    if (job.name !== 'run')
      throw new UnrecoverableError(`This Perennial knows no job "${job.name}"; is the queue shared with a newer one?`);
    const { signal, look, log, now, pauses } = this.options;
    try {
      signal.throwIfAborted();
      const { record, state, report } = await night(job.data.library, askedOf(job.data), {
        signal,
        ...(look ? { look } : {}),
        ...(log ? { log } : {}),
        ...(now ? { now } : {}),
        ...(pauses ? { pauses } : {}),
      });
      if (state === 'lived') {
        this.worked.lived.push(record);
        count(this.tally, job.data.library, record);
        this.options.say(lineOf(record, report ?? undefined));
      }
      return { state, result: record.result };
    } catch (error) {
      if (signal.aborted) {
        await job.moveToWait(token);
        this.options.say(`${job.data.library}: handed back; what was finished is kept, the next worker goes on from there.`);
        throw new WaitingError();
      }
      if (error instanceof Busy) {
        this.worked.leftToOthers.push(job.data.library);
        await job.moveToDelayed(Date.now() + 5_000, token);
        throw new DelayedError();
      }
      throw error;
    }
  }

  /** Called for every failed attempt, also of runs whose worker vanished too often. */
  failed(job: AskJob | undefined, error: Error): void {
    if (job?.name !== 'run') {
      this.complain(`A job failed: ${reasonOf(error)}`);
      return;
    }
    const last =
      error.name === 'UnrecoverableError' || job.attemptsMade >= (job.opts.attempts ?? 1) || job.finishedOn !== undefined;
    if (!last) {
      this.options.say(
        `${job.data.library}: ${reasonOf(error)} Attempt ${job.attemptsMade} of ${job.opts.attempts}; tried again later.`,
      );
      return;
    }
    const written = rememberFailure(job.data.library, askedOf(job.data), reasonOf(error), this.now())
      .then((record) => {
        if (!record) {
          this.complain(`${job.data.library}: ${reasonOf(error)}`);
          return;
        }
        this.worked.lived.push(record);
        count(this.tally, job.data.library, record);
        this.options.say(lineOf(record));
      })
      .catch((fault: unknown) =>
        this.complain(`${job.data.library}: ${reasonOf(error)} (and it could not be written down: ${reasonOf(fault)})`),
      )
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  /** Is there a run to wait for: waiting, to be tried again, in hand here, or in the hands of a process that is gone? */
  async pending(): Promise<boolean> {
    const left = new Set(this.worked.leftToOthers.map(libraryKey));
    const waiting = await this.queue.getJobs(['waiting', 'prioritized', 'delayed']);
    if (waiting.some((job) => job?.name === 'run' && this.mine(job) && !left.has(libraryKey(job.data.library)))) return true;
    const active = await this.queue.getJobs(['active']);
    return active.some((job) => job?.name === 'run' && (job.processedBy === this.name || isGone(job.processedBy)));
  }

  /** Libraries whose run another worker has in hand. */
  async othersHave(): Promise<string[]> {
    const active = await this.queue.getJobs(['active']);
    const theirs = active.filter((job) => job?.name === 'run' && job.processedBy !== this.name && this.mine(job));
    return [...new Set([...theirs.map((job) => job.data.library), ...this.worked.leftToOthers])];
  }

  /** Over a shared server, other machines' libraries are theirs. */
  private mine(job: AskJob): boolean {
    return knownLibraries(this.options.state).includes(job.data.library) || this.options.libraries.includes(job.data.library);
  }
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
  let metrics: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  const lock = options.lockMilliseconds ?? 30_000;
  const stop = () => void worker?.close();
  try {
    opened.queue.on('error', (error) => shift.complain(`The queue's server: ${reasonOf(error)}`));
    const served = await shift.lookOver();
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
      await worker?.close();
      await Promise.all(shift.writing);
      await metrics?.close();
      await opened.close();
    };
    // A run in hand may take its time to end; a server that is gone answers nobody.
    await (shift.lost ? soon(close()).catch(() => {}) : close());
  }
  return shift.worked;
}
