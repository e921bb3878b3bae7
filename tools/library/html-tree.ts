/** HTML as a tree with source offsets (parse5 counts the BOM), and small looks at it. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Span } from './lesson.ts';
import type { Stretch } from './markdown-tree.ts';
import { fold } from './structure.ts';

export type Element = Tree.Element;
export type HtmlNode = Tree.Node;

export function parseHtml(text: string): Tree.Document {
  return parse(text, { sourceCodeLocationInfo: true, scriptingEnabled: false });
}

export function isElement(node: HtmlNode): node is Element {
  return 'tagName' in node;
}

export function childrenOf(node: HtmlNode): HtmlNode[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/** Every element, in document order; returning `'skip'` leaves its content out. */
export function eachElement(
  node: HtmlNode,
  look: (element: Element, ancestors: Element[]) => 'skip' | undefined | undefined,
  ancestors: Element[] = [],
): void {
  for (const child of childrenOf(node)) {
    if (!isElement(child)) continue;
    if (look(child, ancestors) === 'skip') continue;
    eachElement(child, look, [...ancestors, child]);
  }
}

export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

export function hasClass(element: Element, name: string): boolean {
  return (attribute(element, 'class') ?? '').split(/\s+/).includes(name);
}

/** Whole element in the source; null for one the parser made up. An unclosed element ends where the parser closed it. */
export function spanOf(element: Element, path: string): Span | null {
  const at = element.sourceCodeLocation;
  return at ? { path, start: at.startOffset, end: at.endOffset } : null;
}

export function tagSpanOf(element: Element, path: string): Span | null {
  const at = element.sourceCodeLocation?.startTag ?? element.sourceCodeLocation;
  return at ? { path, start: at.startOffset, end: at.endOffset } : null;
}

/** Between the tags. */
export function contentOf(element: Element): Stretch | null {
  const at = element.sourceCodeLocation;
  if (!at?.startTag) return null;
  return { start: at.startTag.endOffset, end: at.endTag?.startOffset ?? at.endOffset };
}

/** Inside of an attribute's quotes, as written; null where the attribute has no value or is absent. */
export function valueSpan(element: Element, name: string, text: string, path: string): Span | null {
  const at = element.sourceCodeLocation?.attrs?.[name];
  if (!at) return null;
  const source = text.slice(at.startOffset, at.endOffset);
  const equals = source.indexOf('=');
  if (equals === -1) return null;
  let start = at.startOffset + equals + 1;
  while (/\s/.test(text[start] ?? '')) start += 1;
  const quoted = text[start] === '"' || text[start] === "'";
  return { path, start: quoted ? start + 1 : start, end: quoted ? at.endOffset - 1 : at.endOffset };
}

/** The attribute with its name, as written. */
export function attributeSpan(element: Element, name: string, path: string): Span | null {
  const at = element.sourceCodeLocation?.attrs?.[name];
  return at ? { path, start: at.startOffset, end: at.endOffset } : null;
}

const silent = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'iframe',
  'video',
  'audio',
  'object',
  'select',
  'datalist',
]);
const inline = new Set(
  'a abbr b bdi bdo cite code data dfn em i kbd label mark q ruby rp rt s samp small span strong sub sup time u var wbr font big tt del ins'.split(
    ' ',
  ),
);

/** Text a learner reads inside a node, white space folded. `leaveOut` says which elements in it do not count. */
export function textOf(
  node: HtmlNode,
  pictures: 'alt' | 'skip' = 'skip',
  leaveOut: (element: Element) => boolean = () => false,
): string {
  return fold(
    childrenOf(node)
      .map((child) => collect(child, pictures, leaveOut))
      .join(''),
  );
}

function collect(node: HtmlNode, pictures: 'alt' | 'skip', leaveOut: (element: Element) => boolean): string {
  if (node.nodeName === '#text') return (node as Tree.TextNode).value;
  if (!isElement(node))
    return childrenOf(node)
      .map((child) => collect(child, pictures, leaveOut))
      .join('');
  if (silent.has(node.tagName) || leaveOut(node)) return '';
  if (node.tagName === 'img') return pictures === 'alt' ? (attribute(node, 'alt') ?? '') : '';
  if (node.tagName === 'br') return ' ';
  const text = childrenOf(node)
    .map((child) => collect(child, pictures, leaveOut))
    .join('');
  return inline.has(node.tagName) ? text : ` ${text} `;
}
