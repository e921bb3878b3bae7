import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { canHoldTags, taggingOf } from './item-tag.ts';
import { namesOutcome } from './outcome-tags.ts';

const meta: RuleMeta = {
  id: 'items-partly-tagged',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Items of a course are tagged with outcomes, or are not',
  source:
    'T. M. Haladyna, M. C. Rodriguez, "Developing and Validating Test Items", 2013: each item is tied to what it is to show',
  needs: ['siblings'],
};

/** One question for the course, where too few items are tagged to tell what its author wants. */
export const itemsPartlyTagged: Rule<CourseContext> = {
  meta,
  check({ course }) {
    const tagging = taggingOf(course);
    if (tagging.kind !== 'some') return { outcome: 'checked', findings: [] };
    const { tagged, items } = tagging.habit;
    const holds = canHoldTags(course);
    const first = course.lessons
      .flatMap((lesson) => lesson.items.filter(holds).map((item) => ({ lesson, item })))
      .find(({ lesson, item }) => lesson.outcomes.some((one) => item.outcomes.some((tag) => namesOutcome(tag, one))));
    if (!first || tagged === items) return { outcome: 'checked', findings: [] };
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: { ...first.item.span },
          target: `course ${course.id}`,
          message: `${tagged} of ${items} items of this course are tagged with the outcome they serve.`,
          question:
            'Should the others be tagged too? Then set outcomeTags under items in the configuration: tags are proposed where it is certain which outcome an item serves.',
          answerKind: 'yes-no',
          evidence: [{ kind: 'note', text: `${first.lesson.title}, ${first.item.id}: ${first.item.outcomes.join(', ')}` }],
        },
      ],
    };
  },
};
