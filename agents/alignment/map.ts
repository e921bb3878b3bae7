/** The alignment map of a course: outcomes × taught, practised, assessed. */
import type { CourseContext } from '../context.ts';
import type { AlignmentRow } from '../contract.ts';
import { tasksOf } from './levels/lesson-tasks.ts';
import { isEnglish } from './outcomes.ts';
import { readRows } from './reading/read-unsure.ts';
import { courseAlignment, indexOf } from './scoring/memo.ts';
import { nearestOutcome } from './scoring/nearest.ts';

/**
 * One row an outcome or topic, in course order; where the scorer is unsure and a model is there, as that reads it.
 * @throws where the embedding or Chroma cannot be had.
 */
export async function alignmentMap(context: CourseContext): Promise<AlignmentRow[]> {
  const rows = await readRows(context, await courseAlignment(context));
  const { unitsOf } = await indexOf(context);
  return rows.map((row, at) => ({
    course: context.course.id,
    lesson: row.lesson.id,
    outcome: { id: row.outcome.id, text: row.outcome.text, level: row.phrase.level, kind: row.outcome.kind },
    taught: row.taught,
    practised: row.practised,
    assessed: row.assessed,
    sections: row.own
      .filter(({ unit }) => unit.role === 'teaches')
      .slice(0, 5)
      .map(({ unit, score }) => ({ title: unit.title, score })),
    ...nearestOutcome(row),
    ...(rows[at - 1]?.lesson !== row.lesson && isEnglish(row.lesson)
      ? { tasks: tasksOf(row.lesson, unitsOf(row.lesson)).map(({ kind, level }) => ({ kind, level })) }
      : {}),
  }));
}
