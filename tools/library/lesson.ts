/**
 * What reading a library yields. Every structure carries ranges into the original text of its file, so that an edit
 * can replace exactly what it means and nothing else. Ranges: UTF-16 code units, BOM counted, end exclusive.
 */

import type { CourseConfig } from '../config/schema.ts';

export interface Span {
  path: string;
  start: number;
  end: number;
}

export type FileRole = 'body' | 'assignment' | 'items' | 'data';
export type ItemFormat = 'quiz-json' | 'qti' | 'moodle-xml' | 'gift';
export type FileFormat = 'markdown' | 'html' | ItemFormat;

export interface SourceFile {
  /** Relative to the library's root, with forward slashes. */
  path: string;
  role: FileRole;
  format: FileFormat;
  /** Decoded text, BOM included. */
  text: string;
  /** SHA-256 (hex) of the bytes on disk. */
  sha256: string;
}

/** `outcome`: what a learner will be able to do. `topic`: what the lesson covers ("we'll cover" lists). */
export interface Outcome {
  id: string;
  /** Plain text, mark-up taken out. */
  text: string;
  span: Span;
  kind: 'outcome' | 'topic';
  origin: 'front-matter' | 'objectives-block' | 'heading-list' | 'config';
}

export interface Heading {
  depth: number;
  /** Plain text. */
  text: string;
  /** The whole heading (with its marks). */
  span: Span;
  /** The words only. */
  textSpan: Span;
  /** Anchor it gets on the page (GitHub's rule, or its own id). */
  slug: string;
  form: 'atx' | 'setext' | 'html';
  /** Name of the innermost fenced div it lies in, e.g. `challenge`; null outside. */
  within: string | null;
}

export interface Section {
  id: string;
  /** Null for what stands before the first heading. */
  heading: Heading | null;
  /** From its heading to the next of the same or a higher level in the same container. */
  span: Span;
}

/** A Carpentries fenced div: `::: challenge` … `:::`. */
export interface Div {
  name: string;
  span: Span;
  content: Span;
  /** Index in `Lesson.divs` of the div it lies in; null at the top. */
  parent: number | null;
}

/** Prose as a learner reads it. The statements of the outcomes themselves are not passages: they teach nothing. */
export interface Passage {
  id: string;
  /** Plain text as a learner reads it. */
  text: string;
  span: Span;
  section: string;
  kind: 'paragraph' | 'list-item' | 'quote' | 'table' | 'solution' | 'challenge';
  /** Name of the innermost fenced div, e.g. `keypoints`, `callout`; null or absent outside. */
  within?: string | null;
}

export interface Link {
  href: string;
  hrefSpan: Span | null;
  /** Plain text a learner reads; a picture's alternative where the link holds only a picture. */
  text: string;
  textSpan: Span;
  span: Span;
  form: 'inline' | 'reference' | 'autolink' | 'html';
  /** It holds a picture and no words. */
  pictureOnly: boolean;
}

export interface Image {
  src: string;
  srcSpan: Span | null;
  /** Null: no alternative given at all (HTML without `alt`). Empty: `![](x)` or `alt=""`. */
  alt: string | null;
  /** What an edit of the alternative replaces; null where there is none yet. */
  altSpan: Span | null;
  span: Span;
  /** `pandoc`: `![caption](x){alt='…'}`; `caption` holds the bracket text then. */
  form: 'markdown' | 'pandoc' | 'html' | 'reference';
  caption: string | null;
  /** The link it is the content of, if any. */
  inLink: Span | null;
  /** Carries role=presentation / aria-hidden, or an author's `alt=''` in HTML or Pandoc: a decision, not a fault. */
  decorative: boolean;
}

export interface TableInfo {
  span: Span;
  form: 'gfm' | 'html';
  /** Cell texts, row by row; the first row is the header of a GFM table. */
  rows: string[][];
  hasHeader: boolean;
  caption: string | null;
}

export interface Media {
  kind: 'iframe' | 'video' | 'audio';
  src: string;
  title: string | null;
  span: Span;
  /** The start tag. */
  tagSpan: Span;
}

/** Output, errors and transcripts are teaching material and never repaired. */
export type CodeRole = 'source' | 'output' | 'error' | 'transcript' | 'plain';

export interface CodeBlock {
  lang: string | null;
  text: string;
  span: Span;
  content: Span;
  role: CodeRole;
  within: string | null;
}

export type ItemKind =
  | 'choice'
  | 'multiple-response'
  | 'true-false'
  | 'short-answer'
  | 'open'
  | 'numeric'
  | 'matching'
  | 'ordering'
  | 'cloze'
  | 'essay';

/** Words as a learner reads them, with their place. */
export interface ItemWords {
  text: string;
  /** From the first to the last of their characters in the source. */
  span: Span;
  /** Formats that wrap words up (QTI, Moodle XML, GIFT): the stretch they stand in with their wrapping, and its kind. */
  within?: Span;
  encoding?: 'xml' | 'xml-html' | 'gift' | 'gift-html';
}

export interface ItemOption extends ItemWords {
  correct: boolean;
  /** The source that says whether it is right (`"true"` in JSON, `[x]` in a task list); null where implied. */
  correctSpan: Span | null;
  feedback?: string;
  feedbackWords?: ItemWords;
  /** What the file calls it (`ChoiceA`), where its key names options. */
  identifier?: string;
}

/** An answer that is taken as right (whole or in part) where learners write or enter it. */
export interface ItemAnswer extends ItemWords {
  /** Share of the points, 1 for all of them. */
  share: number;
  /** Numeric answers: the range taken as right. */
  least?: number;
  most?: number;
}

/** One blank of a cloze item: a list to pick from, or answers that are taken. */
export interface ItemGap {
  id: string;
  options: ItemOption[];
  answers: ItemAnswer[];
}

export interface Item {
  /** Stable within its file: quiz id and position, e.g. `quiz-44.2`. */
  id: string;
  kind: ItemKind;
  stem: ItemWords;
  /** Choice, multiple-response and true-false items only. */
  options: ItemOption[];
  /** Model answer of an open item: the solution blocks. */
  solutions: { text: string; span: Span }[];
  feedback: ItemWords | null;
  outcomes: string[];
  span: Span;
  /** Title of the quiz or challenge it belongs to. */
  quiz: string | null;
  format: 'challenge' | 'task-list' | 'html' | ItemFormat;
  /** What stands before the question itself: a passage, an introduction. */
  lead?: ItemWords;
  /** Short-answer and numeric items. */
  answers?: ItemAnswer[];
  /** Matching items: what belongs together; a left of null is a distractor among the right-hand sides. */
  pairs?: { left: ItemWords | null; right: ItemWords | null }[];
  /** Ordering items: in the right order. */
  sequence?: ItemWords[];
  /** Cloze items. */
  gaps?: ItemGap[];
  /** Essay items: how answers are marked. */
  rubric?: ItemWords;
  points?: { value: number; span: Span };
  /** Its options come in another order for each learner. */
  shuffled?: true;
  /** Where the format can do without: `computed` by rules of its own that are not followed here; `unscored` as in a survey. Absent: stated. */
  keying?: 'stated' | 'computed' | 'unscored';
  /** Places of `outcomes`, in their order, where the format has them. */
  outcomeSpans?: Span[];
}

/** Read from front matter: what the author states about the lesson. */
export interface Meta {
  /** Parsed front matter; empty where there is none. */
  data: Record<string, unknown>;
  span: Span | null;
}

/** A place a link can point at: an `id` or `name` in HTML, or a Pandoc `{#id}`. Heading slugs are not repeated here. */
export interface Anchor {
  id: string;
  span: Span;
}

/**
 * Structures of all the lesson's files, the body's first; `span.path` says which file each lies in. Offsets of different
 * files do not compare.
 */
export interface Lesson {
  /** Stable over runs and renames (see `identity.ts`). */
  id: string;
  course: string;
  /** `page`: read and checked like a lesson, but no step of the course (set-up notes, a variant of a lesson). Absent: `lesson`. */
  kind?: 'lesson' | 'page';
  /** Id of the lesson a page belongs to (it lies in its folder). */
  partOf?: string;
  title: string;
  /** Place in the course, from 0. */
  order: number;
  /** BCP 47. */
  language: string;
  files: SourceFile[];
  meta: Meta;
  outcomes: Outcome[];
  headings: Heading[];
  sections: Section[];
  divs: Div[];
  passages: Passage[];
  links: Link[];
  images: Image[];
  tables: TableInfo[];
  media: Media[];
  code: CodeBlock[];
  items: Item[];
  anchors?: Anchor[];
}

/** A lesson that could not be read; it is reported and never stops a run. */
export interface Unreadable {
  path: string;
  course: string;
  reason: string;
}

export interface Course {
  id: string;
  title: string;
  language: string;
  /** Folder, relative to the library. */
  root: string;
  lessons: Lesson[];
  unreadable: Unreadable[];
  /** The configuration it was read by: stated, or discovered. */
  config?: CourseConfig;
}

export interface Library {
  /** Absolute path. */
  root: string;
  courses: Course[];
  /** All its files by name, relative to the root; absent in a library that was put together by hand. */
  paths?: readonly string[];
}

/** The body file of a lesson; every lesson has one. */
export function bodyOf(lesson: Lesson): SourceFile {
  const body = lesson.files.find((file) => file.role === 'body');
  if (!body) throw new Error(`Lesson ${lesson.id} has no body file.`);
  return body;
}

export function fileOf(lesson: Lesson, path: string): SourceFile | undefined {
  return lesson.files.find((file) => file.path === path);
}

/** Source text of a span; throws where the span's file is not one of the lesson's. */
export function sourceOf(lesson: Lesson, span: Span): string {
  const file = fileOf(lesson, span.path);
  if (!file) throw new Error(`${span.path} is not a file of lesson ${lesson.id}.`);
  return file.text.slice(span.start, span.end);
}
