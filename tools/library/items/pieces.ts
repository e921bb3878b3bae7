/**
 * Encoded source as a learner reads it, character by character with its place. Item text is wrapped up to three times
 * over (entities or CDATA of XML, then HTML, or the escapes of GIFT); a piece remembers where each stretch of plain text
 * came from, so that a change of the words becomes a change of exactly their source.
 */
import { parseFragment } from 'parse5';
import { literalPattern } from '../literal-pattern.ts';
import { entityText } from './xml.ts';

/** How the words of an item stand in their file. `xml`: mark-up inside is XML; `xml-html`: the decoded text is HTML. */
export type TextEncoding = 'xml' | 'xml-html' | 'gift' | 'gift-html';

export interface Piece {
  text: string;
  start: number;
  end: number;
  /**
   * `plain`: character for character; `char`: an entity or escape; `fixed`: something shown that words cannot replace
   * (gap, formula); `picture`: read by its alternative where there are no words beside it; `rim`: a tag or comment, which shows nothing or a break.
   */
  form: 'plain' | 'char' | 'fixed' | 'picture' | 'rim';
  cdata: boolean;
}

/** Words cannot replace these. */
export function isFixed(form: Piece['form']): boolean {
  return form === 'rim' || form === 'fixed' || form === 'picture';
}

/** Elements that are no part of the words they stand among: options, feedback, rubrics, code. */
const apart = new Set([
  'simpleChoice',
  'simpleMatchSet',
  'simpleAssociableChoice',
  'gapText',
  'gapImg',
  'feedbackInline',
  'feedbackBlock',
  'rubricBlock',
  'modalFeedback',
  'templateBlock',
  'templateInline',
  'script',
  'style',
  'interactionModel',
  'interactionMarkup',
]);
/** Elements that show something of their own. */
const gaps = new Set(['textEntryInteraction', 'inlineChoiceInteraction', 'gap', 'printedVariable', 'endAttemptInteraction']);
const pictures = new Set(['img', 'object', 'audio', 'video', 'svg', 'include']);
const inlines = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'big',
  'cite',
  'code',
  'dfn',
  'em',
  'font',
  'hottext',
  'i',
  'kbd',
  'mark',
  'q',
  'ruby',
  's',
  'samp',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'tt',
  'u',
  'var',
]);

/** `qti-simple-choice` (QTI 3) and `simpleChoice` (QTI 2) are one name. */
export function qtiName(name: string): string {
  return name.startsWith('qti-') ? name.slice(4).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) : name;
}

export function piecesOf(source: string, base: number, encoding: TextEncoding, skip?: ReadonlySet<string>): Piece[] {
  const pieces = decoded(source, base, encoding, skip);
  const hasWords = pieces.some((piece) => piece.form !== 'picture' && /[^\s\u00a0]/.test(piece.text));
  return hasWords ? pieces.map((piece) => (piece.form === 'picture' ? { ...piece, text: ' ' } : piece)) : pieces;
}

function decoded(source: string, base: number, encoding: TextEncoding, skip?: ReadonlySet<string>): Piece[] {
  if (encoding === 'xml') return xmlPieces(source, base, skip);
  if (encoding === 'xml-html') return htmlPieces(xmlPieces(source, base, skip));
  return encoding === 'gift' ? giftPieces(source, base) : htmlPieces(giftPieces(source, base));
}

function xmlPieces(source: string, base: number, skip: ReadonlySet<string> = apart): Piece[] {
  const pieces: Piece[] = [];
  const put = (text: string, start: number, end: number, form: Piece['form'], cdata = false): void => {
    if (end > start) pieces.push({ text, start: base + start, end: base + end, form, cdata });
  };
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const stop = next === -1 ? source.length : next;
    entities(source, at, stop, put);
    if (next === -1) break;
    if (source.startsWith('<![CDATA[', next)) {
      const end = indexOr(source, ']]>', next + 9);
      put('', next, next + 9, 'rim');
      put(source.slice(next + 9, end), next + 9, end, 'plain', true);
      put('', end, Math.min(end + 3, source.length), 'rim');
      at = end + 3;
    } else if (source.startsWith('<!--', next) || source.startsWith('<?', next)) {
      const mark = source[next + 1] === '?' ? '?>' : '-->';
      at = indexOr(source, mark, next + 2) + mark.length;
      put('', next, Math.min(at, source.length), 'rim');
    } else at = element(source, next, skip, put);
  }
  return pieces;
}

type Put = (text: string, start: number, end: number, form: Piece['form']) => void;

function entities(source: string, from: number, to: number, put: Put): void {
  let at = from;
  for (let amp = source.indexOf('&', at); amp !== -1 && amp < to; amp = source.indexOf('&', at)) {
    const end = source.indexOf(';', amp) + 1;
    put(source.slice(at, amp), at, amp, 'plain');
    if (end === 0 || end > to) {
      put('&', amp, amp + 1, 'plain');
      at = amp + 1;
      continue;
    }
    put(entityText(source.slice(amp + 1, end - 1)) ?? source.slice(amp, end), amp, end, 'char');
    at = end;
  }
  put(source.slice(at, to), at, to, 'plain');
}

/** A tag in the words: a rim, a picture with its alternative, or a stretch that is no part of them. Gives the place after it. */
function element(source: string, start: number, skip: ReadonlySet<string>, put: Put): number {
  const end = tagEnd(source, start);
  const tag = source.slice(start, end);
  const name = qtiName(/^<\/?(?:[^\s/>:]*:)?([^\s/>]*)/.exec(tag)?.[1] ?? '');
  const opens = !tag.startsWith('</') && !tag.endsWith('/>');
  if (skip.has(name) || gaps.has(name) || name === 'math') {
    const after = opens ? afterElement(source, end, /^<([^\s/>]*)/.exec(tag)?.[1] ?? name) : end;
    const shown = gaps.has(name) ? '____' : name === 'math' ? source.slice(end, after).replace(/<[^>]*>/g, ' ') : ' ';
    put(shown, start, after, skip.has(name) ? 'rim' : 'fixed');
    return after;
  }
  if (pictures.has(name) && !tag.startsWith('</')) put(alternative(tag), start, end, 'picture');
  else put(inlines.has(name) ? '' : ' ', start, end, 'rim');
  return end;
}

function alternative(tag: string): string {
  const value = (name: string): string =>
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i')
      .exec(tag)
      ?.slice(1)
      .find((one) => one !== undefined) ?? '';
  const text = value('alt') || value('aria-label');
  // Without words a picture is told apart by its file.
  return text.trim() !== '' ? ` ${text} ` : ` [${(value('src') || value('data')).split('/').at(-1) ?? ''}] `;
}

function tagEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length) {
    const char = source[at];
    if (char === '>') return at + 1;
    if (char === '"' || char === "'") at = indexOr(source, char, at + 1);
    at += 1;
  }
  return source.length;
}

function afterElement(source: string, from: number, tag: string): number {
  const marks = new RegExp(`<(/?)${literalPattern(tag)}(?=[\\s/>])`, 'g');
  marks.lastIndex = from;
  let depth = 1;
  for (let mark = marks.exec(source); mark; mark = marks.exec(source)) {
    const end = tagEnd(source, mark.index);
    if (mark[1] === '/') depth -= 1;
    else if (source[end - 2] !== '/') depth += 1;
    if (depth === 0) return end;
  }
  return source.length;
}

function indexOr(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at === -1 ? source.length : at;
}

/** The escapes of GIFT: a backslash before `~ = # { } :` and itself, `\n` for a line break. */
function giftPieces(source: string, base: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of source.matchAll(/\\([~=#{}:\\n])/g)) {
    if (match.index > at) pieces.push(plain(source.slice(at, match.index), base + at));
    const shown = match[1] === 'n' ? '\n' : (match[1] ?? '');
    pieces.push({ text: shown, start: base + match.index, end: base + match.index + 2, form: 'char', cdata: false });
    at = match.index + 2;
  }
  if (at < source.length) pieces.push(plain(source.slice(at), base + at));
  return pieces;
}

function plain(text: string, start: number): Piece {
  return { text, start, end: start + text.length, form: 'plain', cdata: false };
}

const named = new Map<string, string>();

function htmlEntity(reference: string): string {
  const kept = named.get(reference);
  if (kept !== undefined) return kept;
  const node = parseFragment(reference).childNodes[0];
  const text = node && 'value' in node ? node.value : reference;
  if (named.size < 3000) named.set(reference, text);
  return text;
}

/** Reads decoded pieces as HTML: tags become rims, entities characters. Piece by piece, so places stay exact. */
function htmlPieces(outer: Piece[]): Piece[] {
  const whole = outer
    .map((piece) => (isFixed(piece.form) ? '\u0000'.repeat(Math.max(piece.text.length, 1)) : piece.text))
    .join('');
  if (!/[<&]/.test(whole)) return outer;
  const cutter = new Cutter(outer);
  let at = 0;
  while (at < whole.length) {
    const mark = /[<&]/g;
    mark.lastIndex = at;
    const next = mark.exec(whole)?.index ?? whole.length;
    cutter.copy(next);
    if (next === whole.length) break;
    at = next;
    if (whole[next] === '&') {
      const reference = /^&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z0-9]{1,30});/i.exec(whole.slice(next, next + 34))?.[0];
      if (reference) cutter.replace(next + reference.length, htmlEntity(reference), 'char');
      else cutter.copy(next + 1);
      at = cutter.at;
      continue;
    }
    const comment = whole.startsWith('<!--', next);
    const isTag = comment || /^<[/a-z!?]/i.test(whole.slice(next, next + 2));
    const end = !isTag ? next + 1 : comment ? Math.min(indexOr(whole, '-->', next) + 3, whole.length) : tagEnd(whole, next);
    if (!isTag) cutter.copy(end);
    else {
      const tag = whole.slice(next, end);
      const name = /^<\/?([a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
      const isPicture = pictures.has(name) && !tag.startsWith('</');
      cutter.replace(end, isPicture ? alternative(tag) : inlines.has(name) || comment ? '' : ' ', isPicture ? 'picture' : 'rim');
    }
    at = end;
  }
  return cutter.pieces;
}

/** Cuts a row of pieces at places of their joined text. */
class Cutter {
  readonly pieces: Piece[] = [];
  at = 0;
  private readonly outer: Piece[];
  private index = 0;
  private offset = 0;

  constructor(outer: Piece[]) {
    this.outer = outer;
  }

  copy(to: number): void {
    this.take(to, (piece) => this.pieces.push(piece));
  }

  replace(to: number, text: string, form: Piece['form']): void {
    let start = -1;
    let end = -1;
    let cdata = false;
    this.take(to, (piece) => {
      if (start === -1) start = piece.start;
      end = piece.end;
      cdata = piece.cdata;
    });
    if (start !== -1) this.pieces.push({ text, start, end, form, cdata });
  }

  private take(to: number, give: (piece: Piece) => void): void {
    while (this.at < to) {
      const piece = this.outer[this.index];
      if (!piece) return;
      const length = isFixed(piece.form) ? Math.max(piece.text.length, 1) : piece.text.length;
      const here = Math.min(length - this.offset, to - this.at);
      const isPart = piece.form === 'plain' && (this.offset > 0 || here < length);
      if (isPart)
        give({
          ...piece,
          text: piece.text.slice(this.offset, this.offset + here),
          start: piece.start + this.offset,
          end: piece.start + this.offset + here,
        });
      else if (this.offset === 0) give(piece);
      this.at += here;
      this.offset += here;
      if (this.offset >= length) {
        this.index += 1;
        this.offset = 0;
      }
    }
  }
}
