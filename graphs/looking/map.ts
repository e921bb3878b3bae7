/** The alignment map of a course: made once for what its lessons say, looked up after. */
import { alignmentMap } from '../../agents/alignment/map.ts';
import { indexOf } from '../../agents/alignment/scoring/memo.ts';
import type { CourseContext } from '../../agents/context.ts';
import type { AlignmentRow } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { courseSubject } from '../subject.ts';
import { mostLessonsAtOnce, type Workspace } from '../workspace.ts';
import type { Keys } from './keys.ts';
import { opened, type RefreshOptions, type Run } from './run.ts';

interface KnownMap {
  context: CourseContext;
  key: string;
  rows: AlignmentRow[] | null;
}

async function knownMap(workspace: Workspace, course: Course, keys: Keys, signal: AbortSignal): Promise<KnownMap> {
  const subject = await courseSubject(workspace, course, signal);
  const key = keyOf('map', keys.verification(subject));
  return { context: subject.context, key, rows: workspace.results.get<AlignmentRow[]>(key) };
}

export async function mapOf(workspace: Workspace, course: Course, keys: Keys, signal: AbortSignal): Promise<AlignmentRow[]> {
  const known = await knownMap(workspace, course, keys, signal);
  if (known.rows) return known.rows;
  const rows = await alignmentMap(known.context);
  workspace.results.put(known.key, rows);
  return rows;
}

/**
 * Begins what a map that is not known yet takes longest over, the vectors of all texts of the course: lessons can meanwhile be looked
 * at as far as they need none.
 * @throws what `mapOf` throws of the same cause
 */
async function beginMap(workspace: Workspace, course: Course, keys: Keys, signal: AbortSignal): Promise<void> {
  const { context, rows } = await knownMap(workspace, course, keys, signal);
  if (!rows) await indexOf(context);
}

/** The texts of the first course become vectors while its lessons wait for pages and models: few courses are at hand at once. */
export function beginFirstMap(run: Run): void {
  const [first] = run.batch;
  if (!first || !isMapped(run.options)) return;
  run.places.concurrency = mostLessonsAtOnce(run.atOnce);
  beginMap(run.workspace, opened(run, first), run.keys, run.options.signal)
    // What fails is met again, and told, where the vectors are needed.
    .catch(() => {})
    .finally(() => {
      run.places.concurrency = run.atOnce;
    });
}

/** Is a course looked at as a whole, and its map made? */
export const isMapped = ({ lesson, agents, write }: RefreshOptions): boolean =>
  lesson === undefined && agents.includes('alignment') && write !== 'ask-only';
