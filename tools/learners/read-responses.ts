/** A course's response file, as the rules of the assessment agent see it. */
import { type AnswerStore, type OpenAnswersOptions, openAnswers } from './answer-store.ts';
import type { ResponseSet, Stratum } from './responses.ts';

export interface ReadResponsesOptions extends OpenAnswersOptions {
  /** Settles which items make up the matching score of two groups; left out: all of them. */
  strata?: (items: string[], by: AnswerStore['strata']) => Promise<Map<string, Stratum[]>>;
}

/**
 * Reads the file, counts, and forgets it.
 * @throws in one sentence where the file is absent, damaged, or names no learner
 */
export async function readResponses(file: string, options: ReadResponsesOptions): Promise<ResponseSet> {
  const store = await openAnswers(file, options);
  try {
    const items = await store.items();
    const ids = items.map(({ item }) => item);
    const by = (matching: ReadonlySet<string>) => store.strata(matching);
    const strata = options.groups ? await (options.strata?.(ids, by) ?? by(new Set(ids))) : null;
    return {
      items: strata ? items.map((tally) => ({ ...tally, strata: strata.get(tally.item) ?? null })) : items,
      test: store.test,
      notes: store.notes,
    };
  } finally {
    store.close();
  }
}
