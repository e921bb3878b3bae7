/** The alignment map of a course: made once for what its lessons say, looked up after. */
import { indexedTexts } from '../../agents/alignment/course-index.ts';
import { alignmentMap } from '../../agents/alignment/map.ts';
import { courseAlignment, indexOf } from '../../agents/alignment/scoring/memo.ts';
import type { CourseContext } from '../../agents/context.ts';
import type { AlignmentRow } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { courseSubject } from '../subject.ts';
import { mostLessonsAtOnce, type Workspace } from '../workspace.ts';
import { watchedModels } from './asked.ts';
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
  const watch = watchedModels(await workspace.models(), {});
  const known = await knownMap(workspace, course, keys, signal);
  if (known.rows) return known.rows;
  const rows = await alignmentMap({ ...known.context, models: watch.models });
  // What a model left open is put to it again next time.
  if (watch.open() === 0) workspace.results.put(known.key, rows);
  return rows;
}

/**
 * Begins what the map of a course takes longest over, the vectors of its texts, where that map is not known yet: lessons can meanwhile
 * be looked at as far as they need none.
 * @throws what `mapOf` throws of the same cause
 */
async function beginMap({ workspace, options, keys }: Run, course: Course): Promise<void> {
  const { context, rows } = await knownMap(workspace, course, keys, options.signal);
  if (rows) return;
  await indexOf(context);
  // The rows of the map themselves, in what time models leave. What fails is met again where the map is made.
  courseAlignment(context).catch(() => {});
}

/** Texts embedded together: vectors of a large course do not all have to be in memory. */
const some = 256;

/**
 * The same for a map that another worker will make, who finds the vectors of what was embedded here: first those that all need, then
 * those of the lessons in hand.
 */
async function beginMapAhead({ workspace, options, keys, wanted }: Run, course: Course): Promise<void> {
  const { context, rows } = await knownMap(workspace, course, keys, options.signal);
  if (rows) return;
  const texts = indexedTexts(course.lessons);
  for (let at = 0; at < texts.length; at += some) {
    options.signal.throwIfAborted();
    await context.vectors.embed(texts.slice(at, at + some));
  }
  await courseAlignment(
    context,
    course.lessons.filter(({ id }) => wanted.has(id)),
  );
}

/** Few courses are at hand at once, so only the first of a batch goes ahead of its lessons. */
export function beginFirstMap(run: Run): void {
  const { options, wanted } = run;
  const first = run.batch.find((course) => course.lessons.some(({ id }) => wanted.get(id)?.course === course));
  const begin = isMapped(options) ? beginMap : options.write === 'look-ahead' && hasMap(options) ? beginMapAhead : null;
  if (!first || !begin) return;
  const work = async () => begin(run, opened(run, first));
  run.mapsBegun += 1;
  run.places.concurrency = mostLessonsAtOnce(run.atOnce);
  work()
    // What fails is met again, and told, where the vectors are needed; a run that ends before closes them under it.
    .catch(() => {})
    .finally(() => {
      run.mapsBegun -= 1;
      if (run.mapsBegun === 0) run.places.concurrency = run.atOnce;
    });
}

const hasMap = ({ agents }: RefreshOptions): boolean => agents.includes('alignment');

/** Is a course looked at as a whole, and its map made? */
export const isMapped = (options: RefreshOptions): boolean => options.lesson === undefined && hasMap(options);
