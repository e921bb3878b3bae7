import type { CourseContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { statementsOf } from './outcomes.ts';

const meta: RuleMeta = {
  id: 'topics-as-outcomes',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'A list of topics is not yet a list of outcomes',
  source: 'R. F. Mager, "Preparing Instructional Objectives", 1962/1997: content is not an objective',
  needs: ['siblings'],
};

/** One question for the course, however many lines its lists have. */
export const topicsAsOutcomes: Rule<CourseContext> = {
  meta,
  check({ course }) {
    const lists = course.lessons.filter(
      (lesson) => statementsOf(lesson).length === 0 && lesson.outcomes.some((one) => one.kind === 'topic'),
    );
    const first = lists[0]?.outcomes.find((one) => one.kind === 'topic');
    if (!first) return { outcome: 'checked', findings: [] };
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: first.span,
          target: `course ${course.id}`,
          message: `${lists.length} ${lists.length === 1 ? 'lesson lists' : 'lessons list'} what is covered, not what learners will be able to do.`,
          question: 'Are the outcomes of this course kept elsewhere? (Nothing was checked against these topics.)',
          answerKind: 'yes-no',
          evidence: lists.slice(0, 10).map((lesson) => {
            const topic = lesson.outcomes.find((one) => one.kind === 'topic')!;
            return { kind: 'note', text: `${lesson.title}: ${topic.text}` };
          }),
        },
      ],
    };
  },
};
