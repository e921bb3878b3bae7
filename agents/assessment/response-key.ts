/** The key of a course's items in the spelling of a response file: option texts, letters or numbers. Pure. */

import type { ResponseRow, ResponseSet } from '../../tools/learners/responses.ts';
import type { Item, Lesson } from '../../tools/library/lesson.ts';
import { analyseItems, type ItemAnalysis } from './item-analysis.ts';
import { distinctItems } from './item-pattern.ts';
import { keyOf } from './items.ts';
import { fold } from './wording.ts';

/** Index of the option that a recorded answer means; null where it means none. */
export function optionIndex(item: Item, recorded: string): number | null {
  const text = item.options.findIndex((option) => fold(option.text) === fold(recorded));
  if (text >= 0) return text;
  const letter = /^\(?([A-Za-z])[).]?$/u.exec(recorded.trim())?.[1];
  const index = letter ? letter.toUpperCase().charCodeAt(0) - 65 : /^\d+$/u.test(recorded.trim()) ? Number(recorded) - 1 : -1;
  return index >= 0 && index < item.options.length ? index : null;
}

/** Rows of known items with options in the words of the item. */
function inItemWords(rows: ResponseRow[], items: Map<string, Item>): ResponseRow[] {
  return rows.flatMap((row) => {
    const item = items.get(row.item);
    if (!item) return [];
    const index = row.option === null ? null : optionIndex(item, row.option);
    return [{ ...row, option: index === null ? row.option : (item.options[index]?.text ?? row.option) }];
  });
}

const kept = new WeakMap<ResponseSet, { lessons: Lesson[]; analysis: ItemAnalysis }>();

/** Analysis of the course's items by the keys the library holds; worked out once for the same responses and lessons. */
export function courseAnalysis(responses: ResponseSet, lessons: Lesson[]): ItemAnalysis {
  const known = kept.get(responses);
  if (known && known.lessons.length === lessons.length && known.lessons.every((lesson, index) => lesson === lessons[index]))
    return known.analysis;
  const items = new Map(distinctItems(lessons).map(({ item }) => [item.id, item]));
  const key = new Map([...items].flatMap(([id, item]) => (keyOf(item) ? [[id, keyOf(item)?.text ?? ''] as const] : [])));
  const analysis = analyseItems(inItemWords(responses.rows, items), key);
  kept.set(responses, { lessons, analysis });
  return analysis;
}
