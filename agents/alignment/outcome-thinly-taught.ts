import { sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { RawFinding } from '../contract.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import type { OutcomeAlignment } from './align.ts';
import { answeredWording, hardlyRead, isStatement, statementsOf } from './outcomes.ts';
import { quoteEvidence } from './quote.ts';
import { readRows } from './reading/read-unsure.ts';
import { courseAlignment } from './scoring/memo.ts';

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
    const thin = read.filter(isThin).sort((a, b) => rank(a) - rank(b) || a.taught.score - b.taught.score);
    const single = thin.slice(0, thin.length > mostOneByOne ? surest : thin.length);
    return {
      outcome: 'checked',
      findings: [...single.map(findingOf), ...summedUp(context.course.id, thin.slice(single.length))],
    };
  },
  answer(finding, reply, { course }) {
    const lesson = course.lessons.find((one) => one.files.some(({ path }) => path === finding.range.path));
    return reply.kind === 'text' && lesson ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};

/** From more of them in one course on, only the surest are asked one by one; the rest is one question. */
const mostOneByOne = 6;
const surest = 5;

/** What the scorer alone is sure of is said by `outcome-untaught`. */
const isThin = ({ taught, outcome }: OutcomeAlignment): boolean =>
  taught.read !== undefined && isStatement(outcome) && (taught.verdict === 'none' || taught.verdict === 'partial');

const rank = ({ taught }: OutcomeAlignment) => (taught.verdict === 'none' ? 0 : 1);

function findingOf({ taught, lesson, outcome }: OutcomeAlignment): RawFinding {
  const absent = taught.verdict === 'none';
  return {
    rule: meta.id,
    severity: absent ? 'serious' : 'moderate',
    certainty: 'needs-review',
    readBy: 'model',
    range: outcome.span,
    outcomes: [outcome.text],
    message: absent
      ? 'Nothing in this lesson teaches this outcome, as a model read it.'
      : 'This lesson touches on this outcome without teaching it, as a model read it.',
    question: 'Is something missing, or does the lesson promise less? Type the outcome it does reach.',
    answerKind: 'text',
    evidence: [
      { kind: 'outcome', text: sourceOf(lesson, outcome.span), source: outcome.span },
      ...quoteEvidence(taught),
      { kind: 'note', text: `A model (${taught.read?.model}) read it: ${taught.read?.why}` },
    ],
  };
}

function summedUp(course: string, rest: OutcomeAlignment[]): RawFinding[] {
  const [first] = rest;
  if (!first) return [];
  return [
    {
      rule: meta.id,
      severity: 'minor',
      certainty: 'needs-review',
      readBy: 'model',
      range: first.outcome.span,
      target: `course ${course}`,
      outcomes: rest.map(({ outcome }) => outcome.text),
      message: `${rest.length} more outcomes of this course are touched on and not taught in their lessons, as a model read them.`,
      question: 'Does this course teach them elsewhere?',
      answerKind: 'yes-no',
      evidence: rest.map(({ lesson, outcome, taught }) => ({
        kind: 'outcome' as const,
        text: `${lesson.title}: ${outcome.text} (${taught.read?.why})`,
      })),
    },
  ];
}
