/** Chances of runs of luck, for patterns over a quiz. Pure. */

/**
 * Chance of at least `hits` in trials of unequal chances (Poisson binomial), by the exact recursion over trials
 * (Chen & Liu 1997, Statistica Sinica 7).
 */
export function chanceOfAtLeast(hits: number, chances: number[]): number {
  let exactly = [1];
  for (const p of chances) {
    const next = new Array<number>(exactly.length + 1).fill(0);
    for (const [count, probability] of exactly.entries()) {
      next[count] = (next[count] ?? 0) + probability * (1 - p);
      next[count + 1] = (next[count + 1] ?? 0) + probability * p;
    }
    exactly = next;
  }
  return Math.min(
    1,
    exactly.slice(Math.max(0, hits)).reduce((sum, probability) => sum + probability, 0),
  );
}
