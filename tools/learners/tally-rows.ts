/** The same counts as `answer-store.ts`, from rows in memory: for simulations and tests, and a plain second way to hold the SQL against. */
import type { Cell, ItemTally, ResponseSet, Stratum } from './responses.ts';

/** One answer; a learner answers an item once. */
export interface AnswerRow {
  learner: string;
  item: string;
  option: string | null;
  score: number | null;
  /** Which group the learner belongs to, where groups are compared. */
  group?: 'reference' | 'focal';
}

/** @returns items in the order of their first answers */
export function tallyRows(rows: readonly AnswerRow[]): ResponseSet {
  const learners = grouped(rows, (row) => row.learner);
  const totals = new Map(
    [...learners].map(([learner, own]) => {
      const scores = own.flatMap(({ score }) => score ?? []);
      return [learner, { sum: scores.reduce((sum, score) => sum + score, 0), count: scores.length }];
    }),
  );
  const items = grouped(rows, (row) => row.item);
  const scoredItems = [...items.values()].filter((own) => own.some(({ score }) => score !== null)).length;
  const whole = [...totals.values()].filter(({ count }) => count === scoredItems && count > 0);
  return {
    items: [...items].map(([item, own]): ItemTally => {
      const cells = new Map<string, Cell>();
      const sums = { sum: 0, squares: 0, withTotal: 0 };
      for (const { learner, option, score } of own) {
        const { sum, count } = totals.get(learner) ?? { sum: 0, count: 0 };
        const others = count - (score === null ? 0 : 1);
        const rest = others > 0 ? (sum - (score ?? 0)) / others : null;
        const name = JSON.stringify([option, score, rest]);
        const cell = cells.get(name) ?? { option, score, rest, n: 0 };
        cells.set(name, { ...cell, n: cell.n + 1 });
        if (score === null || count !== scoredItems) continue;
        sums.sum += score;
        sums.squares += score * score;
        sums.withTotal += score * sum;
      }
      const complete = whole.length > 0 && own.some(({ score }) => score !== null) ? sums : null;
      return { item, cells: [...cells.values()], complete, strata: null };
    }),
    test: {
      answers: rows.length,
      learners: learners.size,
      items: items.size,
      scoredItems,
      complete: {
        n: whole.length,
        sum: whole.reduce((sum, own) => sum + own.sum, 0),
        squares: whole.reduce((sum, own) => sum + own.sum ** 2, 0),
      },
      attempts: 'first',
    },
    notes: [],
  };
}

/** Strata of two groups for complete 0/1 data: by the total over the matching items and the item itself. */
export function strataOfRows(rows: readonly AnswerRow[], matching: ReadonlySet<string>): Map<string, Stratum[]> {
  const totals = new Map<string, number>();
  for (const { learner, item, score } of rows)
    if (matching.has(item)) totals.set(learner, (totals.get(learner) ?? 0) + (score ?? 0));
  const strata = new Map<string, Map<number, Stratum>>();
  for (const { learner, item, score, group } of rows) {
    if (!group || score === null) continue;
    const at = (totals.get(learner) ?? 0) + (matching.has(item) ? 0 : score);
    const own = strata.get(item) ?? new Map<number, Stratum>();
    strata.set(item, own);
    const stratum = own.get(at) ?? { matching: at, referenceRight: 0, referenceWrong: 0, focalRight: 0, focalWrong: 0 };
    own.set(at, stratum);
    stratum[`${group}${score === 1 ? 'Right' : 'Wrong'}`] += 1;
  }
  return new Map([...strata].map(([item, own]) => [item, [...own.values()].sort((a, b) => a.matching - b.matching)]));
}

function grouped<T>(rows: readonly T[], name: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const list = groups.get(name(row));
    if (list) list.push(row);
    else groups.set(name(row), [row]);
  }
  return groups;
}
