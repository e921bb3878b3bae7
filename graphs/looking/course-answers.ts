/** How learners answered the items of a course that names a response file: worked out once for what goes into it, looked up after. */
import { join } from 'node:path';
import { distinctItems } from '../../agents/assessment/items/item-pattern.ts';
import { keyOf } from '../../agents/assessment/items/items.ts';
import type { KnownOptions } from '../../agents/assessment/psychometrics/analysis.ts';
import { courseMarking } from '../../agents/assessment/responses/response-key.ts';
import { courseNeeds, courseOutcomes } from '../../agents/assessment/responses/response-outcomes.ts';
import { keyOf as cacheKey } from '../../tools/cache/results.ts';
import { responsesOf } from '../../tools/config/schema.ts';
import { learnerKey } from '../../tools/learners/pseudonym.ts';
import { openedCourse } from '../../tools/library/lazy-lesson.ts';
import type { Course, Lesson } from '../../tools/library/lesson.ts';
import type { AskedItem, CourseAnswers } from '../../tools/report/answers.ts';
import type { Workspace } from '../workspace.ts';
import { type AnalysisOptions, analyseResponses } from './answer-analysis.ts';
import { stampOf } from './looked.ts';

/** What a library knows of the items in a response file. */
export function knownItems(
  courses: Course[],
): Required<Pick<AnalysisOptions, 'marking' | 'known' | 'outcomes' | 'otherwise' | 'prerequisites'>> {
  const lessons = courses.flatMap((course) => course.lessons);
  const { outcomes, lessonOf } = courseOutcomes(lessons);
  return {
    marking: courseMarking(lessons),
    known: knownOptions(lessons),
    outcomes,
    otherwise: lessonOf,
    prerequisites: { from: 'concepts', ...courseNeeds(courses) },
  };
}

function knownOptions(lessons: Lesson[]): (item: string) => KnownOptions | undefined {
  const known = new Map(
    distinctItems(lessons).flatMap(({ item }) => {
      const key = keyOf(item);
      return key ? [[item.id, { options: item.options.map(({ text }) => text), key: key.text }] as const] : [];
    }),
  );
  return (item) => known.get(item);
}

type Worked = Pick<CourseAnswers, 'analysis' | 'items'>;

/** @returns a course each, in the library's order; those without a response file are left out */
export async function courseAnswers(workspace: Workspace, courses: readonly Course[]): Promise<CourseAnswers[]> {
  const answers: CourseAnswers[] = [];
  for (const course of courses) {
    const stated = responsesOf(course.config ?? workspace.config.courses.find((one) => one.id === course.id));
    if (!stated) continue;
    const frame = { course: course.id, title: course.title, file: stated.file };
    const key = cacheKey(
      'answers',
      workspace.ruleset,
      stated,
      stampOf(workspace.root, stated.file),
      [course.id, course.language],
      course.lessons.map((lesson) => [
        lesson.id,
        lesson.kind,
        lesson.order,
        lesson.title,
        lesson.files.map(({ sha256 }) => sha256),
      ]),
    );
    try {
      const worked = workspace.results.get<Worked>(key) ?? (await work(workspace, openedCourse(course), stated));
      workspace.results.put(key, worked);
      answers.push({ ...frame, ...worked, fault: null });
    } catch (error) {
      // The rest of the report stands without it; the panel says what is missing.
      answers.push({ ...frame, analysis: null, items: {}, fault: error instanceof Error ? error.message : String(error) });
    }
  }
  return answers;
}

async function work(workspace: Workspace, course: Course, stated: NonNullable<ReturnType<typeof responsesOf>>): Promise<Worked> {
  const analysis = await analyseResponses({
    ...knownItems([course]),
    responses: join(workspace.root, stated.file),
    name: stated.file,
    key: learnerKey(join(workspace.own, 'learner.key')),
    attempts: stated.attempts,
    ...('groups' in stated && stated.groups ? { groups: stated.groups } : {}),
  });
  const answered = new Set(analysis.items.map(({ item }) => item));
  const items = distinctItems(course.lessons)
    .filter(({ item }) => answered.has(item.id))
    .map(({ lesson, item }): [string, AskedItem] => [
      item.id,
      { stem: item.stem.text, lesson: lesson.id, range: { ...item.span } },
    ]);
  return { analysis, items: Object.fromEntries(items) };
}
