/**
 * Score of a single pair, without a course: how surely the text speaks of the outcome at all, and how far it then does what the
 * outcome's verb asks for. Two logistic models in a row, so that the score rises with either. Pure.
 *
 * Weights: `pairs.weights` of `perennial eval align --json`, fitted to `evals/align/pairs.jsonl` and labelled sections of courses.
 */
import type { PairVerdict } from './score.ts';

export interface SinglePair {
  /** Share of the outcome's telling words in the text. */
  words: number;
  /** Nearness beyond what outcome and text have to the rest of the batch (`standingOut`). */
  out: number;
  /** `fulfilment` of the outcome's verb. */
  fulfil: number;
}

export const pairWeights = {
  speaks: { bias: -2.137, words: 4.24, out: 7.154 },
  fulfils: { bias: -2.091, words: 1.765, fulfil: 2.76 },
};

/** `none` up to the first, `partial` between the second and third, `full` from the last; `unsure` in between. */
export const pairBounds = { none: 0.28, partial: 0.4, upToPartial: 0.62, full: 0.69 };

/** 0..1: 0.5 where the text surely speaks of the outcome and surely does no more. */
export function pairScore({ words, out, fulfil }: SinglePair): number {
  const { speaks, fulfils } = pairWeights;
  const about = logistic(speaks.bias + speaks.words * words + speaks.out * out);
  const wholly = logistic(fulfils.bias + fulfils.words * words + fulfils.fulfil * fulfil);
  return (about * (1 + wholly)) / 2;
}

export function pairVerdict(score: number): PairVerdict {
  if (score <= pairBounds.none) return 'none';
  if (score >= pairBounds.full) return 'full';
  return score >= pairBounds.partial && score <= pairBounds.upToPartial ? 'partial' : 'unsure';
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
