/**
 * Bayesian Knowledge Tracing (Corbett & Anderson 1995, User Modeling and User-Adapted Interaction 4): a learner knows an outcome or does not; knows it at
 * the start with `initial`, comes to know it between two answers with `learn`, and never forgets. Who does not know it is right with `guess`, who does
 * is wrong with `slip`. Fitted by expectation maximisation over the hidden states (Baum et al. 1970: forward-backward). Pure.
 */
import type { Pattern } from '../../../tools/learners/responses.ts';

export interface TracingParameters {
  initial: number;
  learn: number;
  guess: number;
  slip: number;
}

/**
 * Between these the parameters mean what their names say: a guess or slip of half or more turns "knows" and "does not know" round
 * (Beck & Chang 2007; Baker, Corbett & Aleven 2008).
 */
export const bounds: Record<keyof TracingParameters, [number, number]> = {
  initial: [0.001, 0.999],
  learn: [0.001, 0.9],
  guess: [0.001, 0.45],
  slip: [0.001, 0.45],
};

/** Fewest learners with at least three answers on an outcome: shorter runs cannot tell knowing from guessing. */
export const fewestRuns = 100;
export const shortestRun = 3;

const starts: TracingParameters[] = [
  { initial: 0.2, learn: 0.1, guess: 0.2, slip: 0.1 },
  { initial: 0.5, learn: 0.2, guess: 0.2, slip: 0.1 },
  { initial: 0.7, learn: 0.05, guess: 0.3, slip: 0.2 },
  { initial: 0.1, learn: 0.3, guess: 0.1, slip: 0.05 },
  { initial: 0.4, learn: 0.05, guess: 0.1, slip: 0.3 },
];

interface Expected {
  logLikelihood: number;
  /** Expected counts, by which the parameters are set anew. */
  runs: number;
  knownAtStart: number;
  unknownSteps: number;
  learned: number;
  unknown: number;
  guessed: number;
  known: number;
  slipped: number;
}

/** Room for the longest run, used again for each: a fit makes millions of passes. */
let known = new Float64Array(256);
let unknown = new Float64Array(256);
let scale = new Float64Array(256);

/** Forward-backward over one run, added to the sums with its weight. Scaled at each step, so that long runs do not vanish. */
function expect(sums: Expected, { pattern, n }: Pattern, { initial, learn, guess, slip }: TracingParameters): void {
  const length = pattern.length;
  if (length === 0) return;
  if (length > known.length) {
    known = new Float64Array(2 * length);
    unknown = new Float64Array(2 * length);
    scale = new Float64Array(2 * length);
  }
  let k = initial;
  let u = 1 - initial;
  for (let t = 0; t < length; t++) {
    const right = pattern.charCodeAt(t) === 49;
    k *= right ? 1 - slip : slip;
    u *= right ? guess : 1 - guess;
    const all = k + u;
    scale[t] = all;
    k /= all;
    u /= all;
    known[t] = k;
    unknown[t] = u;
    sums.logLikelihood += n * Math.log(all);
    k += u * learn;
    u *= 1 - learn;
  }
  let backK = 1;
  let backU = 1;
  sums.runs += n;
  for (let t = length - 1; t >= 0; t--) {
    const right = pattern.charCodeAt(t) === 49;
    const now = (known[t] ?? 0) * backK;
    const other = (unknown[t] ?? 0) * backU;
    const share = (n * now) / (now + other);
    sums.known += share;
    sums.unknown += n - share;
    if (right) sums.guessed += n - share;
    else sums.slipped += share;
    if (t === 0) {
      sums.knownAtStart += share;
      break;
    }
    // What the answer at t says of the state before it.
    const fromK = backK * (right ? 1 - slip : slip);
    const fromU = backU * (right ? guess : 1 - guess);
    const before = unknown[t - 1] ?? 0;
    sums.unknownSteps += (n * before * (learn * fromK + (1 - learn) * fromU)) / (scale[t] ?? 1);
    sums.learned += (n * before * learn * fromK) / (scale[t] ?? 1);
    backU = (learn * fromK + (1 - learn) * fromU) / (scale[t] ?? 1);
    backK = fromK / (scale[t] ?? 1);
  }
}

function expected(patterns: readonly Pattern[], parameters: TracingParameters): Expected {
  const sums: Expected = {
    logLikelihood: 0,
    runs: 0,
    knownAtStart: 0,
    unknownSteps: 0,
    learned: 0,
    unknown: 0,
    guessed: 0,
    known: 0,
    slipped: 0,
  };
  for (const pattern of patterns) expect(sums, pattern, parameters);
  return sums;
}

function within(name: keyof TracingParameters, value: number, otherwise: number): number {
  const [low, high] = bounds[name];
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
}

/** @returns the natural logarithm of the chance of these runs */
export function logLikelihood(patterns: readonly Pattern[], parameters: TracingParameters): number {
  return expected(patterns, parameters).logLikelihood;
}

/**
 * Climbs from one start. Each parameter's part of the expected likelihood has one peak, so that a value cut off at its bound is the best within.
 * @param most steps at most
 */
export function climb(
  patterns: readonly Pattern[],
  start: TracingParameters,
  most = 500,
): { parameters: TracingParameters; logLikelihood: number } {
  let parameters = start;
  let before = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < most; step++) {
    const sums = expected(patterns, parameters);
    if (sums.logLikelihood - before < 1e-7 * Math.max(1, sums.runs / 100))
      return { parameters, logLikelihood: sums.logLikelihood };
    before = sums.logLikelihood;
    parameters = {
      initial: within('initial', sums.knownAtStart / sums.runs, parameters.initial),
      learn: within('learn', sums.learned / sums.unknownSteps, parameters.learn),
      guess: within('guess', sums.guessed / sums.unknown, parameters.guess),
      slip: within('slip', sums.slipped / sums.known, parameters.slip),
    };
  }
  return { parameters, logLikelihood: expected(patterns, parameters).logLikelihood };
}

/** The best of several starts: short climbs from each, then the best one to its end. */
export function fitTracing(patterns: readonly Pattern[]): { parameters: TracingParameters; logLikelihood: number } {
  const climbs = starts.map((start) => climb(patterns, start, 25)).sort((a, b) => b.logLikelihood - a.logLikelihood);
  const finished = climbs.slice(0, 2).map(({ parameters }) => climb(patterns, parameters));
  return finished.reduce((best, one) => (one.logLikelihood > best.logLikelihood ? one : best));
}

/** Chance (0..1) that a learner with this run of answers knows the outcome after the last of them. */
export function knowsAfter(pattern: string, { initial, learn, guess, slip }: TracingParameters): number {
  let known = initial;
  for (let t = 0; t < pattern.length; t++) {
    if (t > 0) known += (1 - known) * learn;
    const right = pattern.charCodeAt(t) === 49;
    const k = known * (right ? 1 - slip : slip);
    known = k / (k + (1 - known) * (right ? guess : 1 - guess));
  }
  return known;
}
