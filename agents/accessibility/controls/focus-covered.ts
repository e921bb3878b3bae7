/** What has the focus is not under something else. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'focus-covered',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'The focus goes under a bar',
  source:
    'WCAG 2.2, 2.4.11 Focus Not Obscured (Minimum), failure F110, technique C43: each control under a bar that stays was given the focus, and stayed under it.',
  wcag: ['2.4.11'],
  needs: ['page'],
};

export const focusCovered = surveyRule(meta, ({ survey }) =>
  survey.bars.map(({ mark, html, covered, words }) => ({
    mark,
    target: html.slice(0, 300),
    // A script may put the bar away.
    certainty: survey.scripts > 0 ? ('needs-review' as const) : ('fails' as const),
    message: `${covered === 1 ? 'A control lies' : `${covered} controls lie`} wholly under this bar with the focus on ${covered === 1 ? 'it' : 'them'}: ${words.map((word) => `“${word}”`).join(', ')}.`,
    question: 'Is the bar put away before the keyboard comes to what lies under it?',
    answerKind: 'yes-no' as const,
  })),
);
