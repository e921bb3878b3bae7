/** The right answer is the one that has most in common with the others: combining parts finds it without knowing. */
import type { Item } from '../../tools/library/lesson.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';
import { counted, fold } from './wording.ts';

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
  if (!key || item.options.length < 4) return false;
  const lists = item.options.map((option) => parts(option.text));
  const size = lists[0]?.length ?? 0;
  if (size < 2 || lists.some((list) => list.length !== size || list.some((part) => part.split(' ').length > 4))) return false;
  const shared = lists.map((list, index) =>
    list.every((part) => lists.some((other, at) => at !== index && other.includes(part))),
  );
  return shared.filter((one) => one).length === 1 && shared[item.options.indexOf(key)] === true;
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
    isRealChoice(item) && converges(item)
      ? `Every part of the right answer to “${item.stem.text.trim()}” stands in another option too, and of no other option is that so.`
      : null,
  question: 'How should the question read, so that the parts do not point at its answer?',
  together: (flawed) => `In ${counted(flawed.length, 'item')} the right answer can be put together from the wrong ones.`,
  togetherQuestion: 'Should their wrong answers share parts evenly?',
});
