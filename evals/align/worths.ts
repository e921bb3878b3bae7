/** Presence of outcomes in lessons as they are and as plants make them: moved in, or with sections gone. */
import { besideOf } from '../../agents/alignment/scoring/belonging.ts';
import { blocksOf } from '../../agents/alignment/scoring/held.ts';
import {
  type Columns,
  type LessonWorth,
  lessonWorth,
  orderliness,
  type Presence,
  presenceOf,
  type Told,
  toldOf,
  worthElsewhere,
} from '../../agents/alignment/scoring/presence.ts';
import { inExercise, type Unit } from '../../agents/alignment/units.ts';
import type { BenchCourse, BenchOutcome } from './courses.ts';

export interface Worths {
  /**
   * @param lesson where the outcome is looked for
   * @param place in the lesson's list of outcomes, 0..1, for an outcome that is not its own
   * @param gone ids of units that are not there any more
   */
  presence(outcome: BenchOutcome, lesson: string, place: number, gone: ReadonlySet<string>): Presence;
}

const nothing: ReadonlySet<string> = new Set();

export function worthsOf(course: BenchCourse): Worths {
  const teaching = course.units.flatMap((unit, at) => (unit.frame === 'subject' ? [{ unit, at }] : []));
  const measured = teaching.map(({ unit }) => ({ lesson: unit.lesson, passages: unit.passages.length }));
  const known = new Map<string, Told[]>();
  const told = (outcome: BenchOutcome) => {
    let found = known.get(outcome.id);
    if (!found) {
      const evidence = course.evidence(outcome);
      found = teaching.map(({ at }) => toldOf(evidence[at]!));
      known.set(outcome.id, found);
    }
    return found;
  };
  const columns = (lesson: string, gone: ReadonlySet<string>): Columns => {
    const whole = course.lessons.find((one) => one.id === lesson)!;
    const left = teaching.filter(({ unit }) => unit.lesson === lesson && !gone.has(unit.id)).map(({ unit }) => unit.unit);
    const { units, blocks } = blocksOf(
      left.filter((unit) => !inExercise(whole, unit)),
      whole,
    );
    const columnOf = (unit: Unit) => teaching.findIndex((one) => one.unit.unit === unit);
    const own = units.map(columnOf);
    const exercises = left.filter((unit) => inExercise(whole, unit)).map(columnOf);
    const telling = units.map((unit) => unit.role === 'teaches');
    return {
      own,
      exercises,
      blocks,
      telling,
      elsewhere: teaching.flatMap(({ unit }, at) => (unit.lesson === lesson ? [] : [at])),
    };
  };
  const outcomesOf = (lesson: string) => course.outcomes.filter((outcome) => outcome.lesson === lesson);
  const sound = new Map<string, LessonWorth>();
  for (const { id } of course.lessons) {
    const found = lessonWorth(outcomesOf(id).map(told), columns(id, nothing));
    if (found.worth.length > 1 && found.blocks.length > 1) sound.set(id, found);
  }
  return {
    presence(outcome, lesson, place, gone) {
      const row = outcomesOf(lesson);
      if (outcome.lesson !== lesson) row.splice(Math.floor(place * (row.length + 1)), 0, outcome);
      const where = columns(lesson, gone);
      const others = [...sound].flatMap(([id, worth]) => (id === lesson ? [] : [worth]));
      const vectors = (from: BenchOutcome[]) => from.filter((other) => other.id !== outcome.id).map(({ vector }) => vector);
      const listed = vectors(course.outcomes.filter((other) => other.lesson !== lesson));
      const beside = besideOf(
        { told: told(outcome), vector: outcome.vector, siblings: vectors(row), others: listed },
        measured,
        where,
      );
      return presenceOf(
        lessonWorth(row.map(told), where),
        row.indexOf(outcome),
        orderliness(others),
        worthElsewhere(told(outcome), where),
        beside,
      );
    },
  };
}
