/** Which files a course is made of: its globs against the library's list of files. Pure. */
import path from 'node:path';
import picomatch from 'picomatch';
import type { CourseConfig } from '../config/schema.ts';

export interface CourseFiles {
  /** Body files in course order. */
  lessons: string[];
  pages: string[];
  /** Globs of `lessons` that match nothing. */
  unmatched: string[];
}

/** @param files paths of the library in natural order. */
export function courseFiles(course: CourseConfig, files: string[]): CourseFiles {
  const prefix = rootPrefix(course);
  const inside = files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  const excluded = course.exclude.length > 0 ? picomatch(course.exclude, { dot: true }) : () => false;
  const candidates = inside.filter((file) => !excluded(file));
  const lessons = new Set<string>();
  const unmatched: string[] = [];
  for (const glob of course.lessons) {
    const found = matching(glob, candidates);
    if (found.length === 0) unmatched.push(glob);
    // A file that is named as a page is no lesson, even where a glob of the lessons would take it.
    for (const file of found) if (file === glob || !course.pages?.includes(file)) lessons.add(file);
  }
  const attached = new Set([...lessons].flatMap((body) => relativeTo(body, course.assignments, candidates)));
  const pages = new Set((course.pages ?? []).flatMap((glob) => matching(glob, candidates)));
  const own = [...lessons].filter((file) => !(attached.has(file) && !course.lessons.includes(file)));
  return {
    lessons: own.map((file) => prefix + file),
    pages: [...pages].filter((file) => !lessons.has(file) && !attached.has(file)).map((file) => prefix + file),
    unmatched,
  };
}

/** Files read together with a lesson body, e.g. the `assignment.md` beside it. */
export function assignmentsOf(body: string, course: CourseConfig, files: string[]): string[] {
  const prefix = rootPrefix(course);
  const inside = files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  return relativeTo(body.slice(prefix.length), course.assignments, inside).map((file) => prefix + file);
}

function rootPrefix(course: CourseConfig): string {
  const root = path.posix.normalize(course.root.replace(/\\/g, '/')).replace(/\/$/, '');
  return root === '.' || root === '' ? '' : `${root}/`;
}

function relativeTo(body: string, globs: string[], files: string[]): string[] {
  const folder = path.posix.dirname(body);
  const stem = path.posix.basename(body).replace(/\.[^.]+$/, '');
  return globs
    .flatMap((glob) => matching(path.posix.join(folder, glob.replaceAll('{name}', stem)), files))
    .filter((file) => file !== body);
}

/** Files a glob or a plain path names. */
export function matching(glob: string, files: string[]): string[] {
  const plain = path.posix.normalize(glob);
  if (!/[*?{}[\]()!+@]/.test(plain)) return files.includes(plain) ? [plain] : [];
  const match = picomatch(plain, { dot: false });
  // A file whose own name holds such characters is meant literally.
  return files.filter((file) => file === plain || match(file));
}
