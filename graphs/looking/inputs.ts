/** What a lesson is made of, as one hash: its files, its place and title, and the state of every local file it refers to. */
import { createHash } from 'node:crypto';
import { keyOf } from '../../tools/cache/results.ts';
import type { Lesson, SourceFile } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { type Looked, stampOf } from './looked.ts';

type Made = WeakMap<Workspace, WeakMap<Lesson, string>>;
const made: Record<'all' | 'on a page', Made> = { all: new WeakMap(), 'on a page': new WeakMap() };

/** The hash of a lesson as it was read; worked out once. */
export function inputsOf(workspace: Workspace, lesson: Lesson): string {
  return hashOf(workspace, lesson, 'all');
}

/** Key of everything that is seen on the lesson's pages: a quiz file is on none, and an edit of one leaves them as they are. */
export function pageKey(workspace: Workspace, lesson: Lesson): string {
  return keyOf('page', workspace.ruleset, hashOf(workspace, lesson, 'on a page'));
}

/** The body, then assignments: what a learner reads. Items are read in the shape the player gives them. */
export function hasPage(file: SourceFile): file is SourceFile & { format: 'markdown' | 'html' } {
  return (file.role === 'body' || file.role === 'assignment') && (file.format === 'markdown' || file.format === 'html');
}

function hashOf(workspace: Workspace, lesson: Lesson, which: keyof typeof made): string {
  const lessons = made[which].get(workspace) ?? new WeakMap<Lesson, string>();
  made[which].set(workspace, lessons);
  const known = lessons.get(lesson) ?? lessonInputs(workspace, lesson, which);
  lessons.set(lesson, known);
  return known;
}

function lessonInputs(workspace: Workspace, lesson: Lesson, which: keyof typeof made): string {
  const hash = createHash('sha256');
  const files = which === 'all' ? lesson.files : lesson.files.filter(hasPage);
  const paths = new Set(files.map((file) => file.path));
  hash.update(JSON.stringify([lesson.id, lesson.title, lesson.order, lesson.language, lesson.course]));
  for (const file of files) hash.update(`${file.path}\0${file.role}\0${file.sha256}\n`);
  for (const [from, href] of targetsOf(lesson)) {
    if (!paths.has(from)) continue;
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
