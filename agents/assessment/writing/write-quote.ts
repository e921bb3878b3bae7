/** Passages of a lesson that a model may lean on, and the place of what it quotes from them. Pure. */
import type { Item, Lesson, Passage, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import { contentWords, stem } from '../wording.ts';

const mostPassages = 6;
const longestPassages = 6000;
const shortestQuote = 12;

/** Passages of the lesson that speak of what the item asks, best first, by shared words. */
export function relevantPassages(lesson: Lesson, item: Item): Passage[] {
  const wanted = new Set(contentWords([item.stem.text, ...item.options.map((option) => option.text)].join(' ')).map(stem));
  return lesson.passages
    .map((passage) => ({
      passage,
      shared: new Set(
        contentWords(passage.text)
          .map(stem)
          .filter((word) => wanted.has(word)),
      ).size,
    }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, mostPassages)
    .map(({ passage }) => passage);
}

/** Their source text, as it is sent. */
export function sentText(lesson: Lesson, spans: Span[]): string {
  return spans
    .map((span) => sourceOf(lesson, span))
    .join('\n\n')
    .slice(0, longestPassages);
}

export function folded(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Exact place of a quotation in one of the spans, white space aside; null where it is not there word for word, or too short to show anything. */
export function placeOfQuote(lesson: Lesson, spans: Span[], quote: string): Span | null {
  const words = folded(quote);
  if (words.length < shortestQuote) return null;
  const pattern = new RegExp(words.split(' ').map(literalPattern).join('\\s+'), 'u');
  for (const span of spans) {
    const found = pattern.exec(sourceOf(lesson, span));
    if (found) return { path: span.path, start: span.start + found.index, end: span.start + found.index + found[0].length };
  }
  return null;
}
