/** Changing an item in the format it lies in: its key, the text of its stem or of one option. */
import { moveKey } from '../../../tools/library/items/move-key.ts';
import { changeWords } from '../../../tools/library/items/words.ts';
import type { Item, ItemWords, Lesson, Span } from '../../../tools/library/lesson.ts';
import { fileOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';

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

/** Formats that wrap their words (entities, CDATA, HTML, escapes), so that no stretch of source is simply the words. */
export function isWrapped(item: Item): boolean {
  return item.format === 'qti' || item.format === 'moodle-xml' || item.format === 'gift';
}

function wordsAt(item: Item, span: Span): ItemWords | undefined {
  const all = [item.stem, ...item.options, ...item.options.map((one) => one.feedbackWords), item.feedback, item.rubric];
  return (
    all.find((one) => one?.span.start === span.start && one.span.end === span.end && one.span.path === span.path) ?? undefined
  );
}

/**
 * Gives the words of a span of the item (its stem, an option, a feedback) a new wording.
 * @returns null where the format cannot hold it there, or the change would reach across mark-up
 */
export function textEdit(lesson: Lesson, item: Item, span: Span, text: string): Edit | null {
  if (isWrapped(item)) {
    const words = wordsAt(item, span);
    const file = fileOf(lesson, span.path);
    return words && file ? changeWords(file.text, words, text) : null;
  }
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
  if (isWrapped(item)) {
    const file = fileOf(lesson, item.span.path);
    return file ? moveKey(file.text, item, right) : null;
  }
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
