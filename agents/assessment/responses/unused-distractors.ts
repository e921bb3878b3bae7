/** Wrong answers that hardly anybody picks: asked once a course, and only from response data. */
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { distinctItems, itemEvidence } from '../items/item-pattern.ts';
import { isRealChoice, keyOf } from '../items/items.ts';
import { leastShare } from '../psychometrics/analysis.ts';
import { counted, fold } from '../wording.ts';
import { statisticsOf } from './response-key.ts';

const meta: RuleMeta = {
  id: 'unused-distractors',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'Wrong answers that fewer than one learner in twenty picks',
  source: 'A distractor picked by fewer than 5% does not work (Haladyna & Downing 1993, EPM 53; Tarrant, Ware & Mohammed 2009).',
  needs: ['responses', 'siblings'],
};

const fewest = 100;
/** So easy an item leaves no room for its distractors (p above this). */
const easy = 0.9;

export const unusedDistractors: Rule<CourseContext> = {
  meta,
  check({ responses, lessons }) {
    if (!responses) return { outcome: 'notApplicable', reason: 'the config names no responses' };
    const judged = distinctItems(lessons).flatMap((place) => {
      const statistics = statisticsOf(responses, place.item);
      if (!statistics || statistics.n < fewest || (statistics.p ?? 1) > easy || !isRealChoice(place.item) || !keyOf(place.item))
        return [];
      const unused = place.item.options.filter(
        (option) =>
          !option.correct && (statistics.options.find((own) => fold(own.option) === fold(option.text))?.share ?? 0) < leastShare,
      );
      return [{ ...place, unused, n: statistics.n }];
    });
    if (judged.length === 0) return { outcome: 'notApplicable', reason: `no item has answers of ${fewest} learners` };
    const wrong = judged.filter((own) => own.unused.length > 0);
    const first = wrong[0];
    if (!first) return { outcome: 'checked', findings: [] };
    const total = wrong.reduce((sum, own) => sum + own.unused.length, 0);
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: { ...first.item.span },
          target: meta.id,
          message: `${counted(total, 'wrong answer')} of ${counted(wrong.length, 'item')} ${total === 1 ? 'is' : 'are'} picked by fewer than 5% of learners, though the items are not easy.`,
          question: 'Should they be replaced by mistakes learners really make?',
          answerKind: 'yes-no',
          evidence: wrong.flatMap((own) => [
            itemEvidence(own),
            {
              kind: 'statistic' as const,
              text: `${own.item.id}: ${own.unused.map((option) => `“${option.text}”`).join(', ')} under 5% of N ${own.n}`,
            },
          ]),
        },
      ],
    };
  },
};
