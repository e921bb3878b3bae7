/**
 * How surely a lesson teaches an outcome, seen beside the other outcomes of the lesson and the other lessons of the course. Pure.
 *
 * A section counts for an outcome as far as it says more of it than the sections of other lessons do. Where outcomes of a course follow
 * its sections in order, each section is given to one outcome (an order-preserving matching with the largest sum), and an outcome
 * counts for what the matching would lose without it: once its section is gone, what is left belongs to its siblings.
 */
import type { Evidence } from './evidence.ts';

/** What one unit says for an outcome, 0..1 or a little above. Weights set by hand. */
export function strengthOf({ words, bm25, beginning, passage, subject, mention }: Evidence): number {
  return (words + 0.6 * bm25 + 2 * beginning + passage + 0.5 * subject + 0.5 * mention) / 6;
}

/** What is kept of the evidence of an outcome in a unit. */
export interface Told {
  strength: number;
  beginning: number;
  said: number;
}

export function toldOf(evidence: Evidence): Told {
  return { strength: strengthOf(evidence), beginning: evidence.beginning, said: evidence.said };
}

/** Smallest spread of strengths that is believed. */
const leastSpread = 0.05;

/** What units are worth for an outcome: their strength, by how far it stands above that of the units of other lessons. */
export function worthOf(own: number[], elsewhere: number[]): number[] {
  const from = elsewhere.length > 0 ? elsewhere : own;
  const mean = from.reduce((sum, one) => sum + one, 0) / (from.length || 1);
  const spread = Math.sqrt(from.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (from.length || 1)) + leastSpread;
  return own.map((one) => one * Math.sqrt(Math.max(0, (one - mean) / spread)));
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
  /** Which columns tell rather than set a task. */
  telling: boolean[];
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

export interface Presence {
  /** Worth of the best block; where outcomes keep to an order, what is left of it beside the siblings. */
  block: number;
  /** The same, tasks left out. */
  telling: number;
  /** Best cosine with the beginning of a unit. */
  beginning: number;
  /** Best unit less the best unit of any other lesson. */
  margin: number;
  /** `densityLead`. */
  density: number;
  /** `companyOf`. */
  company: number;
}

/** What is known of an outcome beside the worth of units. */
export type Beside = Pick<Presence, 'beginning' | 'density' | 'company'>;

/**
 * @param row which outcome of the lesson is judged
 * @param ordered `orderliness` of the course
 * @param elsewhere the outcome's worth of each unit of other lessons
 */
export function presenceOf(lesson: LessonWorth, row: number, ordered: number, elsewhere: number[], beside: Beside): Presence {
  const best = Math.max(0, ...(lesson.worth[row] ?? []));
  const margin = best - Math.max(0, ...elsewhere);
  return { block: leftFor(lesson, row, ordered), telling: leftFor(tellingOnly(lesson), row, ordered), margin, ...beside };
}

/** What is left for an outcome: of blocks, or of units where there are fewer blocks than outcomes. */
function leftFor({ worth, blocks }: LessonWorth, row: number, ordered: number): number {
  const best = Math.max(0, ...(worth[row] ?? []));
  const joined = byBlock(worth, blocks);
  const fewBlocks = (joined[0]?.length ?? 0) < worth.length;
  return ordered * gain(fewBlocks ? worth : joined, row) + (1 - ordered) * best;
}

function tellingOnly({ worth, blocks, telling }: LessonWorth): LessonWorth {
  const only = <T>(row: T[]) => row.filter((_, at) => telling[at]);
  const left = [...new Set(only(blocks))];
  return { worth: worth.map(only), blocks: only(blocks).map((block) => left.indexOf(block)), telling: only(telling) };
}

/** What the matching loses without one row. */
function gain(worth: number[][], row: number): number {
  return orderedMatch(worth) - orderedMatch(worth.filter((_, at) => at !== row));
}

/**
 * Two questions, each with its model: does the outcome belong into the lesson rather than into another, and is anything in it left
 * for the outcome. Fitted over all labelled courses: `model.weights` of `perennial eval align --json`.
 */
export const presenceFeatures = {
  belongs: ['block', 'telling', 'beginning', 'margin', 'density', 'company'],
  left: ['block', 'telling', 'beginning', 'margin'],
} as const satisfies Record<string, (keyof Presence)[]>;
export type PresenceQuestion = keyof typeof presenceFeatures;

export const presenceModels: Record<PresenceQuestion, Partial<Presence> & { bias: number }> = {
  belongs: { bias: -1.548, block: 0.874, telling: 0.94, beginning: 1.427, margin: 0.795, density: 0.601, company: 3.68 },
  left: { bias: -2.864, block: 1.286, telling: 1.093, beginning: 1.735, margin: 0.602 },
};

/**
 * Up to `none` and from `taught` on a course is told; in between nothing is. Set for one untaught outcome in ten, on the scores that
 * `perennial eval align --json` gives under `model`: no sound outcome of the labelled courses lies below `none`, and of what lies above
 * `taught` 98% is served. At even odds, as among plants, `taught` would have to be 0.9.
 */
export const presenceBounds = { none: 0.1, taught: 0.5 };

/** Probability, where as many do not, that the answer to one of the questions is yes: 0..1. */
export function presenceAnswer(presence: Presence, question: PresenceQuestion): number {
  const model = presenceModels[question];
  const sum = presenceFeatures[question].reduce((all, name) => all + (model[name] ?? 0) * presence[name], model.bias);
  return 1 / (1 + Math.exp(-sum));
}

/** How surely the lesson teaches the outcome, 0..1: it belongs here, and something is left for it. */
export function presenceScore(presence: Presence): number {
  return Math.min(presenceAnswer(presence, 'belongs'), presenceAnswer(presence, 'left'));
}

/** Units of the course as columns: those of one lesson in reading order with their blocks, and all others. */
export interface Columns {
  own: number[];
  /** Of the lesson, but in the mark-up of exercises and solutions: they speak of an outcome without teaching it. */
  exercises: number[];
  blocks: number[];
  telling: boolean[];
  elsewhere: number[];
}

/** @param told a row an outcome of the lesson, a column a teaching unit of the course */
export function lessonWorth(told: Told[][], { own, blocks, telling, elsewhere }: Columns): LessonWorth {
  const pick = (row: Told[], columns: number[]) => columns.map((column) => row[column]!.strength);
  return { worth: told.map((row) => worthOf(pick(row, own), pick(row, elsewhere))), blocks, telling };
}

/** The outcome's worth of each unit of other lessons. */
export function worthElsewhere(told: Told[], { elsewhere }: Columns): number[] {
  const there = elsewhere.map((column) => told[column]!.strength);
  return worthOf(there, there);
}
