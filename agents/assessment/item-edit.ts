/** Changing an item in the format it lies in: its key, the text of its stem or of one option. */
import type { Item, Lesson, Span } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { Edit } from '../contract.ts';

/** Replaces a stretch of the lesson's files. */
export function editOf(lesson: Lesson, span: Span, replacement: string): Edit {
  return { path: span.path, start: span.start, end: span.end, replacement, quote: sourceOf(lesson, span) };
}

/** Text as it must be written in the item's format; null where it cannot be written there (a line break in a list). */
export function written(item: Item, source: string, text: string): string | null {
  if (item.format === 'quiz-json') {
    const quoted = JSON.stringify(text);
    return source.startsWith('"') && source.endsWith('"') && source.length > 1 ? quoted : quoted.slice(1, -1);
  }
  if (/[\r\n]/u.test(text)) return null;
  if (item.format === 'html') return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return text;
}

export function textEdit(lesson: Lesson, item: Item, span: Span, text: string): Edit | null {
  const replacement = written(item, sourceOf(lesson, span), text);
  return replacement === null ? null : editOf(lesson, span, replacement);
}

/** The mark that says right or wrong, rewritten in its own notation: `"true"`, `true`, `1`, `[x]`. Null where it has no known one. */
export function mark(source: string, correct: boolean): string | null {
  if (/true|false/iu.test(source)) {
    return source.replace(/true|false/iu, (word) => {
      const value = correct ? 'true' : 'false';
      if (word === word.toUpperCase()) return value.toUpperCase();
      return /^\p{Lu}/u.test(word) ? value.charAt(0).toUpperCase() + value.slice(1) : value;
    });
  }
  if (/^\[[ xX]\]$/u.test(source)) return correct ? '[x]' : '[ ]';
  if (/^[ xX]$/u.test(source)) return correct ? 'x' : ' ';
  if (/^"?[01]"?$/u.test(source)) return source.replace(/[01]/u, correct ? '1' : '0');
  return null;
}

/**
 * Makes exactly the named option the key.
 * @returns the edits, none where it is the only key already; null where the format's marks cannot be rewritten
 */
export function keyEdits(lesson: Lesson, item: Item, right: number): Edit[] | null {
  if (!item.options[right]) return null;
  const edits: Edit[] = [];
  for (const [index, option] of item.options.entries()) {
    const correct = index === right;
    if (option.correct === correct) continue;
    if (!option.correctSpan) return null;
    const replacement = mark(sourceOf(lesson, option.correctSpan), correct);
    if (replacement === null) return null;
    edits.push(editOf(lesson, option.correctSpan, replacement));
  }
  return edits;
}
