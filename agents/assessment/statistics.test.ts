import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResponseRow } from '../../tools/learners/responses.ts';
import { chanceOfAtLeast } from './chance.ts';
import { analyseItems } from './item-analysis.ts';
import { alpha, correlation, correlationInterval, discriminationIndex, proportionInterval } from './statistics.ts';

/** Five learners, four items, worked by hand. */
const scores = [
  [1, 1, 1, 1],
  [1, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 0, 1],
];

function rowsOf(table: number[][]): ResponseRow[] {
  return table.flatMap((row, learner) =>
    row.map((score, item) => ({ learner: `l${learner}`, item: `q${item + 1}`, option: null, score, attempt: null })),
  );
}

describe('item statistics', () => {
  it('agree with a test worked by hand', () => {
    const { items, test } = analyseItems(rowsOf(scores));
    expect(items.map((item) => item.p)).toEqual([0.8, 0.6, 0.4, 0.4]);
    // Item 2 with the rest (items 1, 3, 4): x = 1,1,1,0,0; rest = 3,2,1,1,1 → cov 0.24·5 = 1.2; Sxx 1.2; Syy 3.2.
    expect(items[1]?.pointBiserial).toBeCloseTo(1.2 / Math.sqrt(1.2 * 3.2), 12);
    // Variances of items (n − 1): 0.2, 0.3, 0.3, 0.3; totals 4, 3, 2, 1, 1 with variance 1.7.
    expect(test.alpha).toBeCloseTo((4 / 3) * (1 - 1.1 / 1.7), 12);
    expect(items.every((item) => item.verdict === 'none: too few learners')).toBe(true);
  });

  it('count first attempts only, by their number or by their order', () => {
    const row = (score: number, attempt: number | null): ResponseRow => ({
      learner: 'a',
      item: 'q',
      option: null,
      score,
      attempt,
    });
    expect(analyseItems([row(0, null), row(1, null)]).items[0]?.p).toBe(0);
    expect(analyseItems([row(1, 2), row(0, 1)]).items[0]?.p).toBe(0);
  });

  it('score options by the key, and say nothing where there is none', () => {
    const rows = ['A', 'B', 'b '].map(
      (option, index): ResponseRow => ({ learner: `l${index}`, item: 'q', option, score: null, attempt: null }),
    );
    expect(analyseItems(rows, new Map([['q', 'B']])).items[0]?.p).toBeCloseTo(2 / 3, 12);
    expect(analyseItems(rows).items[0]).toMatchObject({ p: null, verdict: 'none: no key' });
  });

  it('survive empty, constant and single data', () => {
    expect(analyseItems([])).toEqual({
      items: [],
      test: { learners: 0, items: 0, complete: 0, mean: null, sd: null, alpha: null },
    });
    expect(
      analyseItems(
        rowsOf([
          [1, 1],
          [1, 1],
        ]),
      ).items[0]?.pointBiserial,
    ).toBeNull();
  });
});

describe('formulas', () => {
  it('correlation stays between −1 and 1 and does not mind shift and scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 3, maxLength: 40 }),
        (pairs) => {
          const a = pairs.map(([x]) => x);
          const b = pairs.map(([, y]) => y);
          const r = correlation(a, b);
          if (r === null) return;
          expect(Math.abs(r)).toBeLessThanOrEqual(1);
          expect(
            correlation(
              a.map((x) => 3 * x - 7),
              b,
            ),
          ).toBeCloseTo(r, 9);
          expect(
            correlation(
              a.map((x) => -x),
              b,
            ),
          ).toBeCloseTo(-r, 9);
        },
      ),
    );
  });
  it('alpha of copies of one item is 1', () => {
    expect(
      alpha([
        [1, 1, 1],
        [0, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
      ]),
    ).toBeCloseTo(1, 12);
  });
  it('intervals hold their estimate', () => {
    const [low, high] = proportionInterval(0.3, 50);
    // Wilson for 15 of 50, published: 0.191 to 0.438.
    expect([low, high].map((value) => value.toFixed(3))).toEqual(['0.191', '0.438']);
    const interval = correlationInterval(0.5, 28);
    expect(interval?.map((value) => value.toFixed(3))).toEqual(['0.156', '0.736']);
  });
  it('discrimination compares the upper with the lower 27%', () => {
    expect(discriminationIndex([0, 0, 0, 1, 1, 0, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(1, 12);
  });
  it('the chance of many hits is that of the binomial where chances are equal', () => {
    // P(X ≥ 3), n = 5, p = 1/4: (90 + 15 + 1) / 1024.
    expect(chanceOfAtLeast(3, [0.25, 0.25, 0.25, 0.25, 0.25])).toBeCloseTo(106 / 1024, 12);
    expect(chanceOfAtLeast(0, [0.5])).toBe(1);
    expect(chanceOfAtLeast(2, [0.5])).toBe(0);
  });
});
