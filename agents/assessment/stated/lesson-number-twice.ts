/** Two lessons of one folder under the same number: learners cannot tell which comes first, and sites put them in any order. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  id: 'lesson-number-twice',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'Two lessons have the same number',
  source:
    'File names that begin with a number (`03-loops.md`, `3-loops/README.md`) and titles (“Lesson 3: …”) put lessons in order.',
  needs: ['siblings'],
};

/** Fewer numbered lessons side by side are no row. */
const fewest = 3;

interface Numbered {
  lesson: Lesson;
  /** Within which numbers are told apart. */
  row: string;
  number: number;
}

/** `3-loops/README.md` is numbered by its folder. A letter behind the number ("03a") makes another number. */
function byName(lesson: Lesson): Numbered[] {
  const parts = bodyOf(lesson).path.split('/');
  if (/^(?:readme|index)\.\w+$/iu.test(parts.at(-1) ?? '')) parts.pop();
  const match = /^(\d{1,3})[-_. ]\D/u.exec(parts.at(-1) ?? '');
  return match ? [{ lesson, row: `name ${lesson.language} ${parts.slice(0, -1).join('/')}`, number: Number(match[1]) }] : [];
}

/** Weeks, units and modules hold several lessons; these do not. */
function byTitle(lesson: Lesson): Numbered[] {
  const match = /^(lesson|episode|chapter)\s+(\d{1,3})(?![\d.]|\s*[a-z]\b)/iu.exec(lesson.title.trim());
  const parts = bodyOf(lesson).path.split('/');
  if (/^(?:readme|index)\.\w+$/iu.test(parts.at(-1) ?? '')) parts.pop();
  const row = `${match?.[1]?.toLowerCase()} ${lesson.language} ${parts.slice(0, -1).join('/')}`;
  return match ? [{ lesson, row, number: Number(match[2]) }] : [];
}

function doubled(numbered: Numbered[]): { number: number; lessons: Lesson[] }[] {
  return [...grouped(numbered).values()].flatMap((row) => {
    const numbers = [...new Set(row.map(({ number }) => number))];
    const twice = numbers
      .map((number) => ({ number, lessons: row.filter((one) => one.number === number).map(({ lesson }) => lesson) }))
      .filter(({ lessons }) => lessons.length > 1);
    // Where many share a number it counts something else: weeks, parts, difficulty.
    return row.length >= fewest && numbers.length > row.length / 2 && twice.length === 1 ? twice : [];
  });
}

function grouped(numbered: Numbered[]): Map<string, Numbered[]> {
  const rows = new Map<string, Numbered[]>();
  for (const one of numbered) rows.set(one.row, [...(rows.get(one.row) ?? []), one]);
  return rows;
}

function findingOf({ number, lessons }: { number: number; lessons: Lesson[] }): RawFinding {
  const named = lessons.map((lesson) => `“${lesson.title}” (${bodyOf(lesson).path})`);
  const second = lessons[1]!;
  const heading = second.headings[0];
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: heading ? heading.span : { path: bodyOf(second).path, start: 0, end: 0 },
    target: `number ${number} ${lessons.map(({ id }) => id).join(' ')}`,
    message: `${lessons.length === 2 ? 'Two' : lessons.length} lessons have the number ${number}: ${named.join(' and ')}.`,
    question: 'Do they belong under one number?',
    answerKind: 'yes-no',
    evidence: lessons.map((lesson): Evidence => ({ kind: 'note', text: `${bodyOf(lesson).path}: ${lesson.title}` })),
  };
}

export const lessonNumberTwice: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const steps = lessons.filter((lesson) => lesson.kind !== 'page' && !lesson.partOf);
    const names = doubled(steps.flatMap(byName));
    const said = new Set(names.map(({ lessons: own }) => own.map(({ id }) => id).join(' ')));
    const titles = doubled(steps.flatMap(byTitle)).filter(({ lessons: own }) => !said.has(own.map(({ id }) => id).join(' ')));
    return { outcome: 'checked', findings: [...names, ...titles].map(findingOf) };
  },
};
