/** How the choice of options changes with ability: what a good key and good distractors look like at a glance. Pure. */
import type { Cell } from '../../../tools/learners/responses.ts';
import { type Interval, proportionInterval } from './intervals.ts';

export interface CurvePoint {
  /** Mean rest score (0..1) of the learners of this group. */
  ability: number;
  n: number;
  options: { option: string; n: number; share: number; interval: Interval }[];
}

/** Groups of about equal size; learners of equal ability stay together. */
const groups = 5;

/**
 * Options by ability (Wainer 1989, Journal of Educational Measurement 26; Haladyna & Rodriguez 2013, ch. 17): learners in up to five groups by
 * their score on the other items. Answers without an option (rare spellings, scores only) count in `n` and have no line.
 */
export function optionCurve(cells: readonly Cell[]): CurvePoint[] {
  const placed = cells.filter((cell): cell is Cell & { rest: number } => cell.rest !== null).sort((a, b) => a.rest - b.rest);
  const all = placed.reduce((sum, { n }) => sum + n, 0);
  const options = [...new Set(placed.flatMap(({ option }) => option ?? []))].sort(
    new Intl.Collator('en', { numeric: true }).compare,
  );
  if (all === 0 || options.length === 0) return [];
  const bins: (typeof placed)[] = [];
  let before = 0;
  let at = 0;
  while (at < placed.length) {
    const rest = placed[at]?.rest;
    let end = at;
    let n = 0;
    while (end < placed.length && placed[end]?.rest === rest) {
      n += placed[end]?.n ?? 0;
      end += 1;
    }
    // A tie goes where its middle lies.
    const bin = Math.min(groups - 1, Math.floor(((before + n / 2) / all) * groups));
    bins[bin] = [...(bins[bin] ?? []), ...placed.slice(at, end)];
    before += n;
    at = end;
  }
  return bins.filter(Boolean).map((bin) => {
    const n = bin.reduce((sum, cell) => sum + cell.n, 0);
    return {
      ability: bin.reduce((sum, cell) => sum + cell.rest * cell.n, 0) / n,
      n,
      options: options.map((option) => {
        const chose = bin.reduce((sum, cell) => sum + (cell.option === option ? cell.n : 0), 0);
        return { option, n: chose, share: chose / n, interval: proportionInterval(chose / n, n) };
      }),
    };
  });
}
