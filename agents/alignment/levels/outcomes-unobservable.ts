import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { askedOnce, unobservableIn } from './outcome-observable.ts';

const meta: RuleMeta = {
  id: 'outcomes-unobservable',
  agent: 'alignment',
  version: '1.0',
  severity: 'moderate',
  title: 'A course that words its outcomes as knowledge is asked once',
  source: 'R. F. Mager, "Preparing Instructional Objectives", 1962/1997',
  needs: ['siblings', 'model'],
};

export const outcomesUnobservable: Rule<CourseContext> = {
  meta,
  check(context) {
    if (!askedOnce(context)) return { outcome: 'checked', findings: [] };
    const all = context.course.lessons.flatMap((lesson) =>
      unobservableIn(lesson)
        .filter(({ sure }) => !sure)
        .map(({ outcome }) => ({ lesson, outcome })),
    );
    const first = all[0]!;
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: first.outcome.span,
          target: `course ${context.course.id}`,
          outcomes: all.map(({ outcome }) => outcome.text),
          message: `${all.length} outcomes of this course name knowledge nobody can observe, and only their author knows what would show it.`,
          question: 'Should these outcomes be reworded? Then say for each what learners do to show it.',
          answerKind: 'yes-no',
          evidence: all.slice(0, 20).map(({ lesson, outcome }) => ({
            kind: 'outcome' as const,
            text: sourceOf(lesson, outcome.span),
            source: outcome.span,
          })),
        },
      ],
    };
  },
};
