/**
 * When a claim must be looked at again. An author writes it beside the claim, in the lesson itself, where it survives renames, copies and
 * another machine: `<!-- review-by: 2027-06-30 -->` right after the sentence or before its paragraph, or `review-by: 2027-06-30` in the front matter. Pure.
 */
import { fileOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';

export interface Review {
  /** ISO day. */
  by: string;
  /** `resting`: the day is yet to come, nobody asks. */
  state: 'resting' | 'due';
}

const marker = /<!--\s*review-by:?\s*(\d{4}-\d{2}-\d{2})\b[^>]*-->/u;
const after = new RegExp(String.raw`^[ \t]*(?:\r?\n[ \t]*)?${marker.source}`, 'u');
const alone = new RegExp(String.raw`^\s*${marker.source}\s*$`, 'u');

export function isDay(text: string): boolean {
  const day = text.trim();
  return /^\d{4}-\d{2}-\d{2}$/u.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
}

/** The day of a marker on a line of its own, on top of the paragraph that a place stands in. */
function aboveParagraph(text: string, at: number): string | null {
  const lines = text.slice(0, at).split('\n');
  // The last is the line of the place itself.
  for (const line of lines.slice(0, -1).reverse()) {
    if (line.trim() === '') return null;
    const found = alone.exec(line)?.[1];
    if (found) return found;
  }
  return null;
}

function wholeLesson(lesson: Lesson): string | null {
  const value = lesson.meta.data['review-by'] ?? lesson.meta.data.review_by;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === 'string' ? value : null;
}

/**
 * @param today ISO day
 * @returns null where nobody named a day; the nearest marker counts before the lesson's own
 */
export function reviewOf(lesson: Lesson, span: Span, today: string): Review | null {
  const text = fileOf(lesson, span.path)?.text ?? '';
  const by = after.exec(text.slice(span.end, span.end + 200))?.[1] ?? aboveParagraph(text, span.start) ?? wholeLesson(lesson);
  if (by === undefined || by === null || !isDay(by)) return null;
  return { by, state: by > today ? 'resting' : 'due' };
}

/**
 * Writes the day beside a claim, over an older one where it stands.
 * @returns null in files that know no such comments
 */
export function reviewEdit(lesson: Lesson, span: Span, by: string): Edit | null {
  const file = fileOf(lesson, span.path);
  if (!file || (file.format !== 'markdown' && file.format !== 'html')) return null;
  const known = after.exec(file.text.slice(span.end, span.end + 200));
  const day = known ? known[0].lastIndexOf(known[1] ?? '') : -1;
  const place: Span = known
    ? { path: span.path, start: span.end + day, end: span.end + day + 10 }
    : { path: span.path, start: span.end, end: span.end };
  return { ...place, quote: sourceOf(lesson, place), replacement: known ? by : ` <!-- review-by: ${by} -->` };
}
