/** Who moves by keyboard sees where they are. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'focus-unseen',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'The focus cannot be seen',
  source:
    'WCAG 2.2, 2.4.7 Focus Visible, failures F55 and F78 (ACT rule oj04fd): the page takes the ring away and puts nothing in its place.',
  wcag: ['2.4.7'],
  needs: ['page'],
};

export const focusUnseen = surveyRule(meta, ({ survey }) =>
  survey.scripts > 0
    ? []
    : survey.focusUnseen.map(({ mark, html }) => ({
        mark,
        certainty: 'fails' as const,
        message: 'With the focus on it, this element looks as it does without: who uses a keyboard cannot see where they are.',
        evidence: [{ kind: 'note' as const, text: html }],
      })),
);
