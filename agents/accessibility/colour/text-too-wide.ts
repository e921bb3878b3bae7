/** Text fits a narrow window: who magnifies it four times need not scroll to and fro for every line. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import type { Mend } from '../fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'text-too-wide',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Lines wider than a narrow window',
  source:
    'WCAG 2.2, 1.4.10 Reflow (techniques C31 and C38), looked at in a window of 320 by 256. Tables, code, drawings and what scrolls by itself are left alone.',
  wcag: ['1.4.10'],
  needs: ['page'],
};

export const textTooWide = surveyRule(meta, ({ survey, context, place }) =>
  survey.wide.map(
    ({ mark, html, width }): MarkedFault => ({
      mark,
      target: html.slice(0, 300),
      certainty: 'fails',
      message: `Its lines are ${width} pixels long and do not break in a window of 320.`,
      evidence: [{ kind: 'note', text: html }],
      mend: () => givingWay(context.lesson, place(mark)),
    }),
  ),
);

/** A width of the box's own `style` holds as far as there is room (C38). What a style sheet says is for many. */
function givingWay(lesson: Lesson, span: Span | null): Mend | null {
  const written = span ? sourceOf(lesson, span) : '';
  const style = written.startsWith('<') ? attributeOf(written.slice(0, tagEnd(written)), 'style')?.value : null;
  if (!span || !style || !/(?:^|;)\s*width\s*:\s*[\d.]+(?:px|pt|em|rem|cm|in)\b/i.test(style) || /(?:min|max)-width/i.test(style))
    return null;
  const tag = { ...span, end: span.start + tagEnd(written) };
  return {
    edits: [setAttribute(lesson, tag, 'style', `${style.replace(/;?\s*$/, '')}; max-width: 100%`)],
    title: 'Let the box be narrower where there is less room',
    risk: 'medium',
    forYou: 'Does the page look as before in a wide window?',
  };
}
