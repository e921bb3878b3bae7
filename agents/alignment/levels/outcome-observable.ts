import { type Lesson, type Outcome, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext, SharedContext } from '../../context.ts';
import type { Draft, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { unitsFor } from '../course-index.ts';
import { answeredWording, draftOf, isEnglish, outcomeAt, rewordEdit, statementsOf } from '../outcomes.ts';
import { lessonAlignment } from '../scoring/memo.ts';
import type { Unit } from '../units.ts';
import { type Observability, observability } from './observable.ts';

const meta: RuleMeta = {
  id: 'outcome-observable',
  agent: 'alignment',
  version: '1.0',
  severity: 'moderate',
  title: 'An outcome names something learners can be seen doing',
  source: 'R. F. Mager, "Preparing Instructional Objectives", 1962/1997; revised Bloom taxonomy (Anderson & Krathwohl 2001)',
  needs: ['siblings', 'vectors', 'model'],
};

/** From so many open wordings in one course on, they are one question for the course (`outcomes-unobservable`). */
export const askedOneByOne = 3;

type Unobservable = Extract<Observability, { kind: 'unobservable' }>;

/** Outcomes of a lesson nobody could observe. */
export function unobservableIn(lesson: Lesson): { outcome: Outcome; seen: Unobservable; sure: boolean }[] {
  if (!isEnglish(lesson)) return [];
  return statementsOf(lesson).flatMap((outcome) => {
    const seen = observability(outcome.text);
    if (seen.kind !== 'unobservable') return [];
    return [{ outcome, seen, sure: seen.wording !== null && rewordEdit(lesson, outcome, seen.wording) !== null }];
  });
}

/** Whether the wordings only an author can know are asked once for the course. */
export function askedOnce(context: Pick<SharedContext, 'course' | 'models'>): boolean {
  if (context.models.available) return false;
  return context.course.lessons.flatMap((lesson) => unobservableIn(lesson).filter(({ sure }) => !sure)).length > askedOneByOne;
}

export const outcomeObservable: Rule<LessonContext> = {
  meta,
  check(context) {
    const { lesson } = context;
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'outcome wording is judged in English only' };
    if (statementsOf(lesson).length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    const once = askedOnce(context);
    const findings = unobservableIn(lesson)
      .filter(({ sure }) => sure || !once)
      .map(({ outcome, seen, sure }): RawFinding => {
        const base = {
          rule: meta.id,
          severity: meta.severity,
          range: outcome.span,
          outcomes: [outcome.text],
          message: `"${seen.phrase}" cannot be observed, so nobody can tell whether this outcome was reached.`,
          evidence: [
            { kind: 'outcome' as const, text: sourceOf(lesson, outcome.span), source: outcome.span },
            { kind: 'rule' as const, text: 'An outcome names a performance that can be seen or heard (Mager 1962).' },
          ],
        };
        return sure
          ? { ...base, certainty: 'fails' }
          : {
              ...base,
              certainty: 'needs-review',
              question: 'What would learners do to show it? Type the outcome in those words.',
              answerKind: 'text',
            };
      });
    return { outcome: 'checked', findings };
  },
  async repair(finding, context) {
    const found = unobservableIn(context.lesson).find(({ outcome }) => outcome === outcomeAt(context.lesson, finding));
    if (!found) return null;
    const { outcome, seen } = found;
    if (!found.sure || !seen.wording) return modelWording(finding, outcome, context);
    return draftOf(finding, rewordEdit(context.lesson, outcome, seen.wording)!, {
      title: `Say what learners will do: "${seen.wording}"`,
      rationale:
        seen.ground === 'sure'
          ? `The outcome names a performance already; "${seen.phrase}" only hides it.`
          : 'Whoever knows this can explain it, and an explanation can be heard and judged.',
      risk: seen.ground === 'sure' ? 'low' : 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: seen.ground === 'sure' ? undefined : 'Is explaining it what learners should be able to do, or should they use it?',
    });
  },
  answer(finding, reply, context) {
    return reply.kind === 'text' ? answeredWording(finding, context.lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};

interface Written {
  outcome: string;
  level: string;
  quote: string;
  unsure?: boolean;
}

const mostUnits = 5;
const mostPassages = 6000;

const wordsOf = (lesson: Lesson, units: Unit[]): string =>
  units.flatMap((unit) => unit.pieces.map((piece) => sourceOf(lesson, piece.span))).join('\n\n');

/** Units of the lesson that say most about the outcome; of one so short that all is sent, all, and nothing is retrieved. */
async function tellingUnits(outcome: Outcome, context: LessonContext): Promise<Unit[]> {
  const all = unitsFor(context.lesson);
  if (all.length <= mostUnits && wordsOf(context.lesson, all).length <= mostPassages) return all;
  const rows = await lessonAlignment(context, context.lesson);
  const own = rows.find((row) => row.outcome.id === outcome.id)?.own ?? [];
  return own.slice(0, mostUnits).map(({ unit }) => unit);
}

/** Asks for a wording; void unless it can be observed and its quotation stands in the passages that were sent. */
async function modelWording(finding: Finding, outcome: Outcome, context: LessonContext): Promise<Draft | null> {
  if (!context.models.available) return null;
  const units = await tellingUnits(outcome, context);
  const pieces = units.flatMap((unit) => unit.pieces.map((piece) => piece.span));
  const sent = wordsOf(context.lesson, units).slice(0, mostPassages);
  const answer = await context.models.ask<Written>({
    prompt: 'observable-outcome',
    input: { outcome: outcome.text, lesson: context.lesson.title, passages: sent, language: context.lesson.language },
    lesson: context.lesson.id,
    agent: 'alignment',
    signal: context.signal,
  });
  if (!answer.ok || answer.value.unsure) return null;
  const wording = answer.value.outcome.trim();
  const { quote } = answer.value;
  if (quote === '' || !sent.includes(quote)) return null;
  const span = pieces.find((candidate) => sourceOf(context.lesson, candidate).includes(quote));
  if (!span || wording === '' || /[\r\n]/.test(wording) || observability(wording).kind !== 'observable') return null;
  const edit = rewordEdit(context.lesson, outcome, wording);
  if (!edit) return null;
  const start = span.start + sourceOf(context.lesson, span).indexOf(quote);
  return draftOf(finding, edit, {
    title: `Say what learners will do: "${wording}"`,
    rationale: `The lesson has learners do this: "${quote}" (level: ${answer.value.level}).`,
    evidence: [
      ...finding.evidence,
      { kind: 'quote', text: quote, source: { path: span.path, start, end: start + quote.length } },
    ],
    risk: 'medium',
    origin: 'model',
    provenance: { rule: `${meta.id}@${meta.version}`, prompt: answer.prompt, model: answer.model, cost: answer.cost },
    forYou: 'Is this what learners should be able to do?',
  });
}
