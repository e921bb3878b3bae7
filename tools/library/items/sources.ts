/** Which files an entry under `items` names, how each is read, and which lesson a file belongs to that names none. Pure. */
import path from 'node:path';
import picomatch from 'picomatch';
import type { CourseConfig } from '../../config/schema.ts';
import { matching } from '../course-files.ts';
import type { Quiz } from '../quiz-json.ts';
import { readQuizzes } from '../quiz-json.ts';
import type { PassedOver } from './found.ts';
import { unpackedPath } from './package.ts';
import { readItemFile } from './read-items.ts';

export type ItemsSource = CourseConfig['items'][number];

/** Files and packages of the library that an entry names, in natural order. A plain path names itself, there or not. */
export function namedFiles(source: ItemsSource, files: string[]): string[] {
  if (source.format === 'quiz-json' || !isGlob(source.path)) return [source.path];
  return matching(source.path, files);
}

export function isGlob(name: string): boolean {
  return /[*?{}[\]!]/.test(name);
}

/** The entry by which a file is read; undefined where there is none. */
export function sourceOfFile(course: CourseConfig, file: string): ItemsSource | undefined {
  const outer = unpackedPath(file)?.archive ?? file;
  const matches = (one: ItemsSource): boolean => picomatch(path.posix.normalize(one.path), { dot: false })(outer);
  return course.items.find((one) => one.path === outer || (one.format !== 'quiz-json' && isGlob(one.path) && matches(one)));
}

/** @throws ReadError */
export function quizzesIn(source: ItemsSource, file: string, text: string): { quizzes: Quiz[]; passedOver: PassedOver[] } {
  if (source.format === 'quiz-json') return { quizzes: readQuizzes(file, text, source.mapping), passedOver: [] };
  return readItemFile(source.format, file, text, source.mapping.lesson);
}

/**
 * The number (from 1) of the lesson a file of items belongs to by its place: the one lesson of the course, or the one whose
 * folder it lies in. Null where that is not certain, or the configuration says how lessons are told.
 */
export function lessonByPlace(source: ItemsSource, file: string, lessons: string[]): number | null {
  if (source.format === 'quiz-json' || source.lesson !== undefined || source.mapping.lesson !== undefined) return null;
  if (lessons.length === 1) return 1;
  const outer = unpackedPath(file)?.archive ?? file;
  const inside = lessons
    .map((body) => path.posix.dirname(body))
    .map((folder) => (outer.startsWith(`${folder}/`) ? folder.length : -1));
  const deepest = Math.max(...inside, -1);
  const owners = inside.flatMap((depth, index) => (depth === deepest && depth >= 0 ? [index] : []));
  return owners.length === 1 ? (owners[0] ?? 0) + 1 : null;
}
