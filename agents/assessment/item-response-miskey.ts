/** Learners who do well on everything else pick another answer than the one marked right. */
import type { Item } from '../../tools/library/lesson.ts';
import type { ItemStatistics, OptionStatistics } from './item-analysis.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice, keyOf } from './items.ts';
import { courseAnalysis } from './response-key.ts';
import { correlationInterval } from './statistics.ts';
import { fold } from './wording.ts';

/** Fewer learners cannot tell a wrong key from chance at one false alarm in a hundred items. */
const fewest = 200;

/** A key that works correlates with the rest; one that does not, stays below this. */
const flat = 0.05;
const apart = 0.2;

/**
 * The distractor that attracts the able while the key does not: its correlation is above zero at 99%, the key's about zero or below,
 * and the two are far apart. Null where the data say no such thing. Pure.
 */
export function attractive(statistics: ItemStatistics): OptionStatistics | null {
  const key = statistics.options.find((option) => option.key);
  const keyed = statistics.pointBiserial;
  if (statistics.n < fewest || !key || keyed === null || keyed >= flat) return null;
  const drawn = statistics.options
    .filter((option) => !option.key && option.pointBiserial !== null && option.n >= 20)
    .sort((a, b) => (b.pointBiserial ?? 0) - (a.pointBiserial ?? 0));
  const [best] = drawn;
  const interval = best?.pointBiserial ? correlationInterval(best.pointBiserial, statistics.n, 2.5758293035489004) : null;
  return best && interval && interval[0] > 0 && (best.pointBiserial ?? 0) - keyed >= apart ? best : null;
}

function described(item: Item, statistics: ItemStatistics): string {
  const options = item.options.map((option) => {
    const own = statistics.options.find((candidate) => fold(candidate.option) === fold(option.text));
    return `“${option.text}” ${own ? `${(100 * own.share).toFixed(0)}%, r ${own.pointBiserial?.toFixed(2) ?? '–'}` : '0%'}${option.correct ? ' (key)' : ''}`;
  });
  return `N ${statistics.n}, p ${statistics.p?.toFixed(2)}, corrected point-biserial ${statistics.pointBiserial?.toFixed(2)}; ${options.join('; ')}`;
}

export const itemResponseMiskey = itemRule({
  meta: {
    id: 'item-response-miskey',
    agent: 'assessment',
    version: '1.0',
    severity: 'critical',
    title: 'Able learners pick another answer than the key',
    source:
      'A negative corrected point-biserial with a distractor that discriminates positively points to a wrong key (Haladyna & Rodriguez 2013, ch. 17; Crocker & Algina 1986, ch. 14).',
    needs: ['responses'],
  },
  rewrite: 'never',
  look(item, { course, responses }) {
    if (!responses || !isRealChoice(item) || !keyOf(item)) return null;
    const statistics = courseAnalysis(responses, course.lessons).items.find((own) => own.item === item.id);
    const drawn = statistics ? attractive(statistics) : null;
    if (!statistics || !drawn) return null;
    return {
      message: `Learners who do well on the other items pick “${drawn.option}”, not the key “${keyOf(item)?.text}” (N ${statistics.n}, r ${statistics.pointBiserial?.toFixed(2)}).`,
      certainty: 'needs-review',
      question: 'Which option is right?',
      answerKind: 'key',
      evidence: [{ kind: 'statistic', text: described(item, statistics) }],
    };
  },
});
