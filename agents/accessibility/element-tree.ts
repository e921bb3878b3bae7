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
  return elementsOf(lesson, span.path).find(({ tag }) => tag.start === span.start) ?? null;
}

const rawText = /<(script|style|title|textarea|xmp|noembed|noframes|plaintext|iframe|select|template)\b/gi;

/** The text with code and whatever else is no HTML blanked out: its length and all offsets stay. */
function htmlOnly(lesson: Lesson, path: string, text: string): string {
  let blanked = text;
  const blank = (start: number, end: number) => {
    blanked = blanked.slice(0, start) + blanked.slice(start, end).replace(/[<>&]/g, ' ') + blanked.slice(end);
  };
  for (const { span } of lesson.code) if (span.path === path) blank(span.start, span.end);
  for (const match of text.matchAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)|<(?:https?|mailto|ftp):[^>\s]*>|\\</g))
    blank(match.index, match.index + match[0].length);
  return blanked.replace(rawText, (tag: string, name: string, at: number) =>
    new RegExp(`</${name}\\s*>`, 'i').test(blanked.slice(at)) ? tag : ' '.repeat(tag.length),
  );
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
