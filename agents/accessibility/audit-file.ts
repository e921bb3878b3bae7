/** All accessibility rules over one file on its own, with no library around it. */
import { createHash } from 'node:crypto';
import type { Browser } from '../../tools/browser/page.ts';
import { RuleSettings } from '../../tools/config/schema.ts';
import type { Facts } from '../../tools/facts/facts.ts';
import { resolveHref } from '../../tools/library/files.ts';
import type { Lesson, SourceFile } from '../../tools/library/lesson.ts';
import { assemble, parseFile } from '../../tools/library/lesson-files.ts';
import type { Models } from '../../tools/models/models.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { CourseContext, LessonContext, LibraryFiles } from '../context.ts';
import type { RawFinding } from '../contract.ts';
import type { Rule } from '../rule.ts';
import { runRule } from '../run-rules.ts';
import { accessibility } from './index.ts';
import { imageAltRepeated } from './pictures/image-alt-repeated.ts';

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
  /** `several`: what can only be told of files together is left to `auditAcross`. Default `alone`. */
  looked?: 'alone' | 'several';
}

export interface FileAudit {
  /** The file as read: what ranges refer to. */
  file: SourceFile;
  lesson: Lesson;
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
  const opened = opener(request, lesson, browser, signal);
  const context: LessonContext & CourseContext = {
    ...courseOf([lesson], language, files ?? blind, signal),
    lesson,
    page: opened.page,
    models: request.models ?? noModels,
  };
  const result: FileAudit = { file, lesson, findings: [], failed: [] };
  try {
    for (const rule of accessibility.lessonRules) await run(rule, context, result);
    if (files && request.looked !== 'several') for (const rule of accessibility.courseRules) await run(rule, context, result);
  } finally {
    await opened.close();
  }
  result.findings.sort((a, b) => a.range.start - b.range.start);
  return result;
}

/**
 * What can only be told of files together: one question for a folder of absent pictures, code and reading level beside the rest.
 * @param lessons as `auditFile` read them, all of one folder.
 */
export async function auditAcross(
  lessons: Lesson[],
  language: string,
  files: LibraryFiles,
  signal: AbortSignal = new AbortController().signal,
): Promise<Pick<FileAudit, 'findings' | 'failed'>> {
  const result: Pick<FileAudit, 'findings' | 'failed'> = { findings: [], failed: [] };
  const context = courseOf(lessons, language, files, signal);
  // Of a picture that many use each file has spoken already.
  for (const rule of accessibility.courseRules) if (rule.meta.id !== imageAltRepeated.meta.id) await run(rule, context, result);
  return result;
}

async function run<C extends LessonContext | CourseContext>(
  rule: Rule<C>,
  context: C,
  result: Pick<FileAudit, 'findings' | 'failed'>,
): Promise<void> {
  const detection = await runRule(rule, context);
  if (detection.outcome === 'checked') result.findings.push(...detection.findings);
  if (detection.outcome === 'failed') result.failed.push({ rule: rule.meta.id, why: detection.error });
}

function courseOf(lessons: Lesson[], language: string, files: LibraryFiles, signal: AbortSignal): CourseContext {
  return {
    course: { id: 'audit', title: 'audit', language, root: '.', lessons, unreadable: [] },
    lessons,
    facts: noFacts,
    vectors: noVectors,
    models: noModels,
    today: '',
    settings: () => RuleSettings.parse({}),
    files,
    signal,
  };
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
