/** Lessons made from a few lines of text, for the tests of rules. */
import { createHash } from 'node:crypto';
import type { EngineResult, RenderedPage } from '../../tools/browser/page.ts';
import { noLook, type PageSurvey } from '../../tools/browser/survey.ts';
import { RuleSettings } from '../../tools/config/schema.ts';
import { applyEdits } from '../../tools/library/edits.ts';
import { resolveHref } from '../../tools/library/files.ts';
import type { Course, Lesson, SourceFile } from '../../tools/library/lesson.ts';
import { assemble, parseFile } from '../../tools/library/lesson-files.ts';
import type { Models } from '../../tools/models/models.ts';
import type { CourseContext, LessonContext } from '../context.ts';
import type { Draft, Finding, Reply } from '../contract.ts';
import { identify } from '../fingerprint.ts';
import type { Rule } from '../rule.ts';

export interface Example {
  /** Text by path; the first file is the lesson looked at, the others are lessons of the same course. */
  files: Record<string, string>;
  language?: string;
  /** Files that exist besides the lessons. */
  present?: string[];
  models?: Models;
  /** What the engine on the page says. */
  page?: EngineResult[];
  /** What is seen on the page; a mark names a range of the first file. */
  survey?: Partial<PageSurvey>;
  /** PNG of whatever is asked for on the page. */
  shown?: Uint8Array;
}

const emptySurvey: PageSurvey = {
  ...{ links: [], unusedHeaders: [], prohibitedNames: [], languages: [], fields: [], media: [], focusTraps: [], cutOff: [] },
  ...{ title: { mark: null, text: '' }, opening: '', headings: [], graphics: [], frames: [], focusUnseen: [] },
  ...noLook,
  ...{ words: 0, leadsElsewhere: 0, scripts: 0, content: 'as-written' },
};

export type ExampleContext = LessonContext & CourseContext;

function lessonFrom(path: string, text: string, order: number, language: string): Lesson {
  const file: SourceFile = {
    path,
    role: 'body',
    format: path.endsWith('.html') ? 'html' : 'markdown',
    text,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  return assemble(
    { id: path, course: 'example', kind: 'lesson', order, language },
    [{ file, structure: parseFile(file, path) }],
    [],
    [],
    [],
  );
}

export function exampleContext(example: Example): ExampleContext {
  const language = example.language ?? 'en';
  const lessons = Object.entries(example.files).map(([path, text], order) => lessonFrom(path, text, order, language));
  const course: Course = { id: 'example', title: 'Example', language, root: '.', lessons, unreadable: [] };
  const present = new Set([...Object.keys(example.files), ...(example.present ?? [])]);
  const page = {
    audit: async () => example.page ?? [],
    survey: async () => ({ ...emptySurvey, ...example.survey }),
    picture: async () => example.shown ?? null,
  } as unknown as RenderedPage;
  return {
    course,
    lessons,
    lesson: lessons[0]!,
    page: async () => page,
    models: example.models ?? ({ available: false } as Models),
    facts: undefined as never,
    vectors: undefined as never,
    today: '2026-01-01',
    settings: () => RuleSettings.parse({}),
    files: {
      resolve: resolveHref,
      exists: (path) => present.has(path),
      read: (path) => example.files[path] ?? null,
      bytes: () => null,
    },
    signal: new AbortController().signal,
  };
}

/** What the rule finds; throws where it does not apply or fails. */
export async function found<C extends LessonContext | CourseContext>(rule: Rule<C>, example: Example): Promise<Finding[]> {
  const context = exampleContext(example);
  const detection = await rule.check(context as unknown as C);
  if (detection.outcome !== 'checked') throw new Error(JSON.stringify(detection));
  const files = new Map(context.lessons.flatMap((lesson) => lesson.files.map((file) => [file.path, file] as const)));
  return identify(detection.findings, { agent: 'accessibility', lesson: 'example', source: (path) => files.get(path) ?? null });
}

/** Texts after the rule's first repair (or what it makes of the reply), and the draft; null where it has none. */
export async function mended<C extends LessonContext | CourseContext>(
  rule: Rule<C>,
  example: Example,
  reply?: Reply,
): Promise<{ files: Record<string, string>; draft: Draft } | null> {
  const [finding] = await found(rule, example);
  if (!finding) throw new Error('nothing was found');
  const context = exampleContext(example) as unknown as C;
  const draft = reply ? await rule.answer?.(finding, reply, context) : await rule.repair?.(finding, context);
  if (!draft) return null;
  const files = { ...example.files };
  for (const path of new Set(draft.edits.map((edit) => edit.path))) {
    for (const edit of draft.edits.filter((one) => one.path === path)) {
      if (files[path]!.slice(edit.start, edit.end) !== edit.quote)
        throw new Error(`The quote of ${path}:${edit.start} is not what stands there.`);
    }
    files[path] = applyEdits(
      files[path]!,
      draft.edits.filter((edit) => edit.path === path),
    );
  }
  return { files, draft };
}

export const markdown = (text: string, more: Partial<Example> = {}): Example => ({ files: { 'lesson.md': text }, ...more });
export const html = (text: string, more: Partial<Example> = {}): Example => ({ files: { 'lesson.html': text }, ...more });
