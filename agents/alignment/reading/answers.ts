/** What a reader said of outcomes, held to the text it was shown: a verdict without its words there is void. Pure. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import type { AlignmentCell } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { isStatement } from '../outcomes.ts';
import { sourceQuote } from '../quote.ts';
import { stemsOf } from '../scoring/words.ts';
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

/** Fewer words carry no verdict, unless they are all there is; of scripts that part no words, fewer characters. */
const fewest = { words: 3, unspaced: 6 };
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

export const squeezed = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** What was answered to a question: nothing where that was done twice and differently. */
export function answersTo(answers: Answer[], number: number): Answer[] {
  const own = answers.filter((answer) => answer.number === number);
  return new Set(own.map(({ verdict }) => verdict)).size > 1 ? [] : own;
}

/**
 * The stretch of text that is quoted, as it stands there, white space aside.
 * @returns null where these are too few words to carry a verdict, none of them of the subject, or not words of the text
 */
export function stretchIn(text: string, quote: string): string | null {
  const wanted = squeezed(quote);
  const words = wanted.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const characters = wanted.match(unspaced)?.length ?? 0;
  const pattern = wanted.split(' ').map(literalPattern).join('\\s+');
  if (characters >= fewest.unspaced) return new RegExp(pattern, 'u').exec(text)?.[0] ?? null;
  if (stemsOf(wanted).length === 0 || (words < fewest.words && wanted !== squeezed(text))) return null;
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'u').exec(text)?.[0] ?? null;
}

/** @returns null where the answer does not hold: its words are nowhere in one piece of what was sent */
export function heldAnswer(lesson: Lesson, units: Unit[], { verdict, quote, reason }: Answer): Held | null {
  const why = squeezed(reason);
  if (verdict === 'unsure') return { verdict, quote: '', span: null, why };
  for (const piece of units.flatMap((unit) => unit.pieces)) {
    if (stretchIn(piece.text, quote) === null) continue;
    const found = sourceQuote(lesson, piece.span, squeezed(quote));
    if (found) return { verdict, ...found, why };
  }
  return null;
}

/**
 * The cell with what a reader said of it; as it was where that says no more. Who saw a part can say that it does, and not that it does
 * not. A topic promises no performance: at most `partial`. With `none`, the words that come nearest.
 */
export function readCell(
  cell: AlignmentCell,
  row: Pick<OutcomeAlignment, 'outcome'>,
  { verdict, quote, span, why }: Held,
  sent: Pick<LessonText, 'extent'>,
  by: { model: string; prompt: string },
): AlignmentCell {
  if (verdict === 'unsure' || (verdict !== 'full' && sent.extent === 'part')) return cell;
  return {
    verdict: verdict === 'full' && !isStatement(row.outcome) ? 'partial' : verdict,
    score: cell.score,
    ...(span ? { quote, span } : {}),
    read: { ...by, why },
  };
}
