/** What a lesson holds, cut into the pieces that can serve an outcome: pieces that teach, practise or assess. */
import { type Div, type Item, type Lesson, type Passage, type Section, type Span, sourceOf } from '../../tools/library/lesson.ts';
import { codeMarksOf, emptyWordsOf, stemsOf } from './scoring/words.ts';

export type Role = 'teaches' | 'practises' | 'assesses';

export interface Unit {
  id: string;
  lesson: string;
  role: Role;
  /** Heading or title; empty where there is none. */
  title: string;
  /** What is read for meaning: title and prose. */
  text: string;
  /** Quotable places, in reading order. */
  pieces: { text: string; span: Span }[];
  span: Span;
  code: string;
  /** Id of the item it is; null for a section. */
  item: string | null;
  /** Outcomes the author tagged an item with. */
  outcomes: string[];
  /** Code words that are empty words elsewhere. */
  marks: string[];
  /** Stems of title, prose and code. */
  stems: Set<string>;
  titleStems: Set<string>;
  /** Stems with repeats, for BM25. */
  bag: string[];
}

/** Divs that speak about the lesson, not of its subject. */
const frames = /^(?:objectives|questions|keypoints|prereq|prerequisites|checklist|instructor|testimonial|spoiler-note|overview)$/;
const exercises = /^(?:challenge|exercise|exercises|activity|task|quiz|discussion|group-tab)$/;
const solutions = /^(?:solution|solutions|answer|hint)$/;

/** Headings under which learners do something themselves. */
export const exerciseHeading =
  /(?:^|[^\p{L}])(?:exercises?|tasks?|activity|activities|try it(?: yourself| out)?|your turn|hands[- ]on|practice|practise|challenge|assignment|worksheet|check your understanding|self[- ]check|quiz|problems)(?:$|[^\p{L}])/iu;

/** Headings of parts that belong to no outcome anywhere: framing, housekeeping, further reading. */
export const furniture =
  /^(?:introduction|overview|summary|conclusion|recap|wrap[- ]?up|review(?: & self study)?|self study|further reading|references?|resources|see also|credits?|licen[cs]e|acknowledg\w+|prerequisites?|setup|pre-?lecture quiz|post-?lecture quiz|assignment|key ?points|objectives|learning (?:objectives|outcomes|goals)|what you(?:'ll| will) learn|next steps|about|contents|table of contents|glossary|questions)\W*$/i;

const longestCode = 8000;

const inside = (inner: Span, outer: Span) => inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;

/** Cuts a lesson into units. Pure; the same lesson gives the same units in the same order. */
export function unitsOf(lesson: Lesson): Unit[] {
  const taken = lesson.items.map((item) => item.span);
  const own = lesson.outcomes.map((outcome) => outcome.span);
  const plain = lesson.passages.filter(
    (passage) =>
      !taken.some((span) => inside(passage.span, span)) &&
      !own.some((span) => inside(passage.span, span) || inside(span, passage.span)) &&
      !within(lesson, passage.span, frames),
  );
  const titles = new Set(lesson.outcomes.map((outcome) => bare(outcome.text)));
  return [...sectionUnits(lesson, plain, titles), ...lesson.items.map((item) => itemUnit(lesson, item))];
}

function sectionUnits(lesson: Lesson, passages: Passage[], outcomeTitles: Set<string>): Unit[] {
  const bySection = new Map<string, Passage[]>();
  for (const passage of passages) bySection.set(passage.section, [...(bySection.get(passage.section) ?? []), passage]);
  const units: Unit[] = [];
  for (const section of lesson.sections) {
    const held = bySection.get(section.id) ?? [];
    const code = codeOf(lesson, section);
    const words = held.reduce((sum, passage) => sum + passage.text.split(/\s+/).length, 0);
    if (words + code.split(/\s+/).length < 12) continue;
    const title = section.heading?.text ?? '';
    // A heading that repeats an outcome word for word proves nothing: its words are not counted.
    const counted = outcomeTitles.has(bare(title)) ? '' : title;
    units.push(
      unit(
        {
          id: `${lesson.id}#${section.id}`,
          lesson: lesson.id,
          role: roleOf(lesson, section),
          title: counted,
          pieces: held.map((passage) => ({ text: passage.text, span: passage.span })),
          span: section.span,
          code,
          outcomes: [],
          item: null,
        },
        held.map((passage) => sourceOf(lesson, passage.span)).join('\n'),
      ),
    );
  }
  return units;
}

/** Sections of an assignment file are assessed work; exercise headings and divs are practice; the rest teaches. */
function roleOf(lesson: Lesson, section: Section): Role {
  if (lesson.files.find((file) => file.path === section.span.path)?.role === 'assignment') return 'assesses';
  const within = section.heading?.within;
  if (within && (exercises.test(within) || solutions.test(within))) return 'practises';
  return section.heading && exerciseHeading.test(section.heading.text) ? 'practises' : 'teaches';
}

function itemUnit(lesson: Lesson, item: Item): Unit {
  const pieces = [
    { text: item.stem.text, span: item.stem.span },
    ...item.options.map((option) => ({ text: option.text, span: option.span })),
    ...item.solutions.map((solution) => ({ text: solution.text, span: solution.span })),
    ...(item.feedback ? [item.feedback] : []),
  ].filter((piece) => piece.text.trim().length > 0);
  const code = lesson.code
    .filter((block) => inside(block.span, item.span))
    .map((block) => block.text)
    .join('\n');
  const open = item.kind === 'open' || item.format === 'challenge';
  return unit(
    {
      id: `${lesson.id}#item:${item.id}`,
      lesson: lesson.id,
      role: open ? 'practises' : 'assesses',
      title: item.format === 'challenge' ? (item.quiz ?? '') : '',
      pieces,
      span: item.span,
      code,
      outcomes: item.outcomes,
      item: item.id,
    },
    sourceOf(lesson, item.span).slice(0, longestCode),
  );
}

function unit(from: Omit<Unit, 'text' | 'stems' | 'titleStems' | 'bag' | 'marks'>, source: string): Unit {
  const marks = [...codeMarksOf(source), ...emptyWordsOf(from.code.slice(0, longestCode))];
  const prose = from.pieces.map((piece) => piece.text).join('\n\n');
  const bag = [...stemsOf(from.title), ...stemsOf(prose), ...stemsOf(from.code.slice(0, longestCode)), ...marks];
  return {
    ...from,
    text: from.title ? `${from.title}.\n\n${prose}` : prose,
    stems: new Set(bag),
    marks,
    titleStems: new Set(stemsOf(from.title)),
    bag,
  };
}

/** Source code shown in a section itself, not in the sections below it (they are units of their own). */
function codeOf(lesson: Lesson, section: Section): string {
  const deeper = lesson.sections.filter((other) => other !== section && inside(other.span, section.span));
  return lesson.code
    .filter(
      (block) =>
        block.role === 'source' && inside(block.span, section.span) && !deeper.some((other) => inside(block.span, other.span)),
    )
    .map((block) => block.text)
    .join('\n');
}

function within(lesson: Lesson, span: Span, names: RegExp): boolean {
  let at: Div | undefined = lesson.divs.filter((div) => inside(span, div.span)).at(-1);
  while (at) {
    if (names.test(at.name)) return true;
    at = at.parent === null ? undefined : lesson.divs[at.parent];
  }
  return false;
}

/** Whether a unit stands in the mark-up of an exercise or solution, whatever its heading. */
export function inExercise(lesson: Lesson, unit: Unit): boolean {
  const marked = lesson.sections.find((section) => `${lesson.id}#${section.id}` === unit.id)?.heading?.within;
  return marked ? exercises.test(marked) || solutions.test(marked) : false;
}

/** Words alone, for telling whether two lines say the same. */
export function bare(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

export function itemOf(unit: Unit, items: Item[]): Item | undefined {
  return items.find((item) => item.id === unit.item);
}
