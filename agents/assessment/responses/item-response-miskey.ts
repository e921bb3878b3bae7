/** Learners who do well on everything else pick another answer than the one marked right. */
import type { Item } from '../../../tools/library/lesson.ts';
import { itemRule } from '../items/item-rule.ts';
import { isRealChoice, keyOf } from '../items/items.ts';
import { doubtedFrom, type ItemStatistics, leastShare } from '../psychometrics/analysis.ts';
import { fewestForKey } from '../psychometrics/miskey.ts';
import { fold } from '../wording.ts';
import { statisticsOf } from './response-key.ts';

/** Every option with its share and correlation, N first: what a person needs to judge for themselves. */
export function described(item: Item, statistics: ItemStatistics): string {
  const options = item.options.map((option) => {
    const own = statistics.options.find((candidate) => fold(candidate.option) === fold(option.text));
    return `“${option.text}” ${own && own.n > 0 ? `${(100 * own.share).toFixed(0)}%, r ${own.pointBiserial?.toFixed(2) ?? '–'}` : '0%'}${option.correct ? ' (key)' : ''}`;
  });
  const interval = statistics.pointBiserialInterval;
  return `N ${statistics.n}, p ${statistics.p?.toFixed(2)}, corrected point-biserial ${statistics.pointBiserial?.toFixed(2) ?? '–'}${interval ? ` (95% ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})` : ''}; ${options.join('; ')}`;
}

export const itemResponseMiskey = itemRule({
  meta: {
    id: 'item-response-miskey',
    agent: 'assessment',
    version: '2.0',
    severity: 'critical',
    title: 'Able learners pick another answer than the key',
    source:
      'Able learners who choose a distractor and not the key point to a wrong key (Haladyna & Rodriguez 2013, ch. 17; Crocker & Algina 1986, ch. 14); weighed by a Bayes factor between the two keys.',
    needs: ['responses'],
  },
  rewrite: 'never',
  look(item, { responses }) {
    const key = keyOf(item);
    if (!responses || !isRealChoice(item) || !key) return null;
    const statistics = statisticsOf(responses, item);
    const suspect = statistics?.miskey;
    if (!statistics || !suspect) return null;
    const keyed = statistics.options.find((option) => option.key);
    const rarely = (keyed?.share ?? 0) < leastShare ? `, which ${keyed?.n ?? 0} of ${statistics.n} picked` : '';
    const figures = `(N ${statistics.n}, r ${statistics.pointBiserial?.toFixed(2) ?? '–'})`;
    return {
      message:
        suspect.posterior >= 0.5
          ? `Learners who do well on the other items pick “${suspect.option}”, not the key “${key.text}”${rarely} ${figures}.`
          : `The answers leave open whether the key “${key.text}” is right${rarely}, or “${suspect.option}” ${figures}.`,
      certainty: 'needs-review',
      question: 'Which option is right?',
      answerKind: 'key',
      evidence: [
        { kind: 'statistic', text: described(item, statistics) },
        {
          kind: 'statistic',
          text: `Chance that “${suspect.option}” is the right answer, if one key in ten were wrong: ${(100 * suspect.posterior).toFixed(1)}%; asked from ${100 * doubtedFrom}% and ${fewestForKey} learners on`,
        },
      ],
    };
  },
});
