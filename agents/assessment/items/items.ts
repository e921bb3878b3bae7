/** What an item is, for the rules that judge items. Pure. */
import type { Item, ItemOption, Lesson } from '../../../tools/library/lesson.ts';
import { fold } from '../wording.ts';

export function keyOf(item: Item): ItemOption | null {
  const keys = item.options.filter((option) => option.correct);
  return keys.length === 1 ? (keys[0] ?? null) : null;
}

export function distractorsOf(item: Item): ItemOption[] {
  return item.options.filter((option) => !option.correct);
}

const verdictWords = new Set([
  'true',
  'false',
  'yes',
  'no',
  't',
  'f',
  'right',
  'wrong',
  'correct',
  'incorrect',
  'agree',
  'disagree',
]);

/** A statement to judge: two options, both of them verdicts. */
export function isVerdictItem(item: Item): boolean {
  return item.options.length === 2 && item.options.every((option) => verdictWords.has(fold(option.text)));
}

/** An item whose options are answers in their own right and of which learners pick one. */
export function isChoice(item: Item): boolean {
  return (item.kind === 'choice' || item.kind === 'true-false') && item.options.length >= 2;
}

/** At least three answers to pick from: where clues between options matter. */
export function isRealChoice(item: Item): boolean {
  return isChoice(item) && item.options.length >= 3 && !isVerdictItem(item);
}

export function allItems(lessons: Lesson[]): { lesson: Lesson; item: Item }[] {
  return lessons.flatMap((lesson) => lesson.items.map((item) => ({ lesson, item })));
}

/** Items of formats in which learners choose; challenges and other open items have no options to judge. */
export function hasOptions(item: Item): boolean {
  return item.options.length > 0;
}

/** The stem asks for several answers in so many words. */
export function asksForSeveral(text: string): boolean {
  return /\b(?:(?:select|choose|pick|mark|tick|check)\s+(?:all|two|three|four|five|[2-9]|every|any)|all\s+that\s+apply|which\s+(?:two|three|four|of\s+these\s+are))\b/iu.test(
    text,
  );
}
