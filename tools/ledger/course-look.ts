/** What a run says of one course, written as soon as the course was looked at: a run of any size is many small events. Pure. */
import type { AlignmentRow } from '../../agents/contract.ts';
import type { CourseLooked, LessonOutcome, RunRecord } from './events.ts';

/** @param course its id @param lessons outcomes of its lessons and of the course as a whole */
export function courseLooked(run: string, course: string, lessons: LessonOutcome[], alignment: AlignmentRow[]): CourseLooked {
  const places = new Map<string, number>();
  const unchecked: CourseLooked['unchecked'] = [];
  const placeOf = (rule: LessonOutcome['unchecked'][number]): number => {
    const key = JSON.stringify([rule.rule, rule.why, rule.kind]);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, unchecked.length);
    return unchecked.push(rule) - 1;
  };
  const written = lessons.map((lesson) => ({ ...lesson, unchecked: lesson.unchecked.map(placeOf) }));
  return { type: 'course-looked', run, course, lessons: written, unchecked, alignment };
}

/** The same as runs say it. */
export function saidOfCourse(event: CourseLooked): Pick<RunRecord, 'run' | 'lessons' | 'alignment'> {
  const { run, alignment } = event;
  const lessons = event.lessons.map((lesson) => ({
    ...lesson,
    unchecked: lesson.unchecked.flatMap((place) => event.unchecked[place] ?? []),
  }));
  return { run, lessons, alignment };
}
