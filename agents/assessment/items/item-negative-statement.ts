/** A statement to judge with a negation in it: "false" then means that it is so, and readers lose the thread. */

import { counted, unquoted } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isVerdictItem } from './items.ts';

/** "Not only", "no matter" and "no more than" negate nothing; *not* and NOT are set off already. */
const negated =
  /(?<![*_>])\b(?:cannot|(?:not|no)(?! (?:only|just|matter|longer|more|less|fewer|later|earlier|sooner|doubt)\b)|nor)\b(?![*_<])|\b(?:ca|do|does|did|is|are|was|were|wo|would|should|could|has|have|must|need)n['’]t\b/u;

export const itemNegativeStatement = itemPattern({
  meta: {
    id: 'item-negative-statement',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'A statement to judge is worded in the negative',
    source:
      'Word statements positively; a false negative is a double negation (Haladyna, Downing & Rodriguez 2002, guideline 17; Frisbie & Becker 1991 on true/false items; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look: (item) =>
    isVerdictItem(item) && negated.test(unquoted(item.stem.text))
      ? `“${item.stem.text.trim()}” is worded in the negative, which learners must turn round to judge it.`
      : null,
  question: 'How should the statement read without the negation? (Its answer may turn round.)',
  together: (flawed) => `${counted(flawed.length, 'statement')} to judge are worded in the negative.`,
  togetherQuestion: 'Should these be worded positively?',
});
