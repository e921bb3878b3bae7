/** The map of outcomes × what serves them, by course and lesson. */
import type { AlignmentCell, AlignmentRow } from '../../agents/contract.ts';
import type { AlignmentCourse, LessonRef } from './types.ts';

const columns = ['taught', 'practised', 'assessed'] as const;

const served = (cell: AlignmentCell) => cell.verdict === 'full' || cell.verdict === 'partial';

/** Rows by course and lesson, in the order given; topics ("we'll cover") are kept but not counted as outcomes. */
export function alignmentMap(rows: readonly AlignmentRow[], lessons: ReadonlyMap<string, LessonRef>): AlignmentCourse[] {
  return [...new Set(rows.map((row) => row.course))].map((course) => {
    const own = rows.filter((row) => row.course === course);
    const outcomes = own.filter((row) => row.outcome.kind === 'outcome');
    return {
      course,
      outcomes: outcomes.length,
      taught: outcomes.filter((row) => served(row.taught)).length,
      practised: outcomes.filter((row) => served(row.practised)).length,
      assessed: outcomes.filter((row) => served(row.assessed)).length,
      read: own.flatMap((row) => columns.filter((column) => row[column].read)).length,
      items: own.some(({ assessed }) => assessed.verdict !== 'none' || assessed.score > 0 || assessed.read) ? 'some' : 'none',
      lessons: [...new Set(own.map((row) => row.lesson))].map((lesson) => ({
        lesson,
        title: lessons.get(lesson)?.title ?? lesson,
        rows: own.filter((row) => row.lesson === lesson),
      })),
    };
  });
}
