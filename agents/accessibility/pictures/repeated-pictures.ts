/** One picture on many pages (a badge, a logo) is one question. */
import type { Course, Image, Lesson } from '../../../tools/library/lesson.ts';
import type { LibraryFiles } from '../../context.ts';

export const manyLessons = 3;

/** What makes two pictures the same: the file they show, else the address. */
export function pictureKey(image: Image, files: LibraryFiles): string {
  return files.resolve(image.span.path, image.src) ?? image.src;
}

/** Whether the picture stands without alternative in at least three lessons: then the course rule asks, once. */
export function usedInManyLessons(lessons: Course['lessons'], lesson: Lesson, image: Image, files: LibraryFiles): boolean {
  const key = pictureKey(image, files);
  let found = 0;
  for (const other of lessons) {
    const candidate = other.id === lesson.id ? lesson : other;
    if (candidate.images.some((one) => (one.alt ?? '') === (image.alt ?? '') && pictureKey(one, files) === key)) found += 1;
    if (found >= manyLessons) return true;
  }
  return false;
}
