/** "All of the above" and "none of the above". */

import { fold } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice } from './items.ts';

const pattern =
  /^(?:(?:all|none|neither|both)(?: of)?(?: the)?(?: (?:above|these|options|answers|listed))(?: (?:above|options|answers|are (?:correct|right|true)|apply))*|all are (?:correct|true)|(?:both )?[a-d] and [a-d](?: only)?|[a-d] & [a-d])$/u;

/** Does the option stand for others of its item, or for none of them? */
export function isAllOrNone(text: string): boolean {
  return pattern.test(fold(text));
}

export const itemAllOrNone = itemRule({
  meta: {
    id: 'item-all-or-none',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'An option reads “all of the above” or “none of the above”',
    source: 'Avoid all-of-the-above; use none-of-the-above with care (Haladyna, Downing & Rodriguez 2002, guidelines 25 and 26).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    if (!isRealChoice(item)) return null;
    const index = item.options.findIndex((option) => isAllOrNone(option.text));
    const option = item.options[index];
    if (!option) return null;
    return {
      message: `Option ${index + 1}, “${option.text}”, can be ${option.correct ? 'picked' : 'ruled out'} by judging part of the other options.`,
      certainty: 'needs-review',
      question: 'Which answer of its own should stand there instead?',
      answerKind: 'text',
      option: index,
    };
  },
});
