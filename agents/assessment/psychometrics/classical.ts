/** Formulas of classical test theory over counted observations: `n` learners who are alike in `x` (and `y`). Pure; each with its source. */

export interface Weighted {
  x: number;
  n: number;
}

export interface WeightedPair extends Weighted {
  y: number;
}

export function total(values: readonly { n: number }[]): number {
  return values.reduce((sum, { n }) => sum + n, 0);
}

export function mean(values: readonly Weighted[]): number {
  return values.reduce((sum, { x, n }) => sum + x * n, 0) / total(values);
}

/** Sample variance (n − 1), in two passes. */
export function variance(values: readonly Weighted[]): number {
  const centre = mean(values);
  return values.reduce((sum, { x, n }) => sum + n * (x - centre) ** 2, 0) / (total(values) - 1);
}

/**
 * Pearson's product-moment correlation, in two passes; null where one side does not vary. A point-biserial is this with one side 0/1
 * (Lord & Novick 1968, ch. 15); it is the corrected one where `y` leaves the item itself out (Henrysson 1963).
 */
export function correlation(pairs: readonly WeightedPair[]): number | null {
  if (total(pairs) < 2) return null;
  const centreX = mean(pairs);
  const centreY = mean(pairs.map(({ y, n }) => ({ x: y, n })));
  let both = 0;
  let sumX = 0;
  let sumY = 0;
  for (const { x, y, n } of pairs) {
    const dx = x - centreX;
    const dy = y - centreY;
    both += n * dx * dy;
    sumX += n * dx * dx;
    sumY += n * dy * dy;
  }
  if (sumX < 1e-18 || sumY < 1e-18) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(sumX * sumY)));
}

/** Share of learners in each of the two groups that the discrimination index compares (Kelley 1939). */
export const extremeShare = 0.27;

/**
 * Discrimination index: mean score of the upper 27% less that of the lower 27%, by ability (Kelley 1939; Johnson 1951). Where learners
 * of equal ability stand on the border, each counts by the chance of being in: the mean over all ways to break the tie.
 * @param pairs `x` the item's score, `y` the ability
 * @returns null where a group would be empty
 */
export function discriminationIndex(pairs: readonly WeightedPair[]): { upper: number; lower: number; size: number } | null {
  const size = Math.round(total(pairs) * extremeShare);
  if (size < 1) return null;
  const byAbility = new Map<number, { sum: number; n: number }>();
  for (const { x, y, n } of pairs) {
    const own = byAbility.get(y) ?? { sum: 0, n: 0 };
    byAbility.set(y, { sum: own.sum + x * n, n: own.n + n });
  }
  const ordered = [...byAbility].sort(([a], [b]) => a - b).map(([, own]) => own);
  const share = (groups: { sum: number; n: number }[]) => {
    let left = size;
    let sum = 0;
    for (const { sum: own, n } of groups) {
      const taken = Math.min(left, n);
      sum += (own * taken) / n;
      left -= taken;
      if (left === 0) break;
    }
    return sum / size;
  };
  return { lower: share(ordered), upper: share(ordered.reverse()), size };
}

/** Sums over learners who answered everything, from which alpha follows. */
export interface AlphaSums {
  n: number;
  total: { sum: number; squares: number };
  items: { sum: number; squares: number; withTotal: number }[];
}

function spread(sum: number, squares: number, n: number): number {
  return (squares - (sum * sum) / n) / (n - 1);
}

/** Cronbach's alpha (1951), KR-20 where items are 0/1. Null below two items or learners, or where the total does not vary. */
export function alpha({ n, total: all, items }: AlphaSums): number | null {
  const k = items.length;
  const variance = spread(all.sum, all.squares, n);
  if (k < 2 || n < 2 || variance < 1e-12) return null;
  const within = items.reduce((sum, item) => sum + spread(item.sum, item.squares, n), 0);
  return (k / (k - 1)) * (1 - within / variance);
}

/** Alpha of the test without one item: var(T − x) = var(T) + var(x) − 2 cov(T, x). */
export function alphaWithout(sums: AlphaSums, index: number): number | null {
  const item = sums.items[index];
  if (!item) return null;
  return alpha({
    n: sums.n,
    total: {
      sum: sums.total.sum - item.sum,
      squares: sums.total.squares - 2 * item.withTotal + item.squares,
    },
    items: sums.items.filter((_, other) => other !== index),
  });
}
