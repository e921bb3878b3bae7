/** Writing a text alternative in the form the picture, and its file, already use. */
import { type Image, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import { editOf, insertionAt } from '../fault-rule.ts';
import { attributeText, setAttribute } from '../start-tag.ts';

/** Edits that give the picture this alternative (empty: decorative); null where its form has no place for one. */
export function writeAlternative(lesson: Lesson, image: Image, alternative: string): Edit[] | null {
  const text = alternative.replace(/\s+/g, ' ').trim();
  const { path, start, end } = image.span;
  const source = sourceOf(lesson, image.span);
  if (image.form === 'html') return /^<img\b/i.test(source) ? [setAttribute(lesson, image.span, 'alt', text)] : null;

  const inBlock = image.altSpan !== null && image.form === 'pandoc' && isQuoted(lesson, image);
  if (inBlock) return [editOf(lesson, quoted(image), pandocValue(text))];
  if (image.form === 'pandoc') {
    // An attribute block without alt: the brackets are the caption, the alternative goes into the block.
    return source.endsWith('}') ? [insertionAt(path, end - 1, ` alt=${pandocValue(text)}`)] : null;
  }
  if (image.form === 'markdown' && text === '' && !knowsPandoc(lesson, path)) {
    // Plain Markdown cannot say "decorative": `![](x)` may as well be forgotten.
    return [editOf(lesson, image.span, `<img src="${attributeText(image.src, '"')}" alt="">`)];
  }
  if (image.form === 'markdown' && (text === '' || altsArePandoc(lesson, path)))
    return [insertionAt(path, end, `{alt=${pandocValue(text)}}`)];
  if (text === '') return null;
  if (image.form === 'reference' && !/^!\[[^\]]*\]\[[^\]]+\]$/.test(source)) return null;
  const bracket = image.altSpan ?? (source.startsWith('![]') ? { path, start: start + 2, end: start + 2 } : null);
  return bracket ? [editOf(lesson, bracket, markdownText(text))] : null;
}

/** Whether the alternative stands as a quoted attribute value (not in the brackets). */
function isQuoted(lesson: Lesson, image: Image): boolean {
  const before = sourceOf(lesson, { ...image.altSpan!, start: image.altSpan!.start - 1, end: image.altSpan!.start });
  return before === "'" || before === '"';
}

function quoted(image: Image) {
  const span = image.altSpan!;
  return { path: span.path, start: span.start - 1, end: span.end + 1 };
}

/** Whether what renders this file understands attribute blocks. */
function knowsPandoc(lesson: Lesson, path: string): boolean {
  return (
    lesson.divs.some((div) => div.span.path === path) ||
    lesson.images.some((image) => image.span.path === path && image.form === 'pandoc')
  );
}

/** A file whose other pictures carry Pandoc alternatives gets one more of them. */
function altsArePandoc(lesson: Lesson, path: string): boolean {
  return lesson.images.some(
    (image) =>
      image.span.path === path && image.form === 'pandoc' && image.alt !== null && image.alt !== '' && image.caption === '',
  );
}

/** In single quotes as the Carpentries write them; double ones where the text holds an apostrophe. */
export function pandocValue(text: string): string {
  const escaped = text.replace(/[\\[\]*_`{}<>$^~]/g, '\\$&');
  return escaped.includes("'") ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped}'`;
}

/** Between the brackets of `![…](…)`. */
export function markdownText(text: string): string {
  return text.replace(/[\\[\]*_`<>]/g, '\\$&').replace(/&(?=#?\w+;)/g, '\\&');
}
