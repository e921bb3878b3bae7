/** Item statistics from counted answers, each with N and 95% interval. Pure; formulas in the files beside. */
import type { Cell, ItemTally, ResponseSet } from '../../../tools/learners/responses.ts';
import {
  type AlphaSums,
  alpha,
  alphaWithout,
  correlation,
  discriminationIndex,
  mean,
  total,
  type WeightedPair,
} from './classical.ts';
import { type CurvePoint, optionCurve } from './curve.ts';
import { type Dif, mantelHaenszel } from './dif.ts';
import { alphaInterval, correlationInterval, differenceInterval, type Interval, proportionInterval } from './intervals.ts';
import { type Suspect, suspectKey } from './miskey.ts';

/** Below this many learners an item gets no verdict: the interval of a correlation is wider than ±0.2. */
export const fewestLearners = 100;

/** A distractor that fewer pick does not work (Haladyna & Downing 1993; Tarrant, Ware & Mohammed 2009). */
export const leastShare = 0.05;

/** "Reasonably good" from here on (Ebel & Frisbie 1991, ch. 13). */
export const goodDiscrimination = 0.2;

/**
 * From this chance on a person is asked. So low because a wrong key costs every learner and a question one person a minute; with it all planted wrong
 * keys are found at under 1% of false alarms (`perennial eval responses`).
 */
export const doubtedFrom = 0.1;

export interface OptionStatistics {
  option: string;
  n: number;
  share: number;
  shareInterval: Interval;
  /** Correlation of choosing it with the score on the other items; null where it cannot be had. */
  pointBiserial: number | null;
  pointBiserialInterval: Interval | null;
  key: boolean;
  /** Distractors only; null for the key and below the fewest learners. */
  works: boolean | null;
}

export const verdicts = [
  'none: no key',
  'none: too few learners',
  'none: everybody scored the same',
  'works',
  'unsure',
  'weak',
  'negative',
] as const;
export type Verdict = (typeof verdicts)[number];

export interface ItemStatistics {
  item: string;
  /** Learners with a score. */
  n: number;
  /** Mean score: the share right where scores are 0 or 1. Null where no answer could be scored. */
  p: number | null;
  pInterval: Interval | null;
  /** Corrected: with the score on all other items. */
  pointBiserial: number | null;
  pointBiserialInterval: Interval | null;
  /** Upper less lower 27%. */
  discrimination: number | null;
  discriminationInterval: Interval | null;
  /** Alpha of the test without this item, over the learners who answered everything. */
  alphaWithout: number | null;
  alphaWithoutInterval: Interval | null;
  options: OptionStatistics[];
  /** How many of the distractors work; null below the fewest learners. */
  distractors: { working: number; of: number } | null;
  curve: CurvePoint[];
  dif: Dif | null;
  /** The option that is most likely right in the key's place; null where the key is not in doubt or fewer than 200 learners answered. */
  miskey: Suspect | null;
  verdict: Verdict;
}

export interface ItemAnalysis {
  items: ItemStatistics[];
  test: {
    learners: number;
    items: number;
    answers: number;
    /** Learners who answered every scored item: alpha, mean and sd are theirs. */
    complete: number;
    mean: number | null;
    sd: number | null;
    alpha: number | null;
    alphaInterval: Interval | null;
    attempts: 'first' | 'last' | 'all';
  };
}

/** Options of an item and which of them is right, where more is known than the answers tell. */
export interface KnownOptions {
  options: readonly string[];
  key: string;
}

function pairsOf(cells: readonly Cell[], value: (cell: Cell) => number | null): WeightedPair[] {
  return cells.flatMap((cell) => {
    const x = value(cell);
    return x === null || cell.rest === null ? [] : [{ x, y: cell.rest, n: cell.n }];
  });
}

function rightOption(cells: readonly Cell[]): string | null {
  const right = [...new Set(cells.filter(({ score }) => score === 1).map(({ option }) => option))].filter(
    (option) => option !== null && cells.every((cell) => cell.option !== option || cell.score === 1),
  );
  return right.length === 1 ? (right[0] ?? null) : null;
}

function optionsOf(cells: readonly Cell[], known: KnownOptions | undefined, enough: boolean): OptionStatistics[] {
  const answered = cells.filter(({ option, score }) => option !== null || score !== null);
  const n = total(answered);
  const chosen = new Set(answered.flatMap(({ option }) => option ?? []));
  const names = known
    ? [...known.options, ...[...chosen].filter((option) => !known.options.includes(option))]
    : [...chosen].sort(new Intl.Collator('en', { numeric: true }).compare);
  const right = (option: string) =>
    known
      ? option === known.key
      : answered.some((cell) => cell.option === option && cell.score === 1) &&
        answered.every((cell) => cell.option !== option || cell.score === 1);
  const keyed = names.some(right);
  return names.map((option) => {
    const own = total(answered.filter((cell) => cell.option === option));
    const pairs = pairsOf(answered, (cell) => (cell.option === option ? 1 : 0));
    const r = correlation(pairs);
    const key = right(option);
    return {
      option,
      n: own,
      share: n === 0 ? 0 : own / n,
      shareInterval: n === 0 ? [0, 1] : proportionInterval(own / n, n),
      pointBiserial: r,
      pointBiserialInterval: r === null ? null : correlationInterval(r, total(pairs)),
      key,
      works: key || !keyed || !enough ? null : own / n >= leastShare,
    };
  });
}

function verdictOf(n: number, p: number | null, r: number | null, interval: Interval | null): Verdict {
  if (p === null) return 'none: no key';
  if (n < fewestLearners) return 'none: too few learners';
  if (r === null || interval === null) return 'none: everybody scored the same';
  if (interval[1] < 0) return 'negative';
  if (r >= goodDiscrimination) return 'works';
  return interval[1] < goodDiscrimination ? 'weak' : 'unsure';
}

/** Statistics of one item; alpha is left to the test. @param known its options and key, where a library has them */
export function itemStatistics(
  tally: ItemTally,
  known?: KnownOptions,
): Omit<ItemStatistics, 'alphaWithout' | 'alphaWithoutInterval'> {
  const cells = known
    ? tally.cells.map((cell) => (cell.option === null ? cell : { ...cell, score: cell.option === known.key ? 1 : 0 }))
    : tally.cells;
  const scored = cells.filter(({ score }) => score !== null);
  const n = total(scored);
  const p = n === 0 ? null : mean(scored.map((cell) => ({ x: cell.score ?? 0, n: cell.n })));
  const pairs = pairsOf(scored, ({ score }) => score);
  const r = correlation(pairs);
  const interval = r === null ? null : correlationInterval(r, total(pairs));
  const extremes = discriminationIndex(pairs);
  const options = optionsOf(cells, known, n >= fewestLearners);
  const distractors = options.filter(({ works }) => works !== null);
  const key = known?.key ?? rightOption(scored);
  const suspect = key === null ? null : suspectKey(cells, known?.options ?? options.map(({ option }) => option), key);
  return {
    item: tally.item,
    n,
    p,
    pInterval: p === null ? null : proportionInterval(p, n),
    pointBiserial: r,
    pointBiserialInterval: interval,
    discrimination: extremes && extremes.upper - extremes.lower,
    discriminationInterval: extremes && differenceInterval(extremes.upper, extremes.size, extremes.lower, extremes.size),
    options,
    distractors:
      distractors.length > 0 ? { working: distractors.filter(({ works }) => works).length, of: distractors.length } : null,
    curve: optionCurve(cells),
    dif: tally.strata ? mantelHaenszel(tally.strata) : null,
    miskey: suspect && suspect.posterior >= doubtedFrom ? suspect : null,
    verdict: verdictOf(n, p, r, interval),
  };
}

/**
 * @param known options and key of an item, where a library has them: options that nobody chose count too
 * @returns statistics in the order of the tallies; what cannot be had is null
 */
export function analyseItems(
  { items, test }: Pick<ResponseSet, 'items' | 'test'>,
  known: (item: string) => KnownOptions | undefined = () => undefined,
): ItemAnalysis {
  const scored = items.filter(({ complete }) => complete !== null);
  const sums: AlphaSums = {
    n: test.complete.n,
    total: test.complete,
    items: scored.flatMap(({ complete }) => complete ?? []),
  };
  const k = sums.items.length;
  const a = alpha(sums);
  const { n, sum, squares } = test.complete;
  return {
    items: items.map((tally) => {
      const index = scored.indexOf(tally);
      const without = index < 0 ? null : alphaWithout(sums, index);
      return {
        ...itemStatistics(tally, known(tally.item)),
        alphaWithout: without,
        alphaWithoutInterval: without === null ? null : alphaInterval(without, n, k - 1),
      };
    }),
    test: {
      learners: test.learners,
      items: test.items,
      answers: test.answers,
      complete: n,
      mean: n === 0 ? null : sum / n,
      sd: n < 2 ? null : Math.sqrt(Math.max(0, (squares - (sum * sum) / n) / (n - 1))),
      alpha: a,
      alphaInterval: a === null ? null : alphaInterval(a, n, k),
      attempts: test.attempts,
    },
  };
}
