/** A field's visible label says what goes into it. Labels that name a thing on the screen are `field-label`'s. */
import type { RuleMeta } from '../../rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { sheetsOf } from '../survey-rule.ts';
import { shareAWord } from '../words-shared.ts';
import { namesAThing } from './field-label.ts';

const meta: RuleMeta = {
  id: 'label-describes',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A label that does not say what to enter or choose',
  source: 'WCAG 2.2, 2.4.6 Headings and Labels, technique G131 (ACT rule cc0f0a).',
  wcag: ['2.4.6'],
  needs: ['page'],
};

export const labelDescribes = judgedRule(meta, async (context) => {
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return sheets;
  return sheets.flatMap(({ survey, place }) =>
    survey.fields.flatMap(({ mark, label, kind, field, between }): Doubt[] => {
      const range = place(mark);
      if (!range || namesAThing(label) || shareAWord(label, field)) return [];
      return [
        {
          kind: 'label',
          words: label,
          around: `A field of kind ${kind}, sent as “${field}”. Words before it: ${between || 'none'}`,
          grounds: 'possible',
          fault: {
            range,
            message: `The label “${label.slice(0, 100)}” does not say what to enter or choose.`,
            question: 'What is a learner to enter or choose here?',
            answerKind: 'text',
          },
        },
      ];
    }),
  );
});
