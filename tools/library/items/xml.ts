/**
 * A small strict reader of XML that keeps every position. It builds a tree of elements with ranges into the source
 * (UTF-16 code units) and leaves all decoding to `xml-pieces.ts`. What could reach outside of the file or grow without
 * bound (DOCTYPE, entity declarations, unknown entities) is refused.
 */
import { lineAt, ReadError } from '../errors.ts';

export interface XmlAttribute {
  /** Local name. */
  name: string;
  /** Decoded. */
  value: string;
  /** Inside of the quotes. */
  start: number;
  end: number;
}

export interface XmlElement {
  /** Local name, the prefix taken off. */
  name: string;
  attributes: XmlAttribute[];
  children: XmlElement[];
  start: number;
  end: number;
  /** Inside of the tags; both equal `end` for an empty-element tag. */
  contentStart: number;
  contentEnd: number;
  selfClosing: boolean;
}

export interface XmlDocument {
  root: XmlElement;
  /** What the XML declaration states, lower case; null where it states none (then it is UTF-8). */
  encoding: string | null;
}

export interface XmlReading {
  /**
   * Called at the end of each element. `forget` drops it and all it holds from the tree, so that a bank of any length
   * takes no more room than one item.
   */
  onEnd?(element: XmlElement, ancestors: readonly XmlElement[]): 'keep' | 'forget';
}

const deepest = 400;
const nameChars = /[^\s/>=<"'&]+/y;
const blanks = /[ \t\r\n]*/y;
// XML 1.0 §2.2: what is no character at all.
const noCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const ownEntities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The encoding an XML declaration at the head of the text states. */
export function declaredEncoding(text: string): string | null {
  return /^\ufeff?<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.-]+)["']/.exec(text.slice(0, 300))?.[1]?.toLowerCase() ?? null;
}

/** What an entity reference (`&…;` without its rims) stands for; null where it is none of XML's own. */
export function entityText(name: string): string | null {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (!number) return Object.hasOwn(ownEntities, name) ? (ownEntities[name] ?? null) : null;
  const code = number[1] ? Number.parseInt(number[1], 16) : Number(number[2]);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  const text = String.fromCodePoint(code);
  return noCharacter.test(text) ? null : text;
}

/**
 * @throws ReadError `bad-xml` or `unsafe-xml`, with the line.
 */
export function readXml(path: string, text: string, reading: XmlReading = {}): XmlDocument {
  return new Scanner(path, text, reading).document();
}

class Scanner {
  private readonly path: string;
  private readonly text: string;
  private readonly reading: XmlReading;
  private readonly open: XmlElement[] = [];
  private root: XmlElement | null = null;
  private at = 0;
  private nextAmpersand = -1;

  constructor(path: string, text: string, reading: XmlReading) {
    this.path = path;
    this.text = text;
    this.reading = reading;
  }

  document(): XmlDocument {
    const { text } = this;
    const bad = noCharacter.exec(text);
    if (bad?.[0] === '\0') throw this.fault(bad.index, 'holds NUL characters, as UTF-16 does; save the file as UTF-8');
    if (bad) throw this.fault(bad.index, 'holds a control character that XML does not allow; take it out');
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
    while (this.at < text.length) {
      const next = text.indexOf('<', this.at);
      this.words(this.at, next === -1 ? text.length : next);
      if (next === -1) break;
      this.at = next;
      this.markup();
    }
    const unclosed = this.open.at(-1);
    if (unclosed) throw this.fault(unclosed.start, `the element <${unclosed.name}> is never closed; close it`);
    if (!this.root) throw this.fault(0, 'holds no XML element; check that this is the right file');
    return { root: this.root, encoding: declaredEncoding(text) };
  }

  private words(start: number, end: number): void {
    if (end === start) return;
    if (this.open.length === 0 && this.text.slice(start, end).trim() !== '')
      throw this.fault(start, 'text stands outside of the document element; take it out');
    this.entities(start, end);
  }

  /** Every reference must be one of XML's own: nothing else can be known without a DTD. */
  private entities(start: number, end: number): void {
    for (let at = this.ampersand(start); at < end; at = this.ampersand(at + 1)) {
      const name = /^&([^;]*);/.exec(this.text.slice(at, at + 40))?.[1] ?? '';
      if (name === '') throw this.fault(at, 'a bare "&"; write &amp;');
      if (entityText(name) === null)
        throw this.fault(
          at,
          `the entity &${name.slice(0, 20)}; is not one of XML's own; write its number or the character`,
          'unsafe-xml',
        );
    }
  }

  /** The next "&" at or after a place; looked for once, so that a long file without any is not searched again and again. */
  private ampersand(from: number): number {
    if (this.nextAmpersand < from) {
      const found = this.text.indexOf('&', from);
      this.nextAmpersand = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.nextAmpersand;
  }

  private markup(): void {
    const { text, at } = this;
    if (text.startsWith('<!--', at)) this.at = this.past('-->', at + 4, 'a comment');
    else if (text.startsWith('<![CDATA[', at)) {
      if (this.open.length === 0) throw this.fault(at, 'a CDATA section stands outside of the document element; take it out');
      this.at = this.past(']]>', at + 9, 'a CDATA section');
    } else if (text.startsWith('<?', at)) this.at = this.past('?>', at + 2, 'a processing instruction');
    else if (text.startsWith('<!', at))
      throw this.fault(at, 'a DOCTYPE or entity declaration, which is not read for safety; take it out', 'unsafe-xml');
    else if (text.startsWith('</', at)) this.endTag();
    else this.startTag();
  }

  private past(mark: string, from: number, what: string): number {
    const end = this.text.indexOf(mark, from);
    if (end === -1) throw this.fault(this.at, `${what} is never closed; close it with ${mark}`);
    return end + mark.length;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private startTag(): void {
    const start = this.at;
    this.at += 1;
    const tag = this.match(nameChars);
    if (tag === '' || /^[\d.-]/.test(tag)) throw this.fault(start, 'a bare "<"; write &lt;');
    if (this.open.length === 0 && this.root) throw this.fault(start, 'a second document element; keep one');
    if (this.open.length >= deepest) throw this.fault(start, `elements lie more than ${deepest} deep; flatten the file`);
    const attributes = this.attributes();
    const selfClosing = this.text.startsWith('/>', this.at);
    if (!selfClosing && this.text[this.at] !== '>')
      throw this.fault(start, `the tag <${tag}> is not closed with ">"; correct it`);
    this.at += selfClosing ? 2 : 1;
    const element: XmlElement = {
      name: local(tag),
      attributes,
      children: [],
      start,
      end: this.at,
      contentStart: this.at,
      contentEnd: this.at,
      selfClosing,
    };
    const parent = this.open.at(-1);
    if (parent) parent.children.push(element);
    else this.root = element;
    if (selfClosing) this.ended(element);
    else this.open.push(element);
  }

  private attributes(): XmlAttribute[] {
    const found: XmlAttribute[] = [];
    for (;;) {
      const gap = this.match(blanks);
      const next = this.text[this.at];
      if (next === undefined || next === '>' || next === '/') return found;
      const place = this.at;
      const name = this.match(nameChars);
      if (name === '' || gap === '')
        throw this.fault(place, 'an attribute cannot be read; write name="value" with a space before it');
      this.match(blanks);
      if (this.text[this.at] !== '=') throw this.fault(place, `the attribute ${name} has no value; write ${name}="…"`);
      this.at += 1;
      this.match(blanks);
      const quote = this.text[this.at];
      if (quote !== '"' && quote !== "'") throw this.fault(place, `the value of ${name} is not in quotes; quote it`);
      const start = this.at + 1;
      const end = this.text.indexOf(quote, start);
      if (end === -1) throw this.fault(place, `the value of ${name} is never closed; close the quote`);
      const raw = this.text.slice(start, end);
      if (raw.includes('<')) throw this.fault(place, `a "<" in the value of ${name}; write &lt;`);
      this.entities(start, end);
      if (found.some((one) => one.name === name)) throw this.fault(place, `the attribute ${name} stands twice; keep one`);
      // Namespaced names keep their prefix: xml:lang and lang are two attributes.
      found.push({ name, value: attributeText(raw), start, end });
      this.at = end + 1;
    }
  }

  private endTag(): void {
    const start = this.at;
    this.at += 2;
    const tag = this.match(nameChars);
    this.match(blanks);
    const element = this.open.pop();
    if (this.text[this.at] !== '>' || !element || element.name !== local(tag))
      throw this.fault(
        start,
        element ? `</${tag}> closes <${element.name}>; correct the nesting` : `</${tag}> closes nothing; take it out`,
      );
    this.at += 1;
    element.contentEnd = start;
    element.end = this.at;
    this.ended(element);
  }

  private ended(element: XmlElement): void {
    if (this.reading.onEnd?.(element, this.open) === 'forget') this.open.at(-1)?.children.pop();
  }

  private fault(offset: number, what: string, code: 'bad-xml' | 'unsafe-xml' = 'bad-xml'): ReadError {
    return new ReadError(code, this.path, lineAt(this.text, offset), `not read as XML: ${what}.`);
  }
}

function local(tag: string): string {
  const colon = tag.indexOf(':');
  return colon === -1 ? tag : tag.slice(colon + 1);
}

function attributeText(raw: string): string {
  return raw.includes('&') ? raw.replace(/&([^;]+);/g, (whole, name: string) => entityText(name) ?? whole) : raw;
}

export function attributeOf(element: XmlElement, name: string): XmlAttribute | null {
  return element.attributes.find((one) => one.name === name) ?? null;
}

export function textOfAttribute(element: XmlElement, name: string): string | null {
  return attributeOf(element, name)?.value ?? null;
}

/** All elements below, in document order, itself not among them. */
export function* below(element: XmlElement): Generator<XmlElement> {
  for (const child of element.children) {
    yield child;
    yield* below(child);
  }
}

export function allBelow(element: XmlElement, ...names: string[]): XmlElement[] {
  return [...below(element)].filter((one) => names.includes(one.name));
}

export function firstBelow(element: XmlElement, ...names: string[]): XmlElement | null {
  for (const one of below(element)) if (names.includes(one.name)) return one;
  return null;
}

export function childrenNamed(element: XmlElement, ...names: string[]): XmlElement[] {
  return element.children.filter((one) => names.includes(one.name));
}

/** The white space before an element, so that what is put beside it lies as it does. */
export function leadOf(element: XmlElement, source: string): string {
  const before = source.slice(0, element.start);
  return before.slice(before.trimEnd().length);
}
