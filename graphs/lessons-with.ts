/** The lessons that a file belongs to, opened as they are asked for: what is shown of a few places needs no library in memory. */
import { latest } from '../tools/cache/latest.ts';
import { openedLesson } from '../tools/library/lazy-lesson.ts';
import type { Course, Lesson, Library } from '../tools/library/lesson.ts';

export interface InCourse {
  course: Course;
  lesson: Lesson;
}

/** Files at hand at once: what is asked of one file comes together. */
const mostFiles = 16;

/** @returns by path, in the order of the library; none where no lesson is made of it */
export function lessonsWith(library: Library): (path: string) => readonly InCourse[] {
  const closed = new Map<string, InCourse[]>();
  for (const course of library.courses)
    for (const lesson of course.lessons)
      for (const path of new Set(lesson.files.map((file) => file.path))) {
        const known = closed.get(path);
        if (known) known.push({ course, lesson });
        else closed.set(path, [{ course, lesson }]);
      }
  const opened = latest<string, InCourse[]>(mostFiles);
  return (path) => {
    const known = opened.get(path);
    if (known) return known;
    const found = (closed.get(path) ?? []).map(({ course, lesson }) => ({ course, lesson: openedLesson(lesson) }));
    opened.set(path, found);
    return found;
  };
}
