/** The item files of a course from disk: single files, globs and packages, with what was not read and why. */
import type { CourseConfig } from '../../config/schema.ts';
import { lineAt, ReadError } from '../errors.ts';
import type { SourceFile } from '../lesson.ts';
import type { Quiz } from '../quiz-json.ts';
import type { PassedOver } from './found.ts';
import { withManifestTags } from './manifest-tags.ts';
import { isItemFile, isPackage, packedItems } from './package.ts';
import { type ItemsSource, isGlob, lessonByPlace, namedFiles, quizzesIn } from './sources.ts';

/** What reading from disk needs; throws ReadError. */
export interface ItemFiles {
  /** All files of the library. */
  files: string[];
  text(file: string): { text: string; sha256: string };
  /** What stands in for a file that cannot be read as one of its own (it lies in a package); undefined where nothing does. */
  instead(file: string): string | undefined;
  bytes(file: string): Buffer;
  sha256(text: string): string;
  /** What was made of the same parts before, else made now and kept. */
  kept?<T>(parts: readonly unknown[], make: () => T): T;
}

export interface ItemSource {
  file: SourceFile;
  source: ItemsSource;
  quizzes: Quiz[];
  /** The manifest and the tests of the package it lies in, where they name each item. */
  parts: SourceFile[];
}

type Tell = (file: string, reason: string) => void;

/**
 * @param lessons body files of the course's lessons in order
 * @param belongs does the quiz belong to a lesson by its number or its source?
 */
export function itemSourcesOf(
  course: CourseConfig,
  disk: ItemFiles,
  lessons: string[],
  belongs: (quiz: Quiz, source: ItemsSource) => boolean,
  unreadable: Tell,
): ItemSource[] {
  const found: ItemSource[] = [];
  for (const source of course.items) {
    const own: ItemSource[] = [];
    const files = namedFiles(source, disk.files);
    if (files.length === 0)
      unreadable(source.path, 'no file matches this entry of items in the configuration; correct or remove it.');
    for (const file of files) {
      try {
        own.push(...filesOf(source, file, disk, lessons, unreadable));
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        unreadable(error.path, error.reason);
      }
    }
    const loose =
      source.outcomeTags === undefined ? [] : own.filter((one) => one.parts.length === 0 && isItemFile(one.file.text));
    if (loose.length > 0)
      unreadable(
        source.path,
        `outcomeTags has no effect on ${loose.length === 1 ? 'its item' : `${loose.length} of its items`}: QTI 2 and 3 keep tags in the manifest of a package, and these lie in none that has one; name the package instead.`,
      );
    const quizzes = own.flatMap((one) => one.quizzes);
    const lost = quizzes.filter((quiz) => !belongs(quiz, source));
    const first = lost[0];
    if (first) {
      unreadable(
        source.path,
        `${lost.length} of ${quizzes.length} quizzes belong to no lesson (the first: "${first.title ?? first.id}"); set items[].mapping.lesson or items[].lesson in the configuration.`,
      );
    }
    found.push(...own);
  }
  return found;
}

function filesOf(source: ItemsSource, file: string, disk: ItemFiles, lessons: string[], unreadable: Tell): ItemSource[] {
  const packed = source.format !== 'quiz-json' && isPackage(file);
  const opened = packed
    ? packedItems(file, disk.bytes(file), disk.instead)
    : { files: [{ path: file, text: '' }], parts: [], unreadable: [] };
  const parts = opened.parts.map(
    (part): SourceFile => ({ ...part, role: 'data', format: source.format, sha256: disk.sha256(part.text) }),
  );
  const manifest = parts[0];
  for (const error of opened.unreadable) unreadable(error.path, error.reason);
  const found: ItemSource[] = [];
  for (const one of opened.files) {
    const read = packed ? { text: one.text, sha256: disk.sha256(one.text) } : disk.text(file);
    try {
      const parse = () => quizzesIn(source, one.path, read.text);
      const { quizzes, passedOver } = disk.kept?.([source, one.path, read.sha256], parse) ?? parse();
      tellUnread(one.path, read.text, passedOver, unreadable);
      const number = lessonByPlace(source, one.path, lessons);
      const placed = quizzes.map((quiz) => ({
        ...(manifest ? withManifestTags(quiz, manifest) : quiz),
        ...(quiz.lessonNumber === null && number !== null ? { lessonNumber: number } : {}),
      }));
      found.push({ file: { path: one.path, role: 'items', format: source.format, ...read }, source, quizzes: placed, parts });
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      // Packages and folders hold tests, settings and manifests beside their items.
      if (error.code === 'not-items' && (packed || isGlob(source.path))) continue;
      unreadable(error.path, error.reason);
    }
  }
  return found;
}

function tellUnread(file: string, text: string, passedOver: PassedOver[], unreadable: Tell): void {
  const unread = passedOver.filter((one) => one.kind === 'not-read');
  const first = unread[0];
  if (!first) return;
  const count = unread.length === 1 ? 'an item is not read' : `${unread.length} items are not read, the first`;
  unreadable(file, `line ${lineAt(text, first.offset)}: ${count}: ${first.reason}.`);
}
