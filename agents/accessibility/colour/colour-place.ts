/** Where a text's colour is written, and the edit that writes another one there. */
import type { ColourSource } from '../../../tools/browser/colour-source.ts';
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import { editOf, insertionAt } from '../fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { addAttribute } from '../tag-edits.ts';
import { parseColour, type Rgb, toHex } from './colour.ts';
import { declarationIn } from './style-sheet.ts';

/**
 * @param span the element that owns the colour, where no style sheet does
 * @param was the colour as it shows
 * @returns null where it is written in no file of the lesson, or stands for another colour there
 */
export function colourPlace(lesson: Lesson, span: Span, source: ColourSource | null, was: Rgb, better: string): Edit | null {
  if (source?.via === 'sheet') {
    if (!source.sheet) return null;
    const sheet = { path: span.path, ...source.sheet };
    if (source.property === 'background') {
      const ground = declarationIn(lesson, sheet, source.selector, ['background-color', 'background'], source.nth);
      return ground && insertionAt(ground.behind.path, ground.behind.start, `; color: ${better}`);
    }
    const place = declarationIn(lesson, sheet, source.selector, ['color'], source.nth);
    return place && editOf(lesson, place.value, better);
  }
  const element = source?.owner ? { path: span.path, ...source.owner } : span;
  const written = sourceOf(lesson, element);
  if (!written.startsWith('<')) return null;
  const tag = { ...element, end: element.start + tagEnd(written) };
  if (source?.via === 'attribute' && source.property === 'color') return setAttribute(lesson, tag, source.attribute, better);
  // The background is the author's, the text colour is not: say the text colour.
  if (source?.via === 'attribute' || source?.via === 'none' || source?.property === 'background')
    return inlineColour(lesson, tag, better);
  const style = attributeOf(sourceOf(lesson, tag), 'style');
  if (style?.value) {
    const declaration = /(?:^|;)\s*color\s*:\s*([^;!]+?)\s*(?=[;!]|$)/i.exec(style.value);
    if (!declaration) return /(?:^|;)\s*background/i.test(style.value) ? inlineColour(lesson, tag, better) : null;
    const literal = parseColour(declaration[1]!);
    // Without the page's word for it, another colour in the source says that something else decides.
    if (!source && literal && toHex(literal) !== toHex(was)) return null;
    const at = tag.start + style.valueStart + declaration.index + declaration[0].lastIndexOf(declaration[1]!);
    return editOf(lesson, { path: tag.path, start: at, end: at + declaration[1]!.length }, better);
  }
  return attributeOf(sourceOf(lesson, tag), 'color')?.value ? setAttribute(lesson, tag, 'color', better) : null;
}

/** A colour in the element's own `style`. */
export function inlineColour(lesson: Lesson, span: Span, colour: string): Edit | null {
  const written = sourceOf(lesson, span);
  if (!written.startsWith('<')) return null;
  const tag = { ...span, end: span.start + tagEnd(written) };
  const style = attributeOf(sourceOf(lesson, tag), 'style');
  if (!style?.value) return addAttribute(lesson, tag, 'style', `color: ${colour}`);
  if (/(?:^|;)\s*color\s*:/i.test(style.value)) return null;
  return setAttribute(lesson, tag, 'style', `${style.value.replace(/;?\s*$/, '')}; color: ${colour}`);
}
