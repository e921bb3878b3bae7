/** Where single pairs are left unsure a model reads them, each text by itself. */
import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import { askVerifiedParts } from '../../../tools/models/escalate.ts';
import type { JudgedPair, Pair } from '../judge.ts';
import { type Answer, answersTo, squeezed, stretchIn } from './answers.ts';
import type { Reading } from './read-unsure.ts';

/** As the prompt's `maxLength` has it. */
const longest = 24_000;
const longestOutcome = 500;
const readAtOnce = 16;

/**
 * @param pairs in the order of `judged`
 * @returns `judged`, with the verdicts, quotations and reasons of those that were read; as they are where no model is there
 */
export async function readUnsurePairs({ models, signal }: Reading, pairs: Pair[], judged: JudgedPair[]): Promise<JudgedPair[]> {
  const queue = new PQueue({ concurrency: readAtOnce });
  return queue.addAll(
    judged.map((one, at) => async () => {
      const pair = pairs[at]!;
      if (one.verdict !== 'unsure' || !models.available || pair.text.trim() === '') return one;
      const sent = pair.text.slice(0, longest);
      const found = await askVerifiedParts<Pair, { answers: Answer[] }, Answer & { found: string }>(
        models,
        [pair],
        {
          prompt: 'judge-outcomes',
          input: {
            outcomes: JSON.stringify({ number: 1, outcome: pair.outcome.slice(0, longestOutcome) }),
            ...{ asked: 'served', text: sent, lesson: 'unknown', language: 'en' },
          },
          // Ids are the user's own words: they name nothing in an account of costs.
          lesson: `pair:${createHash('sha256').update(pair.id).digest('hex').slice(0, 12)}`,
          ...{ agent: 'alignment', signal },
        },
        ({ answers }) => {
          const [answer] = answersTo(answers, 1);
          const stretch = answer?.verdict === 'unsure' ? '' : answer ? stretchIn(sent, answer.quote) : null;
          return new Map(answer && stretch !== null ? [[pair, { ...answer, found: stretch }]] : []);
        },
      );
      const answer = found.get(pair);
      return answer ? pairRead(one, answer.kept, answer.model, sent.length < pair.text.length ? 'part' : 'whole') : one;
    }),
  );
}

function pairRead(one: JudgedPair, answer: Answer & { found: string }, model: string, extent: 'whole' | 'part'): JudgedPair {
  const { verdict } = answer;
  if (verdict === 'unsure' || (verdict !== 'full' && extent === 'part')) return one;
  return {
    id: one.id,
    verdict,
    score: scoreRead[verdict](one.score),
    quote: verdict === 'none' ? '' : answer.found,
    read: { model, why: squeezed(answer.reason) },
  };
}

/** A verdict that was read ranks by itself, and among its like by the score it had. */
const scoreRead = {
  full: (score: number) => 0.75 + score / 4,
  partial: (score: number) => 0.4 + score / 5,
  none: (score: number) => score / 4,
};
