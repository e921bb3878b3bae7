/** Two options of one item that say the same. */

import { fold } from '../wording.ts';
import { itemRule } from './item-rule.ts';

/** Options are compared in their own case where a capital may be the point of the question: code and symbols. */
function sameAnswer(a: string, b: string): boolean {
  if (/[`(){}[\]<>=_*/\\^%$#@]|^\S{1,3}$/u.test(a + b)) return a.trim() === b.trim();
  return fold(a) === fold(b);
}

export const itemDuplicateOptions = itemRule({
  meta: {
    id: 'item-duplicate-options',
    agent: 'assessment',
    version: '1.0',
    severity: 'serious',
    title: 'Two options say the same',
    source: 'Keep options independent; they should not overlap (Haladyna, Downing & Rodriguez 2002, guideline 22).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    for (const [later, option] of item.options.entries()) {
      const earlier = item.options.findIndex((other, index) => index < later && sameAnswer(other.text, option.text));
      const twin = item.options[earlier];
      if (!twin || option.text.trim() === '') continue;
      const split = twin.correct !== option.correct;
      const replaced = option.correct ? earlier : later;
      return {
        message: split
          ? `Options ${earlier + 1} and ${later + 1} both say “${option.text}”, but only one of them is marked right.`
          : `Options ${earlier + 1} and ${later + 1} both say “${option.text}”.`,
        certainty: 'needs-review',
        question: `What should option ${replaced + 1} say instead?`,
        answerKind: 'text',
        option: replaced,
      };
    }
    return null;
  },
});
