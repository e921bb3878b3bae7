/** Links, pictures, tables, media, headings and anchors of an HTML tree; serves HTML lessons and HTML inside Markdown. */
import {
  attribute,
  attributeSpan,
  childrenOf,
  contentOf,
  type Element,
  eachElement,
  type HtmlNode,
  isElement,
  spanOf,
  tagSpanOf,
  textOf,
  valueSpan,
} from './html-tree.ts';
import type { Anchor, Heading, Image, Link, Media, Span, TableInfo } from './lesson.ts';
import { fold } from './structure.ts';

export interface HtmlElements {
  links: Link[];
  images: Image[];
  tables: TableInfo[];
  media: Media[];
  /** Without slugs: those are given in the order of the whole file. */
  headings: Omit<Heading, 'slug' | 'within'>[];
  anchors: Anchor[];
}

export function htmlElements(root: HtmlNode, text: string, path: string): HtmlElements {
  const found: HtmlElements = { links: [], images: [], tables: [], media: [], headings: [], anchors: [] };
  eachElement(root, (element, ancestors) => {
    if (!element.sourceCodeLocation) return;
    addAnchor(element, path, found);
    if (element.tagName === 'a') addLink(element, text, path, found);
    else if (element.tagName === 'img') addImage(element, ancestors, text, path, found);
    else if (element.tagName === 'table') found.tables.push(tableOf(element, path));
    else if (['iframe', 'video', 'audio'].includes(element.tagName)) addMedia(element, path, found);
    else if (/^h[1-6]$/.test(element.tagName)) addHeading(element, path, found);
  });
  return found;
}

function addAnchor(element: Element, path: string, found: HtmlElements): void {
  for (const name of element.tagName === 'a' ? ['id', 'name'] : ['id']) {
    const id = attribute(element, name);
    const span = attributeSpan(element, name, path);
    if (id && span) found.anchors.push({ id, span });
  }
}

/** The words between the tags without the white space around them; an empty element gives an empty span. */
function wordsSpan(element: Element, text: string, path: string, fallback: Span): Span {
  const content = contentOf(element);
  if (!content) return fallback;
  const source = text.slice(content.start, content.end);
  if (source.trim() === '') return { path, ...content };
  const start = content.start + (source.length - source.trimStart().length);
  return { path, start, end: start + source.trim().length };
}

function addLink(element: Element, text: string, path: string, found: HtmlElements): void {
  const href = attribute(element, 'href');
  const span = spanOf(element, path);
  if (href === null || !span) return;
  const words = textOf(element);
  const hasPicture = contains(element, 'img') || contains(element, 'svg');
  const named = attribute(element, 'aria-label');
  found.links.push({
    href,
    hrefSpan: valueSpan(element, 'href', text, path),
    text: fold(named ?? '') || words || textOf(element, 'alt') || fold(attribute(element, 'title') ?? ''),
    textSpan: wordsSpan(element, text, path, span),
    span,
    form: 'html',
    pictureOnly: hasPicture && words === '',
  });
}

function contains(element: Element, tag: string): boolean {
  return childrenOf(element).some((child) => isElement(child) && (child.tagName === tag || contains(child, tag)));
}

function addImage(element: Element, ancestors: Element[], text: string, path: string, found: HtmlElements): void {
  const span = tagSpanOf(element, path);
  if (!span) return;
  const alt = attribute(element, 'alt');
  const link = ancestors.findLast((one) => one.tagName === 'a' && attribute(one, 'href') !== null);
  const figure = ancestors.findLast((one) => one.tagName === 'figure');
  const caption = figure ? childrenOf(figure).find((child) => isElement(child) && child.tagName === 'figcaption') : undefined;
  const role = attribute(element, 'role');
  found.images.push({
    src: attribute(element, 'src') ?? '',
    srcSpan: valueSpan(element, 'src', text, path),
    alt,
    altSpan: valueSpan(element, 'alt', text, path),
    span,
    form: 'html',
    caption: caption ? textOf(caption) : null,
    inLink: link ? spanOf(link, path) : null,
    decorative: alt === '' || role === 'presentation' || role === 'none' || attribute(element, 'aria-hidden') === 'true',
  });
}

export function tableOf(table: Element, path: string): TableInfo {
  const rows: Element[][] = [];
  let caption: string | null = null;
  eachElement(table, (element) => {
    if (element.tagName === 'table') return 'skip';
    if (element.tagName === 'caption') caption = textOf(element);
    if (element.tagName === 'tr') {
      rows.push(
        childrenOf(element).filter(
          (child): child is Element => isElement(child) && (child.tagName === 'td' || child.tagName === 'th'),
        ),
      );
    }
    return;
  });
  return {
    span: spanOf(table, path) ?? { path, start: 0, end: 0 },
    form: 'html',
    rows: rows.map((row) => row.map((cell) => textOf(cell, 'alt'))),
    hasHeader: rows.some((row) =>
      row.some((cell) => cell.tagName === 'th' || (attribute(cell, 'role') ?? '').endsWith('header')),
    ),
    caption,
  };
}

function addMedia(element: Element, path: string, found: HtmlElements): void {
  const span = spanOf(element, path);
  const tagSpan = tagSpanOf(element, path);
  if (!span || !tagSpan) return;
  const source = childrenOf(element).find((child): child is Element => isElement(child) && child.tagName === 'source');
  found.media.push({
    kind: element.tagName as Media['kind'],
    src: attribute(element, 'src') ?? (source ? attribute(source, 'src') : null) ?? '',
    title: attribute(element, 'title') ?? attribute(element, 'aria-label'),
    span,
    tagSpan,
  });
}

function addHeading(element: Element, path: string, found: HtmlElements): void {
  const span = spanOf(element, path);
  const content = contentOf(element);
  if (!span || !content) return;
  found.headings.push({
    depth: Number(element.tagName[1]),
    text: textOf(element, 'alt'),
    span,
    textSpan: { path, ...content },
    form: 'html',
  });
}
