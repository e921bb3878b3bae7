/**
 * Is another option than the marked one the right answer? Two stories of the same answers are weighed. In the first the marked key is right: the
 * able choose it, and whoever errs takes the suspect with a chance that depends little on ability. In the second the two change places. How popular an
 * option is counts as well: a key that next to nobody picks is rare, a distractor that nearly everybody picks is too. Pure.
 *
 * The stories are logistic models of a choice given the score on the other items (Bock 1972, Psychometrika 37, in its pairwise form); what is not known of
 * an item (difficulty, discrimination) is averaged over with the weights below, as in any Bayes factor (Kass & Raftery 1995, JASA 90).
 */
import type { Cell } from '../../../tools/learners/responses.ts';

export interface Suspect {
  option: string;
  /** Chance (0..1) that this option is right and not the marked one. */
  posterior: number;
}

/** Fewer learners cannot tell a wrong key from chance at one false alarm in a hundred items. */
export const fewestForKey = 200;

/** Share of items with a wrong key before anything is known of their answers. */
export const priorOfWrongKey = 0.1;

interface Weight {
  value: number;
  /** Natural logarithm of its weight; weights of a list add up to 1. */
  log: number;
}

function weights(values: number[], density: (value: number) => number): Weight[] {
  const all = values.map((value) => ({ value, weight: density(value) }));
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  return all.map(({ value, weight }) => ({ value, log: Math.log(weight / sum) }));
}

function bell(value: number, centre: number, spread: number): number {
  return Math.exp(-0.5 * ((value - centre) / spread) ** 2);
}

function steps(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}

/** Slope of a key on the standardised score elsewhere: above zero, mostly 0.4 to 1.6. */
const keySlopes = weights(steps(Math.log(0.15), Math.log(3), 11).map(Math.exp), (slope) =>
  bell(Math.log(slope), Math.log(0.8), 0.6),
);
/** Logit of getting an item right for the average learner: shares right of 0.15 to 0.93 are usual. */
const keyLevels = weights(steps(-6, 6, 41), (level) => bell(level, 0.5, 1.1));
/** Who errs takes one wrong option or another with little regard to ability. */
const wrongSlopes = weights(steps(-1.4, 1.4, 11), (slope) => bell(slope, 0, 0.45));
const wrongLevels = weights(steps(-6, 6, 31), (level) => bell(level, 0, 1.8));

interface Point {
  /** Standardised score on the other items. */
  z: number;
  chosen: number;
  all: number;
}

/** Logarithm of the chance of these choices, averaged over slopes and levels. */
function evidence(points: Point[], slopes: Weight[], levels: Weight[]): number {
  const logs: number[] = [];
  let chosen = 0;
  let chosenZ = 0;
  for (const point of points) {
    chosen += point.chosen;
    chosenZ += point.chosen * point.z;
  }
  for (const slope of slopes) {
    for (const level of levels) {
      let sum = slope.value * chosenZ + level.value * chosen + slope.log + level.log;
      for (const { z, all } of points) {
        const logit = slope.value * z + level.value;
        sum -= all * (logit > 0 ? logit + Math.log1p(Math.exp(-logit)) : Math.log1p(Math.exp(logit)));
      }
      logs.push(sum);
    }
  }
  const most = logs.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  return most + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** Choices by ability: at most 40 groups of learners with about the same score, which loses nothing and saves time. */
function table(cells: readonly Cell[]): { z: number; counts: Map<string | null, number>; all: number }[] {
  const placed = cells.filter((cell): cell is Cell & { rest: number } => cell.rest !== null);
  const n = placed.reduce((sum, cell) => sum + cell.n, 0);
  const centre = placed.reduce((sum, cell) => sum + cell.rest * cell.n, 0) / n;
  const spread = Math.sqrt(placed.reduce((sum, cell) => sum + cell.n * (cell.rest - centre) ** 2, 0) / n);
  if (n === 0 || spread < 1e-9) return [];
  const rows = new Map<number, { z: number; counts: Map<string | null, number>; all: number }>();
  for (const cell of placed) {
    const z = Math.max(-4, Math.min(4, Math.round(((cell.rest - centre) / spread) * 5) / 5));
    const row = rows.get(z) ?? { z, counts: new Map(), all: 0 };
    rows.set(z, row);
    row.counts.set(cell.option, (row.counts.get(cell.option) ?? 0) + cell.n);
    row.all += cell.n;
  }
  return [...rows.values()];
}

/**
 * @param cells answers to one item
 * @param options all options of the item, also those that nobody picked
 * @param key the marked one
 * @returns the distractor that is most likely the right answer; null where fewer than 200 learners answered or the others' scores do not vary
 */
export function suspectKey(cells: readonly Cell[], options: readonly string[], key: string): Suspect | null {
  const rows = table(cells.filter(({ option }) => option !== null && options.includes(option)));
  const all = rows.reduce((sum, row) => sum + row.all, 0);
  if (all < fewestForKey || options.length < 2) return null;
  const points = (option: string, without: string | null): Point[] =>
    rows
      .map(({ z, counts, all: n }) => ({
        z,
        chosen: counts.get(option) ?? 0,
        all: n - (without === null ? 0 : (counts.get(without) ?? 0)),
      }))
      .filter((point) => point.all > 0);
  const asKey = (option: string) => evidence(points(option, null), keySlopes, keyLevels);
  const asWrong = (option: string, right: string) =>
    options.length < 3 ? 0 : evidence(points(option, right), wrongSlopes, wrongLevels);
  const marked = asKey(key);
  const distractors = options.filter((option) => option !== key);
  const share = (option: string) => rows.reduce((sum, { counts }) => sum + (counts.get(option) ?? 0), 0) / all;
  const odds = distractors
    .filter((option) => share(option) >= 0.1)
    .map((option) => ({
      option,
      log:
        asKey(option) +
        asWrong(key, option) -
        marked -
        asWrong(option, key) +
        Math.log(priorOfWrongKey / (1 - priorOfWrongKey) / distractors.length),
    }));
  const [first] = odds.sort((a, b) => b.log - a.log);
  if (!first) return null;
  // All stories together, the marked key's among them (log 0).
  const most = Math.max(0, first.log);
  const sum = odds.reduce((total, { log }) => total + Math.exp(log - most), Math.exp(-most));
  return { option: first.option, posterior: Math.exp(first.log - most) / sum };
}
