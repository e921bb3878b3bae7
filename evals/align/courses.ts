/** Courses as the bench looks at them: outcomes, units and items with their vectors, headings that repeat an outcome taken out. */
import { type Claimant, channels, type Evidence, evidenceOf, type Held, heldOf } from '../../agents/alignment/evidence.ts';
import { type Background, backgroundOf } from '../../agents/alignment/lexical.ts';
import { isEnglish, isStatement } from '../../agents/alignment/outcomes.ts';
import { furniture, type Role, type Unit, unitsOf } from '../../agents/alignment/units.ts';
import { codeMarksOf, stemsOf } from '../../agents/alignment/words.ts';
import type { Course, Lesson, Outcome } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';

export interface BenchUnit extends Held {
  role: Role;
  /** `frame`: it speaks about the lesson (introduction, review, what stands under the title), or is an item or assignment. */
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

const summaryLength = 400;
const longestItem = 400;

/** @throws where the embedding cannot be had. */
export async function benchCourse(course: Course, vectors: Vectors): Promise<BenchCourse> {
  const lessons = course.lessons.filter((lesson) => lesson.kind !== 'page' && isEnglish(lesson));
  const promised = new Set(lessons.flatMap((lesson) => lesson.outcomes.map((outcome) => repeated(outcome.text))));
  const units = await embedUnits(lessons, promised, vectors);
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
  const cut = lessons.flatMap((lesson) =>
    unitsOf(lesson).map((unit) => {
      const repeats = promised.has(repeated(unit.title));
      const prose = unit.pieces.map((piece) => piece.text).join('\n\n');
      const summary = (repeats ? prose : unit.text).slice(0, summaryLength) || ' ';
      return { unit, repeats, texts: [summary, ...unit.pieces.map((piece) => piece.text)] };
    }),
  );
  const embedded = await vectors.embed(cut.flatMap(({ texts }) => texts));
  let at = 0;
  return cut.map(({ unit, repeats, texts }) => {
    const title = repeats ? stemsOf(unit.title).length : 0;
    const own = embedded.slice(at, at + texts.length);
    at += texts.length;
    const pieces = unit.pieces.map((piece) => piece.text);
    const held = heldOf(unit.id, unit.lesson, unit.bag.slice(title), pieces, own);
    return { ...held, role: unit.role, frame: frameOf(unit, lessons), unit };
  });
}

/** What is compared where a heading may repeat an outcome: its stems in any order; "Task:" before it changes nothing. */
function repeated(text: string): string {
  return [...new Set(stemsOf(text.replace(/^\W*task\b/i, '')))].sort().join(' ');
}

function frameOf(unit: Unit, lessons: Lesson[]): 'frame' | 'subject' {
  if (unit.item !== null || unit.role === 'assesses' || furniture.test(unit.title)) return 'frame';
  const lesson = lessons.find((one) => one.id === unit.lesson);
  const section = lesson?.sections.find((one) => `${unit.lesson}#${one.id}` === unit.id);
  return section?.heading?.depth === 1 && lesson!.sections.length > 2 ? 'frame' : 'subject';
}

async function claimants<T extends { text: string }>(from: T[], vectors: Vectors): Promise<(T & { vector: number[] })[]> {
  const embedded = await vectors.embed(from.map(({ text }) => text));
  return from.map((one, at) => ({ ...one, vector: embedded[at]! }));
}

/** The better of two, channel by channel. */
export function better(one: Evidence | null, other: Evidence): Evidence {
  if (!one) return other;
  const best = {} as Evidence;
  for (const channel of channels) best[channel] = Math.max(one[channel], other[channel]);
  return best;
}
