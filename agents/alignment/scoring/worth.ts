/**
 * What the sections of a course are worth for an outcome, and how sections and outcomes of a lesson fit together in order. Pure.
 *
 * A section counts for an outcome as far as it says more of it than the sections of other lessons do.
 */
import type { Evidence } from './evidence.ts';

/** What one unit says for an outcome, 0..1 or a little above. Weights set by hand. */
export function strengthOf({ words, bm25, beginning, passage, subject, mention }: Evidence): number {
  return (words + 0.6 * bm25 + 2 * beginning + passage + 0.5 * subject + 0.5 * mention) / 6;
}

/** What is kept of the evidence of an outcome in a unit. */
export interface Told {
  strength: number;
  said: number;
}

export function toldOf(evidence: Evidence): Told {
  return { strength: strengthOf(evidence), said: evidence.said };
}

/** Smallest spread of strengths that is believed. */
const leastSpread = 0.05;

/** By how many spreads strengths stand above the mean of units of other lessons. */
export function standOut(own: number[], elsewhere: number[]): number[] {
  const from = elsewhere.length > 0 ? elsewhere : own;
  const mean = from.reduce((sum, one) => sum + one, 0) / (from.length || 1);
  const spread = Math.sqrt(from.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (from.length || 1)) + leastSpread;
  return own.map((one) => (one - mean) / spread);
}

/** What units are worth for an outcome: their strength, by how far it stands above that of the units of other lessons. */
export function worthOf(own: number[], elsewhere: number[]): number[] {
  return standOut(own, elsewhere).map((above, at) => own[at]! * Math.sqrt(Math.max(0, above)));
}

/** Spreads above the mean from which on a unit speaks of the outcome rather than of its surroundings. */
const speaking = 0.5;

/** How much text speaks of an outcome: passages, each by how far its unit stands out. */
export function volumeOf(above: number[], passages: number[]): number {
  return above.reduce((sum, one, at) => sum + Math.max(0, one - speaking) * passages[at]!, 0);
}

/** Largest sum of a matching that keeps both orders; each row and each column at most once. */
export function orderedMatch(worth: number[][]): number {
  const columns = worth[0]?.length ?? 0;
  let below = new Array<number>(columns + 1).fill(0);
  for (const row of worth.toReversed()) {
    const here = new Array<number>(columns + 1).fill(0);
    for (let at = columns - 1; at >= 0; at -= 1) here[at] = Math.max(below[at]!, here[at + 1]!, row[at]! + below[at + 1]!);
    below = here;
  }
  return below[0]!;
}

/** Columns of one block made one, each with its best worth. */
export function byBlock(worth: number[][], blocks: number[]): number[][] {
  const count = blocks.reduce((most, block) => Math.max(most, block + 1), 0);
  return worth.map((row) => {
    const best = new Array<number>(count).fill(0);
    row.forEach((value, at) => {
      best[blocks[at]!] = Math.max(best[blocks[at]!]!, value);
    });
    return best;
  });
}

/** One lesson: a row an outcome in order, a column a unit in reading order. */
export interface LessonWorth {
  worth: number[][];
  /** Block of each column, from 0: a top section with what lies below it. */
  blocks: number[];
}

/**
 * What the matching of a lesson's outcomes and sections would lose without one outcome: once its section is gone, what is left belongs to
 * its siblings. Sections are blocks, or units where there are fewer blocks than outcomes.
 */
export function gainOf({ worth, blocks }: LessonWorth, row: number): number {
  const joined = byBlock(worth, blocks);
  const matched = (joined[0]?.length ?? 0) < worth.length ? worth : joined;
  return orderedMatch(matched) - orderedMatch(matched.filter((_, at) => at !== row));
}

/** Share of all that outcomes could claim which they keep where each section goes to one of them, in order; from which on order counts, and where fully. */
const order = { from: 0.75, full: 0.95 };

/**
 * How far outcomes follow sections in a course, 0..1.
 * @param lessons those with two outcomes and two units or more; the judged one left out
 */
export function orderliness(lessons: LessonWorth[]): number {
  let kept = 0;
  let all = 0;
  for (const { worth } of lessons) {
    kept += orderedMatch(worth);
    for (const row of worth) all += Math.max(0, ...row);
  }
  return all === 0 ? 0 : Math.min(1, Math.max(0, (kept / all - order.from) / (order.full - order.from)));
}

/** Units of the course as columns: those of one lesson in reading order with their blocks, and all others. */
export interface Columns {
  own: number[];
  /** Of the lesson, but in the mark-up of exercises and solutions: they speak of an outcome without teaching it. */
  exercises: number[];
  blocks: number[];
  elsewhere: number[];
}

/** @param told a row an outcome of the lesson, a column a teaching unit of the course */
export function lessonWorth(told: Told[][], { own, blocks, elsewhere }: Columns): LessonWorth {
  return { worth: told.map((row) => worthOf(strengths(row, own), strengths(row, elsewhere))), blocks };
}

export function strengths(told: Told[], columns: number[]): number[] {
  return columns.map((column) => told[column]!.strength);
}
