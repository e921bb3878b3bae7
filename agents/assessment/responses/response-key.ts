/** The key of a course's items in the spelling of a response file: option texts, letters or numbers. Pure. */

import type { Marking, ResponseSet } from '../../../tools/learners/responses.ts';
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { distinctItems } from '../items/item-pattern.ts';
import { keyOf } from '../items/items.ts';
import { type ItemStatistics, itemStatistics } from '../psychometrics/analysis.ts';
import { fold } from '../wording.ts';

/** Index of the option that a recorded answer means; null where it means none. */
export function optionIndex(item: Pick<Item, 'options'>, recorded: string): number | null {
  const identifier = item.options.findIndex((option) => option.identifier !== undefined && option.identifier === recorded.trim());
  if (identifier >= 0) return identifier;
  const text = item.options.findIndex((option) => fold(option.text) === fold(recorded));
  if (text >= 0) return text;
  const letter = /^\(?([A-Za-z])[).]?$/u.exec(recorded.trim())?.[1];
  const index = letter ? letter.toUpperCase().charCodeAt(0) - 65 : /^\d+$/u.test(recorded.trim()) ? Number(recorded) - 1 : -1;
  return index >= 0 && index < item.options.length ? index : null;
}

/** Answers to a course's items in the words of their options; items the course does not have do not count. */
export function courseMarking(lessons: Lesson[]): Marking {
  const items = new Map(distinctItems(lessons).map(({ item }) => [item.id, item]));
  return (id, recorded) => {
    const item = items.get(id);
    if (!item) return null;
    const index = optionIndex(item, recorded);
    const key = keyOf(item);
    const option = index === null ? null : item.options[index];
    return { option: option?.text ?? recorded, right: key && option ? option === key : null };
  };
}

/** Answers by a key file; items it does not name have no key. Spelling is compared as people read it. */
export function keyMarking(key: ReadonlyMap<string, string>): Marking {
  const spelled = new Map<string, Map<string, string>>();
  return (item, recorded) => {
    const own = spelled.get(item) ?? new Map<string, string>();
    spelled.set(item, own);
    const folded = fold(recorded);
    const option = own.get(folded) ?? recorded;
    own.set(folded, option);
    const right = key.get(item);
    return { option, right: right === undefined ? null : folded === fold(right) };
  };
}

const kept = new WeakMap<ResponseSet, WeakMap<Item, ItemStatistics | null>>();

/**
 * Statistics of one of the course's items by the key the library holds now; null where nobody answered it. Worked out once. The scores on
 * the other items are those of the keys at reading: the item's own key has no part in them.
 */
export function statisticsOf(responses: ResponseSet, item: Item): ItemStatistics | null {
  const own = kept.get(responses) ?? new WeakMap<Item, ItemStatistics | null>();
  kept.set(responses, own);
  const known = own.get(item);
  if (known !== undefined) return known;
  const tally = responses.items.find((one) => one.item === item.id);
  const key = keyOf(item);
  const statistics = tally
    ? {
        ...itemStatistics(tally, key ? { options: item.options.map(({ text }) => text), key: key.text } : undefined),
        alphaWithout: null,
        alphaWithoutInterval: null,
      }
    : null;
  own.set(item, statistics);
  return statistics;
}
