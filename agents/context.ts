/** What the hand of a graph gives an agent to look at. Agents do no I/O of their own: everything comes through here. */
import type { RenderedPage } from '../tools/browser/page.ts';
import type { PageSurvey } from '../tools/browser/survey.ts';
import type { Campaign, RuleSettings } from '../tools/config/schema.ts';
import type { Facts } from '../tools/facts/facts.ts';
import type { ResponseSet } from '../tools/learners/responses.ts';
import type { Course, Lesson, Span } from '../tools/library/lesson.ts';
import type { LinkStates } from '../tools/links/state.ts';
import type { Models } from '../tools/models/models.ts';
import type { News } from '../tools/news/news.ts';
import type { Sandbox } from '../tools/sandbox/sandbox.ts';
import type { Vectors } from '../tools/vectors/vectors.ts';

export interface SharedContext {
  course: Course;
  facts: Facts;
  /** Answers of learners to the course's items, ids hashed on reading; absent where the config names none. */
  responses?: ResponseSet;
  /** What was learnt of addresses on the web; absent or empty where nobody asked. Rules ask nothing themselves. */
  links?: LinkStates;
  /** Dated notes on the field; absent where the config names none. */
  trends?: News;
  /** What people of this library set out to replace. */
  campaigns?: Campaign[];
  vectors: Vectors;
  models: Models;
  /** Runs code samples; absent unless the editor asked for it (`--run-code`, `defaults.code: run`). */
  sandbox?: Sandbox;
  /** ISO date (YYYY-MM-DD) that counts as today. */
  today: string;
  /** Settings of a rule for the lesson at hand, after `defaults` and `rules[]` of the config. */
  settings(rule: string): RuleSettings;
  files: LibraryFiles;
  signal: AbortSignal;
}

/** What rules may see of a page; what was seen of the same page before needs no browser. */
export type LessonPage = Pick<RenderedPage, 'audit' | 'survey' | 'picture'> & {
  /** Facts of each page a lesson has besides its body's (assignments), by the file they are of; absent where it can have none. */
  othersSurveyed?(): Promise<{ path: string; survey: PageSurvey }[]>;
};

export interface LessonContext extends SharedContext {
  lesson: Lesson;
  /** The lesson as a learner would see it; rendered once, on first use. Rejects where it cannot be rendered. */
  page(): Promise<LessonPage>;
}

export interface CourseContext extends SharedContext {
  /** Findings of the lesson rules so far are not here: course rules look at sources, not at opinions. */
  lessons: Lesson[];
}

/** Read-only sight of the library's other files; refuses whatever lies outside of it. */
export interface LibraryFiles {
  /** `from` is the path of the file that refers; `href` as written there (query and fragment are ignored). */
  resolve(from: string, href: string): string | null;
  exists(path: string): boolean;
  /** Text of a file of the library; null where absent or not text. */
  read(path: string): string | null;
  /** Bytes (pictures); null where absent or above 20 MB. */
  bytes(path: string): Uint8Array | null;
}

/** Source text under a span, from whichever lesson of the course holds the file. */
export function quoteOf(lessons: Lesson[], span: Span): string {
  for (const lesson of lessons) {
    const file = lesson.files.find((candidate) => candidate.path === span.path);
    if (file) return file.text.slice(span.start, span.end);
  }
  throw new Error(`${span.path} is not a file of this course.`);
}
