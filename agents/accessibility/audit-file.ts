/** All accessibility rules over one file on its own, with no library around it. */
import { createHash } from 'node:crypto';
import type { Browser } from '../../tools/browser/page.ts';
import { RuleSettings } from '../../tools/config/schema.ts';
import type { Facts } from '../../tools/facts/facts.ts';
import { resolveHref } from '../../tools/library/files.ts';
import type { Course, Lesson, SourceFile } from '../../tools/library/lesson.ts';
import { assemble, parseFile } from '../../tools/library/lesson-files.ts';
import type { Models } from '../../tools/models/models.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { CourseContext, LessonContext, LibraryFiles } from '../context.ts';
import type { RawFinding } from '../contract.ts';
import type { Rule } from '../rule.ts';
import { runRule } from '../run-rules.ts';
import { accessibility } from './index.ts';

export interface FileToAudit {
  /** Absolute folder the page may load its own files from. */
  root: string;
  /** Relative to `root`, with forward slashes. */
  path: string;
  text: string;
  format: 'markdown' | 'html';
  /** BCP 47, where the file does not say its own; default English. */
  language?: string;
  /** Default: none; what only a reader can tell is then not looked for. */
  models?: Models;
}

export interface FileAudit {
  /** The file as read: what ranges refer to. */
  file: SourceFile;
  findings: RawFinding[];
  /** Rules that failed, with why. A file with one of these has not been scanned whole. */
  failed: { rule: string; why: string }[];
}

/**
 * @param files sight of the files beside it; without, missing pictures are not looked for.
 * @throws ReadError where the file cannot be read (broken front matter, a fenced div that is never closed).
 */
export async function auditFile(
  request: FileToAudit,
  browser: Browser,
  files?: LibraryFiles,
  signal: AbortSignal = new AbortController().signal,
): Promise<FileAudit> {
  const file: SourceFile = {
    path: request.path,
    role: 'body',
    format: request.format,
    text: request.text,
    sha256: createHash('sha256').update(request.text).digest('hex'),
  };
  const language = request.language ?? 'en';
  const frame = { id: request.path, course: 'audit', kind: 'lesson' as const, order: 0, language };
  const lesson = assemble(frame, [{ file, structure: parseFile(file, request.path) }], [], [], []);
  const course: Course = { id: 'audit', title: 'audit', language, root: '.', lessons: [lesson], unreadable: [] };
  const opened = opener(request, lesson, browser, signal);
  const context: LessonContext & CourseContext = {
    course,
    lesson,
    lessons: [lesson],
    page: opened.page,
    facts: noFacts,
    vectors: noVectors,
    models: request.models ?? noModels,
    today: '',
    settings: () => RuleSettings.parse({}),
    files: files ?? blind,
    signal,
  };
  const result: FileAudit = { file, findings: [], failed: [] };
  const run = async <C extends LessonContext | CourseContext>(rule: Rule<C>) => {
    const detection = await runRule(rule, context as unknown as C & LessonContext);
    if (detection.outcome === 'checked') result.findings.push(...detection.findings);
    if (detection.outcome === 'failed') result.failed.push({ rule: rule.meta.id, why: detection.error });
  };
  try {
    for (const rule of accessibility.lessonRules) await run(rule);
    if (files) for (const rule of accessibility.courseRules) await run(rule);
  } finally {
    await opened.close();
  }
  result.findings.sort((a, b) => a.range.start - b.range.start);
  return result;
}

function opener({ root, path, text, format }: FileToAudit, lesson: Lesson, browser: Browser, signal: AbortSignal) {
  let opened: ReturnType<Browser['render']> | null = null;
  return {
    page: () => (opened ??= browser.render({ root, path, text, format, title: lesson.title, language: lesson.language, signal })),
    close: async () => {
      const page = await opened?.catch(() => null);
      await page?.close();
    },
  };
}

/** Knows nothing of other files, and so calls none missing. */
const blind: LibraryFiles = { resolve: resolveHref, exists: () => true, read: () => null, bytes: () => null };

const noFacts: Facts = { snapshot: '', products: () => [], cycle: () => null, current: () => null, retirements: () => [] };
const noModels: Models = {
  available: false,
  ask: async () => ({ ok: false, reason: 'unavailable', detail: 'A single file is audited without a model.', cost: 0 }),
  spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
};
const noVectors: Vectors = {
  embedding: 'none',
  embed: async () => [],
  sync: async () => {},
  query: async () => [],
  close: async () => {},
};
