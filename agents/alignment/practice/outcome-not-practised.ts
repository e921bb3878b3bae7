import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext, LessonContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import type { OutcomeAlignment, Sibling } from '../align.ts';
import { answeredWording, isEnglish, statementsOf } from '../outcomes.ts';
import { lineOf, quoteEvidence } from '../quote.ts';
import { lessonAlignment, settledAlignment } from '../scoring/memo.ts';
import { type Unpractised, unpractised } from '../stray/served.ts';
import { writePractice, writtenByHand } from './write-practice.ts';

const meta: RuleMeta = {
  id: 'outcome-not-practised',
  agent: 'alignment',
  version: '1.0',
  severity: 'moderate',
  title: 'What a lesson teaches, learners get to do',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors', 'model'],
};

/** From more of them in one course on, only the surest are asked one by one; the rest is one question (`practice-elsewhere`). */
export const mostOneByOne = 6;
const surest = 5;

/** Those asked one by one, and the rest, over a whole course; surest first. */
export async function unpractisedIn(
  context: Pick<CourseContext, 'course' | 'vectors'>,
): Promise<{ single: Unpractised[]; rest: Unpractised[] }> {
  const all: Unpractised[] = [];
  if (context.course.lessons.every((lesson) => statementsOf(lesson).length === 0)) return { single: [], rest: [] };
  for (const lesson of context.course.lessons)
    if (isEnglish(lesson) && lesson.items.length > 0) all.push(...unpractised(await settledAlignment(context, lesson)));
  all.sort((a, b) => a.weight - b.weight);
  const cut = all.length > mostOneByOne ? surest : all.length;
  return { single: all.slice(0, cut), rest: all.slice(cut) };
}

export const outcomeNotPractised: Rule<LessonContext> = {
  meta,
  async check(context) {
    const { lesson } = context;
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'the built-in scorer reads English only' };
    if (statementsOf(lesson).length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    if (lesson.items.length === 0) return { outcome: 'notApplicable', reason: 'the lesson has no exercises or items at all' };
    const { single } = await unpractisedIn(context);
    const rows = await lessonAlignment(context, lesson);
    const byHand = writtenByHand(context);
    const findings = single.filter(({ row }) => row.lesson === lesson).map(({ row }) => findingOf(row, rows, byHand));
    return { outcome: 'checked', findings };
  },
  repair(finding, context) {
    return writePractice(finding, `${meta.id}@${meta.version}`, context);
  },
  answer(finding, reply, { lesson }) {
    return reply.kind === 'text' ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};

function findingOf(row: OutcomeAlignment, rows: OutcomeAlignment[], byHand: string | null): RawFinding {
  const { lesson, outcome } = row;
  const evidence: Evidence[] = [
    { kind: 'outcome', text: sourceOf(lesson, outcome.span), source: outcome.span },
    ...(row.taught.verdict === 'unsure' ? [] : quoteEvidence(row.taught)),
    { kind: 'note', text: nearestNote(row, rows) },
    ...(byHand === null ? [] : [{ kind: 'note' as const, text: byHand }]),
  ];
  const sure = row.taught.verdict === 'full' || row.taught.verdict === 'partial';
  const line =
    sure && row.taught.span
      ? ` (line ${lineOf(lesson.files.find((file) => file.path === row.taught.span!.path)?.text ?? '', row.taught.span.start)})`
      : '';
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: outcome.span,
    outcomes: [outcome.text],
    message: `${sure ? `Taught${line}, never practised` : 'Never practised'}: no exercise or item of this lesson asks for "${outcome.text}"`,
    question: 'Is it practised elsewhere, or is an exercise missing? If the lesson means something else, type the outcome.',
    answerKind: 'text',
    evidence,
  };
}

/** Names the outcome that practice nearest by belongs to, and why it is not this one. */
function nearestNote(row: OutcomeAlignment, rows: OutcomeAlignment[]): string {
  const nearest = row.own.find(({ unit }) => unit.role !== 'teaches');
  const title = nearest?.unit.title || nearest?.unit.pieces[0]?.text.slice(0, 80);
  const better = rows
    .filter((other) => other !== row)
    .map((other) => ({ other, score: other.own.find(({ unit }) => unit === nearest?.unit)?.score ?? 0 }))
    .sort((a, b) => b.score - a.score)[0];
  const sibling: Sibling | undefined = row.siblings.find((candidate) => candidate.lesson === row.lesson);
  const parts = [];
  if (nearest && better && better.score > nearest.score)
    parts.push(
      `The nearest exercise, "${title}", serves "${better.other.outcome.text}" (${better.score.toFixed(2)} against ${nearest.score.toFixed(2)} for this one).`,
    );
  if (sibling) {
    const own = rows.find((other) => other.outcome === sibling.outcome);
    const practised = own && Math.max(own.practised.score, own.assessed.score) > 0.5;
    parts.push(
      `Nearest other outcome: "${sibling.outcome.text}"${practised ? ', which is practised by exercises that leave this one out' : ', without sure practice either'}.`,
    );
  }
  return parts.join(' ') || 'No exercise comes near it.';
}
