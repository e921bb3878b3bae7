/** Pandoc attribute lists: `{#id .class key=value key="value" key='value'}`, directly after an image, a link or in a heading. */
import type { Stretch } from './markdown-tree.ts';

export interface Attributes extends Stretch {
  id: string | null;
  classes: string[];
  /** Values decoded; `span` is the inside of the quotes. */
  values: Map<string, { value: string; span: Stretch }>;
}

/** Reads an attribute list that starts exactly at `at`; null where none does. */
export function attributesAt(text: string, at: number): Attributes | null {
  if (text[at] !== '{') return null;
  const found: Attributes = { start: at, end: at, id: null, classes: [], values: new Map() };
  let position = at + (text[at + 1] === ':' ? 2 : 1);
  for (;;) {
    position = skipSpace(text, position);
    if (text[position] === '}') {
      found.end = position + 1;
      return found;
    }
    const next = readOne(text, position, found);
    if (next === null) return null;
    position = next;
  }
}

function skipSpace(text: string, at: number): number {
  let position = at;
  while (/\s/.test(text[position] ?? '')) position += 1;
  return position;
}

const idOrClass = /[#.]([\p{L}\p{N}_:.-]+)/uy;
const key = /([\p{L}_][\p{L}\p{N}_:.-]*)=/uy;
const bare = /[^\s"'}]+/y;

function readOne(text: string, at: number, into: Attributes): number | null {
  idOrClass.lastIndex = at;
  const named = idOrClass.exec(text);
  if (named?.[1]) {
    if (text[at] === '#') into.id = named[1];
    else into.classes.push(named[1]);
    return idOrClass.lastIndex;
  }
  key.lastIndex = at;
  const pair = key.exec(text);
  if (!pair?.[1]) return null;
  const start = key.lastIndex;
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const end = closing(text, start + 1, quote);
    if (end === null) return null;
    into.values.set(pair[1], { value: unescaped(text.slice(start + 1, end)), span: { start: start + 1, end } });
    return end + 1;
  }
  bare.lastIndex = start;
  const value = bare.exec(text);
  if (!value) return null;
  into.values.set(pair[1], { value: unescaped(value[0]), span: { start, end: bare.lastIndex } });
  return bare.lastIndex;
}

/** A blank line ends any paragraph, and with it the list. */
function closing(text: string, from: number, quote: string): number | null {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
    else if (text[at] === '\n' && /^\s*?(?:\r?\n|$)/.test(text.slice(at + 1, at + 200))) return null;
  }
  return null;
}

/** Backslash before punctuation, and line breaks as spaces. */
function unescaped(raw: string): string {
  return raw.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/\s*\r?\n\s*/g, ' ');
}
