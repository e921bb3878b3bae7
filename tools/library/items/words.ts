/** Words of an item: read with their place, and changed in place in their own encoding. */
import type { Edit } from '../../../agents/contract.ts';
import type { ItemWords, Span } from '../lesson.ts';
import { isFixed, type Piece, piecesOf, type TextEncoding } from './pieces.ts';
import { declaredEncoding } from './xml.ts';

const blank = /[\s\u00a0]/;

/** A file whose items are read. */
export interface Source {
  path: string;
  text: string;
}

/**
 * @param text the whole file
 * @param within where the words stand with their wrapping (the content of an element)
 * @param skip elements that are no part of the words (default: options, feedback, rubrics)
 */
export function wordsIn(text: string, within: Span, encoding: TextEncoding, skip?: ReadonlySet<string>): ItemWords {
  const pieces = piecesOf(text.slice(within.start, within.end), within.start, encoding, skip);
  let start = -1;
  let end = -1;
  let shown = '';
  for (const piece of pieces) {
    shown += piece.text;
    const lead = piece.text.search(/[^\s\u00a0]/);
    if (lead === -1) continue;
    const exact = piece.form === 'plain';
    if (start === -1) start = exact ? piece.start + lead : piece.start;
    end = exact ? piece.start + piece.text.replace(/[\s\u00a0]+$/, '').length : piece.end;
  }
  const span = start === -1 ? { path: within.path, start: within.start, end: within.start } : { path: within.path, start, end };
  return { text: shown.replace(/[\s\u00a0]+/g, ' ').trim(), span, within, encoding };
}

interface Placed {
  char: string;
  start: number;
  end: number;
  form: Piece['form'];
  cdata: boolean;
}

/** Character by character, white space folded as in `ItemWords.text`. */
function placed(pieces: Piece[]): Placed[] {
  const found: Placed[] = [];
  for (const piece of pieces) {
    for (let index = 0; index < piece.text.length; index += 1) {
      const exact = piece.form === 'plain';
      const one: Placed = {
        char: piece.text[index] ?? '',
        start: exact ? piece.start + index : piece.start,
        end: exact ? piece.start + index + 1 : piece.end,
        form: piece.form,
        cdata: piece.cdata,
      };
      const last = found.at(-1);
      if (!blank.test(one.char)) found.push(one);
      else if (!last) continue;
      else if (last.char === ' ') {
        // A run of white space is one character; with a tag in it no words can stand for it.
        const joined = last.end === one.start || last.end === one.end;
        found[found.length - 1] = {
          ...last,
          end: Math.max(last.end, one.end),
          form: joined && !isFixed(last.form) ? one.form : 'rim',
        };
      } else found.push({ ...one, char: ' ' });
    }
  }
  if (found.at(-1)?.char === ' ') found.pop();
  return found;
}

/**
 * The smallest edit of the file that makes the words read `wanted`. Mark-up around and between stays; a change that would
 * reach across a tag, a picture, a gap or the rim of a CDATA section is not made.
 * @returns null where the words cannot be changed this way, or stand so already
 */
export function changeWords(text: string, words: ItemWords, wanted: string): Edit | null {
  const { within, encoding } = words;
  if (!within || !encoding || /[\r\n]/.test(wanted)) return null;
  const source = text.slice(within.start, within.end);
  const old = placed(piecesOf(source, within.start, encoding));
  const before = old.map((one) => one.char).join('');
  const after = wanted.replace(/[\s\u00a0]+/g, ' ').trim();
  if (before === after || before !== words.text) return null;
  const [from, to] = changed(before, after);
  const added = after.slice(from, after.length - (before.length - to));
  const place = placeFor(old, from, to) ?? (old.length === 0 ? emptyPlace(source, within.start) : null);
  if (!place) return null;
  const replacement = encoded(added, encoding, place.cdata, isUnicode(text));
  if (replacement === null) return null;
  return { path: within.path, start: place.start, end: place.end, replacement, quote: text.slice(place.start, place.end) };
}

/** The stretch of `before` outside of which both are equal; never half a surrogate pair. */
function changed(before: string, after: string): [number, number] {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  if (from > 0 && /[\ud800-\udbff]/.test(before[from - 1] ?? '')) from -= 1;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  if (same > 0 && /[\udc00-\udfff]/.test(before[before.length - same] ?? '')) same -= 1;
  return [from, before.length - same];
}

interface Place {
  start: number;
  end: number;
  cdata: boolean;
}

function placeFor(old: Placed[], from: number, to: number): Place | null {
  const stretch = old.slice(from, to);
  const first = stretch[0];
  const last = stretch.at(-1);
  if (!first || !last) {
    const left = old[from - 1];
    const right = old[from];
    if (left && !isFixed(left.form)) return { start: left.end, end: left.end, cdata: left.cdata };
    if (right && !isFixed(right.form)) return { start: right.start, end: right.start, cdata: right.cdata };
    return null;
  }
  const whole = stretch.every((one, index) => {
    const next = stretch[index + 1];
    const touches = !next || next.start === one.end || (next.start === one.start && next.end === one.end);
    return !isFixed(one.form) && one.cdata === first.cdata && touches;
  });
  return whole ? { start: first.start, end: last.end, cdata: first.cdata } : null;
}

/** Nothing stands there yet: inside an empty element or an empty CDATA section. */
function emptyPlace(source: string, base: number): Place | null {
  if (source.trim() === '') return { start: base, end: base + source.length, cdata: false };
  const cdata = /^\s*<!\[CDATA\[\s*\]\]>\s*$/.test(source) ? base + source.indexOf('[CDATA[') + 7 : null;
  return cdata === null ? null : { start: cdata, end: cdata, cdata: true };
}

function isUnicode(text: string): boolean {
  const declared = declaredEncoding(text);
  return declared === null || declared === 'utf-8' || declared === 'utf8';
}

/**
 * Words as they must be written.
 * @param unicode false: the file says it is in a smaller character set, so other characters are written by number
 * @returns null for what cannot be written there
 */
export function encoded(words: string, encoding: TextEncoding, cdata: boolean, unicode: boolean): string | null {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(words)) return null;
  const isHtml = encoding.endsWith('-html');
  const html = isHtml ? escapedXml(words) : words;
  if (encoding.startsWith('gift')) return html.replace(/[\\~=#{}:]/g, '\\$&');
  if (cdata) {
    if (html.includes(']]>') || (!unicode && !isHtml && /[^\u0000-\u007f]/.test(html))) return null;
    return unicode ? html : numbered(html);
  }
  const xml = escapedXml(html);
  return unicode ? xml : numbered(xml);
}

function escapedXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function numbered(words: string): string {
  return words.replace(/[^\u0000-\u007f]/gu, (char) => `&#${char.codePointAt(0)};`);
}

/** Where a stretch of the words (counted in `ItemWords.text`) stands in the source; null where it has no one place. */
export function spanWithin(text: string, words: ItemWords, from: number, to: number): Span | null {
  const { within, encoding } = words;
  if (!within || !encoding || from >= to) return null;
  const stretch = placed(piecesOf(text.slice(within.start, within.end), within.start, encoding)).slice(from, to);
  const first = stretch[0];
  const last = stretch.at(-1);
  return first && last ? { path: within.path, start: first.start, end: last.end } : null;
}
