/** Agreement of two labellings, and how well rules meet labels. Pure. */

export interface Counts {
  hit: number;
  missed: number;
  extra: number;
}

/** Harmonic mean of precision and recall, 0..1; null where there was nothing to find and nothing was found. */
export function f1({ hit, missed, extra }: Counts): number | null {
  return hit + missed + extra === 0 ? null : (2 * hit) / (2 * hit + missed + extra);
}

/**
 * Cohen's kappa of two labellings (Cohen 1960, Educational and Psychological Measurement 20).
 * @returns -1..1; null where both say the same of every case, so that chance alone explains it
 */
export function kappa(pairs: readonly (readonly [boolean, boolean])[]): number | null {
  const n = pairs.length;
  if (n === 0) return null;
  const observed = pairs.filter(([a, b]) => a === b).length / n;
  const a = pairs.filter(([one]) => one).length / n;
  const b = pairs.filter(([, other]) => other).length / n;
  const chance = a * b + (1 - a) * (1 - b);
  return chance === 1 ? null : (observed - chance) / (1 - chance);
}
