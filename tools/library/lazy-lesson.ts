/**
 * Lessons of a large library without their texts: what a lesson is called and which files it has is at hand, the rest is fetched
 * when it is asked for. So a library of any size can be held, and one course after the other be looked at.
 */
import type { Course, Lesson } from './lesson.ts';

const fetched = [
  'meta',
  'outcomes',
  'headings',
  'sections',
  'divs',
  'passages',
  'links',
  'images',
  'tables',
  'media',
  'code',
  'items',
  'anchors',
] as const satisfies readonly (keyof Lesson)[];

export type LessonFacts = Omit<Lesson, (typeof fetched)[number]>;

const loaders = new WeakMap<Lesson, () => Lesson>();

/**
 * @param facts `files` may fetch their texts themselves
 * @param load makes the whole lesson; asked at most once for this object
 */
export function lazyLesson(facts: LessonFacts, load: () => Lesson): Lesson {
  let whole: Lesson | null = null;
  const lesson = { ...facts, files: facts.files };
  for (const key of fetched) {
    Object.defineProperty(lesson, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        whole ??= load();
        return whole[key];
      },
    });
  }
  loaders.set(lesson as Lesson, load);
  return lesson as Lesson;
}

/** The lesson with everything at hand, apart from the library: let go of it, and its texts are gone from memory. */
export function openedLesson(lesson: Lesson): Lesson {
  return loaders.get(lesson)?.() ?? lesson;
}

/** The course with all its lessons at hand, apart from the library: let go of it, and its texts are gone from memory. */
export function openedCourse(course: Course): Course {
  return { ...course, lessons: course.lessons.map(openedLesson) };
}
