/** A library from disk: every course with its lessons, and what could not be read with the reason. */
import path from 'node:path';
import { discoverIn } from '../config/discover.ts';
import type { Config, CourseConfig } from '../config/schema.ts';
import { assignmentsOf, courseFiles } from './course-files.ts';
import { LibraryError, ReadError } from './errors.ts';
import { identify, type KnownLesson } from './identity.ts';
import { type ItemFiles, type ItemSource, itemSourcesOf } from './items/from-disk.ts';
import { lazyLesson } from './lazy-lesson.ts';
import type { Course, FileRole, Lesson, Library } from './lesson.ts';
import { assemble, formatOf, type LessonFrame, nameOf, ownerOf, quizzesFor, reassemble } from './lesson-files.ts';
import type { Quiz } from './quiz-json.ts';
import { type Part, Reader, type ReaderOptions } from './reader.ts';
import { sha256 } from './source.ts';
import { type Listing, walkLibrary } from './walk.ts';

export interface ReadOptions extends ReaderOptions {
  /** Renames someone vouches for: old path to new path. */
  renamed?: ReadonlyMap<string, string>;
  /** Lesson ids with the path (and bytes) each was last seen at. */
  known?: ReadonlyMap<string, string | KnownLesson>;
}

/**
 * Reads all courses. A lesson that cannot be read is listed in its course and stops nothing.
 * @throws LibraryError where there is no such folder, or nothing in it that could be a lesson.
 */
export async function readLibrary(root: string, config: Config, options: ReadOptions = {}): Promise<Library> {
  const listing = walkLibrary(root);
  const courses = config.courses.length > 0 ? config.courses : discoverIn(listing);
  const plans = courses.map((course) => ({ course, files: courseFiles(course, filesUnder(listing, course.root)) }));
  if (plans.every(({ files }) => files.lessons.length + files.pages.length === 0)) throw emptyLibrary(root, courses);
  const reader = new Reader(listing, config, options);
  const bodies = plans.flatMap(({ files }) => [...files.lessons, ...files.pages]);
  const ids = identify(
    [...new Set(bodies)].map((file) => reader.found(file)),
    options.known,
    options.renamed,
  );
  const read: Library = {
    root: listing.root,
    paths: listing.files,
    courses: plans.map(({ course, files }) => readCourse(reader, course, files, ids)),
  };
  options.cache?.save();
  return read;
}

/**
 * Parses an edited copy of one lesson without touching the disk.
 * @param overlay new texts by path.
 * @throws LibraryError for an unknown id; ReadError where an edited text can no longer be read.
 */
export function rereadLesson(library: Library, config: Config, lessonId: string, overlay: ReadonlyMap<string, string>): Lesson {
  for (const course of library.courses) {
    const lesson = course.lessons.find((one) => one.id === lessonId);
    const plan = course.config ?? config.courses.find((one) => one.id === course.id);
    if (lesson && plan) return reassemble(lesson, plan, overlay, sha256);
  }
  throw new LibraryError('no-such-lesson', `There is no lesson "${lessonId}" in this library; list shows the ids.`);
}

function emptyLibrary(root: string, courses: CourseConfig[]): LibraryError {
  const why =
    courses.length === 0
      ? 'no Markdown or HTML lessons were found in it'
      : `no file matches the lessons of ${courses.map((course) => `course "${course.id}"`).join(', ')} in perennial.config.yaml`;
  return new LibraryError('empty-library', `${root} holds no lesson to read: ${why}.`);
}

const byFolder = new WeakMap<Listing, Map<string, string[]>>();

/** Files that may lie in a course: those of its first folder. A library of many courses is not gone through for each. */
function filesUnder(listing: Listing, root: string): string[] {
  const normal = path.posix.normalize(root.replace(/\\/g, '/'));
  const first = normal.split('/')[0] ?? '.';
  if (first === '.' || first === '') return listing.files;
  let folders = byFolder.get(listing);
  if (!folders) {
    folders = new Map();
    for (const file of listing.files) {
      const at = file.indexOf('/');
      if (at < 0) continue;
      const folder = file.slice(0, at);
      const own = folders.get(folder);
      if (own) own.push(file);
      else folders.set(folder, [file]);
    }
    byFolder.set(listing, folders);
  }
  return folders.get(first) ?? [];
}

type Plan = ReturnType<typeof courseFiles>;

function readCourse(reader: Reader, course: CourseConfig, plan: Plan, ids: Map<string, string>): Course {
  const language = course.language ?? reader.config.language;
  const result: Course = {
    id: course.id,
    title: course.title ?? course.id,
    language,
    root: course.root,
    lessons: [],
    unreadable: [],
    config: course,
  };
  const unreadable = (file: string, reason: string): void => {
    result.unreadable.push({ path: file, course: course.id, reason });
  };
  for (const { path: file, reason } of reader.listing.closed) {
    if (course.root === '.' || file === course.root || file.startsWith(`${course.root}/`)) unreadable(file, reason);
  }
  for (const glob of plan.unmatched)
    unreadable(
      path.posix.join(course.root, glob),
      'no file matches this entry of lessons in the configuration; correct or remove it.',
    );
  const sources = itemSources(reader, course, plan, ids, unreadable);
  const frames = framesOf(course, plan, ids, language);
  for (const { file, frame } of frames) {
    try {
      result.lessons.push(readLesson(reader, course, file, frame, sources, unreadable));
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      unreadable(error.path, error.reason);
    }
  }
  return result;
}

function framesOf(
  course: CourseConfig,
  plan: Plan,
  ids: Map<string, string>,
  language: string,
): { file: string; frame: LessonFrame }[] {
  const byFolder = new Map<string, string[]>();
  for (const file of plan.lessons) {
    const folder = path.posix.dirname(file);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...plan.lessons, ...plan.pages].map((file, order) => {
    const frame: LessonFrame = {
      id: ids.get(file) ?? file,
      course: course.id,
      kind: order < plan.lessons.length ? 'lesson' : 'page',
      order,
      language,
    };
    // A page belongs to a lesson where that is the only one in its folder.
    const owners = frame.kind === 'page' ? (byFolder.get(path.posix.dirname(file)) ?? []) : [];
    const owner = owners.length === 1 ? ids.get(owners[0]!) : undefined;
    return { file, frame: owner === undefined ? frame : { ...frame, partOf: owner } };
  });
}

type Tell = (file: string, reason: string) => void;

function itemSources(reader: Reader, course: CourseConfig, plan: Plan, ids: Map<string, string>, unreadable: Tell): ItemSource[] {
  const disk: ItemFiles = {
    files: reader.listing.files,
    text: (file) => reader.source(file),
    instead: (file) => reader.overlay.get(file),
    bytes: (file) => reader.bytes(file),
    sha256,
    kept: (parts, make) => (reader.cache ? reader.cache.other(parts, make) : make()),
  };
  return itemSourcesOf(course, disk, plan.lessons, (quiz, source) => belongs(quiz, source, plan, ids), unreadable);
}

function belongs(quiz: Quiz, source: CourseConfig['items'][number], plan: Plan, ids: Map<string, string>): boolean {
  if (source.lesson !== undefined) return plan.lessons.some((file) => ids.get(file) === source.lesson);
  return quiz.lessonNumber !== null && quiz.lessonNumber >= 1 && quiz.lessonNumber <= plan.lessons.length;
}

function readLesson(
  reader: Reader,
  course: CourseConfig,
  body: string,
  frame: LessonFrame,
  sources: ItemSource[],
  unreadable: Tell,
): Lesson {
  const parts = [partOf(reader, body, 'body', frame)];
  if (frame.kind === 'lesson' && course.assignments.length > 0) {
    for (const file of assignmentsOf(body, course, filesUnder(reader.listing, course.root))) {
      try {
        parts.push(partOf(reader, file, 'assignment', frame));
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        unreadable(error.path, error.reason);
      }
    }
  }
  const lesson = { id: frame.id, number: frame.kind === 'lesson' ? frame.order + 1 : null };
  const mine = sources
    .map((one) => ({ file: one.file, parts: one.parts, quizzes: quizzesFor(one.quizzes, one.source, lesson) }))
    .filter((one) => one.quizzes.length > 0);
  const itemFiles = [
    ...mine.map((one) => one.file),
    ...new Map(mine.flatMap((one) => one.parts.map((part) => [part.path, part]))).values(),
  ];
  const load = () =>
    assemble(
      frame,
      parts.map((part) => part.load()),
      itemFiles,
      mine.flatMap((one) => one.quizzes),
      course.outcomes[frame.id] ?? [],
    );
  if (!reader.cache) return load();
  const heading = parts[0]!.heading;
  return lazyLesson(
    {
      id: frame.id,
      course: frame.course,
      kind: frame.kind,
      ...(frame.partOf === undefined ? {} : { partOf: frame.partOf }),
      title: heading.title ?? nameOf(body),
      order: frame.order,
      language: heading.language ?? frame.language,
      files: [...parts.map((part) => part.file), ...itemFiles],
    },
    load,
  );
}

function partOf(reader: Reader, path: string, role: FileRole, frame: LessonFrame): Part {
  const format = formatOf(path);
  if (!format)
    throw new ReadError('not-a-file', path, null, 'neither Markdown nor HTML; leave it out of the lessons in the configuration.');
  return reader.part(path, role, format, (file) => ownerOf(frame, file));
}
