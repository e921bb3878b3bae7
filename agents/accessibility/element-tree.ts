/** The HTML elements of a lesson's file with their places, HTML inside Markdown included: what a repair looks around in. */
import {
  attribute,
  childrenOf,
  contentOf,
  type Element,
  eachElement,
  type HtmlNode,
  isElement,
  parseHtml,
  textOf,
} from '../../tools/library/html-tree.ts';
import { fileOf, type Lesson, type Span } from '../../tools/library/lesson.ts';

export interface Placed {
  element: Element;
  /** Outermost first; elements the parser made up included. */
  ancestors: Element[];
  /** The start tag. */
  tag: Span;
  /** From the start tag to the end of the element. */
  whole: Span;
}

const starts = new WeakMap<Placed[], Map<number, Placed>>();
const trees = new WeakMap<Lesson, Map<string, Placed[]>>();

/** Every element that is written in the file, in reading order; offsets are the file's. */
export function elementsOf(lesson: Lesson, path: string): Placed[] {
  const known = trees.get(lesson) ?? new Map<string, Placed[]>();
  trees.set(lesson, known);
  const before = known.get(path);
  if (before) return before;
  const placed: Placed[] = [];
  const file = fileOf(lesson, path);
  if (file && (file.format === 'html' || file.format === 'markdown')) {
    const text = file.format === 'html' ? file.text : htmlOnly(lesson, path, file.text);
    eachElement(parseHtml(text), (element, ancestors) => {
      const at = element.sourceCodeLocation;
      const tag = at?.startTag ?? at;
      if (!at || !tag) return;
      placed.push({
        element,
        ancestors,
        tag: { path, start: tag.startOffset, end: tag.endOffset },
        whole: { path, start: at.startOffset, end: Math.max(at.endOffset, tag.endOffset) },
      });
    });
  }
  known.set(path, placed);
  return placed;
}

/** The element whose start tag begins where the span does. */
export function elementAt(lesson: Lesson, span: Span): Placed | null {
  const all = elementsOf(lesson, span.path);
  const known = starts.get(all) ?? new Map(all.map((placed) => [placed.tag.start, placed]));
  starts.set(all, known);
  return known.get(span.start) ?? null;
}

const rawText = /<(script|style|title|textarea|xmp|noembed|noframes|plaintext|iframe|select|template)\b/gi;

/** The text with code and whatever else is no HTML blanked out: its length and all offsets stay. */
function htmlOnly(lesson: Lesson, path: string, text: string): string {
  const stretches = [
    ...lesson.code.filter(({ span }) => span.path === path).map(({ span }) => span),
    ...codeSpans(text),
    ...[...text.matchAll(/<(?:https?|mailto|ftp):[^>\s]*>|\\</g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    })),
  ].sort((one, other) => one.start - other.start);
  let blanked = '';
  for (const { start, end } of stretches) {
    const from = Math.max(start, blanked.length);
    if (end <= from) continue;
    blanked += text.slice(blanked.length, from) + text.slice(from, end).replace(/[<>&]/g, ' ');
  }
  blanked += text.slice(blanked.length);
  const closed = new Map<string, number>();
  for (const match of blanked.matchAll(/<\/([a-z]+)\s*>/gi)) closed.set(match[1]!.toLowerCase(), match.index);
  return blanked.replace(rawText, (tag: string, name: string, at: number) =>
    at < (closed.get(name.toLowerCase()) ?? -1) ? tag : ' '.repeat(tag.length),
  );
}

/** Between a run of backticks and the next of the same length (CommonMark 6.1). Linear, whatever the text. */
export function codeSpans(text: string): { start: number; end: number }[] {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ start: match.index, length: match[0].length }));
  const next = new Map<number, number>();
  const partner = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at--) {
    partner[at] = next.get(runs[at]!.length) ?? -1;
    next.set(runs[at]!.length, at);
  }
  const spans: { start: number; end: number }[] = [];
  for (let at = 0; at < runs.length; at++) {
    const end = partner[at]!;
    if (end < 0) continue;
    spans.push({ start: runs[at]!.start, end: runs[end]!.start + runs[end]!.length });
    at = end;
  }
  return spans;
}

/** Child nodes that are more than white space and comments. */
export function meaningful(node: HtmlNode): HtmlNode[] {
  return childrenOf(node).filter(
    (child) => child.nodeName !== '#comment' && !(child.nodeName === '#text' && 'value' in child && child.value.trim() === ''),
  );
}

export function parentOf({ ancestors }: Placed): Element | null {
  return ancestors.at(-1) ?? null;
}

/** Place of a node in the file; null for one the parser made up. */
export function nodeSpan(node: HtmlNode, path: string): Span | null {
  const at = 'sourceCodeLocation' in node ? node.sourceCodeLocation : null;
  return at ? { path, start: at.startOffset, end: at.endOffset } : null;
}

/** The element with this id, where there is exactly one. */
export function elementById(lesson: Lesson, path: string, id: string): Placed | null {
  const all = elementsOf(lesson, path).filter(({ element }) => attribute(element, 'id') === id);
  return all.length === 1 ? all[0]! : null;
}

export { attribute, childrenOf, contentOf, type Element, type HtmlNode, isElement, textOf };
