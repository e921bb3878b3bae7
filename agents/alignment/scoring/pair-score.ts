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
  speaks: { bias: -2.5, words: 4.695, out: 7.965 },
  fulfils: { bias: -1.763, fulfil: 3.445 },
};

/** Of texts that speak of the outcome at all, how surely they do must not decide between `partial` and `full`. */
const steepness = 2;

/** `none` up to the first, `partial` between the second and third, `full` from the last; `unsure` in between. */
export const pairBounds = { none: 0.42, partial: 0.5, upToPartial: 0.7, full: 0.8 };

/** 0..1: 0.5 where the text surely speaks of the outcome and surely does no more. */
export function pairScore({ words, out, fulfil }: SinglePair): number {
  const { speaks, fulfils } = pairWeights;
  return joinedScore(
    logistic(speaks.bias + speaks.words * words + speaks.out * out),
    logistic(fulfils.bias + fulfils.fulfil * fulfil),
  );
}

/** @param speaks @param fulfils probabilities of the two models */
export function joinedScore(speaks: number, fulfils: number): number {
  const about = logistic(steepness * Math.log(speaks / (1 - speaks)));
  return (about * (1 + fulfils)) / 2;
}

export function pairVerdict(score: number): PairVerdict {
  if (score <= pairBounds.none) return 'none';
  if (score >= pairBounds.full) return 'full';
  return score >= pairBounds.partial && score <= pairBounds.upToPartial ? 'partial' : 'unsure';
}

/** The nearest verdict where one must be given: the middles of what is left unsure part them. */
export function forcedVerdict(score: number): Exclude<PairVerdict, 'unsure'> {
  const { none, partial, upToPartial, full } = pairBounds;
  if (score < (none + partial) / 2) return 'none';
  return score < (upToPartial + full) / 2 ? 'partial' : 'full';
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
