/** Small edits of HTML as it is written: take an attribute out, rename an element, put tags round a stretch. */
import { fileOf, type Lesson, type Span, sourceOf } from '../../tools/library/lesson.ts';
import type { Edit } from '../contract.ts';
import type { Placed } from './element-tree.ts';
import { editOf, insertionAt } from './fault-rule.ts';
import { attributeOf, attributeText } from './start-tag.ts';

/** Takes the attribute out with the white space before it; null where the tag has none of that name. */
export function removeAttribute(lesson: Lesson, tag: Span, name: string): Edit | null {
  const source = sourceOf(lesson, tag);
  const found = attributeOf(source, name);
  if (!found) return null;
  const lead = /\s*$/.exec(source.slice(0, found.start))![0].length;
  return editOf(lesson, { path: tag.path, start: tag.start + found.start - lead, end: tag.start + found.end }, '');
}

/** Adds an attribute as the tag's last: two repairs of one tag then do not meet at its name. */
export function addAttribute(lesson: Lesson, tag: Span, name: string, value: string): Edit {
  const source = sourceOf(lesson, tag);
  const close = /\s*\/?>$/.exec(source);
  const at = tag.start + (close ? close.index : source.length);
  // Behind a value without quotes a slash would become part of it.
  return insertionAt(tag.path, at, ` ${name}="${attributeText(value, '"')}"`);
}

/** Another name for the element, in its start and end tag; null where it has no end tag of its own. */
export function renameElement(lesson: Lesson, { element, tag }: Placed, name: string, attributes = ''): Edit[] | null {
  const at = element.sourceCodeLocation;
  if (!at?.endTag) return null;
  const old = element.tagName.length;
  return [
    editOf(lesson, { path: tag.path, start: tag.start + 1, end: tag.start + 1 + old }, `${name}${attributes}`),
    editOf(lesson, { path: tag.path, start: at.endTag.startOffset + 2, end: at.endTag.startOffset + 2 + old }, name),
  ];
}

/** Takes both tags out and leaves what stands between; null where the element has no end tag. */
export function unwrap(lesson: Lesson, { element, tag }: Placed): Edit[] | null {
  const at = element.sourceCodeLocation;
  if (!at?.endTag) return null;
  return [
    editOf(lesson, tag, ''),
    editOf(lesson, { path: tag.path, start: at.endTag.startOffset, end: at.endTag.endOffset }, ''),
  ];
}

export function wrap(span: Span, before: string, after: string): Edit[] {
  return [insertionAt(span.path, span.start, before), insertionAt(span.path, span.end, after)];
}

/** A stretch with the line it is alone on, line end included; else the stretch itself. */
export function withItsLine(lesson: Lesson, span: Span): Span {
  const text = fileOf(lesson, span.path)!.text;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const lineEnd = next === -1 ? text.length : next + 1;
  const alone = text.slice(lineStart, span.start).trim() === '' && text.slice(span.end, lineEnd).trim() === '';
  return alone ? { path: span.path, start: lineStart, end: lineEnd } : span;
}

export function endOfLine(lesson: Lesson, path: string): '\r\n' | '\n' {
  return fileOf(lesson, path)?.text.includes('\r\n') ? '\r\n' : '\n';
}

/** An id nothing in the file has yet, made from words. */
export function freeId(lesson: Lesson, path: string, words: string): string {
  const base =
    words
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'field';
  const name = /^[a-z]/.test(base) ? base : `n-${base}`;
  const text = fileOf(lesson, path)!.text;
  const taken = (id: string) => new RegExp(`\\bid\\s*=\\s*["']?${id}(?![\\w-])|[{(]#${id}\\b`, 'i').test(text);
  let id = name;
  for (let count = 2; taken(id); count++) id = `${name}-${count}`;
  return id;
}
