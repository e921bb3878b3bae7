/** Two groups of learners who do equally well on the rest of the test do not do equally well on this item. */
import { itemRule } from '../items/item-rule.ts';
import { isChoice, keyOf } from '../items/items.ts';
import { fewestInAll, fewestInGroup } from '../psychometrics/dif.ts';
import { statisticsOf } from './response-key.ts';

export const itemTreatsGroupsDifferently = itemRule({
  meta: {
    id: 'item-treats-groups-differently',
    agent: 'assessment',
    version: '1.0',
    severity: 'serious',
    title: 'Learners of two groups who know the same do not score the same',
    source: 'Mantel–Haenszel DIF of ETS class C (Holland & Thayer 1988; Dorans & Holland 1993; Zwick 2012).',
    needs: ['responses'],
  },
  rewrite: 'never',
  look(item, { responses }) {
    if (!responses || !isChoice(item) || !keyOf(item)) return null;
    const dif = statisticsOf(responses, item)?.dif;
    if (dif?.class !== 'C') return null;
    return {
      message: `The item is much ${dif.d < 0 ? 'harder' : 'easier'} for the focal group than for learners of the other group with the same score (MH D-DIF ${dif.d.toFixed(2)}, class C).`,
      certainty: 'needs-review',
      question: 'Does it ask for something the groups differ in that is not being taught? If it is right as it is, say so.',
      answerKind: 'text',
      evidence: [
        {
          kind: 'statistic',
          text: `N ${dif.focal} focal, ${dif.reference} reference; odds ratio ${dif.oddsRatio.toFixed(2)}, MH D-DIF ${dif.d.toFixed(2)} (95% ${dif.interval[0].toFixed(2)} to ${dif.interval[1].toFixed(2)}), chi-square ${dif.chiSquare.toFixed(1)}, p ${dif.p < 0.001 ? '< 0.001' : dif.p.toFixed(3)}`,
        },
        {
          kind: 'statistic',
          text: `Class C: |D| at least 1.5 and surely above 1; matching score purified; judged from ${fewestInGroup} learners in the smaller group and ${fewestInAll} in all`,
        },
      ],
    };
  },
});
