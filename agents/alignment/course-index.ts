/** What is the same for all outcomes of a course: its units, how common each word is, and the collection in Chroma. */
import type { Lesson, Outcome } from '../../tools/library/lesson.ts';
import type { VectorDocument, Vectors } from '../../tools/vectors/vectors.ts';
import { statementsOf } from './outcomes.ts';
import { type CoursePresence, coursePresence } from './scoring/course-presence.ts';
import { type Background, backgroundOf } from './scoring/lexical.ts';
import { type Unit, unitsOf } from './units.ts';

export interface CourseIndex {
  collection: string;
  background: Background;
  units: Map<string, Unit>;
  outcomes: Map<string, { lesson: Lesson; outcome: Outcome }>;
  unitsOf(lesson: Lesson): Unit[];
  presence: CoursePresence;
}

const summaryLength = 400;

const remembered = new WeakMap<Lesson, Unit[]>();

/** Units of a lesson as it was read, worked out once. */
export function unitsFor(lesson: Lesson): Unit[] {
  let units = remembered.get(lesson);
  if (!units) {
    units = unitsOf(lesson);
    remembered.set(lesson, units);
  }
  return units;
}

interface CourseDocuments {
  units: Map<string, Unit>;
  outcomes: Map<string, { lesson: Lesson; outcome: Outcome }>;
  documents: VectorDocument[];
}

function documentsOf(lessons: Lesson[]): CourseDocuments {
  const units = new Map(lessons.flatMap(unitsFor).map((unit) => [unit.id, unit]));
  const outcomes = new Map(
    lessons.flatMap((lesson) => lesson.outcomes.map((outcome) => [keyOf(lesson, outcome), { lesson, outcome }] as const)),
  );
  // Topics are read by their words alone: a course without outcomes needs no vectors.
  const documents = lessons.every((lesson) => statementsOf(lesson).length === 0)
    ? []
    : [
        ...[...units.values()].map((unit) => ({
          id: unit.id,
          text: summaryOf(unit),
          metadata: { kind: 'unit', lesson: unit.lesson, role: unit.role },
        })),
        ...[...outcomes].map(([id, { lesson, outcome }]) => ({
          id,
          text: outcome.text,
          metadata: { kind: 'outcome', lesson: lesson.id },
        })),
      ];
  return { units, outcomes, documents };
}

/** Texts of the course that its index wants as vectors; none where it states no outcomes. */
export function indexedTexts(lessons: Lesson[]): string[] {
  return documentsOf(lessons).documents.map(({ text }) => text);
}

/**
 * Brings the collection up to date: units and outcomes, each known by lesson and kind.
 * @throws where the embedding or Chroma cannot be had.
 */
export async function indexCourse(course: string, lessons: Lesson[], vectors: Vectors): Promise<CourseIndex> {
  const { units, outcomes, documents } = documentsOf(lessons);
  const collection = `alignment:${course}`;
  if (documents.length > 0) await vectors.sync(collection, documents);
  const background = backgroundOf([...units.values()].map((unit) => unit.bag));
  const presence = await coursePresence(lessons, unitsFor, background, vectors);
  return { collection, background, units, outcomes, unitsOf: unitsFor, presence };
}

export function keyOf(lesson: Lesson, outcome: Outcome): string {
  return `${lesson.id}#outcome:${outcome.id}`;
}

/** What is embedded of a unit: its title and beginning. */
export function summaryOf(unit: Unit): string {
  return unit.text.slice(0, summaryLength) || unit.id;
}
