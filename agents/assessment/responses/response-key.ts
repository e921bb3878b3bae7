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
  const named = byName(key);
  return (item, recorded) => {
    const own = spelled.get(item) ?? new Map<string, string>();
    spelled.set(item, own);
    const folded = fold(recorded);
    const option = own.get(folded) ?? recorded;
    own.set(folded, option);
    const right = key.get(item) ?? named.get(fold(item));
    return { option, right: right === undefined ? null : folded === fold(right) };
  };
}

/** Items by their names as people read them; names that then fall together mean none. */
function byName(key: ReadonlyMap<string, string>): Map<string, string> {
  const named = new Map<string, string>();
  const twice = new Set<string>();
  for (const [item, right] of key) {
    const name = fold(item);
    if (named.has(name)) twice.add(name);
    named.set(name, right);
  }
  for (const name of twice) named.delete(name);
  return named;
}

/** So many answers to an item, and none is the key's: a slip of spelling rather than a hard item. */
const answersToTell = 20;

/**
 * What makes one doubt that a key file belongs to the responses: it names none of their items, or answers that nobody gave.
 * @param items of the analysis made with it
 * @returns sentences; none where the key fits
 */
export function keyDoubts(
  key: ReadonlyMap<string, string>,
  items: readonly Pick<ItemStatistics, 'item' | 'n' | 'options'>[],
): string[] {
  const named = byName(key);
  const rightOf = (item: string): string | undefined => key.get(item) ?? named.get(fold(item));
  const without = items.filter(({ item }) => rightOf(item) === undefined);
  const [first] = without;
  if (first && without.length === items.length)
    return [
      `The key names none of the items: its first is “${[...key.keys()][0] ?? ''}”, that of the responses “${first.item}”.`,
    ];
  const unseen = items.filter(
    ({ item, n, options }) => n >= answersToTell && options.every(({ option }) => fold(option) !== fold(rightOf(item) ?? option)),
  );
  const [odd] = unseen;
  const said = (count: number): string => (count === 1 ? '1 item' : `${count} items`);
  return [
    ...(first ? [`The key has no answer for ${said(without.length)} (“${first.item}”${without.length > 1 ? ', …' : ''}).`] : []),
    ...(odd
      ? [
          `Nobody gave the answer that the key names for ${said(unseen.length)} (“${odd.item}”: “${rightOf(odd.item) ?? ''}”). Is it spelled otherwise in the responses?`,
        ]
      : []),
  ];
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
