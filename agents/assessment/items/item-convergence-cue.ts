/** The right answer is the one that has most in common with the others: combining parts finds it without knowing. */
import type { Item } from '../../../tools/library/lesson.ts';
import { counted, fold, isFunctionWord, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';

/** Programs differ in single places whatever is asked. */
const program = /[`={}[\]<>\\]|\w\(/u;

/** Options are compared each with each; a list longer than any that a person would choose from is not. */
const mostOptions = 50;

function parts(text: string): string[] {
  return text
    .replace(/\s+/gu, ' ')
    .split(/ ?[,;/] ?(?:and )?| and | \+ /u)
    .map(fold)
    .filter((part) => part !== '');
}

/**
 * Is the key alone in having each of its parts in another option too? Only where all options are lists of as many parts, so that
 * the parts are what is asked for.
 */
export function converges(item: Item): boolean {
  const key = keyOf(item);
  if (!key || item.options.length < 3) return false;
  const lists = item.options.map((option) => parts(option.text));
  const size = lists[0]?.length ?? 0;
  if (size < 2 || lists.some((list) => list.length !== size || list.some((part) => part.split(' ').length > 4))) return false;
  const sets = lists.map((list) => new Set(list));
  const shared = lists.map((list, index) => list.every((part) => sets.some((other, at) => at !== index && other.has(part))));
  return shared.filter((one) => one).length === 1 && shared[item.options.indexOf(key)] === true;
}

/**
 * The same of terms of as many words each ("Pulse Code Modulation", "Pure Code Multiplication", "Pulse Width Maximization"): the key
 * shares more words with other options than any of them does, and not with one of them alone. Words that all options share, and articles and the like, do not count.
 */
export function sharesMost(item: Item): boolean {
  const key = keyOf(item);
  const terms = item.options.map((option) => words(option.text));
  const size = terms[0]?.length ?? 0;
  if (!key || size < 3 || size > 5 || terms.some((term) => term.length !== size)) return false;
  const partners = terms.map((term, at) =>
    term
      .filter((word) => !isFunctionWord(word) && terms.some((other) => !other.includes(word)))
      .map((word) => terms.flatMap((other, index) => (index !== at && other.includes(word) ? [index] : [])))
      .filter((others) => others.length > 0),
  );
  const own = partners[item.options.indexOf(key)] ?? [];
  if (own.length < 2 || new Set(own.flat()).size < 2) return false;
  return partners.every((other, at) => item.options[at] === key || other.length < own.length);
}

/** Where in `from` the one run of words lies that `to` has others for; null where they differ in more than one place, or in too much. */
function onePlaceApart(from: readonly string[], to: readonly string[]): { start: number; end: number } | null {
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(from.length, to.length) - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail += 1;
  const end = from.length - tail;
  const kept = [...from.slice(0, start), ...from.slice(end)].filter((word) => !isFunctionWord(word));
  const changed = Math.max(end - start, to.length - tail - start);
  return kept.length >= 2 && end > start && changed >= 1 && changed <= 3 ? { start, end } : null;
}

/**
 * Is the key alone the phrase that every other option changes in one place ("iron in the sap of the leaf"; "copper in the sap of the leaf",
 * "iron in the sap of the root"), and not all in the same place?
 */
export function standsInTheMiddle(item: Item): boolean {
  const key = keyOf(item);
  if (!key || item.options.length < 4) return false;
  const terms = item.options.map((option) => words(option.text));
  const centres = terms.filter((own) => {
    const places = terms.flatMap((other) => (other === own ? [] : [onePlaceApart(own, other)]));
    const [first] = places;
    return (
      first !== undefined &&
      places.every((place) => place !== null) &&
      places.some((place) => first !== null && (place.start >= first.end || first.start >= place.end))
    );
  });
  return centres.length === 1 && centres[0] === terms[item.options.indexOf(key)];
}

export const itemConvergenceCue = itemPattern({
  meta: {
    id: 'item-convergence-cue',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'The right answer has most in common with the others',
    source:
      'Avoid convergence: the key holding the most elements in common with the others (Case & Swanson 2002, ch. 3; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look: (item) =>
    isRealChoice(item) &&
    item.options.length <= mostOptions &&
    !item.options.some(({ text }) => program.test(text)) &&
    (converges(item) || sharesMost(item) || standsInTheMiddle(item))
      ? `The right answer to “${item.stem.text.trim()}” has more parts in common with the other options than any of them.`
      : null,
  question: 'How should the question read, so that the parts do not point at its answer?',
  together: (flawed) => `In ${counted(flawed.length, 'item')} the right answer can be put together from the wrong ones.`,
  togetherQuestion: 'Should their wrong answers share parts evenly?',
});
