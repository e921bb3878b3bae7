/** One worker's shift: what it does with each job, and what came of it. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { DelayedError, type Job, UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq';
import { databaseUrl } from '../../tools/database/place.ts';
import { alive } from '../../tools/queue/alive.ts';
import { cloneOf, freshen, isOwnClone } from '../../tools/queue/clone.ts';
import { knownLibraries, libraryKey } from '../../tools/queue/libraries.ts';
import type { Ask, JobName, NightQueue } from '../../tools/queue/queue.ts';
import { Busy } from '../../tools/queue/sole.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import { type Ahead, openAhead } from './ahead.ts';
import { askForChange } from './changes-asked.ts';
import { bringAll, onDueMark } from './due.ts';
import { lessonIds, shareOut } from './lessons.ts';
import { count, newTally, type Tally } from './metrics.ts';
import { night, rememberFailure, runOf } from './night.ts';
import { lineOf, type NightRecord } from './record.ts';
import { openRotas, type Rota, type Rotas } from './rota.ts';
import { listOf } from './watching.ts';
import type { WorkOptions } from './work.ts';

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
function askedOf(rota: Rota, ask: Ask) {
  const schedules = rota.schedules();
  const schedule = schedules.find((one) => one.name === ask.schedule) ?? schedules[0];
  return { schedule: ask.schedule, due: ask.due, why: ask.why, tz: schedule?.tz ?? 'UTC' };
}

/** Sentences of failed runs, without a trace. */
export const reasonOf = (error: unknown) => sentenceOf(error).split('\n')[0] ?? 'no reason was given';

export class Shift {
  readonly options: WorkOptions;
  readonly queue: NightQueue;
  readonly tally: Tally;
  readonly worked: Worked = { lived: [], leftToOthers: [] };
  readonly name = workerName();
  /** Failures being written down: a stop waits for them. */
  readonly writing = new Set<Promise<void>>();
  /** The server is gone, or was never there. */
  lost = false;
  readonly rotas: Rotas;
  readonly env: NodeJS.ProcessEnv;
  readonly ahead: Ahead;
  private readonly begun: Date;
  /** By name. */
  readonly served = new Map<string, Rota>();
  private readonly clones: string[] = [];
  private readonly said = new Set<string>();

  constructor(options: WorkOptions, queue: NightQueue) {
    this.options = options;
    this.queue = queue;
    this.begun = this.now();
    this.tally = newTally(this.begun);
    this.env = options.env ?? process.env;
    this.rotas = openRotas(this.env);
    const { signal, look, log } = options;
    this.ahead = openAhead({ env: this.env, signal, ...(look ? { look } : {}), ...(log ? { log } : {}) });
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** Up to when schedules count: who works once leaves what comes due meanwhile to the next, or would never end. */
  private dueUntil(): Date {
    return this.options.mode === 'once' ? this.begun : this.now();
  }

  complain(line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    this.options.say(line);
  }

  async openRemotes(): Promise<void> {
    for (const url of this.options.remotes ?? []) this.clones.push(await cloneOf(this.options.state, url));
  }

  async lookOver(): Promise<number> {
    const libraries = [...new Set([...knownLibraries(this.options.state), ...this.options.libraries, ...this.clones])];
    for (const library of libraries) {
      if (!existsSync(library)) continue;
      const rota = await this.rotas.of(library);
      // A clone of its own before one a person works in.
      if (!this.served.has(rota.name) || isOwnClone(this.options.state, library)) this.served.set(rota.name, rota);
      // Of before this worker started, and of runs that others lived.
      const last = rota.nights().at(-1);
      if (last) this.tally.oldest.set(rota.name, last.oldest);
    }
    const { queue, rotas } = this;
    return bringAll({ queue, rotas, libraries, now: this.dueUntil(), complain: (line) => this.complain(line) });
  }

  /** The library of a job as this machine has it; null where only others do. */
  private async rotaOf(name: string): Promise<Rota | null> {
    return this.served.get(name) ?? (databaseUrl(this.env) === null ? this.rotas.of(name) : null);
  }

  async process(job: AskJob, token: string | undefined): Promise<unknown> {
    if (!['due', 'changed', 'run', 'lessons'].includes(job.name))
      throw new UnrecoverableError(`This Perennial knows no job "${job.name}"; is the queue shared with a newer one?`);
    const rota = await this.rotaOf(job.data.library);
    if (!rota) return this.later(job, token);
    if (job.name === 'due') return onDueMark(this.queue, rota, job.data, this.dueUntil());
    if (job.name === 'changed') return this.onChanged(job, token);
    const { signal, look, log, now, pauses } = this.options;
    const own = isOwnClone(this.options.state, rota.root);
    try {
      signal.throwIfAborted();
      const commit = own ? await freshen(rota.root, job.data.commit) : null;
      if (job.name === 'lessons') {
        const of = `${rota.root} ${commit} ${job.parent?.id}`;
        await this.ahead.look(rota.root, of, job.data.lessons ?? [], runOf(job.data));
        return { looked: job.data.lessons?.length ?? 0 };
      }
      if (commit !== null && job.data.step === undefined && databaseUrl(this.env) !== null)
        await shareOut(this.queue, job, token, await lessonIds(rota.root, this.env), commit);
      const { record, state, report } = await night(rota.root, askedOf(rota, job.data), {
        signal,
        env: this.env,
        rotas: this.rotas,
        complain: this.options.say,
        ...(look ? { look } : {}),
        ...(log ? { log } : {}),
        ...(now ? { now } : {}),
        ...(pauses ? { pauses } : {}),
      });
      if (state === 'lived') {
        this.worked.lived.push(record);
        count(this.tally, job.data.library, record);
        this.options.say(lineOf(record, report ?? undefined));
        await this.tell(rota, record, report);
      }
      return { state, result: record.result };
    } catch (error) {
      if (error instanceof WaitingChildrenError) throw error;
      if (signal.aborted) {
        await job.moveToWait(token);
        this.options.say(`${job.data.library}: handed back; what was finished is kept, the next worker goes on from there.`);
        throw new WaitingError();
      }
      if (error instanceof Busy) {
        return this.later(job, token);
      }
      throw error;
    }
  }

  /** A burst of words came to rest. What another run of the library has in its way is still owed. */
  private async onChanged(job: AskJob, token: string | undefined): Promise<unknown> {
    const { changed = [] } = job.data;
    const inTheWay = await askForChange(this.queue, job);
    if (inTheWay === null) {
      if (changed.length > 0) this.options.say(`Changed: ${listOf(changed)}`);
      return { asked: 'run' };
    }
    if (inTheWay !== '' && inTheWay !== this.name) return this.later(job, token);
    await job.moveToDelayed(Date.now() + (this.options.later ?? 5_000), token);
    throw new DelayedError();
  }

  /** Left to whoever can: this machine has no clone of it, or another program is at it. */
  private async later(job: AskJob, token: string | undefined): Promise<never> {
    this.worked.leftToOthers.push(job.data.library);
    await job.moveToDelayed(Date.now() + (this.options.later ?? 5_000), token);
    throw new DelayedError();
  }

  /** The morning's messages: one that cannot be sent is a complaint, never a failed run. */
  private async tell(rota: Rota, record: NightRecord, report: string | null): Promise<void> {
    try {
      await this.options.onLived?.(rota, record, report);
    } catch (error) {
      this.options.say(`${record.library}: the message about this run could not be sent: ${reasonOf(error)}`);
    }
  }

  /** Called for every failed attempt, also of runs whose worker vanished too often. */
  failed(job: AskJob | undefined, error: Error): void {
    if (job?.name !== 'run') {
      this.complain(
        `${job?.name === 'lessons' ? `Not looked at ahead: ${job.data.lessons?.join(', ')}` : 'A job failed'}: ${reasonOf(error)}`,
      );
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
    const written = this.rotaOf(job.data.library)
      .then(async (rota) => {
        const record = rota && (await rememberFailure(rota, askedOf(rota, job.data), reasonOf(error), this.now()));
        if (!record) {
          this.complain(`${job.data.library}: ${reasonOf(error)}`);
          return;
        }
        this.worked.lived.push(record);
        count(this.tally, job.data.library, record);
        this.options.say(lineOf(record));
        await this.tell(rota, record, null);
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
    const waiting = await this.queue.getJobs(['waiting', 'prioritized', 'delayed', 'waiting-children']);
    if (waiting.some((job) => job && job.name !== 'due' && this.mine(job) && !left.has(libraryKey(job.data.library))))
      return true;
    const active = await this.queue.getJobs(['active']);
    return active.some((job) => job && job.name !== 'due' && (job.processedBy === this.name || isGone(job.processedBy)));
  }

  /** Libraries whose run another worker has in hand. */
  async othersHave(): Promise<string[]> {
    const active = await this.queue.getJobs(['active']);
    const theirs = active.filter((job) => job?.name === 'run' && job.processedBy !== this.name && this.mine(job));
    return [...new Set([...theirs.map((job) => job.data.library), ...this.worked.leftToOthers])];
  }

  /** Over a shared server, other machines' libraries are theirs. */
  private mine(job: AskJob): boolean {
    return this.served.has(job.data.library);
  }
}
