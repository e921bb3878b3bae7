/** Where an empty field stands can be seen. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import type { Mend } from '../fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { contrast, nearestPassing, parseColour, type Rgb, toHex } from './colour.ts';

const meta: RuleMeta = {
  id: 'field-edge',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'An empty field that can hardly be seen',
  source:
    'WCAG 2.2, 1.4.11 Non-text Contrast, technique G209: the border of a field, or what it is filled with, where nothing else shows that it is there. The border of the browser itself is not judged.',
  wcag: ['1.4.11'],
  needs: ['page'],
};

const least = 3;

export const fieldEdge = surveyRule(meta, ({ survey, context, place }) =>
  survey.edges.flatMap(({ mark, html, ground, own, borders }): MarkedFault[] => {
    const [around, inside, ...lines] = [ground, own, ...borders].map(parseColour);
    if (!around || !inside || lines.some((line) => line === null)) return [];
    // A line may stand out from what lies around the field, or from what it is filled with.
    const reached = Math.max(
      contrast(inside, around),
      ...(lines as Rgb[]).flatMap((line) => [contrast(line, around), contrast(line, inside)]),
    );
    if (reached >= least) return [];
    const span = place(mark);
    const mend = span ? darkened(context.lesson, span, lines as Rgb[], around) : null;
    return [
      {
        mark,
        target: html.slice(0, 300),
        certainty: 'fails',
        message: `Nothing parts the empty field from what lies round it by more than ${(Math.floor(reached * 100) / 100).toFixed(2)} to 1; ${least} to 1 is needed.`,
        evidence: [{ kind: 'note', text: html }],
        ...(mend ? { mend } : {}),
      },
    ];
  }),
);

/** The border's one colour, where the field's own `style` says it; in a style sheet other fields may have it too. */
function darkened(lesson: Lesson, span: Span, lines: Rgb[], around: Rgb): Mend | null {
  const [line] = lines;
  const better = line && lines.length === 1 ? nearestPassing(line, around, least) : null;
  const written = sourceOf(lesson, span);
  const style = written.startsWith('<') ? attributeOf(written.slice(0, tagEnd(written)), 'style')?.value : null;
  if (!line || !better || !style) return null;
  const literals = [...style.matchAll(/(?<=(?:^|;)\s*border[a-z-]*\s*:[^;]*)(#[0-9a-f]{3,6}\b|rgb\([^)]*\))/gi)].filter(
    ([colour]) => toHex(parseColour(colour) ?? [0, 0, 0]) === toHex(line),
  );
  if (literals.length !== 1) return null;
  const { index, 0: literal } = literals[0]!;
  const tag = { ...span, end: span.start + tagEnd(written) };
  return {
    edits: [setAttribute(lesson, tag, 'style', style.slice(0, index) + toHex(better) + style.slice(index + literal.length))],
    title: `Give the border the colour ${toHex(better)}`,
    risk: 'low',
  };
}
