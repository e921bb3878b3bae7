/** Text an author coloured can be read. */
import { bodyOf, type Lesson, sourceOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { RuleMeta } from '../rule.ts';
import { contrast as contrastOf, luminance, nearestPassing, parseColour, toHex } from './colour.ts';
import { type Agreed, agreed } from './engines.ts';
import { editOf, type Fault, faultRule, isProtected } from './fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from './start-tag.ts';

const meta: RuleMeta = {
  id: 'contrast',
  agent: 'accessibility',
  version: '1.1',
  severity: 'serious',
  title: 'Too little contrast between text and background',
  source: 'WCAG 2.2, 1.4.3 Contrast (Minimum): 4.5 to 1, large text 3 to 1. Only colours the lesson itself sets.',
  wcag: ['1.4.3'],
  needs: ['page'],
};

export const contrast = faultRule<LessonContext>(meta, async (context) => {
  const { lesson } = context;
  const { format } = bodyOf(lesson);
  if (format === 'quiz-json') return 'a quiz file has no page';
  const results = agreed(await (await context.page()).audit(), format === 'html' ? 'html' : 'markdown').filter(
    (result) => result.rule === 'color-contrast' && result.span && result.verdict === 'fails',
  );
  const faults = new Map<string, Fault>();
  for (const result of results) {
    const owner = result.data.colourOwner as { start: number; end: number } | undefined;
    const span = owner ? { path: result.span!.path, start: owner.start, end: owner.end } : result.span!;
    const key = `${span.start}`;
    const known = faults.get(key);
    if (isProtected(lesson, result.span!)) continue;
    if (known) continue;
    faults.set(key, faultFor(lesson, span, result));
  }
  return [...faults.values()];
});

function faultFor(lesson: Lesson, span: { path: string; start: number; end: number }, result: Agreed): Fault {
  const { fgColor, bgColor, contrastRatio, expectedContrastRatio } = result.data as Record<string, unknown>;
  const needed = Number.parseFloat(String(expectedContrastRatio)) || 4.5;
  const foreground = parseColour(String(fgColor));
  const background = parseColour(String(bgColor));
  const fault: Fault = {
    range: span,
    certainty: 'fails',
    message: `The text has a contrast of ${contrastRatio} to 1 (${fgColor} on ${bgColor}); ${needed} to 1 is needed.`,
    engines: result.engines,
  };
  const better = foreground && background && nearestPassing(foreground, background, needed);
  if (!foreground || !background || !better) return fault;
  const edit = colourEdit(lesson, span, toHex(foreground), toHex(better));
  if (!edit) return fault;
  const ratio = Math.floor(contrastOf(better, background) * 100) / 100;
  fault.mend = {
    edits: [edit],
    title: `${luminance(better) < luminance(foreground) ? 'Darken' : 'Lighten'} the text to ${toHex(better)} (${ratio} to 1)`,
    risk: 'low',
    forYou: 'Is the new colour still right for what it marks?',
    evidence: [
      {
        kind: 'note',
        text: `${toHex(foreground)} → ${toHex(better)}: the nearest colour of the same hue that reaches ${needed} to 1 on ${toHex(background)}.`,
      },
    ],
  };
  return fault;
}

/** The colour in the element's own `style` or `color` attribute; null where it is set elsewhere or means another colour. */
function colourEdit(lesson: Lesson, span: { path: string; start: number; end: number }, was: string, better: string) {
  const source = sourceOf(lesson, span);
  if (!source.startsWith('<')) return null;
  const tag = source.slice(0, tagEnd(source));
  const style = attributeOf(tag, 'style');
  if (style?.value) {
    const declaration = /(?:^|;)\s*color\s*:\s*([^;!]+?)\s*(?=[;!]|$)/i.exec(style.value);
    if (!declaration) {
      // The background is the author's, the text colour is not: say the text colour.
      if (!/(?:^|;)\s*background/i.test(style.value)) return null;
      return setAttribute(
        lesson,
        { ...span, end: span.start + tag.length },
        'style',
        `${style.value.replace(/;?\s*$/, '')}; color: ${better}`,
      );
    }
    const literal = parseColour(declaration[1]!);
    if (literal && toHex(literal) !== was) return null;
    const at = span.start + style.valueStart + declaration.index + declaration[0].lastIndexOf(declaration[1]!);
    return editOf(lesson, { path: span.path, start: at, end: at + declaration[1]!.length }, better);
  }
  return attributeOf(tag, 'color')?.value
    ? setAttribute(lesson, { ...span, end: span.start + tag.length }, 'color', better)
    : null;
}
