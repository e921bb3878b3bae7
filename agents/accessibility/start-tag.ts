/** Reading and changing one HTML start tag as it is written. */
import type { Lesson, Span } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { Edit } from '../contract.ts';
import { editOf, insertionAt } from './fault-rule.ts';

export interface TagAttribute {
  name: string;
  /** As written, entities not decoded; null without a value. */
  value: string | null;
  /** Offsets in the tag: the whole attribute, and the inside of its quotes. */
  start: number;
  end: number;
  valueStart: number;
  valueEnd: number;
  quote: '"' | "'" | '';
}

const attributePattern = /([^\s"'<>/=]+)(?:(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/** Attributes of the start tag at the beginning of `source`. */
export function attributesOfTag(source: string): TagAttribute[] {
  const name = /^<[A-Za-z][^\s/>]*/.exec(source);
  if (!name) return [];
  const found: TagAttribute[] = [];
  const end = tagEnd(source);
  attributePattern.lastIndex = name[0].length;
  for (let match = attributePattern.exec(source); match && match.index < end; match = attributePattern.exec(source)) {
    const value = match[3] ?? match[4] ?? match[5] ?? null;
    const quote = match[3] !== undefined ? '"' : match[4] !== undefined ? "'" : '';
    const valueEnd = attributePattern.lastIndex - quote.length;
    found.push({
      name: match[1]!.toLowerCase(),
      value,
      start: match.index,
      end: attributePattern.lastIndex,
      valueStart: valueEnd - (value?.length ?? 0),
      valueEnd,
      quote,
    });
  }
  return found;
}

/** Offset behind the `>` that ends the start tag; a `>` in a quoted value does not. */
export function tagEnd(source: string): number {
  const match = /^<(?:[^"'>]|"[^"]*"|'[^']*')*>/.exec(source);
  return match ? match[0].length : source.length;
}

export function attributeOf(source: string, name: string): TagAttribute | null {
  return attributesOfTag(source).find((attribute) => attribute.name === name) ?? null;
}

/** Text as it must stand in an attribute value between these quotes. */
export function attributeText(text: string, quote: '"' | "'"): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\s*\r?\n\s*/g, ' ');
  return quote === '"' ? escaped.replaceAll('"', '&quot;') : escaped.replaceAll("'", '&#39;');
}

/** Sets an attribute of the start tag at `span.start`: replaces its value where it has it, else adds it behind the tag's name. */
export function setAttribute(lesson: Lesson, span: Span, name: string, value: string): Edit {
  const source = sourceOf(lesson, span);
  const present = attributeOf(source, name);
  if (!present) {
    const tag = /^<[A-Za-z][^\s/>]*/.exec(source);
    if (!tag) throw new Error(`No start tag at ${span.path}:${span.start}.`);
    return insertionAt(span.path, span.start + tag[0].length, ` ${name}="${attributeText(value, '"')}"`);
  }
  if (present.value === null || present.quote === '') {
    return editOf(
      lesson,
      { path: span.path, start: span.start + present.start, end: span.start + present.end },
      `${name}="${attributeText(value, '"')}"`,
    );
  }
  return editOf(
    lesson,
    { path: span.path, start: span.start + present.valueStart, end: span.start + present.valueEnd },
    attributeText(value, present.quote),
  );
}
