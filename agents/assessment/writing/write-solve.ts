/** An item is answered by a second call that sees neither its key nor why it was written: the key must win, and nothing else may. */
import { createHash } from 'node:crypto';
import type { LessonContext } from '../../context.ts';

export interface Question {
  stem: string;
  options: string[];
  /** Index of the right option. */
  key: number;
}

interface Solved {
  verdicts: ('right' | 'wrong' | 'cannot-tell')[];
  unsure?: boolean;
}

/** An order of `count` places that depends on the words alone: the same question is asked in the same way, and paid for once. */
export function shuffledBy(words: string, count: number): number[] {
  const weight = (place: number) => createHash('sha256').update(`${words}\0${place}`).digest('hex');
  return Array.from({ length: count }, (_, place) => place).sort((a, b) => (weight(a) < weight(b) ? -1 : 1));
}

/**
 * @param passages source text of the lesson that the item is about
 * @returns why the item is void; null where exactly its key was found right and all else wrong
 */
export async function solvedBlind(question: Question, passages: string, context: LessonContext): Promise<string | null> {
  const { stem, options, key } = question;
  const order = shuffledBy([stem, ...options].join('\0'), options.length);
  const answer = await context.models.ask<Solved>({
    prompt: 'solve-item',
    input: { item: JSON.stringify({ question: stem, options: order.map((place) => options[place]) }), passages },
    lesson: context.lesson.id,
    agent: 'assessment',
    signal: context.signal,
  });
  if (!answer.ok) return `it could not be solved blind (${answer.reason})`;
  const { verdicts, unsure } = answer.value;
  if (unsure || verdicts.length !== options.length) return 'the solver could not make sense of it';
  const said = (place: number) => verdicts[order.indexOf(place)];
  if (said(key) !== 'right') return 'solved blind, the key did not win';
  const other = options.findIndex((_, place) => place !== key && said(place) !== 'wrong');
  return other < 0 ? null : `solved blind, “${options[other]}” may be right as well`;
}
