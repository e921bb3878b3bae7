/** From plain text back to the words in the source: a quotation must stand there letter for letter. */
import { type Lesson, type Span, sourceOf } from '../../tools/library/lesson.ts';
import type { Evidence } from '../contract.ts';

const longest = 240;

/**
 * Finds a sentence of a piece's plain text in the piece's source, whatever mark-up or line breaks stand between its words.
 * @returns the source text and its range; null where the words are not there in this order.
 */
export function sourceQuote(lesson: Lesson, piece: Span, sentence: string): { quote: string; span: Span } | null {
  const words = sentence.match(/[\p{L}\p{N}]+/gu);
  if (!words || words.length === 0) return null;
  const source = sourceOf(lesson, piece);
  for (let count = words.length; count >= Math.min(3, words.length); count = Math.floor(count * 0.7)) {
    // Its beginning rather than its end; the end where it begins in another block (code, then the sentence on it).
    const found = [words.slice(0, count), words.slice(-count)]
      .map((part) => findWords(source, part))
      .find((one) => one !== null && one.end - one.start <= longest);
    if (found) {
      const end = found.end + (/^[.!?]/.exec(source.slice(found.end))?.[0].length ?? 0);
      const span = { path: piece.path, start: piece.start + found.start, end: piece.start + end };
      return { quote: source.slice(found.start, end), span };
    }
  }
  return null;
}

/** Words in order with nothing but short stretches of other characters (mark-up, link targets) between them. */
function findWords(source: string, words: string[]): { start: number; end: number } | null {
  const first = words[0]!;
  for (let from = source.indexOf(first); from >= 0; from = source.indexOf(first, from + 1)) {
    let at = from + first.length;
    let missed = false;
    for (const word of words.slice(1)) {
      const next = source.indexOf(word, at);
      if (next < 0 || next - at > 80 || /\n\s*\n/.test(source.slice(at, next))) {
        missed = true;
        break;
      }
      at = next + word.length;
    }
    if (!missed) return { start: from, end: at };
  }
  return null;
}

/** A quote as evidence; nothing where the words cannot be shown. */
export function quoteEvidence(quote: { quote?: string; span?: Span }): Evidence[] {
  return quote.quote && quote.span ? [{ kind: 'quote', text: quote.quote, source: quote.span }] : [];
}

/** Line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
