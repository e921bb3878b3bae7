/** Courses for tests, read from texts by the library's own readers. No disk, no network. */
import { createHash } from 'node:crypto';
import { QuizMapping } from '../../tools/config/schema.ts';
import type { Facts, Retirement } from '../../tools/facts/facts.ts';
import { factsFrom } from '../../tools/facts/facts-from-products.ts';
import type { ResponseSet } from '../../tools/learners/responses.ts';
import { resolveHref } from '../../tools/library/files.ts';
import type { Lesson, SourceFile } from '../../tools/library/lesson.ts';
import { assemble, formatOf, parseFile } from '../../tools/library/lesson-files.ts';
import { readQuizzes } from '../../tools/library/quiz-json.ts';
import type { ModelAnswer, Models } from '../../tools/models/models.ts';
import type { CourseContext, LessonContext } from '../context.ts';
import type { Draft, Finding, Reply } from '../contract.ts';
import { identify } from '../fingerprint.ts';
import type { Rule } from '../rule.ts';

export const today = '2026-11-21';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where the quizzes of an example lie. */
export const quizPath = 'quizzes.json';
const mapping = QuizMapping.parse({ quizzes: '$[*]', items: 'items', feedback: 'feedback' });

export interface ExampleItem {
  stem: string;
  options: string[];
  /** Indices of the options marked right. */
  key: number[];
}

export interface ExampleQuiz {
  title: string;
  /** Index of the lesson it belongs to. */
  lesson: number;
  items: ExampleItem[];
}

export const products = [
  {
    id: 'python',
    label: 'Python',
    names: ['Python'],
    url: 'https://example.org/python',
    asOf: '2026-08-01',
    cycles: [
      { cycle: '3.14', released: '2025-10-07', ends: '2030-10-31', lts: false },
      { cycle: '3.13', released: '2024-10-07', ends: '2029-10-31', lts: false },
      { cycle: '3.7', released: '2018-06-27', ends: '2023-06-27', lts: false },
    ],
  },
  {
    id: 'widgets',
    label: 'Widget runtime',
    names: ['Widgets'],
    url: 'https://example.org/widgets',
    asOf: '2026-08-01',
    cycles: [
      { cycle: '4', released: '2022-01-01', ends: null, lts: false },
      { cycle: '3', released: '2019-01-01', ends: '2022-12-13', lts: false },
    ],
  },
];

export const retirements: Retirement[] = [
  {
    name: 'MAPIT',
    aliases: ['mapit.example'],
    closed: '2024-01-31',
    kind: 'closed',
    successor: 'Chartly',
    url: 'https://example.org/mapit',
  },
  {
    name: 'Glimmer',
    aliases: [],
    commonWord: true,
    closed: '2025-07-08',
    kind: 'closed',
    successor: null,
    url: 'https://example.org/glimmer',
  },
  { name: 'Futura Maps', aliases: [], closed: '2030-01-01', kind: 'closed', successor: null, url: 'https://example.org/futura' },
];

export interface ExampleOptions {
  /** Text of each lesson, by path, in course order. */
  lessons: Record<string, string>;
  /** Further files of the library. */
  others?: Record<string, string>;
  quizzes?: ExampleQuiz[];
  facts?: Facts;
  responses?: ResponseSet;
  /** What a model answers; without it there is no model. */
  model?: (input: Record<string, string>) => ModelAnswer<unknown>;
}

export interface Example {
  course: CourseContext;
  lesson(index?: number): LessonContext;
  files: Map<string, string>;
}

function quizText(quizzes: ExampleQuiz[]): string {
  return `${JSON.stringify(
    quizzes.map((quiz, index) => ({
      id: index + 1,
      title: quiz.title,
      items: quiz.items.map((item) => ({
        questionText: item.stem,
        answerOptions: item.options.map((text, at) => ({
          answerText: text,
          isCorrect: item.key.includes(at) ? 'true' : 'false',
        })),
      })),
    })),
    null,
    2,
  )}\n`;
}

function modelsOf(answer: ExampleOptions['model']): Models {
  return {
    available: answer !== undefined,
    ask: async <T>(request: { input: Record<string, string> }) =>
      (answer ? answer(request.input) : { ok: false, reason: 'unavailable', detail: 'no model', cost: 0 }) as ModelAnswer<T>,
    spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
  };
}

export function exampleCourse(options: ExampleOptions): Example {
  const quizzes = options.quizzes ?? [];
  const files = new Map(
    Object.entries({ ...options.lessons, ...options.others, ...(quizzes.length > 0 ? { [quizPath]: quizText(quizzes) } : {}) }),
  );
  const read = quizzes.length > 0 ? readQuizzes(quizPath, files.get(quizPath) ?? '', mapping) : [];
  const lessons = Object.entries(options.lessons).map(([name, text], order): Lesson => {
    const file: SourceFile = { path: name, role: 'body', format: formatOf(name) ?? 'markdown', text, sha256: sha256(text) };
    const own = read.filter((_, index) => quizzes[index]?.lesson === order);
    const quizFile: SourceFile = {
      path: quizPath,
      role: 'items',
      format: 'quiz-json',
      text: files.get(quizPath) ?? '',
      sha256: '',
    };
    const frame = { id: name.replace(/\.\w+$/u, ''), course: 'example', kind: 'lesson' as const, order, language: 'en' };
    return assemble(
      frame,
      [{ file, structure: parseFile(file, frame.id) }],
      own.length > 0 ? [{ ...quizFile, sha256: sha256(quizFile.text) }] : [],
      own,
      [],
    );
  });
  const course: CourseContext = {
    course: { id: 'example', title: 'Example', language: 'en', root: '.', lessons, unreadable: [] },
    lessons,
    facts: options.facts ?? factsFrom(products, retirements),
    ...(options.responses ? { responses: options.responses } : {}),
    vectors: {
      embedding: 'none',
      embed: () => Promise.reject(new Error('no vectors here')),
      sync: () => Promise.reject(new Error('no vectors here')),
      query: () => Promise.reject(new Error('no vectors here')),
      close: async () => {},
    },
    models: modelsOf(options.model),
    today,
    settings: () => ({ enabled: true, options: {} }),
    files: {
      resolve: resolveHref,
      exists: (name) => files.has(name) || [...files.keys()].some((own) => own.startsWith(`${name}/`)),
      read: (name) => files.get(name) ?? null,
      bytes: () => null,
    },
    signal: new AbortController().signal,
  };
  const { lessons: _, ...shared } = course;
  return {
    course,
    files,
    lesson: (index = 0) => ({
      ...shared,
      lesson: lessons[index] as Lesson,
      page: () => Promise.reject(new Error('no page here')),
    }),
  };
}

function owned(rule: { meta: { id: string } }, raws: Parameters<typeof identify>[0], example: Example, owner: string): Finding[] {
  return identify(raws, {
    agent: 'assessment',
    lesson: owner,
    source: (name) => (example.files.has(name) ? { text: example.files.get(name) ?? '', sha256: sha256(name) } : null),
  }).filter((finding) => finding.rule === rule.meta.id);
}

export async function lessonFindings(rule: Rule<LessonContext>, example: Example, index = 0): Promise<Finding[]> {
  const detection = await rule.check(example.lesson(index));
  return detection.outcome === 'checked' ? owned(rule, detection.findings, example, `lesson-${index}`) : [];
}

export async function courseFindings(rule: Rule<CourseContext>, example: Example): Promise<Finding[]> {
  const detection = await rule.check(example.course);
  return detection.outcome === 'checked' ? owned(rule, detection.findings, example, 'course:example') : [];
}

/** The file as it reads once the draft is applied; throws where an edit's quote does not stand at its place. */
export function applied(draft: Draft | null | undefined, example: Example, name: string): string {
  if (!draft) throw new Error('There is no draft.');
  let text = example.files.get(name) ?? '';
  const edits = draft.edits.filter((edit) => edit.path === name).sort((a, b) => b.start - a.start);
  if (edits.length === 0) throw new Error(`The draft does not touch ${name}.`);
  for (const edit of edits) {
    if (text.slice(edit.start, edit.end) !== edit.quote) throw new Error(`“${edit.quote}” does not stand at ${edit.start}.`);
    text = text.slice(0, edit.start) + edit.replacement + text.slice(edit.end);
  }
  return text;
}

/** One lesson with one quiz of these items. */
export function quizExample(items: ExampleItem[], lesson = 'Nothing to see here.\n', model?: ExampleOptions['model']): Example {
  return exampleCourse({
    lessons: { 'one.md': `# One\n\n${lesson}` },
    quizzes: [{ title: 'Quiz', lesson: 0, items }],
    ...(model ? { model } : {}),
  });
}

export async function repaired(rule: Rule<LessonContext>, example: Example): Promise<Draft | null> {
  const [finding] = await lessonFindings(rule, example);
  if (!finding) throw new Error(`${rule.meta.id} finds nothing to repair.`);
  return (await rule.repair?.(finding, example.lesson())) ?? null;
}

export async function answered(rule: Rule<LessonContext>, example: Example, reply: Reply): Promise<Draft | null> {
  const [finding] = await lessonFindings(rule, example);
  if (!finding) throw new Error(`${rule.meta.id} asks nothing.`);
  return (await rule.answer?.(finding, reply, example.lesson())) ?? null;
}
