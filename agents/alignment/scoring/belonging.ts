/** Whether an outcome fits the lesson it stands in better than any other lesson of the course. Pure. */
import { cosine } from '../../../tools/vectors/embedder.ts';
import type { Beside, Columns, Told } from './presence.ts';

/** Density below which lessons do not differ: one passage in fifty that holds all telling words. */
const leastDensity = 0.02;

/** What an outcome finds in one lesson. */
export interface LessonSaying {
  /** `Evidence.said`, summed over the lesson's units. */
  said: number;
  passages: number;
}

/**
 * How much denser the lesson speaks of the outcome than the densest other lesson: logarithm of the ratio, 0 where both are equal.
 * A long lesson mentions everything somewhere; one that teaches it speaks of it all the time.
 */
export function densityLead(own: LessonSaying, others: LessonSaying[]): number {
  const density = ({ said, passages }: LessonSaying) => said / Math.max(1, passages);
  return Math.log((density(own) + leastDensity) / (Math.max(0, ...others.map(density)) + leastDensity));
}

/**
 * How much nearer an outcome is to the other outcomes of its lesson than to those of other lessons: difference of mean cosines,
 * -2..2; 0 where it has no siblings.
 */
export function companyOf(outcome: number[], siblings: number[][], others: number[][]): number {
  if (siblings.length === 0 || others.length === 0) return 0;
  const nearness = (vectors: number[][]) => vectors.reduce((sum, vector) => sum + cosine(outcome, vector), 0) / vectors.length;
  return nearness(siblings) - nearness(others);
}

/** An outcome as `besideOf` looks at it: what the course says of it, and the other outcomes as vectors. */
export interface Belonging {
  /** A column a teaching unit of the course. */
  told: Told[];
  vector: number[];
  siblings: number[][];
  others: number[][];
}

/** @param units lesson and number of passages of each column */
export function besideOf(
  outcome: Belonging,
  units: { lesson: string; passages: number }[],
  { own, exercises, elsewhere }: Columns,
): Beside {
  const saying = (columns: number[]): LessonSaying => ({
    said: columns.reduce((sum, at) => sum + outcome.told[at]!.said, 0),
    passages: columns.reduce((sum, at) => sum + units[at]!.passages, 0),
  });
  const byLesson = new Map<string, number[]>();
  for (const at of elsewhere) byLesson.set(units[at]!.lesson, [...(byLesson.get(units[at]!.lesson) ?? []), at]);
  return {
    beginning: Math.max(0, ...own.map((at) => outcome.told[at]!.beginning)),
    density: densityLead(saying([...own, ...exercises]), [...byLesson.values()].map(saying)),
    company: companyOf(outcome.vector, outcome.siblings, outcome.others),
  };
}
