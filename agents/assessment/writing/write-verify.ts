/** What stands between words a model wrote for an item and a person: each look is sharper, and dearer, than the one before. */
import type { Item, Span } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Evidence } from '../../contract.ts';
import { keyOf } from '../items/items.ts';
import { fold } from '../wording.ts';
import { newFlaws, type Rules } from './write-lint.ts';
import { repeated } from './write-near.ts';
import { folded, placeOfQuote, sentText } from './write-quote.ts';
import { misfit } from './write-reading.ts';
import { solvedBlind } from './write-solve.ts';

/** What the prompts `repair-item` and `write-item` answer. */
export interface WrittenItem {
  stem: string;
  options: string[];
  /** Index of the right option, from 0. */
  key: number;
  /** For each option, the mistake it stands for; empty for the right one. */
  misconceptions?: string[] | null;
  feedback?: string | null;
  /** Words of the passages that bear the answer out. */
  quote: string;
  unsure?: boolean | null;
}

export const adds = /https?:|www\.|<[a-z/!]/iu;

/** The first objection to the words alone; null where there is none. Pure. */
export function wordsObjection({ stem, options, key, misconceptions, feedback }: WrittenItem): string | null {
  if (folded(stem) === '' || options.some((option) => folded(option) === '')) return 'a text is empty';
  if (options[key] === undefined) return 'the key names no option';
  if (new Set(options.map(fold)).size !== options.length) return 'two options say the same';
  if ([stem, ...options, ...(misconceptions ?? []), feedback ?? ''].some((text) => /[\r\n]/u.test(text.trim())))
    return 'a text has several lines';
  return null;
}

/** Every distractor that was written stands for a mistake somebody makes. */
export function unnamedMistake(written: WrittenItem, isNew: (option: number) => boolean): string | null {
  const unnamed = written.options.findIndex(
    (_, at) => at !== written.key && isNew(at) && folded(written.misconceptions?.[at] ?? '') === '',
  );
  return unnamed < 0 ? null : `“${written.options[unnamed]}” stands for no mistake`;
}

export interface Written {
  /** The item it replaces; null for a new one. */
  before: Item | null;
  /** As it would read; spans are those of the source it replaces or is modelled on. */
  after: Item;
  quote: string;
  /** What was sent, and may be quoted. */
  passages: Span[];
}

/**
 * Quotation, length and reading level, all item rules, likeness to other items, and the blind solution, in this order.
 * @returns the first objection; null where the item may be shown to a person
 */
export async function objectionTo(
  { before, after, quote, passages }: Written,
  rules: Rules,
  context: LessonContext,
): Promise<string | null> {
  const { lesson, course, vectors } = context;
  if (!placeOfQuote(lesson, passages, quote)) return 'the quotation does not stand in the lesson';
  const others = course.lessons
    .flatMap((one) => one.items)
    .filter((item) => item.options.length > 0 && !(before && item.span.path === before.span.path && item.id === before.id));
  const unfit = misfit(after, before ? [before, ...others] : others, lesson);
  if (unfit) return unfit;
  const flaws = await newFlaws(before, after, rules, context);
  if (flaws.length > 0) return `new flaws: ${flaws.join(', ')}`;
  const same = await repeated(after, before, course, vectors);
  if (same) return `it repeats ${same.id}`;
  const key = keyOf(after);
  if (!key) return 'it has no single key';
  const question = { stem: after.stem.text, options: after.options.map(({ text }) => text), key: after.options.indexOf(key) };
  return solvedBlind(question, sentText(lesson, passages), context);
}

/** Quotation and mistakes, as the reviewer sees them. */
export function writtenEvidence(written: WrittenItem, source: Span, isNew: (option: number) => boolean): Evidence[] {
  const mistakes = written.options.flatMap((option, at): Evidence[] => {
    const mistake = folded(written.misconceptions?.[at] ?? '');
    return at === written.key || !isNew(at) || mistake === ''
      ? []
      : [{ kind: 'note', text: `Who picks “${option}”: ${mistake}` }];
  });
  return [{ kind: 'quote', text: written.quote, source }, ...mistakes];
}
