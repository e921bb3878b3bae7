/**
 * Quiz files in JSON, read through the mapping of the configuration.
 *
 * Spans: a string value's span is the inside of its quotes (write replacements with `jsonString`); a boolean's or number's
 * span is the literal itself; an item's span is its whole object.
 */
import type { z } from 'zod';
import type { QuizMapping } from '../config/schema.ts';
import { lineAt, ReadError } from './errors.ts';
import { kindOfItem } from './item-kind.ts';
import { JsonFault, type JsonNode, member, parseJson, select } from './json-positions.ts';
import type { Item, ItemOption, Span } from './lesson.ts';
import { fold } from './structure.ts';

export { jsonString } from './json-string.ts';

export interface Quiz {
  id: string;
  title: string | null;
  /** Lesson number (from 1) that the title names; null where the mapping or the title gives none. */
  lessonNumber: number | null;
  span: Span;
  items: Item[];
}

/** @throws ReadError where the text is not JSON, or the mapping finds no quiz in it. */
export function readQuizzes(path: string, text: string, mapping: z.infer<typeof QuizMapping>): Quiz[] {
  const root = parsed(path, text);
  const nodes = select(root, mapping.quizzes);
  if (!nodes || nodes.length === 0) {
    throw new ReadError(
      'bad-mapping',
      path,
      null,
      `holds no quiz at "${mapping.quizzes}"; correct items[].mapping.quizzes in the configuration.`,
    );
  }
  return nodes.map((node, index) => quizOf(node, index, path, mapping));
}

function parsed(path: string, text: string): JsonNode {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new ReadError('bad-json', path, lineAt(text, error.offset), `not valid JSON: ${error.message}; correct the file.`);
  }
}

function quizOf(node: JsonNode, index: number, path: string, mapping: z.infer<typeof QuizMapping>): Quiz {
  const id = `quiz-${scalarText(member(node, mapping.quizId)) ?? index + 1}`;
  const title = scalarText(member(node, mapping.quizTitle));
  const number = mapping.lesson && title ? new RegExp(mapping.lesson).exec(title)?.[1] : undefined;
  const items = select(node, mapping.items) ?? [];
  const list = items.length === 1 && items[0]?.type === 'array' ? items[0].items : items;
  return {
    id,
    title,
    lessonNumber: number && Number.isInteger(Number(number)) ? Number(number) : null,
    span: { path, start: node.start, end: node.end },
    items: list.map((item, nth) => itemOf(item, `${id}.${nth + 1}`, title, path, mapping)),
  };
}

function itemOf(node: JsonNode, id: string, quiz: string | null, path: string, mapping: z.infer<typeof QuizMapping>): Item {
  const list = member(node, mapping.options);
  const options = list?.type === 'array' ? list.items.map((option) => optionOf(option, path, mapping)) : [];
  const feedback = mapping.feedback ? member(node, mapping.feedback) : null;
  const outcomes = mapping.outcomes ? member(node, mapping.outcomes) : null;
  return {
    id,
    // A quiz file of this form lets a learner pick one; two keys are a fault to be seen, not a second kind of question.
    kind: options.length === 0 ? 'short-answer' : kindOfItem(options, false),
    stem: wordsOf(member(node, mapping.stem), node, path),
    options,
    solutions: [],
    feedback: feedback?.type === 'scalar' && scalarText(feedback) ? wordsOf(feedback, node, path) : null,
    outcomes:
      outcomes?.type === 'array' ? outcomes.items.flatMap((one) => scalarText(one) ?? []) : [scalarText(outcomes) ?? []].flat(),
    span: { path, start: node.start, end: node.end },
    quiz,
    format: 'quiz-json',
  };
}

function optionOf(node: JsonNode, path: string, mapping: z.infer<typeof QuizMapping>): ItemOption {
  const key = member(node, mapping.correct);
  const words = wordsOf(node.type === 'scalar' ? node : member(node, mapping.optionText), node, path);
  const feedback = mapping.feedback ? scalarText(member(node, mapping.feedback)) : null;
  const option: ItemOption = {
    ...words,
    correct:
      key?.type === 'scalar' &&
      (key.value === true || key.value === 1 || (typeof key.value === 'string' && key.value.trim().toLowerCase() === 'true')),
    correctSpan: key ? inner(key, path) : null,
  };
  return feedback ? { ...option, feedback } : option;
}

/** Words and place of a string; where it is absent, no words at the place of its owner. */
function wordsOf(node: JsonNode | null, owner: JsonNode, path: string): { text: string; span: Span } {
  if (node?.type !== 'scalar') return { text: '', span: { path, start: owner.start, end: owner.start } };
  return { text: fold(scalarText(node) ?? ''), span: inner(node, path) };
}

function inner(node: JsonNode, path: string): Span {
  const quotes = node.type === 'scalar' && typeof node.value === 'string' ? 1 : 0;
  return { path, start: node.start + quotes, end: node.end - quotes };
}

function scalarText(node: JsonNode | null): string | null {
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : null;
}
