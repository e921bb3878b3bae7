/**
 * The lessons of one run, shared out to all workers. Looking ahead writes nothing but kept results: which worker did it, how often,
 * or whether it came to its end makes no difference to the run itself, which then finds what was worked out.
 */
import { type Job, WaitingChildrenError } from 'bullmq';
import type { Ask, JobName, NightQueue } from '../../tools/queue/queue.ts';
import { openWorkspace } from '../workspace.ts';

/** A part is one job: small enough to be tried again, large enough that reading the library is not most of it. */
const partSize = 25;
const fewestParts = 8;

/** @returns ids of lessons, in parts of about the same size */
export function partsOf(ids: readonly string[]): string[][] {
  const size = Math.max(1, Math.min(partSize, Math.ceil(ids.length / fewestParts)));
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, part) => ids.slice(part * size, (part + 1) * size));
}

/**
 * Puts the lessons in front of a run.
 * @throws WaitingChildrenError where there are any: the run comes back when they are done
 */
export async function shareOut(
  queue: NightQueue,
  job: Job<Ask, unknown, JobName>,
  token: string | undefined,
  ids: readonly string[],
  commit: string,
): Promise<void> {
  const { id } = job;
  if (id === undefined) return;
  await queue.addBulk(
    partsOf(ids).map((lessons, part) => ({
      name: 'lessons' as const,
      data: { ...job.data, lessons, commit },
      opts: {
        jobId: `${id}.part.${part}`,
        parent: { id, queue: job.queueQualifiedName },
        // What cannot be looked at is tried once more by the run, which reports it as not scanned.
        ignoreDependencyOnFailure: true,
        removeOnComplete: true,
        removeOnFail: true,
      },
    })),
  );
  await job.updateData({ ...job.data, step: 'report', commit });
  if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
}

/** @returns ids of the library's lessons */
export async function lessonIds(root: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const workspace = await openWorkspace(root, { env });
  try {
    const library = await workspace.read();
    return [...new Set(library.courses.flatMap((course) => course.lessons.map((lesson) => lesson.id)))];
  } finally {
    await workspace.close();
  }
}
