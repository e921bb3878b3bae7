import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { unpractisedIn } from './outcome-not-practised.ts';

const meta: RuleMeta = {
  id: 'practice-elsewhere',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Many outcomes without practice are one question',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors'],
};

export const practiceElsewhere: Rule<CourseContext> = {
  meta,
  async check(context) {
    const { rest } = await unpractisedIn(context);
    const first = rest[0];
    if (!first) return { outcome: 'checked', findings: [] };
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: first.row.outcome.span,
          target: `course ${context.course.id}`,
          outcomes: rest.map(({ row }) => row.outcome.text),
          message: `${rest.length} more outcomes of this course are taught and seem neither practised nor assessed.`,
          question: 'Does this course keep its practice elsewhere?',
          answerKind: 'yes-no',
          evidence: rest.map(({ row }) => ({ kind: 'outcome' as const, text: `${row.lesson.title}: ${row.outcome.text}` })),
        },
      ],
    };
  },
};
