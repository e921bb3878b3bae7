/**
 * Judgement of a single pair, without a course: how surely the text speaks of the outcome at all, and how far it then does what the
 * outcome's verb asks for. Two logistic models in a row. Pure.
 *
 * Weights: `pairs.weights` of `perennial eval align --json`, fitted to `evals/align/pairs.jsonl` and labelled sections of courses.
 */
import type { PairForm } from './pair-form.ts';
import type { PairVerdict } from './score.ts';

export interface SinglePair extends PairForm {
  /** How far the outcome's words are met by words of like meaning, in spreads above other texts (`standingOut`). */
  met: number;
  /** Nearness beyond what outcome and text have to the rest of the batch (`standingOut`). */
  out: number;
  /** `fulfilment` of the outcome's verb by what speaks of it (`speakingPart`), as is the form. */
  fulfil: number;
  /** `now`, or `later` where the sentence nearest to the outcome puts it off (`putsOff`). */
  when: 'now' | 'later';
}

export interface PairWeights {
  speaks: Record<'bias' | 'met' | 'out', number>;
  fulfils: Record<'bias' | 'fulfil' | keyof PairForm, number>;
}

export const pairWeights: PairWeights = {
  speaks: { bias: -1.85, met: 0.692, out: 3.28 },
  fulfils: { bias: -11.018, fulfil: 2.099, length: 2.879, tasks: 0.436, directed: 1.606, telling: -0.389 },
};

/** Probabilities of the two models, 0..1 each. */
export interface Likely {
  speaks: number;
  /** Of texts that speak of the outcome at all. */
  fulfils: number;
}

/** How surely a text speaks of the outcome must not outweigh what parts `partial` from `full`: it is flattened. */
const steepness = 1 / 3;

/**
 * `none` where a text hardly speaks of the outcome; one that does what the outcome asks for may do so in other words, so that its
 * bound falls by a share of that. A mention shares the words, so that `partial` asks for more of them than `full` does, which shows
 * in what the text has its readers do. `unsure` otherwise.
 */
export const pairBounds = {
  none: { speaks: 0.36, less: 0.2 },
  partial: { speaks: 0.75, fulfils: 0.4 },
  full: { speaks: 0.45, fulfils: 0.8 },
};

const noneBelow = (fulfils: number) => pairBounds.none.speaks - pairBounds.none.less * fulfils;

/** How far a text can do what an outcome asks for that it puts off. */
const announced = 0.2;

export function likely(pair: SinglePair, { speaks, fulfils }: PairWeights = pairWeights): Likely {
  const formed = logistic(
    fulfils.bias +
      fulfils.fulfil * pair.fulfil +
      fulfils.length * pair.length +
      fulfils.tasks * pair.tasks +
      fulfils.directed * pair.directed +
      fulfils.telling * pair.telling,
  );
  return {
    speaks: logistic(speaks.bias + speaks.met * pair.met + speaks.out * pair.out),
    fulfils: pair.when === 'later' ? Math.min(formed, announced) : formed,
  };
}

/** 0..1: what ranks pairs; the verdict is told from the two probabilities themselves. */
export function pairScore({ speaks, fulfils }: Likely): number {
  const about = logistic(steepness * Math.log(speaks / (1 - speaks)));
  return (about * (1 + fulfils)) / 2;
}

export function pairVerdict({ speaks, fulfils }: Likely): PairVerdict {
  const { partial, full } = pairBounds;
  if (speaks <= noneBelow(fulfils)) return 'none';
  if (speaks >= full.speaks && fulfils >= full.fulfils) return 'full';
  return speaks >= partial.speaks && fulfils <= partial.fulfils ? 'partial' : 'unsure';
}

/** The nearest verdict where one must be given: the middles of what is left unsure part them. */
export function forcedVerdict({ speaks, fulfils }: Likely): Exclude<PairVerdict, 'unsure'> {
  const { partial, full } = pairBounds;
  if (speaks < (noneBelow(fulfils) + full.speaks) / 2) return 'none';
  return fulfils < (partial.fulfils + full.fulfils) / 2 ? 'partial' : 'full';
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
