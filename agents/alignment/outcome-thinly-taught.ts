import { sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { RawFinding, Severity } from '../contract.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import type { OutcomeAlignment } from './align.ts';
import { answeredWording, hardlyRead, isStatement, statementsOf } from './outcomes.ts';
import { quoteEvidence } from './quote.ts';
import { readRows } from './reading/read-unsure.ts';
import { courseAlignment } from './scoring/memo.ts';
import { untaught } from './stray/served.ts';

const meta: RuleMeta = {
  id: 'outcome-thinly-taught',
  agent: 'alignment',
  version: '1.0',
  severity: 'moderate',
  title: 'What a lesson promises, it explains',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors', 'model'],
};

/**
 * A rule of the course, since an edit of one lesson that has nothing to do with its outcomes would else put the same question about
 * an edited copy, and a model may word its doubt otherwise each time.
 */
export const outcomeThinlyTaught: Rule<CourseContext> = {
  meta,
  async check(context) {
    if (!context.models.available) return { outcome: 'notApplicable', reason: 'only a model reads what the scorer is unsure of' };
    const lessons = context.course.lessons.filter((lesson) => statementsOf(lesson).length > 0 && !hardlyRead(lesson));
    if (lessons.length === 0) return { outcome: 'notApplicable', reason: 'the course states no outcomes' };
    const read = await readRows(context, await courseAlignment(context, lessons), ['taught']);
    return { outcome: 'checked', findings: read.flatMap(findingOf) };
  },
  answer(finding, reply, { course }) {
    const lesson = course.lessons.find((one) => one.files.some(({ path }) => path === finding.range.path));
    return reply.kind === 'text' && lesson ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};

const severities: Partial<Record<OutcomeAlignment['taught']['verdict'], Severity>> = { none: 'serious', partial: 'moderate' };

function findingOf(row: OutcomeAlignment): RawFinding[] {
  const { taught, lesson, outcome } = row;
  const severity = severities[taught.verdict];
  // What the scorer alone is sure of is said by `outcome-untaught`.
  if (!taught.read || !severity || !isStatement(outcome) || untaught([row]).length > 0) return [];
  return [
    {
      rule: meta.id,
      severity,
      certainty: 'needs-review',
      range: outcome.span,
      outcomes: [outcome.text],
      message:
        taught.verdict === 'none'
          ? 'Nothing in this lesson teaches this outcome, as a model read it.'
          : 'This lesson touches on this outcome without teaching it, as a model read it.',
      question: 'Is something missing, or does the lesson promise less? Type the outcome it does reach.',
      answerKind: 'text',
      evidence: [
        { kind: 'outcome', text: sourceOf(lesson, outcome.span), source: outcome.span },
        ...quoteEvidence(taught),
        { kind: 'note', text: `A model (${taught.read.model}) read it: ${taught.read.why}` },
      ],
    },
  ];
}
