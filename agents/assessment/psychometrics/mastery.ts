/** Which outcomes learners reach, and which do not, by knowledge tracing. Pure: chance enters by a generator that is handed in. */
import type { Pattern } from '../../../tools/learners/responses.ts';
import type { Interval } from './intervals.ts';
import { climb, fewestRuns, fitTracing, knowsAfter, shortestRun, type TracingParameters } from './tracing.ts';

/** An outcome is reached where this share of learners knows it at the end (Bloom 1968, Learning for Mastery: 80 to 90%). */
export const reachedFrom = 0.8;

export const masteryVerdicts = ['none: too few answers', 'reached', 'not reached', 'unsure'] as const;
export type MasteryVerdict = (typeof masteryVerdicts)[number];

export interface OutcomeMastery {
  outcome: string;
  /** Learners with at least one answer, and those with enough answers to fit on. */
  learners: number;
  fitted: number;
  answers: number;
  /** Null where too few learners answered often enough. */
  parameters: TracingParameters | null;
  intervals: Record<keyof TracingParameters, Interval> | null;
  /** Share of learners who know the outcome after their last answer; null as above. */
  mastery: number | null;
  masteryInterval: Interval | null;
  verdict: MasteryVerdict;
}

/** Draws for the intervals. */
const draws = 60;
/** Different runs that one draw works with: more make the intervals no better and the work longer. */
const mostRuns = 1500;

/**
 * Fits one outcome. Intervals come from a bootstrap over learners (Efron & Tibshirani 1993, ch. 13: percentiles), so that they hold the
 * uncertainty of the parameters too.
 * @param random numbers between 0 and 1
 */
export function outcomeMastery(outcome: string, patterns: readonly Pattern[], random: () => number): OutcomeMastery {
  const long = patterns.filter(({ pattern }) => pattern.length >= shortestRun);
  const learners = sum(patterns);
  const fitted = sum(long);
  const frame = {
    outcome,
    learners,
    fitted,
    answers: patterns.reduce((all, { pattern, n }) => all + n * pattern.length, 0),
  };
  if (fitted < fewestRuns)
    return {
      ...frame,
      parameters: null,
      intervals: null,
      mastery: null,
      masteryInterval: null,
      verdict: 'none: too few answers',
    };
  const { parameters } = fitTracing(long);
  const mastery = share(long, parameters);
  const drawn = Array.from({ length: draws }, () => {
    const sample = resampled(long, random);
    const own = climb(sample, parameters, 25).parameters;
    return { ...own, mastery: share(sample, own) };
  });
  const interval = (name: keyof (typeof drawn)[number]): Interval => {
    const values = drawn.map((one) => one[name]).sort((a, b) => a - b);
    return [values[Math.floor(draws * 0.025)] ?? 0, values[Math.ceil(draws * 0.975) - 1] ?? 1];
  };
  const masteryInterval = interval('mastery');
  return {
    ...frame,
    parameters,
    intervals: { initial: interval('initial'), learn: interval('learn'), guess: interval('guess'), slip: interval('slip') },
    mastery,
    masteryInterval,
    verdict: masteryInterval[1] < reachedFrom ? 'not reached' : masteryInterval[0] >= reachedFrom ? 'reached' : 'unsure',
  };
}

function sum(patterns: readonly Pattern[]): number {
  return patterns.reduce((all, { n }) => all + n, 0);
}

function share(patterns: readonly Pattern[], parameters: TracingParameters): number {
  return patterns.reduce((all, { pattern, n }) => all + n * knowsAfter(pattern, parameters), 0) / sum(patterns);
}

/** As many learners as there are, drawn with replacement; of very many, some draws stand for all and the interval stays on the safe side. */
function resampled(patterns: readonly Pattern[], random: () => number): Pattern[] {
  const learners = sum(patterns);
  const size = Math.min(learners, Math.max(mostRuns, 2 * fewestRuns));
  const upTo: number[] = [];
  let before = 0;
  for (const { n } of patterns) {
    before += n;
    upTo.push(before);
  }
  const counts = new Map<number, number>();
  for (let draw = 0; draw < size; draw++) {
    const at = random() * learners;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    counts.set(low, (counts.get(low) ?? 0) + 1);
  }
  return [...counts].map(([index, n]) => ({ pattern: patterns[index]?.pattern ?? '', n }));
}
