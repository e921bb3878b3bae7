/** From a response file to statistics of items and outcomes: what `perennial items analyse` prints and the report shows. */
import { analyseItems, type KnownOptions } from '../../agents/assessment/psychometrics/analysis.ts';
import { purifiedDif } from '../../agents/assessment/psychometrics/dif.ts';
import { allPrerequisites, explainGaps, type Prerequisite, refreshFirst } from '../../agents/assessment/psychometrics/gaps.ts';
import { type OutcomeMastery, outcomeMastery } from '../../agents/assessment/psychometrics/mastery.ts';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { knowsAfter } from '../../agents/assessment/psychometrics/tracing.ts';
import { type AnswerStore, openAnswers } from '../../tools/learners/answer-store.ts';
import type { Groups } from '../../tools/learners/ingest.ts';
import type { ItemOutcomes } from '../../tools/learners/item-outcomes.ts';
import type { Attempts, Marking } from '../../tools/learners/responses.ts';
import type { ItemsDocument } from '../../tools/report/items-document.ts';

/** What must be known before what: as a file says, or read off the concepts of the course. */
export type Prerequisites =
  | { from: 'file'; pairs: Prerequisite[] }
  | { from: 'concepts'; outcomes: Prerequisite[]; lessons: Prerequisite[] };

export interface AnalysisOptions extends ItemOutcomes {
  responses: string;
  /** How messages call the file; default: its path. */
  name?: string;
  /** For learner ids; nothing that is hashed with it leaves this function. */
  key: Uint8Array;
  marking?: Marking;
  attempts?: Attempts;
  groups?: Groups;
  /** Options and key of an item, where a library has them. */
  known?: (item: string) => KnownOptions | undefined;
  prerequisites?: Prerequisites;
}

/** The same answers give the same intervals. */
const seed = 1;

/** @throws in one sentence where the file cannot be read */
export async function analyseResponses(options: AnalysisOptions): Promise<ItemsDocument> {
  const { responses, prerequisites, known, ...rest } = options;
  const store = await openAnswers(responses, { name: responses, ...rest });
  try {
    const tallies = await store.items();
    const dif = options.groups
      ? await purifiedDif(
          tallies.map(({ item }) => item),
          (matching) => store.strata(matching),
        )
      : null;
    const analysis = analyseItems(
      { items: tallies.map((tally) => ({ ...tally, strata: dif?.strata.get(tally.item) ?? null })), test: store.test },
      known,
    );
    const leftOut = analysis.items.filter(({ miskey }) => miskey !== null).map(({ item }) => item);
    const needs = needsBy(prerequisites, store.outcomesFrom);
    const { outcomes, gaps } = await mastery(store, needs, leftOut);
    const named = new Set(outcomes.map(({ outcome }) => outcome));
    return {
      ...analysis,
      groups: options.groups
        ? {
            column: options.groups.column,
            focal: options.groups.focal,
            reference: options.groups.reference ?? null,
            leftOut: dif?.leftOut ?? [],
          }
        : null,
      outcomesFrom: store.outcomesFrom === 'otherwise' ? 'lessons' : store.outcomesFrom,
      outcomes,
      leftOutOfMastery: leftOut,
      prerequisites: {
        from: prerequisites?.from ?? 'none',
        pairs: needs.filter((one) => named.has(one.outcome) && named.has(one.needs)).length,
      },
      gaps,
      refreshFirst: refreshFirst(outcomes, gaps),
      notes: store.notes,
    };
  } finally {
    store.close();
  }
}

function needsBy(prerequisites: Prerequisites | undefined, outcomesFrom: AnswerStore['outcomesFrom']): Prerequisite[] {
  if (prerequisites?.from !== 'concepts') return prerequisites?.pairs ?? [];
  return outcomesFrom === 'otherwise' ? prerequisites.lessons : prerequisites.outcomes;
}

/** @param leftOut items whose key is in doubt: what learners know is not to be read off them */
async function mastery(store: AnswerStore, prerequisites: Prerequisite[], leftOut: readonly string[]) {
  const runs = await store.sequences(new Set(leftOut));
  const random = seeded(seed);
  const outcomes: OutcomeMastery[] = [...runs].map(([outcome, patterns]) => outcomeMastery(outcome, patterns, random));
  const missed = new Map(outcomes.filter(({ verdict }) => verdict === 'not reached').map((one) => [one.outcome, one]));
  const pairs = allPrerequisites(prerequisites).filter(({ outcome, needs }) => missed.has(outcome) && missed.has(needs));
  const known = new Map(
    [...missed].flatMap(([outcome, { parameters }]) =>
      parameters
        ? [
            [
              outcome,
              new Map((runs.get(outcome) ?? []).map(({ pattern }) => [pattern, knowsAfter(pattern, parameters)] as const)),
            ] as const,
          ]
        : [],
    ),
  );
  return { outcomes, gaps: explainGaps(outcomes, await store.together(known, pairs)) };
}
