/** Item statistics from learners' answers. Pure; formulas in statistics.ts. */
import type { ResponseRow } from '../../tools/learners/responses.ts';
import {
  alpha,
  correlation,
  correlationInterval,
  discriminationIndex,
  mean,
  proportionInterval,
  variance,
} from './statistics.ts';
import { fold } from './wording.ts';

/** Below this many learners an item gets no verdict. */
export const fewestLearners = 30;

export interface OptionStatistics {
  option: string;
  n: number;
  share: number;
  /** Correlation of choosing it with the rest score; null where it cannot be had. */
  pointBiserial: number | null;
  key: boolean;
}

export interface ItemStatistics {
  item: string;
  n: number;
  /** Mean score: the share right where scores are 0 or 1. Null where no answer could be scored. */
  p: number | null;
  pInterval: [number, number] | null;
  /** Corrected: with the score on all other items. */
  pointBiserial: number | null;
  pointBiserialInterval: [number, number] | null;
  discrimination: number | null;
  alphaWithout: number | null;
  options: OptionStatistics[];
  verdict: 'none: too few learners' | 'none: no key' | 'works' | 'weak' | 'negative';
}

export interface ItemAnalysis {
  items: ItemStatistics[];
  test: { learners: number; items: number; complete: number; mean: number | null; sd: number | null; alpha: number | null };
}

/** @param key item id to the right option, spelled as in the responses (text, letter or number) */
export type AnswerKey = ReadonlyMap<string, string>;

interface Answer {
  option: string | null;
  score: number | null;
  attempt: number;
}

function firstAnswers(rows: Iterable<ResponseRow>, key: AnswerKey | undefined): Map<string, Map<string, Answer>> {
  const learners = new Map<string, Map<string, Answer>>();
  let order = 0;
  for (const row of rows) {
    const answers = learners.get(row.learner) ?? new Map<string, Answer>();
    learners.set(row.learner, answers);
    // Where the file does not count attempts, the first row is the first attempt.
    const attempt = row.attempt ?? order++ + 1;
    const earlier = answers.get(row.item);
    if (earlier && earlier.attempt <= attempt) continue;
    answers.set(row.item, { option: row.option, score: scored(row, key), attempt });
  }
  return learners;
}

function scored(row: ResponseRow, key: AnswerKey | undefined): number | null {
  const right = key?.get(row.item);
  if (right !== undefined && row.option !== null) return fold(row.option) === fold(right) ? 1 : 0;
  return row.score;
}

interface Sample {
  scores: number[];
  rest: number[];
  options: (string | null)[];
}

/** Scores on one item with the mean score on the learner's other items; learners without another item say nothing. */
function sampleOf(
  item: string,
  learners: Map<string, Map<string, Answer>>,
  sums: Map<string, { sum: number; count: number }>,
): Sample {
  const sample: Sample = { scores: [], rest: [], options: [] };
  for (const [learner, answers] of learners) {
    const answer = answers.get(item);
    const total = sums.get(learner);
    if (!answer || answer.score === null || !total || total.count < 2) continue;
    sample.scores.push(answer.score);
    sample.rest.push((total.sum - answer.score) / (total.count - 1));
    sample.options.push(answer.option);
  }
  return sample;
}

function optionStatistics(sample: Sample, right: string | undefined): OptionStatistics[] {
  const spelled = new Map<string, string>();
  for (const option of sample.options) if (option !== null && !spelled.has(fold(option))) spelled.set(fold(option), option);
  return [...spelled.entries()]
    .map(([folded, option]) => {
      const chosen = sample.options.map((own) => (own !== null && fold(own) === folded ? 1 : 0));
      const n = chosen.reduce<number>((sum, value) => sum + value, 0);
      const key =
        right !== undefined ? folded === fold(right) : sample.scores.every((score, index) => chosen[index] === 0 || score === 1);
      return { option, n, share: n / sample.options.length, pointBiserial: correlation(chosen, sample.rest), key };
    })
    .sort((a, b) => (a.option < b.option ? -1 : 1));
}

function verdictOf(n: number, p: number | null, r: number | null, interval: [number, number] | null): ItemStatistics['verdict'] {
  if (p === null) return 'none: no key';
  if (n < fewestLearners) return 'none: too few learners';
  if (interval && interval[1] < 0) return 'negative';
  // 0.20 and more: "reasonably good" (Ebel & Frisbie 1991, ch. 13).
  return r !== null && r >= 0.2 ? 'works' : 'weak';
}

/**
 * @param rows answers in the order of the file; of several attempts at an item only the first counts
 * @param key right options by item; without it the rows' own scores count
 * @returns items in the order of their ids; statistics that cannot be had are null
 */
export function analyseItems(rows: Iterable<ResponseRow>, key?: AnswerKey): ItemAnalysis {
  const learners = firstAnswers(rows, key);
  const ids = [...new Set([...learners.values()].flatMap((answers) => [...answers.keys()]))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const sums = new Map(
    [...learners].map(([learner, answers]) => {
      const scores = [...answers.values()].flatMap((answer) => answer.score ?? []);
      return [learner, { sum: scores.reduce((sum, score) => sum + score, 0), count: scores.length }];
    }),
  );
  const scorable = ids.filter((id) => [...learners.values()].some((answers) => typeof answers.get(id)?.score === 'number'));
  const complete = [...learners.values()].flatMap((answers) => {
    const row = scorable.map((id) => answers.get(id)?.score ?? null);
    return row.every((score): score is number => score !== null) && row.length > 0 ? [row] : [];
  });
  const items = ids.map((item): ItemStatistics => {
    const sample = sampleOf(item, learners, sums);
    const all = [...learners.values()].flatMap((answers) => answers.get(item)?.score ?? []);
    const n = all.length;
    const p = n === 0 ? null : mean(all);
    const r = correlation(sample.scores, sample.rest);
    const interval = r === null ? null : correlationInterval(r, sample.scores.length);
    const column = scorable.indexOf(item);
    return {
      item,
      n,
      p,
      pInterval: p === null ? null : proportionInterval(p, n),
      pointBiserial: r,
      pointBiserialInterval: interval,
      discrimination: discriminationIndex(sample.scores, sample.rest),
      alphaWithout: column < 0 ? null : alpha(complete.map((row) => row.filter((_, index) => index !== column))),
      options: optionStatistics(sample, key?.get(item)),
      verdict: verdictOf(n, p, r, interval),
    };
  });
  const totals = complete.map((row) => row.reduce((sum, score) => sum + score, 0));
  return {
    items,
    test: {
      learners: learners.size,
      items: ids.length,
      complete: complete.length,
      mean: totals.length === 0 ? null : mean(totals),
      sd: totals.length < 2 ? null : Math.sqrt(variance(totals)),
      alpha: alpha(complete),
    },
  };
}
