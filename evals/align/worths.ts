/** Presence of outcomes in lessons as they are and as plants make them: moved in, or with sections gone. */
import { belongingOf } from '../../agents/alignment/scoring/belonging.ts';
import { blocksOf } from '../../agents/alignment/scoring/held.ts';
import type { Presence } from '../../agents/alignment/scoring/presence.ts';
import { leftOf, type Remains, remainsOf } from '../../agents/alignment/scoring/remains.ts';
import {
  type Columns,
  gainOf,
  type LessonWorth,
  lessonWorth,
  orderliness,
  standOut,
  strengths,
  type Told,
  toldOf,
  volumeOf,
} from '../../agents/alignment/scoring/worth.ts';
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

/** What is usual in the course comes from its other outcomes in their untouched lessons: no label is looked at. */
export function worthsOf(course: BenchCourse): Worths {
  const teaching = course.units.flatMap((unit, at) => (unit.frame === 'subject' ? [{ unit, at }] : []));
  const measured = teaching.map(({ unit }) => ({ lesson: unit.lesson, passages: unit.passages.length }));
  const rows = new Map(
    course.outcomes.map((outcome) => {
      const evidence = course.evidence(outcome);
      return [outcome, teaching.map(({ at }) => toldOf(evidence[at]!))] as const;
    }),
  );
  const told = (outcome: BenchOutcome): Told[] => rows.get(outcome)!;
  const columnsOf = (lesson: string, gone: ReadonlySet<string>): Columns => {
    const whole = course.lessons.find((one) => one.id === lesson)!;
    const left = teaching.filter(({ unit }) => unit.lesson === lesson && !gone.has(unit.id)).map(({ unit }) => unit.unit);
    const { units, blocks } = blocksOf(
      left.filter((unit) => !inExercise(whole, unit)),
      whole,
    );
    const columnOf = (unit: Unit) => teaching.findIndex((one) => one.unit.unit === unit);
    return {
      own: units.map(columnOf),
      exercises: left.filter((unit) => inExercise(whole, unit)).map(columnOf),
      blocks,
      elsewhere: teaching.flatMap(({ unit }, at) => (unit.lesson === lesson ? [] : [at])),
    };
  };
  const listedIn = (lesson: string) => course.outcomes.filter((outcome) => outcome.lesson === lesson);
  const remains = (listed: BenchOutcome[], outcome: BenchOutcome, columns: Columns): Remains => {
    const above = standOut(strengths(told(outcome), columns.own), strengths(told(outcome), columns.elsewhere));
    const passages = columns.own.map((at) => measured[at]!.passages);
    return remainsOf(gainOf(lessonWorth(listed.map(told), columns), listed.indexOf(outcome)), volumeOf(above, passages));
  };
  const sound = new Map<string, LessonWorth>();
  const usual = new Map<BenchOutcome, Remains>();
  for (const { id } of course.lessons) {
    const columns = columnsOf(id, nothing);
    const listed = listedIn(id);
    const found = lessonWorth(listed.map(told), columns);
    if (found.worth.length > 1 && found.blocks.length > 1) sound.set(id, found);
    if (columns.own.length > 0) for (const outcome of listed) usual.set(outcome, remains(listed, outcome, columns));
  }
  return {
    presence(outcome, lesson, place, gone) {
      const listed = listedIn(lesson);
      if (outcome.lesson !== lesson) listed.splice(Math.floor(place * (listed.length + 1)), 0, outcome);
      const columns = columnsOf(lesson, gone);
      const ordered = orderliness([...sound].flatMap(([id, worth]) => (id === lesson ? [] : [worth])));
      const others = [...usual].flatMap(([other, found]) => (other === outcome ? [] : [found]));
      const left = leftOf(remains(listed, outcome, columns), others, ordered);
      if (left === null) throw new Error(`The course ${course.id} has too few outcomes to measure anything by.`);
      const vectors = (from: BenchOutcome[]) => from.filter((other) => other !== outcome).map(({ vector }) => vector);
      const claim = {
        told: told(outcome),
        vector: outcome.vector,
        siblings: vectors(listed),
        others: vectors(course.outcomes.filter((other) => other.lesson !== lesson)),
      };
      return { ...belongingOf(claim, measured, columns), left };
    },
  };
}
