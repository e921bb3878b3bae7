/** Brings the schedules of libraries into the queue, and asks for the run of whatever is due and not yet lived. */
import { existsSync } from 'node:fs';
import { assertWhen, missed, ScheduleFault } from '../../tools/queue/cron.ts';
import { libraryKey } from '../../tools/queue/libraries.ts';
import type { Ask, NightQueue } from '../../tools/queue/queue.ts';
import type { Schedule } from '../../tools/queue/schedules.ts';
import { settledUntil } from './record.ts';
import type { Rota, Rotas } from './rota.ts';

/** One id for the life of a schedule: setting it again replaces it. */
export const schedulerId = (library: string, name: string) => `nightly.${libraryKey(library)}.${name}`;

export type Asking = { asked: 'run'; due: Date } | { asked: 'nothing'; because: 'settled' | 'no-such-schedule' };

/**
 * Asks for the run a schedule owes, if it owes one. However often and by however many workers this is done, a due time is asked
 * for once (job id), and a library has one run waiting or under way at a time (deduplication); what is turned away for that
 * reason is still owed, and asked for at the next look.
 */
export async function askIfDue(queue: NightQueue, rota: Rota, schedule: Schedule, now: Date, why: Ask['why']): Promise<Asking> {
  const library = rota.name;
  const due = missed(schedule, settledUntil(rota.nights(), schedule), now);
  if (due === null) return { asked: 'nothing', because: 'settled' };
  const key = libraryKey(library);
  await queue.add(
    'run',
    { library, schedule: schedule.name, due: due.toISOString(), why },
    { jobId: `run.${key}.${schedule.name}.${due.getTime()}`, deduplication: { id: key } },
  );
  return { asked: 'run', due };
}

/** A schedule's mark came up: the file, not the job, says what the schedule is now. */
export async function onDueMark(queue: NightQueue, rota: Rota, ask: Ask, now: Date): Promise<Asking> {
  const schedule = rota.schedules().find((one) => one.name === ask.schedule);
  if (schedule) return askIfDue(queue, rota, schedule, now, 'schedule');
  await queue.removeJobScheduler(schedulerId(ask.library, ask.schedule ?? ''));
  return { asked: 'nothing', because: 'no-such-schedule' };
}

/** Gives the queue the schedules of one library as they are now, and takes those away that are no more. */
async function bring(queue: NightQueue, library: string, schedules: readonly Schedule[]): Promise<void> {
  const inQueue = await queue.getJobSchedulers(0, -1, true);
  const wanted = new Map(schedules.map((one) => [schedulerId(library, one.name), one]));
  for (const one of inQueue)
    if (one.key.startsWith(schedulerId(library, '')) && !wanted.has(one.key)) await queue.removeJobScheduler(one.key);
  for (const [id, schedule] of wanted) {
    // As it is already: setting it again would drop a mark that came due this moment.
    if (inQueue.some((one) => one.key === id && one.pattern === schedule.cron && one.tz === schedule.tz)) continue;
    await queue.upsertJobScheduler(
      id as 'due',
      { pattern: schedule.cron, tz: schedule.tz },
      { name: 'due', data: { library, schedule: schedule.name, due: '', why: 'schedule' } },
    );
  }
}

export interface Bringing {
  queue: NightQueue;
  /** Their folders. */
  libraries: readonly string[];
  rotas: Rotas;
  now: Date;
  /** Told once a text: what cannot be served, and why. */
  complain: (line: string) => void;
}

/**
 * One look over all libraries. What one library gets wrong (moved away, schedules damaged) leaves the others served.
 * @returns how many schedules are served
 */
export async function bringAll(bringing: Bringing): Promise<number> {
  const { queue, libraries, now, complain } = bringing;
  let served = 0;
  for (const library of libraries) {
    if (!existsSync(library)) {
      complain(`The library ${library} is not there; its schedules rest until it is.`);
      continue;
    }
    const rota = await bringing.rotas.of(library);
    const schedules = schedulesOf(rota, complain);
    if (schedules === null) continue;
    await bring(queue, rota.name, schedules);
    for (const schedule of schedules) await askIfDue(queue, rota, schedule, now, 'catch-up');
    served += schedules.length;
  }
  return served;
}

/** Null where the file is damaged: what the queue holds of it stays. */
function schedulesOf(rota: Rota, complain: (line: string) => void): Schedule[] | null {
  try {
    return rota.schedules().filter((schedule) => {
      try {
        assertWhen(schedule);
        return true;
      } catch (error) {
        complain(`${rota.name}, ${schedule.name}: ${error instanceof Error ? error.message : error}`);
        return false;
      }
    });
  } catch (error) {
    if (!(error instanceof ScheduleFault)) throw error;
    complain(error.message);
    return null;
  }
}
