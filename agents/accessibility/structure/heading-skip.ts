/** Headings go down one level at a time. */
import { type FileFormat, type Heading, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Edit } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected, lineOf } from '../fault-rule.ts';
import { isSetAside } from '../hidden-in-source.ts';
import { relevel } from './heading-levels.ts';

const meta: RuleMeta = {
  id: 'heading-skip',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A heading level is skipped',
  source:
    'WCAG 2.2, 1.3.1 Info and Relationships, technique G141: learners who jump from heading to heading take a gap for a missing section.',
  wcag: ['1.3.1'],
  needs: [],
};

export const headingSkip = faultRule<LessonContext>(meta, ({ lesson }) => {
  const faults: Fault[] = [];
  for (const file of lesson.files) {
    const headings = headingsIn(lesson, file.path);
    const right = rightLevels(lesson, file.path);
    const levels = headings.map((heading) => right.get(heading.span.start)!);
    const wrong = headings.flatMap((heading, index) =>
      levels[index] === heading.depth ? [] : [{ heading, level: levels[index]!, index }],
    );
    const first = wrong[0];
    if (!first) continue;
    const edits = wrong.map(({ heading, level }) => levelEdits(lesson, heading, level));
    const before =
      first.index > 0 ? `the heading before it has level ${headings[first.index - 1]!.depth}` : 'only the title stands above it';
    faults.push({
      range: first.heading.span,
      certainty: 'fails',
      message: `“${first.heading.text}” has level ${first.heading.depth}, but ${before}.${wrong.length > 1 ? ` ${wrong.length} headings are affected.` : ''}`,
      evidence: wrong.slice(0, 8).map(({ heading, level }) => ({
        kind: 'note',
        text: `Line ${lineOf(lesson, heading.span)}: “${heading.text}”, level ${heading.depth} → ${level}`,
      })),
      mend: edits.some((edit) => edit === null)
        ? () => null
        : {
            edits: edits.flatMap((edit) => edit ?? []),
            title:
              wrong.length === 1
                ? `Move “${first.heading.text}” to level ${first.level}`
                : `Close the gap in the heading levels (${wrong.length} headings)`,
            risk: 'low',
            forYou: 'Is each of these headings a part of the section above it?',
          },
    });
  }
  return faults;
});

/** The level each heading of a file should have, by where it begins. */
export function rightLevels(lesson: Lesson, path: string): Map<number, number> {
  const file = lesson.files.find((one) => one.path === path);
  const headings = headingsIn(lesson, path);
  const levels = relevel(
    headings.map((heading) => ({ depth: heading.depth, container: heading.within })),
    file ? titleLevel(lesson, file.format, file.role === 'body') : 0,
  );
  return new Map(headings.map((heading, index) => [heading.span.start, levels[index]!]));
}

/**
 * Those with words, in the order of the page; one without is taken out or named, and has no level till then. What a dialog or a hidden
 * box holds has an outline of its own.
 */
function headingsIn(lesson: Lesson, path: string): Heading[] {
  return lesson.headings
    .filter((heading) => heading.span.path === path && heading.text.trim() !== '' && !isProtected(lesson, heading.span))
    .filter(({ span }) => !isSetAside(lesson, span))
    .sort((a, b) => a.span.start - b.span.start);
}

/** A title in the front matter becomes the h1 of a Markdown page; other pages write their own. */
function titleLevel(lesson: Lesson, format: FileFormat, isBody: boolean): 0 | 1 {
  return format === 'markdown' && isBody && typeof lesson.meta.data.title === 'string' ? 1 : 0;
}

function levelEdits(lesson: Lesson, heading: Heading, level: number): Edit[] | null {
  const { path, start, end } = heading.span;
  const source = sourceOf(lesson, heading.span);
  if (heading.form === 'atx') {
    const marks = /^#+/.exec(source);
    return marks ? [editOf(lesson, { path, start, end: start + marks[0].length }, '#'.repeat(level))] : null;
  }
  if (heading.form === 'setext') {
    // Underlines know two levels.
    const lines = source.split(/\r?\n/);
    const underline = lines.at(-1)!;
    if (level <= 2)
      return [editOf(lesson, { path, start: end - underline.length, end }, (level === 1 ? '=' : '-').repeat(underline.length))];
    return lines.length === 2 ? [editOf(lesson, { path, start, end }, `${'#'.repeat(level)} ${lines[0]!.trim()}`)] : null;
  }
  if (heading.form === 'html') {
    const closing = /<\/h[1-6]\s*>$/i.exec(source);
    if (!/^<h[1-6]/i.test(source) || !closing) return null;
    const digit = (at: number) => editOf(lesson, { path, start: at, end: at + 1 }, String(level));
    return [digit(start + 2), digit(end - closing[0].length + 3)];
  }
  return null;
}
