/** What a reader said of outcomes, held to the text it was shown: a verdict without its words there is void. Pure. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import type { AlignmentCell } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { isStatement } from '../outcomes.ts';
import { sourceQuote } from '../quote.ts';
import type { Unit } from '../units.ts';
import type { LessonText } from './lesson-text.ts';

/** One answer of the prompt `judge-outcomes`. */
export interface Answer {
  number: number;
  verdict: AlignmentCell['verdict'];
  quote: string;
  reason: string;
}

/** An answer whose words are where it says; `unsure` needs none. */
export interface Held {
  verdict: AlignmentCell['verdict'];
  quote: string;
  span: Span | null;
  why: string;
}

/** Fewer words carry no verdict, unless they are all there is. */
const fewestWords = 3;

export const squeezed = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** Are these enough words, and do they stand in the text, white space aside? */
export function standsIn(text: string, quote: string): boolean {
  const wanted = squeezed(quote);
  const words = wanted.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return words > 0 && (words >= fewestWords || wanted === squeezed(text)) && squeezed(text).includes(wanted);
}

/** @returns null where the answer does not hold: its words are nowhere in one piece of what was sent */
export function heldAnswer(lesson: Lesson, units: Unit[], { verdict, quote, reason }: Answer): Held | null {
  const why = squeezed(reason);
  if (verdict === 'unsure') return { verdict, quote: '', span: null, why };
  for (const piece of units.flatMap((unit) => unit.pieces)) {
    if (!standsIn(piece.text, quote)) continue;
    const found = sourceQuote(lesson, piece.span, squeezed(quote));
    if (found) return { verdict, ...found, why };
  }
  return null;
}

/** The cell with what a reader said of it; as it was where that says no more. A topic promises no performance: at most `partial`. */
export function readCell(
  cell: AlignmentCell,
  row: Pick<OutcomeAlignment, 'outcome'>,
  { verdict, quote, span, why }: Held,
  sent: Pick<LessonText, 'extent'>,
  by: { model: string; prompt: string },
): AlignmentCell {
  if (verdict === 'unsure' || (verdict === 'none' && sent.extent === 'part')) return cell;
  const read = { ...by, why };
  if (verdict === 'none') return { verdict, score: cell.score, read };
  return {
    verdict: isStatement(row.outcome) ? verdict : 'partial',
    score: cell.score,
    ...(span ? { quote, span } : {}),
    read,
  };
}
