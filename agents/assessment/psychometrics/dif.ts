/** Differential item functioning: does an item treat two groups of equal attainment differently? Mantel and Haenszel's method. Pure. */
import type { Stratum } from '../../../tools/learners/responses.ts';
import { chiSquareTail } from './distributions.ts';
import type { Interval } from './intervals.ts';

/** Fewest learners in the smaller group and in all for a class (Zwick 2012, ETS RR-12-08: 200 and 500 for test assembly). */
export const fewestInGroup = 200;
export const fewestInAll = 500;

export type DifClass = 'A' | 'B' | 'C';

export interface Dif {
  reference: number;
  focal: number;
  /** Common odds ratio over the strata (Mantel & Haenszel 1959). */
  oddsRatio: number;
  /** MH D-DIF = −2.35 ln(odds ratio) (Holland & Thayer 1988): below 0 the item is harder for the focal group. */
  d: number;
  standardError: number;
  interval: Interval;
  /** With continuity correction, one degree of freedom. */
  chiSquare: number;
  p: number;
  /** ETS (Dorans & Holland 1993). Null where too few learners answered. */
  class: DifClass | null;
}

/** @returns null where no stratum holds both groups, or the odds ratio is 0 or without bound */
export function mantelHaenszel(strata: readonly Stratum[]): Dif | null {
  let reference = 0;
  let focal = 0;
  let r = 0;
  let s = 0;
  let right = 0;
  let expected = 0;
  let variance = 0;
  for (const { referenceRight: a, referenceWrong: b, focalRight: c, focalWrong: d } of strata) {
    reference += a + b;
    focal += c + d;
    const t = a + b + c + d;
    if (a + b === 0 || c + d === 0) continue;
    r += (a * d) / t;
    s += (b * c) / t;
    right += a;
    expected += ((a + b) * (a + c)) / t;
    if (t > 1) variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (t * t * (t - 1));
  }
  if (r === 0 || s === 0 || variance === 0) return null;
  const oddsRatio = r / s;
  const d = -2.35 * Math.log(oddsRatio);
  const standardError = 2.35 * Math.sqrt(logOddsVariance(strata, oddsRatio, r));
  const chiSquare = Math.max(0, Math.abs(right - expected) - 0.5) ** 2 / variance;
  const p = chiSquareTail(chiSquare);
  const enough = Math.min(reference, focal) >= fewestInGroup && reference + focal >= fewestInAll;
  return {
    reference,
    focal,
    oddsRatio,
    d,
    standardError,
    interval: [d - 1.959963984540054 * standardError, d + 1.959963984540054 * standardError],
    chiSquare,
    p,
    class: enough ? classOf(d, standardError, p) : null,
  };
}

/** Variance of ln(odds ratio) (Phillips & Holland 1987, Biometrics 43; the same as Robins, Breslow & Greenland 1986 where strata are large). */
function logOddsVariance(strata: readonly Stratum[], oddsRatio: number, r: number): number {
  let sum = 0;
  for (const { referenceRight: a, referenceWrong: b, focalRight: c, focalWrong: d } of strata) {
    const t = a + b + c + d;
    if (a + b === 0 || c + d === 0) continue;
    sum += ((a * d + oddsRatio * b * c) * (a + d + oddsRatio * (b + c))) / (t * t);
  }
  return sum / (2 * r * r);
}

/**
 * ETS: C where |D| is at least 1.5 and significantly above 1 (one-sided 5%); A where |D| is below 1 or not significantly different from 0 (5%); else B
 * (Dorans & Holland 1993; Zwick 2012).
 */
function classOf(d: number, standardError: number, p: number): DifClass {
  const size = Math.abs(d);
  if (size < 1 || p >= 0.05) return 'A';
  return size >= 1.5 && (size - 1) / standardError > 1.6448536269514722 ? 'C' : 'B';
}

/**
 * Two steps (Holland & Thayer 1988): items of class C by the first leave the matching score of the second; an item itself always counts in
 * its own matching score.
 * @param strataBy strata of every item for a matching score made of these items
 */
export async function purifiedDif(
  items: readonly string[],
  strataBy: (matching: ReadonlySet<string>) => Promise<Map<string, Stratum[]>>,
): Promise<{ dif: Map<string, Dif>; strata: Map<string, Stratum[]>; leftOut: string[] }> {
  const judged = (strata: Map<string, Stratum[]>) =>
    new Map(
      [...strata].flatMap(([item, own]) => {
        const dif = mantelHaenszel(own);
        return dif ? [[item, dif] as const] : [];
      }),
    );
  let strata = await strataBy(new Set(items));
  let dif = judged(strata);
  const leftOut = [...dif].filter(([, own]) => own.class === 'C').map(([item]) => item);
  if (leftOut.length > 0 && leftOut.length < items.length) {
    strata = await strataBy(new Set(items.filter((item) => !leftOut.includes(item))));
    dif = judged(strata);
  }
  return { dif, strata, leftOut };
}
