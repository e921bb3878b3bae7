/** Lessons from the texts of their files. Pure: what is on disk or in an edited copy makes no difference here. */
import type { CourseConfig } from '../config/schema.ts';
import { ReadError } from './errors.ts';
import { readHtml } from './html.ts';
import { listsItem, partsAround } from './items/item-place.ts';
import { withManifestTags } from './items/manifest-tags.ts';
import { quizzesIn, sourceOfFile } from './items/sources.ts';
import type { FileFormat, Item, Lesson, Outcome, SourceFile } from './lesson.ts';
import { readMarkdown } from './markdown.ts';
import type { Quiz } from './quiz-json.ts';
import type { FileStructure } from './structure.ts';

/** What is known of a lesson before its files are parsed. */
export interface LessonFrame {
  id: string;
  course: string;
  kind: 'lesson' | 'page';
  partOf?: string;
  order: number;
  /** Language where the lesson does not state its own. */
  language: string;
}

/** Null for a kind of file that is no lesson text. */
export function formatOf(path: string): FileFormat | null {
  if (/\.(?:md|markdown|mdown|mkd|rmd|qmd)$/i.test(path)) return 'markdown';
  return /\.(?:html?|xhtml)$/i.test(path) ? 'html' : null;
}

/** @throws ReadError */
export function parseFile(file: SourceFile, owner: string): FileStructure {
  return file.format === 'html'
    ? readHtml({ path: file.path, text: file.text, owner })
    : readMarkdown({ path: file.path, text: file.text, owner });
}

/** Prefix of the ids given out in a file of a lesson. */
export function ownerOf(frame: { id: string }, file: Pick<SourceFile, 'path' | 'role'>): string {
  return file.role === 'body' ? frame.id : `${frame.id}/${file.path.split('/').at(-1)}`;
}

/**
 * @param parts body first, then assignments.
 * @param quizzes those of its items files that belong to this lesson.
 */
export function assemble(
  frame: LessonFrame,
  parts: { file: SourceFile; structure: FileStructure }[],
  itemFiles: SourceFile[],
  quizzes: Quiz[],
  stated: string[],
): Lesson {
  const body = parts[0];
  if (!body) throw new Error(`Lesson ${frame.id} has no body file.`);
  const all = <K extends keyof FileStructure>(key: K): FileStructure[K][] => parts.map((part) => part.structure[key]);
  const lesson: Lesson = {
    id: frame.id,
    course: frame.course,
    kind: frame.kind,
    title: body.structure.title ?? nameOf(body.file.path),
    order: frame.order,
    language: body.structure.language ?? frame.language,
    files: [...parts.map((part) => part.file), ...itemFiles],
    meta: body.structure.meta,
    outcomes: [...all('outcomes').flat(), ...statedOutcomes(frame.id, body.file.path, stated)],
    headings: all('headings').flat(),
    sections: all('sections').flat(),
    divs: divsOf(parts),
    passages: all('passages').flat(),
    links: all('links').flat(),
    images: all('images').flat(),
    tables: all('tables').flat(),
    media: all('media').flat(),
    code: all('code').flat(),
    items: [...parts.flatMap((part) => itemsOf(part.file, part.structure.items)), ...quizzes.flatMap((quiz) => quiz.items)],
    anchors: all('anchors').flat(),
  };
  return frame.partOf === undefined ? lesson : { ...lesson, partOf: frame.partOf };
}

/** Parents count through the list of the whole lesson. */
function divsOf(parts: { structure: FileStructure }[]): Lesson['divs'] {
  const divs: Lesson['divs'] = [];
  for (const { structure } of parts) {
    const base = divs.length;
    divs.push(...structure.divs.map((div) => ({ ...div, parent: div.parent === null ? null : div.parent + base })));
  }
  return divs;
}

function itemsOf(file: SourceFile, items: Item[]): Item[] {
  return file.role === 'body' ? items : items.map((item) => ({ ...item, id: `${file.path.split('/').at(-1)}:${item.id}` }));
}

/** Outcomes the configuration states have no words in the lesson; they stand at its very start. */
function statedOutcomes(id: string, path: string, stated: string[]): Outcome[] {
  return stated.map((text, index) => ({
    id: `${id}#config-${index + 1}`,
    text,
    span: { path, start: 0, end: 0 },
    kind: 'outcome',
    origin: 'config',
  }));
}

/** What a lesson is called whose file does not say. */
export function nameOf(path: string): string {
  const parts = path.replace(/\.[^./]+$/, '').split('/');
  const last = parts.at(-1) ?? path;
  const name = /^(?:readme|index)$/i.test(last) ? (parts.at(-2) ?? last) : last;
  return name.replace(/^\d+[-_. ]*/, '').replace(/[-_]+/g, ' ') || name;
}

/** Quizzes of one items source that belong to a lesson. `number` counts the course's lessons from 1. */
export function quizzesFor(
  quizzes: Quiz[],
  source: CourseConfig['items'][number],
  lesson: { id: string; number: number | null },
): Quiz[] {
  if (source.lesson !== undefined) return source.lesson === lesson.id ? quizzes : [];
  return lesson.number === null ? [] : quizzes.filter((quiz) => quiz.lessonNumber === lesson.number);
}

/** Item files that the overlay adds to a package of the lesson, and that its manifest, as it is by then, lists. */
function newItemFiles(
  files: readonly SourceFile[],
  overlay: ReadonlyMap<string, string>,
  hash: (text: string) => string,
): SourceFile[] {
  return [...overlay].flatMap(([path, text]): SourceFile[] => {
    if (files.some((file) => file.path === path)) return [];
    const manifest = partsAround(files, path)?.manifest;
    return manifest && listsItem(manifest, path)
      ? [{ path, role: 'items', format: manifest.format, text, sha256: hash(text) }]
      : [];
  });
}

/**
 * Parses an edited copy of a lesson; the disk is not touched.
 * @param overlay new texts by path; files not in it stay as they are.
 * @throws ReadError where a text can no longer be read.
 */
export function reassemble(
  lesson: Lesson,
  course: CourseConfig,
  overlay: ReadonlyMap<string, string>,
  hash: (text: string) => string,
): Lesson {
  const files = lesson.files.map((file) => {
    const text = overlay.get(file.path);
    return text === undefined || text === file.text ? file : { ...file, text, sha256: hash(text) };
  });
  files.push(...newItemFiles(files, overlay, hash));
  const number = lesson.kind === 'page' ? null : lesson.order + 1;
  const quizzes = files
    .filter((file) => file.role === 'items')
    .flatMap((file) => {
      const source = sourceOfFile(course, file.path);
      if (!source)
        throw new ReadError(
          'bad-mapping',
          file.path,
          null,
          'the configuration no longer says how this file is read; restore its entry under items.',
        );
      const manifest = partsAround(files, file.path)?.manifest;
      const read = quizzesIn(source, file.path, file.text).quizzes;
      const quizzes = manifest ? read.map((quiz) => withManifestTags(quiz, manifest)) : read;
      // Told by its place: then the whole file is this lesson's, or it would not be among its files.
      const byPlace = source.format !== 'quiz-json' && source.lesson === undefined && source.mapping.lesson === undefined;
      return byPlace ? quizzes : quizzesFor(quizzes, source, { id: lesson.id, number });
    });
  const parts = files
    .filter((file) => file.role === 'body' || file.role === 'assignment')
    .map((file) => ({ file, structure: parseFile(file, ownerOf(lesson, file)) }));
  const frame: LessonFrame = {
    id: lesson.id,
    course: lesson.course,
    kind: lesson.kind ?? 'lesson',
    order: lesson.order,
    language: course.language ?? lesson.language,
  };
  if (lesson.partOf !== undefined) frame.partOf = lesson.partOf;
  return assemble(
    frame,
    parts,
    files.filter((file) => file.role === 'items' || file.role === 'data'),
    quizzes,
    course.outcomes[lesson.id] ?? [],
  );
}
