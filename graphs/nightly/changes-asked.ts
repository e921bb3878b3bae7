/**
 * Words from outside that something changed: a burst of them is one run of the library. A word is a job in the queue before it is
 * acknowledged, so that neither a worker that is killed nor a run under way loses it.
 */
import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import { libraryKey } from '../../tools/queue/libraries.ts';
import type { Ask, JobName, NightQueue } from '../../tools/queue/queue.ts';
import type { Rota } from './rota.ts';

type AskJob = Job<Ask, unknown, JobName>;

export interface Hearing {
  /** By name. */
  served: ReadonlyMap<string, Rota>;
  queue: NightQueue;
  now(): Date;
}

/** Milliseconds after which a burst without end is answered. */
const longest = 30_000;
/** Names of changed files are for a line in the log. */
const namesKept = 1_000;

/**
 * Puts the word into the queue, where it waits for peace: each further one puts it off.
 * @param library name or folder; undefined: the only one there is
 * @param settle milliseconds of peace
 * @returns null where no library is meant
 * @throws what the queue throws: the word was not taken
 */
export async function heard(
  hearing: Hearing,
  library: string | undefined,
  paths: readonly string[],
  settle: number,
): Promise<'asked' | null> {
  const { queue } = hearing;
  const rotas = [...hearing.served.values()];
  const rota =
    library === undefined && rotas.length === 1 ? rotas[0] : rotas.find((one) => one.name === library || one.root === library);
  if (!rota) return null;
  const burst = `changed.${libraryKey(rota.name)}`;
  const before = await queue.getDeduplicationJobId(burst);
  const waits = before ? await queue.getJob(before) : undefined;
  const delay = waits ? Math.max(0, Math.min(settle, waits.timestamp + longest - Date.now())) : settle;
  const id = `${burst}.${randomUUID()}`;
  const job = await queue.add(
    'changed',
    { library: rota.name, schedule: null, due: hearing.now().toISOString(), why: 'change', changed: paths.slice(0, namesKept) },
    // One that is being asked about this moment may have been asked too early for this word: it is followed by another.
    { jobId: id, delay, deduplication: { id: burst, reschedule: true, keepLastIfActive: true } },
  );
  if (waits && job.id === waits.id) await alsoNamed(waits, paths);
  return 'asked';
}

async function alsoNamed(job: AskJob, paths: readonly string[]): Promise<void> {
  const named = [...new Set([...(job.data.changed ?? []), ...paths])].slice(0, namesKept);
  // Its turn has come meanwhile, and it is gone: the run it asked for is told without these names.
  await job.updateData({ ...job.data, changed: named }).catch(() => {});
}

/**
 * Asks for the run of a burst that has come to rest, once however often it is done.
 * @returns null, or who has the run in hand that is in its way (empty: nobody yet). That one may have read the library already: to be
 * asked again
 */
export async function askForChange(queue: NightQueue, { id, data }: AskJob): Promise<string | null> {
  const run = `run.${id}`;
  const { library, due } = data;
  const taken = await queue.add(
    'run',
    { library, schedule: null, due, why: 'change' },
    { jobId: run, deduplication: { id: libraryKey(library) } },
  );
  if (taken.id === run) return null;
  return (await queue.getJob(taken.id ?? ''))?.processedBy ?? '';
}
