/** Courses as the bench looks at them: outcomes, units and items with their vectors, headings that repeat an outcome taken out. */

import { isEnglish, isStatement } from '../../agents/alignment/outcomes.ts';
import { type Claimant, type Evidence, evidenceOf, type Held } from '../../agents/alignment/scoring/evidence.ts';
import { frameOf, holdUnit, promisedIn, readableOf } from '../../agents/alignment/scoring/held.ts';
import { type Background, backgroundOf } from '../../agents/alignment/scoring/lexical.ts';
import { codeMarksOf } from '../../agents/alignment/scoring/words.ts';
import { type Role, type Unit, unitsOf } from '../../agents/alignment/units.ts';
import type { Course, Lesson, Outcome } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';

export interface BenchUnit extends Held {
  role: Role;
  frame: 'frame' | 'subject';
  unit: Unit;
}

export interface BenchOutcome extends Claimant {
  lesson: string;
  outcome: Outcome;
}

export interface BenchCourse {
  id: string;
  lessons: Lesson[];
  units: BenchUnit[];
  outcomes: BenchOutcome[];
  /** Items as claimants: stem and options. */
  items: (Claimant & { lesson: string })[];
  background: Background;
  /** Evidence of a claimant (by id) for each unit, in the order of `units`. */
  evidence(claimant: Claimant): Evidence[];
}

const longestItem = 400;

/** @throws where the embedding cannot be had. */
export async function benchCourse(course: Course, vectors: Vectors): Promise<BenchCourse> {
  const lessons = course.lessons.filter((lesson) => lesson.kind !== 'page' && isEnglish(lesson));
  const units = await embedUnits(lessons, promisedIn(lessons), vectors);
  const outcomes = await claimants(
    lessons.flatMap((lesson) =>
      lesson.outcomes
        .filter((outcome) => outcome.kind === 'topic' || isStatement(outcome))
        .map((outcome) => ({
          id: `${lesson.id}#${outcome.id}`,
          lesson: lesson.id,
          outcome,
          text: outcome.text,
          marks: codeMarksOf(sourceOf(lesson, outcome.span)),
        })),
    ),
    vectors,
  );
  const items = await claimants(
    lessons.flatMap((lesson) =>
      lesson.items.map((item) => {
        const text = [item.quiz && item.format === 'challenge' ? item.quiz : '', item.stem.text]
          .concat(item.options.map((option) => option.text))
          .join(' ');
        return { id: `${lesson.id}#${item.id}`, lesson: lesson.id, text: text.slice(0, longestItem), marks: [] as string[] };
      }),
    ),
    vectors,
  );
  const background = backgroundOf(units.map((unit) => unit.unit.bag));
  const known = new Map<string, Evidence[]>();
  return {
    id: course.id,
    lessons,
    units,
    outcomes,
    items,
    background,
    evidence(claimant) {
      let found = known.get(claimant.id);
      if (!found) {
        found = evidenceOf(claimant, units, background);
        known.set(claimant.id, found);
      }
      return found;
    },
  };
}

async function embedUnits(lessons: Lesson[], promised: Set<string>, vectors: Vectors): Promise<BenchUnit[]> {
  const read = lessons.flatMap((lesson) => unitsOf(lesson).map((unit) => ({ lesson, readable: readableOf(unit, promised) })));
  const embedded = await vectors.embed(read.flatMap(({ readable }) => [readable.summary, ...readable.pieces]));
  let at = 0;
  return read.map(({ lesson, readable }) => {
    const own = embedded.slice(at, at + 1 + readable.pieces.length);
    at += own.length;
    const { unit } = readable;
    return { ...holdUnit(readable, own), role: unit.role, frame: frameOf(unit, lesson), unit };
  });
}

async function claimants<T extends { text: string }>(from: T[], vectors: Vectors): Promise<(T & { vector: number[] })[]> {
  const embedded = await vectors.embed(from.map(({ text }) => text));
  return from.map((one, at) => ({ ...one, vector: embedded[at]! }));
}

/** The better of two, channel by channel. */
export function better(one: Evidence | null, other: Evidence): Evidence {
  if (!one) return other;
  const best = { ...other };
  for (const channel of Object.keys(best) as (keyof Evidence)[]) best[channel] = Math.max(one[channel], other[channel]);
  return best;
}
