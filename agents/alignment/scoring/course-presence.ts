/** Presence of each outcome in its lesson, over a whole course: units and outcomes made ready once, whatever course they are read in. */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { type Lesson, type Outcome, sourceOf } from '../../../tools/library/lesson.ts';
import type { Vectors } from '../../../tools/vectors/vectors.ts';
import { isEnglish, isStatement } from '../outcomes.ts';
import { inExercise, type Unit } from '../units.ts';
import { belongingOf } from './belonging.ts';
import { evidenceOf, type Held } from './evidence.ts';
import { blocksOf, frameOf, holdUnit, promisedIn, readableOf } from './held.ts';
import type { Background } from './lexical.ts';
import type { Presence } from './presence.ts';
import { leftOf, type Remains, remainsOf } from './remains.ts';
import { codeMarksOf } from './words.ts';
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
  worthOf,
} from './worth.ts';

/** With fewer lessons or other units there is nothing to stand out from; of outcomes, see `leftOf`. */
const fewestLessons = 4;
const fewestUnits = 12;

export interface CoursePresence {
  /** Null for what is not judged: too small a course, another language, a page, a question among the outcomes. */
  of(lesson: Lesson, outcome: Outcome): Standing | null;
}

export interface Standing {
  presence: Presence;
  /** Unit of the lesson that says most of the outcome. */
  best: Unit;
  /** Unit of another lesson that says most of it. */
  nearest: Unit;
  /** Outcome of the lesson of which `best` says more than of this one; strengths 0..1 or a little above. */
  claimed: { by: Outcome; strength: number; own: number } | null;
}

interface Ready {
  left: number;
  held: Held;
}

/**
 * What was worked out for a unit or an outcome stays with it while the rest of the course is edited: an edit tried out on one lesson
 * costs the work of that lesson, and says nothing new of the others.
 */
interface Kept {
  units: WeakMap<Unit, Ready>;
  outcomes: WeakMap<Outcome, { vector: number[]; told: WeakMap<Unit, Told> }>;
}
const kept = new Map<string, Kept>();

const judged = (outcome: Outcome) => outcome.kind === 'topic' || isStatement(outcome);

/** @throws where the embedding cannot be had. */
export async function coursePresence(
  all: Lesson[],
  unitsOf: (lesson: Lesson) => Unit[],
  background: Background,
  vectors: Vectors,
): Promise<CoursePresence> {
  const lessons = all.filter((lesson) => lesson.kind !== 'page' && isEnglish(lesson));
  const outcomes = lessons.flatMap((lesson) => lesson.outcomes.filter(judged).map((outcome) => ({ lesson, outcome })));
  const units = lessons.flatMap((lesson) => unitsOf(lesson).filter((unit) => frameOf(unit, lesson) === 'subject'));
  if (lessons.length < fewestLessons || outcomes.length === 0) return { of: () => null };
  const store = kept.get(vectors.embedding) ?? { units: new WeakMap(), outcomes: new WeakMap() };
  kept.set(vectors.embedding, store);
  await makeReady(units, promisedIn(lessons), store, vectors);
  await embedOutcomes(
    outcomes.map(({ outcome }) => outcome),
    store,
    vectors,
  );
  const measured = units.map((unit) => ({ lesson: unit.lesson, passages: store.units.get(unit)!.held.passages.length }));
  // A large course takes seconds: who waits for the thread has a turn after each lesson.
  const rows = new Map<Outcome, Told[]>();
  for (const { lesson, outcome } of outcomes) {
    if (outcome === lesson.outcomes[0]) await othersTurn();
    rows.set(outcome, toldIn(lesson, outcome, units, background, store));
  }
  const seen = new Map<string, Seen>();
  const remains = new Map<Outcome, Remains>();
  for (const lesson of lessons) {
    await othersTurn();
    const here = lessonSeen(lesson, units, rows);
    seen.set(lesson.id, here);
    for (const [outcome, found] of remainsIn(here, rows, measured)) remains.set(outcome, found);
  }
  return {
    of(lesson, outcome) {
      const here = seen.get(lesson.id);
      if (!here?.listed.includes(outcome) || here.columns.own.length === 0 || here.columns.elsewhere.length < fewestUnits)
        return null;
      const usual = [...remains].flatMap(([other, found]) => (other === outcome ? [] : [found]));
      const left = leftOf(remains.get(outcome)!, usual, orderliness(others(seen, lesson.id)));
      if (left === null) return null;
      const told = rows.get(outcome)!;
      const vectorOf = (one: Outcome) => store.outcomes.get(one)!.vector;
      const claim = {
        told,
        vector: vectorOf(outcome),
        siblings: here.listed.filter((other) => other !== outcome).map(vectorOf),
        others: [...seen].flatMap(([id, { listed }]) => (id === lesson.id ? [] : listed.map(vectorOf))),
      };
      const { own, elsewhere } = here.columns;
      const there = strengths(told, elsewhere);
      const best = own[highest(worthOf(strengths(told, own), there))]!;
      return {
        presence: { ...belongingOf(claim, measured, here.columns), left },
        best: units[best]!,
        nearest: units[elsewhere[highest(worthOf(there, there))]!]!,
        claimed: claimOn(best, outcome, here.listed, rows),
      };
    },
  };
}

/** A lesson among the units of its course. */
interface Seen {
  columns: Columns;
  listed: Outcome[];
  worth: LessonWorth;
}

function lessonSeen(lesson: Lesson, units: Unit[], rows: Map<Outcome, Told[]>): Seen {
  const columnOf = new Map(units.map((unit, at) => [unit, at]));
  const mine = units.filter((unit) => unit.lesson === lesson.id);
  const exercises = mine.filter((unit) => inExercise(lesson, unit));
  const cut = blocksOf(
    mine.filter((unit) => !exercises.includes(unit)),
    lesson,
  );
  const columns: Columns = {
    own: cut.units.map((unit) => columnOf.get(unit)!),
    exercises: exercises.map((unit) => columnOf.get(unit)!),
    blocks: cut.blocks,
    elsewhere: units.flatMap((unit, at) => (unit.lesson === lesson.id ? [] : [at])),
  };
  const listed = lesson.outcomes.filter(judged);
  const told = listed.map((outcome) => rows.get(outcome)!);
  return { columns, listed, worth: lessonWorth(told, columns) };
}

function others(seen: Map<string, Seen>, but: string): LessonWorth[] {
  return [...seen].flatMap(([id, { worth }]) => (id !== but && worth.worth.length > 1 && worth.blocks.length > 1 ? [worth] : []));
}

function remainsIn(
  { columns, listed, worth }: Seen,
  rows: Map<Outcome, Told[]>,
  units: { passages: number }[],
): [Outcome, Remains][] {
  if (columns.own.length === 0) return [];
  return listed.map((outcome, row) => {
    const told = rows.get(outcome)!;
    const above = standOut(strengths(told, columns.own), strengths(told, columns.elsewhere));
    const volume = volumeOf(
      above,
      columns.own.map((at) => units[at]!.passages),
    );
    return [outcome, remainsOf(gainOf(worth, row), volume)];
  });
}

function claimOn(column: number, outcome: Outcome, listed: Outcome[], rows: Map<Outcome, Told[]>): Standing['claimed'] {
  const own = rows.get(outcome)![column]!.strength;
  const strongest = listed
    .filter((other) => other !== outcome)
    .map((by) => ({ by, strength: rows.get(by)![column]!.strength, own }))
    .sort((a, b) => b.strength - a.strength)[0];
  return strongest && strongest.strength > own ? strongest : null;
}

function highest(values: number[]): number {
  return values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
}

async function makeReady(units: Unit[], promised: Set<string>, store: Kept, vectors: Vectors): Promise<void> {
  const wanted = units.map((unit) => readableOf(unit, promised)).filter(({ unit, left }) => store.units.get(unit)?.left !== left);
  const embedded = await vectors.embed(wanted.map(({ summary }) => summary));
  wanted.forEach((readable, at) => {
    store.units.set(readable.unit, { left: readable.left, held: holdUnit(readable, [embedded[at]!]) });
  });
}

async function embedOutcomes(outcomes: Outcome[], store: Kept, vectors: Vectors): Promise<void> {
  const wanted = outcomes.filter((outcome) => !store.outcomes.has(outcome));
  const embedded = await vectors.embed(wanted.map((outcome) => outcome.text));
  wanted.forEach((outcome, at) => {
    store.outcomes.set(outcome, { vector: embedded[at]!, told: new WeakMap() });
  });
}

function toldIn(lesson: Lesson, outcome: Outcome, units: Unit[], background: Background, store: Kept): Told[] {
  const { vector, told } = store.outcomes.get(outcome)!;
  const wanted = units.filter((unit) => !told.has(unit));
  const marks = codeMarksOf(sourceOf(lesson, outcome.span));
  const found = evidenceOf(
    { id: outcome.id, text: outcome.text, marks, vector },
    wanted.map((unit) => store.units.get(unit)!.held),
    background,
  );
  wanted.forEach((unit, at) => {
    told.set(unit, toldOf(found[at]!));
  });
  return units.map((unit) => told.get(unit)!);
}
