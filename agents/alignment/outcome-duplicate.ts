import { sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { RawFinding } from '../contract.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import type { OutcomeAlignment } from './align.ts';
import { isStatement, statementsOf } from './outcomes.ts';
import { coverage, termsOf } from './scoring/lexical.ts';
import { courseAlignment, indexOf } from './scoring/memo.ts';
import { stemsOf } from './scoring/words.ts';

const meta: RuleMeta = {
  id: 'outcome-duplicate',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Two lessons do not promise the same',
  source: 'G. Wiggins, J. McTighe, "Understanding by Design", 2005: each lesson moves the learner on',
  needs: ['siblings', 'vectors'],
};

const nearEnough = 0.85;
const wordsShared = 0.6;

export const outcomeDuplicate: Rule<CourseContext> = {
  meta,
  async check(context) {
    if (context.course.lessons.every((lesson) => statementsOf(lesson).length === 0))
      return { outcome: 'notApplicable', reason: 'the course states no outcomes' };
    const rows = await courseAlignment(context);
    const { background } = await indexOf(context);
    const shares = (a: string, b: string) => coverage(termsOf(a, background), new Set(stemsOf(b)));
    const findings = rows.flatMap((row): RawFinding[] => {
      if (!isStatement(row.outcome)) return [];
      const twin = row.siblings.find(
        (other) =>
          other.similarity >= nearEnough &&
          other.lesson.order < row.lesson.order &&
          isStatement(other.outcome) &&
          shares(row.outcome.text, other.outcome.text) >= wordsShared &&
          shares(other.outcome.text, row.outcome.text) >= wordsShared,
      );
      return twin ? [findingOf(row, twin)] : [];
    });
    return { outcome: 'checked', findings };
  },
};

function findingOf(row: OutcomeAlignment, twin: OutcomeAlignment['siblings'][number]): RawFinding {
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: row.outcome.span,
    outcomes: [row.outcome.text, twin.outcome.text],
    message: `This outcome says what "${twin.lesson.title}" promises already: "${twin.outcome.text}"`,
    question: 'Is it meant as revision, or should this lesson promise the next step?',
    answerKind: 'yes-no',
    evidence: [
      { kind: 'outcome', text: sourceOf(row.lesson, row.outcome.span), source: row.outcome.span },
      { kind: 'outcome', text: sourceOf(twin.lesson, twin.outcome.span), source: twin.outcome.span },
    ],
  };
}
