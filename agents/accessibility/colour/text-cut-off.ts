/** Words stay whole when a learner doubles their size. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'text-cut-off',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Text is cut off at 200 percent',
  source: 'WCAG 2.2, 1.4.4 Resize Text (failure F69, ACT rule 59br37), looked at in a window of 640 by 512.',
  wcag: ['1.4.4'],
  needs: ['page'],
};

export const textCutOff = surveyRule(meta, ({ survey }) =>
  survey.cutOff.map(({ mark, html }) => ({
    mark,
    target: html.slice(0, 300),
    certainty: 'fails' as const,
    message: 'At twice the size its text is cut off and cannot be scrolled to.',
    evidence: [{ kind: 'note' as const, text: html }],
  })),
);
