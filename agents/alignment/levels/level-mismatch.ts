import { type Item, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import type { OutcomeAlignment } from '../align.ts';
import { answeredWording, isEnglish, isStatement, statementsOf } from '../outcomes.ts';
import { lessonAlignment } from '../scoring/memo.ts';
import { calibration } from '../scoring/score.ts';
import { itemOf } from '../units.ts';
import { levelRank } from './bloom.ts';
import { demandOf } from './item-level.ts';
import { taskOfItem } from './lesson-tasks.ts';
import { taskLevel } from './task-level.ts';

const meta: RuleMeta = {
  id: 'level-mismatch',
  agent: 'alignment',
  version: '1.1',
  severity: 'moderate',
  title: 'Items ask for what the outcome promises',
  source: 'revised Bloom taxonomy (Anderson & Krathwohl 2001), the taxonomy table: outcome, activity and assessment in one cell',
  needs: ['siblings', 'vectors'],
};

/** Share of an outcome's words in an item from which on the item may be about it. */
const touching = 0.3;

export const levelMismatch: Rule<LessonContext> = {
  meta,
  async check(context) {
    const { lesson } = context;
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'levels are judged in English only' };
    if (statementsOf(lesson).length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    if (lesson.items.length === 0) return { outcome: 'notApplicable', reason: 'the lesson has no items' };
    const rows = await lessonAlignment(context, lesson);
    const findings = rows.flatMap((row): RawFinding[] => {
      const recall = onlyRecall(row, rows, lesson.items);
      return recall ? [findingOf(row, recall)] : [];
    });
    return { outcome: 'checked', findings };
  },
  answer(finding, reply, { lesson }) {
    return reply.kind === 'text' ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};

/**
 * The items about an outcome of analysing, evaluating or creating, where all of them only ask for a fact; null where the outcome
 * asks for less, nothing touches it, or anything that may serve it asks for more.
 */
function onlyRecall(row: OutcomeAlignment, rows: OutcomeAlignment[], items: Item[]): Item[] | null {
  if (!isStatement(row.outcome) || !row.phrase.level || levelRank(row.phrase.level) < levelRank('analyse')) return null;
  const near = row.own.filter(
    ({ unit, pair, score, declared }) =>
      unit.role !== 'teaches' &&
      (declared || score > calibration.none || pair.features.words >= touching) &&
      (declared || nearestOf(unit.id, rows) === row),
  );
  if (near.length === 0) return null;
  const about = near.map(({ unit }) => itemOf(unit, items));
  return about.every((item) => item !== undefined && onlyRecalled(item)) ? (about as Item[]) : null;
}

/** Its words ask for a fact, and nothing in them is to be worked on. */
function onlyRecalled(item: Item): boolean {
  return demandOf(item) !== 'more' && taskLevel(taskOfItem(item)) === 'remember';
}

function nearestOf(unit: string, rows: OutcomeAlignment[]): OutcomeAlignment | undefined {
  const score = (row: OutcomeAlignment) => row.own.find((one) => one.unit.id === unit)?.score ?? 0;
  return [...rows].sort((a, b) => score(b) - score(a))[0];
}

function findingOf(row: OutcomeAlignment, items: Item[]): RawFinding {
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: row.outcome.span,
    outcomes: [row.outcome.text],
    message: `The outcome asks learners to ${row.phrase.verb} (level: ${row.phrase.level}); ${items.length === 1 ? 'its only item asks' : `its ${items.length} items ask`} them to recall a fact.`,
    question: 'Should an item ask for more, or does the lesson aim lower? If so, type the outcome it does reach.',
    answerKind: 'text',
    evidence: [
      { kind: 'outcome', text: sourceOf(row.lesson, row.outcome.span), source: row.outcome.span },
      ...items.map((item) => ({ kind: 'quote' as const, text: sourceOf(row.lesson, item.stem.span), source: item.stem.span })),
    ],
  };
}
