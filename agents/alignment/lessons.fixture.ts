/** Lessons for tests: Markdown in, contexts out, with an embedding that needs no weights. */
import { createHash } from 'node:crypto';
import type { Course, Lesson } from '../../tools/library/lesson.ts';
import { readMarkdown } from '../../tools/library/markdown.ts';
import type { Models } from '../../tools/models/models.ts';
import { unit } from '../../tools/vectors/embedder.ts';
import { overlayVectors } from '../../tools/vectors/overlay.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { CourseContext, LessonContext } from '../context.ts';
import type { Detection, Draft, Finding, Reply } from '../contract.ts';
import { identify } from '../fingerprint.ts';
import type { Rule } from '../rule.ts';
import { stemsOf } from './scoring/words.ts';

const dimensions = 256;

function hashed(text: string): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const stem of stemsOf(text)) {
    const at = createHash('sha256').update(stem).digest().readUInt16BE(0) % dimensions;
    vector[at] = vector[at]! + 1;
  }
  vector[0] = vector[0]! + 0.01;
  return unit(vector);
}

/** Texts of the same stems are near each other; nothing is known of synonyms. */
export function wordVectors(): Vectors {
  const refuse = () => Promise.reject(new Error('The overlay keeps its own collections.'));
  return overlayVectors({
    embedding: 'words@1',
    embed: async (texts) => texts.map(hashed),
    sync: refuse,
    query: refuse,
    close: async () => {},
  });
}

export const noModels: Models = {
  available: false,
  ask: async () => ({ ok: false, reason: 'unavailable', detail: 'no model', cost: 0 }),
  spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
} as Models;

export function lessonFrom(name: string, text: string, order = 0, language = 'en'): Lesson {
  const path = `${name}.md`;
  const { title, ...structure } = readMarkdown({ path, text, owner: name });
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    ...structure,
    id: name,
    course: 'course',
    title: title ?? name,
    order,
    language,
    files: [{ path, role: 'body', format: 'markdown', text, sha256 }],
  } as Lesson;
}

export function courseFrom(texts: Record<string, string>, language = 'en'): Course {
  const lessons = Object.entries(texts).map(([name, text], order) => lessonFrom(name, text, order, language));
  return { id: 'course', title: 'Course', language, root: '.', lessons, unreadable: [] };
}

export interface Looked {
  detection: Detection;
  findings: Finding[];
  repair(finding: Finding): Promise<Draft | null>;
  answer(finding: Finding, reply: Reply): Promise<Draft | null>;
}

function shared(course: Course, models: Models) {
  return {
    course,
    lessons: course.lessons,
    vectors: wordVectors(),
    models,
    facts: undefined as never,
    today: '2026-01-01',
    settings: () => ({ enabled: true, options: {} }),
    files: undefined as never,
    signal: new AbortController().signal,
  };
}

async function look<C>(rule: Rule<C>, context: C, course: Course, owner: string): Promise<Looked> {
  const detection = await rule.check(context);
  const source = (path: string) => course.lessons.flatMap((lesson) => lesson.files).find((file) => file.path === path) ?? null;
  const findings =
    detection.outcome === 'checked' ? identify(detection.findings, { agent: 'alignment', lesson: owner, source }) : [];
  return {
    detection,
    findings,
    repair: async (finding) => (await rule.repair?.(finding, context)) ?? null,
    answer: async (finding, reply) => (await rule.answer?.(finding, reply, context)) ?? null,
  };
}

export function lookAtLesson(
  rule: Rule<LessonContext>,
  course: Course,
  name: string,
  models: Models = noModels,
): Promise<Looked> {
  const lesson = course.lessons.find((one) => one.id === name)!;
  const context: LessonContext = { ...shared(course, models), lesson, page: () => Promise.reject(new Error('no page')) };
  return look(rule, context, course, name);
}

export function lookAtCourse(rule: Rule<CourseContext>, course: Course, models: Models = noModels): Promise<Looked> {
  return look(rule, shared(course, models), course, `course:${course.id}`);
}

/** A lesson on plants with outcomes of the caller's choice. */
export function withOutcomes(lines: string[], body = ''): string {
  return `# Lesson\n\n## Learning objectives\n\n${lines.map((line) => `- ${line}`).join('\n')}\n\n${body}`;
}
