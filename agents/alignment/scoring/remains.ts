/**
 * What a lesson has left for an outcome once its siblings had theirs, measured by what the outcomes of the course usually have. Pure.
 *
 * Where outcomes of a course follow its sections in order, each section is given to one of them, and an outcome counts for what that
 * matching would lose without it (`gainOf`). Where they share sections, how much text speaks of it counts instead (`volumeOf`).
 */

export interface Remains {
  /** Logarithm of `gainOf`. */
  order: number;
  /** Logarithm of `volumeOf`. */
  volume: number;
}

/** Keep the logarithms finite: a worth and a volume that are as good as none. */
const nothing = { order: 0.1, volume: 1 };

export function remainsOf(gain: number, volume: number): Remains {
  return { order: Math.log(Math.max(0, gain) + nothing.order), volume: Math.log(volume + nothing.volume) };
}

/** With fewer other outcomes nothing is usual. */
const fewest = 6;
/** Smallest spread that is believed: outcomes of labelled courses spread by 0.5 to 1. */
const leastSpread = 0.4;

/**
 * By how many spreads of the course an outcome has more left than others have; about 0 for most, below -1 for few.
 * @param usual what the other outcomes of the course have in their lessons as they are
 * @param ordered `orderliness` of the course, 0..1
 * @returns null where the course has too few outcomes
 */
export function leftOf(found: Remains, usual: Remains[], ordered: number): number | null {
  if (usual.length < fewest) return null;
  const beside = (name: keyof Remains) =>
    standing(
      found[name],
      usual.map((one) => one[name]),
    );
  return ordered * beside('order') + (1 - ordered) * beside('volume');
}

function standing(value: number, usual: number[]): number {
  const sorted = usual.toSorted((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  const mean = usual.reduce((sum, one) => sum + one, 0) / usual.length;
  const spread = Math.sqrt(usual.reduce((sum, one) => sum + (one - mean) ** 2, 0) / usual.length);
  return (value - middle) / Math.max(leastSpread, spread);
}
