import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerRow, strataOfRows, tallyRows } from '../../../tools/learners/tally-rows.ts';
import { chanceOfAtLeast } from '../items/chance.ts';
import { analyseItems } from './analysis.ts';
import { alpha, alphaWithout, correlation, discriminationIndex } from './classical.ts';
import { mantelHaenszel, purifiedDif } from './dif.ts';
import { chiSquareTail, erfc, fQuantile, incompleteBeta, logGamma } from './distributions.ts';
import { alphaInterval, correlationInterval, differenceInterval, proportionInterval } from './intervals.ts';
import { suspectKey } from './miskey.ts';

/** Within 1e-9 of the reference. */
function near(actual: number | null | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(1e-9);
}

/** Five learners, four items, worked by hand. */
const scores = [
  [1, 1, 1, 1],
  [1, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 0, 1],
];

function rowsOf(table: number[][]): AnswerRow[] {
  return table.flatMap((row, learner) =>
    row.map((score, item) => ({ learner: `l${learner}`, item: `q${item + 1}`, option: null, score })),
  );
}

describe('item statistics', () => {
  it('agree with a test worked by hand', () => {
    const { items, test } = analyseItems(tallyRows(rowsOf(scores)));
    [0.8, 0.6, 0.4, 0.4].forEach((p, index) => {
      near(items[index]?.p, p);
    });
    // Item 2 with the rest (items 1, 3, 4): x = 1,1,1,0,0; rest = 3,2,1,1,1: Sxy 1.2; Sxx 1.2; Syy 3.2.
    near(items[1]?.pointBiserial, 1.2 / Math.sqrt(1.2 * 3.2));
    // Variances of items (n − 1): 0.2, 0.3, 0.3, 0.3; totals 4, 3, 2, 1, 1 with variance 1.7.
    near(test.alpha, (4 / 3) * (1 - 1.1 / 1.7));
    // Without item 4: totals 3, 3, 2, 1, 0 with variance 1.7; 3/2 (1 − 0.8/1.7).
    near(items[3]?.alphaWithout, 1.5 * (1 - 0.8 / 1.7));
    near(test.mean, 2.2);
    near(test.sd, Math.sqrt(1.7));
    expect(items.every((item) => item.verdict === 'none: too few learners')).toBe(true);
  });

  it('say nothing without a key, of empty, constant and single data', () => {
    const rows = ['A', 'B', 'B'].map((option, index): AnswerRow => ({ learner: `l${index}`, item: 'q', option, score: null }));
    expect(analyseItems(tallyRows(rows)).items[0]).toMatchObject({ p: null, verdict: 'none: no key' });
    expect(analyseItems(tallyRows([]))).toMatchObject({ items: [], test: { learners: 0, alpha: null, mean: null } });
    expect(
      analyseItems(
        tallyRows(
          rowsOf([
            [1, 1],
            [1, 1],
          ]),
        ),
      ).items[0]?.pointBiserial,
    ).toBeNull();
  });

  it('judge distractors by 5% from 100 learners on', () => {
    const rows = (learners: number) =>
      Array.from({ length: learners }, (_, learner) => {
        const option = learner % 50 === 0 ? 'C' : learner % 3 === 0 ? 'B' : 'A';
        return { learner: `l${learner}`, item: 'q', option, score: option === 'A' ? 1 : 0 };
      });
    expect(analyseItems(tallyRows(rows(100))).items[0]?.options.map(({ works }) => works)).toEqual([null, true, false]);
    expect(analyseItems(tallyRows(rows(99))).items[0]?.distractors).toBeNull();
  });

  it('draw options by ability over learners of about equal number', () => {
    const rows = Array.from({ length: 200 }, (_, learner) =>
      Array.from({ length: 8 }, (_, item) => {
        const right = (learner * 13 + item * 29) % 200 < learner;
        return { learner: `l${learner}`, item: `q${item}`, option: right ? 'A' : 'B', score: right ? 1 : 0 };
      }),
    ).flat();
    const { curve } = analyseItems(tallyRows(rows)).items[0] ?? { curve: [] };
    expect(curve.reduce((sum, { n }) => sum + n, 0)).toBe(200);
    const shares = curve.map(({ options }) => options.find(({ option }) => option === 'A')?.share ?? 0);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    for (const { options } of curve)
      near(
        options.reduce((sum, { share }) => sum + share, 0),
        1,
      );
  });
});

describe('formulas', () => {
  it('correlation stays between −1 and 1 and does not mind shift and scale', () => {
    const pair = fc.record({
      x: fc.integer({ min: -50, max: 50 }),
      y: fc.integer({ min: -50, max: 50 }),
      n: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 3, maxLength: 40 }), (pairs) => {
        const r = correlation(pairs);
        if (r === null) return;
        expect(Math.abs(r)).toBeLessThanOrEqual(1);
        near(correlation(pairs.map((one) => ({ ...one, x: 3 * one.x - 7 }))), r);
        near(correlation(pairs.map((one) => ({ ...one, x: -one.x }))), -r);
        // Counting equal learners together changes nothing.
        near(correlation(pairs.flatMap((one) => Array.from({ length: one.n }, () => ({ ...one, n: 1 })))), r);
      }),
    );
  });
  it('alpha of copies of one item is 1', () => {
    const sums = {
      n: 4,
      total: { sum: 6, squares: 18 },
      items: Array.from({ length: 3 }, () => ({ sum: 2, squares: 2, withTotal: 6 })),
    };
    near(alpha(sums), 1);
    near(alphaWithout(sums, 0), 1);
  });
  it('intervals agree with published and independently computed values', () => {
    // Wilson for 15 of 50: (p + z²/2n ± z √(pq/n + z²/4n²)) / (1 + z²/n); published as 0.191 to 0.438.
    const [low, high] = proportionInterval(0.3, 50);
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.191', '0.438']);
    // Newcombe (1998), table II: 56/70 − 48/80, method 10: 0.0524 to 0.3339.
    expect(differenceInterval(56 / 70, 70, 48 / 80, 80).map((value) => value.toFixed(4))).toEqual(['0.0524', '0.3339']);
    expect(correlationInterval(0.5, 28)?.map((value) => value.toFixed(3))).toEqual(['0.156', '0.736']);
    // Feldt: 1 − (1 − α) F; quantiles of F(9, 36) from SciPy 1.17.
    const [alphaLow, alphaHigh] = alphaInterval(0.8, 10, 5) ?? [0, 0];
    near(alphaLow, 1 - 0.2 * 2.4922445088916096);
    near(alphaHigh, 1 - 0.2 * 0.2837749786956962);
  });
  it('distributions agree with closed forms and SciPy 1.17', () => {
    // F(2, 7): (7/2) (0.025^(−2/7) − 1).
    near(fQuantile(0.975, 2, 7), 3.5 * (0.025 ** (-2 / 7) - 1));
    near(fQuantile(0.975, 259, 6993), 1.1834860396012639);
    near(incompleteBeta(0.3, 2.5, 7.25), 0.6604822735819071);
    near(incompleteBeta(0.04, 150, 4000), 0.9054471409455241);
    near(logGamma(0.5), Math.log(Math.sqrt(Math.PI)));
    near(logGamma(3.7), 1.428072326665388);
    for (const [x, value] of [
      [0.1, 0.8875370839817152],
      [2.4, 0.0006885138966450789],
      [2.6, 0.000236034416529349],
      [4, 1.541725790028002e-8],
    ] as const)
      near(erfc(x), value);
    near(chiSquareTail(3.841458820694124), 0.05);
    near(chiSquareTail(12.3), 0.00045295829392355183);
  });
  it('discrimination compares the upper with the lower 27%, and shares out ties', () => {
    const index = (pairs: [number, number][]) => discriminationIndex(pairs.map(([x, y]) => ({ x, y, n: 1 })));
    const clear = index([0, 0, 0, 1, 1, 0, 1, 1, 1, 1].map((x, y) => [x, y]));
    expect(clear).toEqual({ lower: 0, upper: 1, size: 3 });
    // Ten learners of equal ability: each counts by its chance, so both groups are the mean.
    const tied = index([0, 1, 0, 1, 1, 1, 1, 1, 0, 0].map((x) => [x, 1]));
    near(tied?.upper, 0.6);
    near(tied?.lower, 0.6);
  });
  it('the chance of many hits is that of the binomial where chances are equal', () => {
    // P(X ≥ 3), n = 5, p = 1/4: (90 + 15 + 1) / 1024.
    near(chanceOfAtLeast(3, [0.25, 0.25, 0.25, 0.25, 0.25]), 106 / 1024);
    expect(chanceOfAtLeast(0, [0.5])).toBe(1);
    expect(chanceOfAtLeast(2, [0.5])).toBe(0);
  });
});

describe('differential item functioning', () => {
  const stratum = (matching: number, [a, b, c, d]: number[]) => ({
    matching,
    referenceRight: a ?? 0,
    referenceWrong: b ?? 0,
    focalRight: c ?? 0,
    focalWrong: d ?? 0,
  });
  it('agrees with exact arithmetic over three strata', () => {
    const dif = mantelHaenszel(
      [
        [10, 5, 6, 9],
        [20, 4, 15, 8],
        [12, 1, 14, 3],
      ].map((table, index) => stratum(index, table)),
    );
    near(dif?.oddsRatio, 5361 / 1934);
    near(dif?.d, -2.3959663003636007);
    near(dif?.standardError, 1.1172770743334621);
    near(dif?.chiSquare, 1096495829 / 293649256);
    near(dif?.p, 0.05331453839309699);
    expect(dif?.class).toBeNull();
  });
  it('classes by size and significance, and never under the fewest learners', () => {
    const times = (factor: number, table: number[]) => [
      stratum(
        1,
        table.map((count) => count * factor),
      ),
    ];
    expect(mantelHaenszel(times(10, [30, 20, 20, 30]))?.class).toBe('C');
    expect(mantelHaenszel(times(10, [27, 23, 22, 28]))?.class).toBe('A');
    expect(mantelHaenszel(times(5, [30, 20, 23, 27]))?.class).toBe('B');
    expect(mantelHaenszel(times(3, [30, 20, 20, 30]))?.class).toBeNull();
    expect(mantelHaenszel([stratum(1, [5, 5, 0, 0])])).toBeNull();
  });
  it('leaves items of class C out of the matching score of the others', async () => {
    const asked: string[][] = [];
    const { leftOut } = await purifiedDif(['a', 'b'], async (matching) => {
      asked.push([...matching]);
      return new Map([
        ['a', [stratum(1, [300, 200, 200, 300])]],
        ['b', [stratum(1, [250, 250, 250, 250])]],
      ]);
    });
    expect(leftOut).toEqual(['a']);
    expect(asked).toEqual([['a', 'b'], ['b']]);
  });
  it('strata hold every answer of both groups once', () => {
    const rows: AnswerRow[] = rowsOf(scores).map((row) => ({ ...row, group: row.learner < 'l2' ? 'focal' : 'reference' }));
    const strata = strataOfRows(rows, new Set(['q1', 'q2']));
    for (const own of strata.values())
      expect(own.reduce((sum, one) => sum + one.referenceRight + one.referenceWrong + one.focalRight + one.focalWrong, 0)).toBe(
        5,
      );
    // An item outside of the matching score counts in its own.
    expect(strata.get('q3')?.map(({ matching }) => matching)).toEqual([0, 1, 2, 3]);
  });
});

describe('suspected keys', () => {
  it('need 200 learners, and scores that vary', () => {
    const cells = [
      { option: 'A', score: 0, rest: 0.9, n: 120 },
      { option: 'B', score: 1, rest: 0.2, n: 70 },
    ];
    expect(suspectKey(cells, ['A', 'B', 'C'], 'B')).toBeNull();
    expect(
      suspectKey(
        cells.map((cell) => ({ ...cell, rest: 0.5, n: 200 })),
        ['A', 'B', 'C'],
        'B',
      ),
    ).toBeNull();
  });
  it('are those the able choose; the same answers clear the other key', () => {
    const cells = [0, 1, 2, 3, 4].flatMap((step) => [
      { option: 'A', score: 0, rest: 0.2 + 0.15 * step, n: 20 + 12 * step },
      { option: 'B', score: 1, rest: 0.2 + 0.15 * step, n: 24 - 4 * step },
      { option: 'C', score: 0, rest: 0.2 + 0.15 * step, n: 16 - 3 * step },
    ]);
    const suspect = suspectKey(cells, ['A', 'B', 'C'], 'B');
    expect(suspect?.option).toBe('A');
    expect(suspect?.posterior).toBeGreaterThan(0.99);
    expect(suspectKey(cells, ['A', 'B', 'C'], 'A')?.posterior ?? 0).toBeLessThan(0.01);
  });
});
