/** Whether an outcome fits the lesson it stands in better than any other lesson of the course. Pure. */
import { cosine } from '../../../tools/vectors/embedder.ts';
import { type Columns, standOut, strengths, type Told, volumeOf, worthOf } from './worth.ts';

export interface Belonging {
  /** Worth of the best unit less that of the best unit of any other lesson. */
  margin: number;
  /** `densityLead`. */
  density: number;
  /** `companyOf`. */
  company: number;
  /** `volumeLead`. */
  volume: number;
}

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

/** Volume below which lessons do not differ. */
const leastVolume = 0.5;

/** How much more of a lesson speaks of the outcome (`volumeOf`) than of the lesson that speaks most of it: logarithm of the ratio. */
export function volumeLead(own: number, others: number[]): number {
  return Math.log((own + leastVolume) / (Math.max(0, ...others) + leastVolume));
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

/** An outcome as `belongingOf` looks at it: what the course says of it, and the other outcomes as vectors. */
export interface Claim {
  /** A column a teaching unit of the course. */
  told: Told[];
  vector: number[];
  siblings: number[][];
  others: number[][];
}

/** @param units lesson and number of passages of each column */
export function belongingOf(claim: Claim, units: { lesson: string; passages: number }[], columns: Columns): Belonging {
  const { told } = claim;
  const { own, exercises, elsewhere } = columns;
  const lessons = new Map<string, number[]>();
  for (const at of elsewhere) lessons.set(units[at]!.lesson, [...(lessons.get(units[at]!.lesson) ?? []), at]);
  const all = [[...own, ...exercises], ...lessons.values()];
  const passages = (at: number) => units[at]!.passages;
  const [said, ...saidElsewhere] = all.map(
    (some): LessonSaying => ({
      said: some.reduce((sum, at) => sum + told[at]!.said, 0),
      passages: some.reduce((sum, at) => sum + passages(at), 0),
    }),
  );
  const there = strengths(told, elsewhere);
  const [volume, ...volumes] = all.map((some) => volumeOf(standOut(strengths(told, some), there), some.map(passages)));
  const best = (some: number[]) => Math.max(0, ...worthOf(strengths(told, some), there));
  return {
    margin: best(own) - best(elsewhere),
    density: densityLead(said!, saidElsewhere),
    company: companyOf(claim.vector, claim.siblings, claim.others),
    volume: volumeLead(volume!, volumes),
  };
}
