/** Text that lets its background shine through: as much less of that as it takes. */
import type { ColourSource } from '../../../tools/browser/colour-source.ts';
import { type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import { editOf, type Mend } from '../fault-rule.ts';
import { attributeOf, tagEnd } from '../start-tag.ts';
import { contrast, type OnGround, parseColour, type Rgb } from './colour.ts';
import { declarationIn } from './style-sheet.ts';

/** The least opacity, in steps of a twentieth, at which all grounds have their contrast; null where not even 1 does. */
export function leastOpacity(full: Rgb, from: number, grounds: OnGround[]): number | null {
  for (let step = Math.ceil(from * 20); step <= 20; step++) {
    const opacity = step / 20;
    const passes = grounds.every(({ background, ratio }) => {
      const seen = full.map((value, index) => Math.round(value * opacity + background[index]! * (1 - opacity))) as Rgb;
      return contrast(seen, background) >= ratio;
    });
    if (passes) return opacity;
  }
  return null;
}

export function opacityMend(lesson: Lesson, path: string, source: ColourSource, grounds: OnGround[]): Mend | null {
  const full = parseColour(source.full);
  const opacity = full && leastOpacity(full, source.opacity, grounds);
  if (!opacity) return null;
  const place =
    source.via === 'sheet' && source.sheet
      ? declarationIn(lesson, { path, ...source.sheet }, source.selector, ['opacity'], source.nth)?.value
      : source.via === 'style' && source.owner
        ? inStyle(lesson, { path, ...source.owner })
        : null;
  return place
    ? {
        edits: [editOf(lesson, place, String(opacity))],
        title: `Let less of the background shine through (opacity ${opacity})`,
        risk: 'low',
        forYou: 'Was the text meant to look switched off?',
      }
    : null;
}

function inStyle(lesson: Lesson, element: { path: string; start: number; end: number }) {
  const source = sourceOf(lesson, element);
  const style = attributeOf(source.slice(0, tagEnd(source)), 'style');
  const declaration = style?.value ? /(?:^|;)\s*opacity\s*:\s*([\d.]+%?)/i.exec(style.value) : null;
  if (!style || !declaration) return null;
  const at = element.start + style.valueStart + declaration.index + declaration[0].length - declaration[1]!.length;
  return { path: element.path, start: at, end: at + declaration[1]!.length };
}
