/** The keyboard gets out of whatever it got into. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'focus-trap',
  agent: 'accessibility',
  version: '1.0',
  severity: 'critical',
  title: 'The keyboard cannot leave',
  source: 'WCAG 2.2, 2.1.2 No Keyboard Trap (failure F10, ACT rule 80af7b): an element that takes the focus back as it leaves.',
  wcag: ['2.1.2'],
  needs: ['page'],
};

export const focusTrap = surveyRule(meta, ({ survey }) =>
  survey.focusTraps.map(({ mark, html }) => ({
    mark,
    target: html.slice(0, 300),
    certainty: 'fails' as const,
    message: 'It takes the focus back whenever the keyboard leaves it: nobody gets past it without a mouse.',
    evidence: [{ kind: 'note' as const, text: html }],
  })),
);
