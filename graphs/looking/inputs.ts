/** What a lesson is made of, as one hash: its files, its place and title, and the state of every local file it refers to. */
import { createHash } from 'node:crypto';
import { keyOf } from '../../tools/cache/results.ts';
import type { Lesson } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { type Looked, stampOf } from './looked.ts';

const made = new WeakMap<Workspace, WeakMap<Lesson, string>>();

/** The hash of a lesson as it was read; worked out once. */
export function inputsOf(workspace: Workspace, lesson: Lesson): string {
  const lessons = made.get(workspace) ?? new WeakMap<Lesson, string>();
  made.set(workspace, lessons);
  const known = lessons.get(lesson) ?? lessonInputs(workspace, lesson);
  lessons.set(lesson, known);
  return known;
}

/** Key of everything that is seen on the lesson's page. */
export function pageKey(workspace: Workspace, lesson: Lesson): string {
  return keyOf('page', workspace.ruleset, inputsOf(workspace, lesson));
}

function lessonInputs(workspace: Workspace, lesson: Lesson): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([lesson.id, lesson.title, lesson.order, lesson.language, lesson.course]));
  for (const file of lesson.files) hash.update(`${file.path}\0${file.role}\0${file.sha256}\n`);
  for (const [from, href] of targetsOf(lesson)) {
    const path = workspace.files.resolve(from, href);
    hash.update(path === null ? `${href} -\n` : `${path} ${stampOf(workspace.root, path)}\n`);
  }
  return hash.digest('hex');
}

/** What is asked of other files for a lesson's hash. */
export function lookedForInputs(workspace: Workspace, lesson: Lesson): Looked[] {
  return targetsOf(lesson).flatMap(([from, href]): Looked[] => {
    const path = workspace.files.resolve(from, href);
    const resolved: Looked = { asked: 'resolve', from, href, answer: path };
    return path === null ? [] : [resolved, { asked: 'content', path, answer: stampOf(workspace.root, path) }];
  });
}

/** Addresses with the file that names them. An HTML page loads more than its links and pictures: style sheets, sources, frames. */
function targetsOf(lesson: Lesson): [from: string, href: string][] {
  return [
    ...lesson.links.map((link): [string, string] => [link.span.path, link.href]),
    ...lesson.images.map((image): [string, string] => [image.span.path, image.src]),
    ...lesson.media.map((medium): [string, string] => [medium.span.path, medium.src]),
    ...lesson.files
      .filter((file) => file.format === 'html')
      .flatMap((file) =>
        [...file.text.matchAll(/\b(?:href|src|data|poster)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/giu)].map(
          (found): [string, string] => [file.path, found[1] ?? found[2] ?? found[3] ?? ''],
        ),
      ),
  ];
}
