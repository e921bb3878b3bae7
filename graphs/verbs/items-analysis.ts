/** From a response file to statistics of items and outcomes: what `perennial items analyse` prints. */
import { analyseItems } from '../../agents/assessment/psychometrics/analysis.ts';
import { purifiedDif } from '../../agents/assessment/psychometrics/dif.ts';
import { allPrerequisites, explainGaps, type Prerequisite, refreshFirst } from '../../agents/assessment/psychometrics/gaps.ts';
import { type OutcomeMastery, outcomeMastery } from '../../agents/assessment/psychometrics/mastery.ts';
import { knowsAfter } from '../../agents/assessment/psychometrics/tracing.ts';
import { seeded } from '../../evals/random.ts';
import { type AnswerStore, openAnswers } from '../../tools/learners/answer-store.ts';
import type { Groups } from '../../tools/learners/ingest.ts';
import type { Attempts, Marking } from '../../tools/learners/responses.ts';
import type { ItemsDocument } from '../../tools/report/items-document.ts';

export interface AnalysisOptions {
  responses: string;
  /** For learner ids; nothing that is hashed with it leaves this function. */
  key: Uint8Array;
  marking?: Marking;
  attempts?: Attempts;
  groups?: Groups;
  /** Outcomes of an item; left out: the file's own column, where it has one. */
  outcomes?: (item: string) => readonly string[];
  prerequisites?: Prerequisite[];
}

/** The same answers give the same intervals. */
const seed = 1;

/** @throws in one sentence where the file cannot be read */
export async function analyseResponses(options: AnalysisOptions): Promise<ItemsDocument> {
  const { responses, prerequisites = [], ...rest } = options;
  const store = await openAnswers(responses, { ...rest, name: responses });
  try {
    const tallies = await store.items();
    const dif = options.groups
      ? await purifiedDif(
          tallies.map(({ item }) => item),
          (matching) => store.strata(matching),
        )
      : null;
    const analysis = analyseItems({
      items: tallies.map((tally) => ({ ...tally, strata: dif?.strata.get(tally.item) ?? null })),
      test: store.test,
    });
    const { outcomes, gaps } = await mastery(store, prerequisites);
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
      outcomes,
      gaps,
      refreshFirst: refreshFirst(outcomes, gaps),
      notes: store.notes,
    };
  } finally {
    store.close();
  }
}

async function mastery(store: AnswerStore, prerequisites: Prerequisite[]) {
  const runs = await store.sequences();
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
