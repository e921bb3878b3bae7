/** 95% confidence intervals. Pure; each with its source. */
import { fQuantile } from './distributions.ts';

export type Interval = [number, number];

/** 0.975 quantile of the standard normal distribution. */
const z95 = 1.959963984540054;

/** Wilson's score interval (1927) of a proportion. For mean scores with part marks it is too wide, never too narrow. */
export function proportionInterval(p: number, n: number, z = z95): Interval {
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Difference of two independent proportions: Newcombe's hybrid score interval (1998, Statistics in Medicine 17, method 10). */
export function differenceInterval(p1: number, n1: number, p2: number, n2: number): Interval {
  const [low1, high1] = proportionInterval(p1, n1);
  const [low2, high2] = proportionInterval(p2, n2);
  const d = p1 - p2;
  return [d - Math.hypot(p1 - low1, high2 - p2), d + Math.hypot(high1 - p1, p2 - low2)];
}

/** Fisher's z (1921) of a correlation; null below four cases or at the ends. For point-biserials an approximation. */
export function correlationInterval(r: number, n: number, z = z95): Interval | null {
  if (n < 4 || Math.abs(r) >= 1) return null;
  const centre = Math.atanh(r);
  const half = z / Math.sqrt(n - 3);
  return [Math.tanh(centre - half), Math.tanh(centre + half)];
}

/**
 * Cronbach's alpha: (1 − α)/(1 − α̂) follows F(n − 1, (n − 1)(k − 1)) (Feldt 1965, Psychometrika 30).
 * @param n learners
 * @param k items
 */
export function alphaInterval(alpha: number, n: number, k: number): Interval | null {
  if (n < 2 || k < 2) return null;
  const d1 = n - 1;
  const d2 = (n - 1) * (k - 1);
  return [1 - (1 - alpha) * fQuantile(0.975, d1, d2), 1 - (1 - alpha) * fQuantile(0.025, d1, d2)];
}
