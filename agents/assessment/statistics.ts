/** Formulas of classical test theory. Pure; each with its source. */

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance (n − 1), in two passes. */
export function variance(values: number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Pearson's product-moment correlation; null where one side does not vary. A point-biserial is this with one side 0/1 (Lord & Novick 1968, ch. 15). */
export function correlation(a: number[], b: number[]): number | null {
  if (a.length !== b.length || a.length < 2) return null;
  const centreA = mean(a);
  const centreB = mean(b);
  let both = 0;
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    const da = (a[i] ?? 0) - centreA;
    const db = (b[i] ?? 0) - centreB;
    both += da * db;
    sumA += da * da;
    sumB += db * db;
  }
  if (sumA < 1e-18 || sumB < 1e-18) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(sumA * sumB)));
}

/** Fisher's z (1921): 95% interval of a correlation; null below four cases or at the ends. */
export function correlationInterval(r: number, n: number, z = 1.959963984540054): [number, number] | null {
  if (n < 4 || Math.abs(r) >= 1) return null;
  const centre = Math.atanh(r);
  const half = z / Math.sqrt(n - 3);
  return [Math.tanh(centre - half), Math.tanh(centre + half)];
}

/** Wilson's score interval (1927) of a proportion, 95%. */
export function proportionInterval(p: number, n: number, z = 1.959963984540054): [number, number] {
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Cronbach's alpha (1951), KR-20 where items are 0/1: rows are learners, columns items, no gaps. Null where the total does not vary. */
export function alpha(rows: number[][]): number | null {
  const k = rows[0]?.length ?? 0;
  if (k < 2 || rows.length < 2) return null;
  const total = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  if (total < 1e-18) return null;
  let items = 0;
  for (let column = 0; column < k; column++) items += variance(rows.map((row) => row[column] ?? 0));
  return (k / (k - 1)) * (1 - items / total);
}

/**
 * Discrimination index: share right in the upper 27% less the share right in the lower 27% by ability (Kelley 1939). Ties keep their order,
 * so `ability` should be sorted stably by the caller's data.
 */
export function discriminationIndex(scores: number[], ability: number[]): number | null {
  const size = Math.round(scores.length * 0.27);
  if (size < 1) return null;
  const order = scores.map((_, index) => index).sort((a, b) => (ability[a] ?? 0) - (ability[b] ?? 0) || a - b);
  const share = (indices: number[]) => mean(indices.map((index) => scores[index] ?? 0));
  return share(order.slice(-size)) - share(order.slice(0, size));
}
