/** An item whose outcome says little or nothing about what a learner knows elsewhere, though its key is not in doubt. */

import { itemRule } from '../items/item-rule.ts';
import { isChoice, keyOf } from '../items/items.ts';
import { described } from './item-response-miskey.ts';
import { statisticsOf } from './response-key.ts';

/** Enough that the interval of a flat correlation ends below 0.1 or so. */
const fewest = 200;
/** Correlations that surely stay below this tell nothing apart (Ebel & Frisbie 1991, ch. 13: below 0.2 "poor items, to be rejected or improved"). */
const flat = 0.15;
/** Nearly all or next to nobody right leaves nothing to correlate with. */
const easiest = 0.9;
const hardest = 0.1;

export const itemLowDiscrimination = itemRule({
  meta: {
    id: 'item-low-discrimination',
    agent: 'assessment',
    version: '1.0',
    severity: 'moderate',
    title: 'Whether learners get it right says nothing about what they know',
    source:
      'A corrected point-biserial near zero or below marks a poor item (Ebel & Frisbie 1991, ch. 13; Haladyna & Rodriguez 2013, ch. 17).',
    needs: ['responses'],
  },
  rewrite: 'never',
  look(item, { responses }) {
    if (!responses || !isChoice(item) || !keyOf(item)) return null;
    const statistics = statisticsOf(responses, item);
    if (!statistics || statistics.miskey || statistics.n < fewest) return null;
    const { p, pointBiserial: r, pointBiserialInterval: interval } = statistics;
    if (p === null || p > easiest || p < hardest || r === null || !interval || interval[1] >= flat) return null;
    return {
      message: `Learners who do well on the other items get this one right ${r < 0 ? 'less often' : 'hardly more often'} than the rest (N ${statistics.n}, r ${r.toFixed(2)}).`,
      certainty: 'needs-review',
      question: 'Is the question ambiguous, or about something else than the rest? If it is right as it is, say so.',
      answerKind: 'text',
      evidence: [
        { kind: 'statistic', text: described(item, statistics) },
        {
          kind: 'statistic',
          text: `Reported where N is at least ${fewest}, p between ${hardest} and ${easiest}, and the 95% interval of r ends below ${flat}`,
        },
      ],
    };
  },
});
