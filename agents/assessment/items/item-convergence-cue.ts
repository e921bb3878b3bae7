/** The right answer is the one that has most in common with the others: combining parts finds it without knowing. */
import type { Item } from '../../../tools/library/lesson.ts';
import { counted, fold, isFunctionWord, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';

function parts(text: string): string[] {
  return text
    .split(/\s*[,;/]\s*(?:and\s+)?|\s+and\s+|\s+\+\s+/u)
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
  const shared = lists.map((list, index) =>
    list.every((part) => lists.some((other, at) => at !== index && other.includes(part))),
  );
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

export const itemConvergenceCue = itemPattern({
  meta: {
    id: 'item-convergence-cue',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'The right answer has most in common with the others',
    source:
      'Avoid convergence: the key holding the most elements in common with the others (Case & Swanson 2002, ch. 3; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look: (item) =>
    isRealChoice(item) && (converges(item) || sharesMost(item))
      ? `The right answer to “${item.stem.text.trim()}” has more parts in common with the other options than any of them.`
      : null,
  question: 'How should the question read, so that the parts do not point at its answer?',
  together: (flawed) => `In ${counted(flawed.length, 'item')} the right answer can be put together from the wrong ones.`,
  togetherQuestion: 'Should their wrong answers share parts evenly?',
});
