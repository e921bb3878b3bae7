/** Words that blink or run can be stopped: beside them nobody can read, and some cannot read them at all. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'motion-endless',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Words that blink or run without end',
  source:
    'WCAG 2.2, 2.2.2 Pause, Stop, Hide, failure F16, techniques G11 and G152: an animation of the page’s styles that never ends. Signs that something is loading are left alone.',
  wcag: ['2.2.2'],
  needs: ['page'],
};

export const motionEndless = surveyRule(meta, ({ survey }) =>
  survey.motions.map(({ mark, html, kind, pause }) => ({
    mark,
    target: html.slice(0, 300),
    // A script, or a pointer over it, may stop it.
    certainty: survey.scripts > 0 || pause === 'by-pointer' ? ('needs-review' as const) : ('fails' as const),
    message: kind === 'blinks' ? 'These words blink without end.' : 'These words move without end.',
    question: 'Can a learner pause, stop or hide them, with the keyboard too?',
    answerKind: 'yes-no' as const,
    evidence: [{ kind: 'note' as const, text: html }],
  })),
);
