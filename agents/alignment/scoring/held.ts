/** Units of a course made ready for comparing: headings that repeat an outcome taken out, sentences cut, vectors at hand. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { furniture, type Unit } from '../units.ts';
import { type Held, heldOf } from './evidence.ts';
import { stemsOf } from './words.ts';

const summaryLength = 400;

/** What is compared where a heading may repeat an outcome: its stems in any order; "Task:" before it changes nothing. */
export function repeatable(text: string): string {
  return [...new Set(stemsOf(text.replace(/^\W*task\b/i, '')))].sort().join(' ');
}

/** Outcomes of all lessons, as headings may repeat them. */
export function promisedIn(lessons: Lesson[]): Set<string> {
  return new Set(lessons.flatMap((lesson) => lesson.outcomes.map((outcome) => repeatable(outcome.text))));
}

export interface Readable {
  unit: Unit;
  /** What is embedded of the unit: its beginning. */
  summary: string;
  pieces: string[];
  /** Stems of the heading that are not to be counted, at the start of the bag. */
  left: number;
}

export function readableOf(unit: Unit, promised: ReadonlySet<string>): Readable {
  const repeats = promised.has(repeatable(unit.title));
  const pieces = unit.pieces.map((piece) => piece.text);
  const summary = (repeats ? pieces.join('\n\n') : unit.text).slice(0, summaryLength) || ' ';
  return { unit, summary, pieces, left: repeats ? stemsOf(unit.title).length : 0 };
}

/** @param vectors of the summary, then of each piece or of none */
export function holdUnit({ unit, pieces, left }: Readable, vectors: number[][]): Held {
  return heldOf(unit.id, unit.lesson, unit.bag.slice(left), pieces, vectors);
}

/** `frame`: it speaks about the lesson (introduction, review, what stands under the title), or is an item or assignment. */
export function frameOf(unit: Unit, lesson: Lesson): 'frame' | 'subject' {
  if (unit.item !== null || unit.role === 'assesses' || furniture.test(unit.title)) return 'frame';
  return depthOf(unit, lesson) === 1 && lesson.sections.length > 2 ? 'frame' : 'subject';
}

function depthOf(unit: Unit, lesson: Lesson): number | null {
  return lesson.sections.find((one) => `${lesson.id}#${one.id}` === unit.id)?.heading?.depth ?? null;
}

/** Teaching units of a lesson in reading order, with the block each lies in: a section of the highest level with what is below it. */
export function blocksOf(units: Unit[], lesson: Lesson): { units: Unit[]; blocks: number[] } {
  const files = lesson.files.map((file) => file.path);
  const sorted = [...units].sort(
    (a, b) => files.indexOf(a.span.path) - files.indexOf(b.span.path) || a.span.start - b.span.start,
  );
  const depths = sorted.map((unit) => depthOf(unit, lesson));
  const top = Math.min(...depths.filter((depth) => depth !== null && depth > 1).map((depth) => depth!), 6);
  let block = -1;
  const blocks = sorted.map((unit, at) => {
    if (block < 0 || (depths[at] ?? 0) <= top || unit.span.path !== sorted[at - 1]!.span.path) block += 1;
    return block;
  });
  return { units: sorted, blocks };
}
