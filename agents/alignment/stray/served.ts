/** What the alignment of a course says of each outcome, with the doubts weighed: pure judgements the rules share. */
import type { OutcomeAlignment } from '../align.ts';
import { isSaying } from '../levels/bloom.ts';
import { bundleOf } from '../levels/bundled.ts';
import { observability } from '../levels/observable.ts';
import { isStatement } from '../outcomes.ts';
import { presenceAnswer, presenceBounds, presenceScore } from '../scoring/presence.ts';
import { calibration, surelyUntaught } from '../scoring/score.ts';
import { stemsOf } from '../scoring/words.ts';

/**
 * "Nothing practises this" is said up to this sum of practice score and echo, or up to this echo where the practice score itself
 * is as good as nothing.
 */
const surelyUnpractised = 0.35;
const asGoodAsNothing = 0.12;
/** Up to `calibration.none` "this lesson does not teach it" is said only where another lesson teaches it as clearly as this. */
const clearlyElsewhere = 0.9;
/** Worth by which the best unit of another lesson must be ahead before that lesson is named. */
const clearlyLess = 0.5;
/**
 * How little an outcome may belong into its lesson (`presenceAnswer`) to be called untaught there, where no exercise or item comes near
 * it either and another lesson is clearly ahead; where none is, `presenceBounds.none` holds.
 */
const accused = 0.15;

/** Share of an outcome's words in an exercise's title from which on nothing is said against it. */
const namedShare = 0.2;
/** The same for the whole exercise or item; in a long exercise words meet by chance. */
const wordShare = { teaches: 1, practises: 0.3, assesses: 0.2 };

export interface Unpractised {
  row: OutcomeAlignment;
  /** The lower the surer. */
  weight: number;
}

/** Not surely untaught, and neither practised nor assessed in its lesson. */
export function unpractised(rows: OutcomeAlignment[]): Unpractised[] {
  return rows.flatMap((row) => {
    if (!isStatement(row.outcome)) return [];
    if (untaught([row]).length > 0 || row.touched || wordedFirst(row)) return [];
    const best = Math.max(row.practised.score, row.assessed.score);
    const weight = best + row.echo;
    if (best > calibration.none || (best <= asGoodAsNothing ? row.echo : weight) > surelyUnpractised) return [];
    if (saidOfWhatIsDone(row, rows) || named(row)) return [];
    return [{ row, weight }];
  });
}

/**
 * Its wording is asked about first: only the author knows what it means, or it holds several things that are to be looked at one
 * by one. The importance of a thing is told, not practised.
 */
function wordedFirst(row: OutcomeAlignment): boolean {
  const seen = observability(row.outcome.text);
  if (seen.kind === 'unobservable' && seen.wording === null) return true;
  if (/\b(?:importance|relevance|significance|history) of\b/i.test(row.outcome.text)) return true;
  return bundleOf(row.outcome.text)?.kind === 'unrelated';
}

/** The title of an exercise, or the exercise as a whole, names a good part of the outcome: "Debug with a neighbour". */
function named(row: OutcomeAlignment): boolean {
  return row.own.some(
    ({ unit, pair }) =>
      unit.role !== 'teaches' && (pair.features.title >= namedShare || pair.features.words >= wordShare[unit.role]),
  );
}

/**
 * "Explain what a list is" in a lesson that also has learners slice lists: practice of the doing shows the knowing, and where
 * that is missing too, one question about lists is enough.
 */
function saidOfWhatIsDone(row: OutcomeAlignment, rows: OutcomeAlignment[]): boolean {
  if (!row.phrase.verb || !isSaying(row.phrase.verb) || !/^(?:what|the meaning|the term)\b/i.test(row.phrase.rest)) return false;
  const subject = new Set(stemsOf(row.phrase.rest.split(/,|\band\b/)[0] ?? ''));
  return rows.some(
    (other) => other !== row && other.phrase.evidence === 'doing' && stemsOf(other.outcome.text).some((one) => subject.has(one)),
  );
}

export type Untaught =
  | { row: OutcomeAlignment; kind: 'nowhere' }
  /** Another lesson teaches it clearly. */
  | { row: OutcomeAlignment; kind: 'elsewhere'; lesson: string; unit: string };

/** Outcomes their own lesson surely does not teach: by how they stand in the course, and where that cannot be told, by what the lesson says. */
export function untaught(rows: OutcomeAlignment[]): Untaught[] {
  return rows.flatMap((row): Untaught[] => {
    if (!isStatement(row.outcome)) return [];
    return untaughtByStanding(row) ?? untaughtByWords(row);
  });
}

/** Null where nothing is sure either way. */
function untaughtByStanding(row: OutcomeAlignment): Untaught[] | null {
  if (!row.standing) return null;
  const { presence, nearest } = row.standing;
  const score = presenceScore(presence);
  if (score >= presenceBounds.taught) return [];
  const done = Math.max(row.practised.score, row.assessed.score);
  if (done > calibration.none) return null;
  if (presenceAnswer(presence, 'belongs') <= accused && presence.margin <= -clearlyLess && !wordedFirst(row))
    return [{ row, kind: 'elsewhere', lesson: nearest.lesson, unit: nearest.title }];
  return score > presenceBounds.none ? null : [{ row, kind: 'nowhere' }];
}

function untaughtByWords(row: OutcomeAlignment): Untaught[] {
  const own = Math.max(...row.own.map(({ score }) => score), 0);
  const other = row.elsewhere.find(({ unit }) => unit.role === 'teaches');
  const clearly = own <= surelyUntaught ? calibration.full : clearlyElsewhere;
  if (other && own <= calibration.none && other.score >= clearly)
    return [{ row, kind: 'elsewhere', lesson: other.unit.lesson, unit: other.unit.title }];
  return own <= surelyUntaught ? [{ row, kind: 'nowhere' }] : [];
}
