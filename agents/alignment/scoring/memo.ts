/** The alignment of a course, worked out once for all rules that look at the same reading of it, lesson by lesson. */
import type { Course, Lesson } from '../../../tools/library/lesson.ts';
import type { Vectors } from '../../../tools/vectors/vectors.ts';
import { alignLesson, type OutcomeAlignment } from '../align.ts';
import { type CourseIndex, indexCourse } from '../course-index.ts';

interface Known {
  index: Promise<CourseIndex>;
  lessons: Map<Lesson, Promise<OutcomeAlignment[]>>;
}

export interface Sight {
  course: Course;
  vectors: Vectors;
}

const known = new WeakMap<Course, WeakMap<Vectors, Known>>();

function knownOf({ course, vectors }: Sight): Known {
  let byVectors = known.get(course);
  if (!byVectors) {
    byVectors = new WeakMap();
    known.set(course, byVectors);
  }
  let found = byVectors.get(vectors);
  if (!found) {
    found = { index: indexCourse(course.id, course.lessons, vectors), lessons: new Map() };
    byVectors.set(vectors, found);
    // A failure must not stick: the next rule tries again.
    found.index.catch(() => byVectors.delete(vectors));
  }
  return found;
}

export function indexOf(sight: Sight): Promise<CourseIndex> {
  return knownOf(sight).index;
}

/** Rows of one lesson of the course. */
export function lessonAlignment(sight: Sight, lesson: Lesson): Promise<OutcomeAlignment[]> {
  const here = knownOf(sight);
  let rows = here.lessons.get(lesson);
  if (!rows) {
    rows = here.index.then((index) => alignLesson(index, lesson, sight.vectors));
    here.lessons.set(lesson, rows);
    rows.catch(() => here.lessons.delete(lesson));
  }
  return rows;
}

const settled = new WeakMap<Lesson, OutcomeAlignment[]>();

/**
 * Rows of a lesson as they were first worked out, in whichever reading of the course that was: an edit of one lesson, tried out on
 * a copy, neither costs nor changes what was said of the others.
 */
export async function settledAlignment(sight: Sight, lesson: Lesson): Promise<OutcomeAlignment[]> {
  let rows = settled.get(lesson);
  if (!rows) {
    rows = await lessonAlignment(sight, lesson);
    settled.set(lesson, rows);
  }
  return rows;
}

/** Lessons aligned at once: their texts go to the embedding together. */
const sideBySide = 8;

/** Rows of all lessons, or of those given, in their order. */
export async function courseAlignment(sight: Sight, lessons = sight.course.lessons): Promise<OutcomeAlignment[]> {
  const rows: OutcomeAlignment[] = [];
  for (let at = 0; at < lessons.length; at += sideBySide) {
    const some = lessons.slice(at, at + sideBySide);
    rows.push(...(await Promise.all(some.map((lesson) => lessonAlignment(sight, lesson)))).flat());
  }
  return rows;
}
