/** A Markdown file to the structures of a lesson, every range into the original text. */
import type { Definition, Root } from 'mdast';
import { challengesOf } from './challenges.ts';
import { codeRole } from './code-role.ts';
import { embeddedHtml } from './embedded-html.ts';
import { metaString, readFrontMatter } from './front-matter.ts';
import type { CodeBlock, Div, TableInfo } from './lesson.ts';
import { type Attributes, attributesAt } from './markdown-attributes.ts';
import { findDivs, withinAt } from './markdown-divs.ts';
import { headingsOf } from './markdown-headings.ts';
import { linksOf } from './markdown-links.ts';
import { markdownOutcomes } from './markdown-outcomes.ts';
import { passagesOf } from './markdown-passages.ts';
import { picturesOf } from './markdown-pictures.ts';
import { plainText } from './markdown-text.ts';
import { blank, parseMarkdown, placeOf, type Stretch, visit } from './markdown-tree.ts';
import { refuseDeepMarkdown } from './nesting.ts';
import { sectionsOf } from './sections.ts';
import type { FileStructure, FileToParse } from './structure.ts';
import { taskListItems } from './task-list-items.ts';

/**
 * @throws ReadError where the front matter is broken or a fenced div is never closed.
 */
export function readMarkdown({ path, text, owner }: FileToParse): FileStructure {
  refuseDeepMarkdown(path, text);
  const { root, divs, afterPictures, inHeadings, afterCode } = parsed(path, text);
  const yaml = root.children.find((node) => node.type === 'yaml');
  const front = readFrontMatter(path, text, yaml ? placeOf(yaml) : null, owner);
  const definitions = new Map<string, Definition>();
  visit(root, (node) => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  });
  const html = embeddedHtml(root, text, path);
  const images = picturesOf(root, path, definitions, afterPictures);
  const placed = headingsOf(root, text, path, divs, html, inHeadings);
  const headings = placed.map((one) => one.heading);
  const sections = sectionsOf(placed, owner, path, text.length);
  const outcomes = [...front.outcomes, ...markdownOutcomes(root, path, owner, divs)];
  const links = [...linksOf(root, text, path, definitions, images), ...html.links];
  const inOrder = <T extends { span: { start: number } }>(list: T[]): T[] => list.sort((a, b) => a.span.start - b.span.start);
  return {
    title:
      metaString(front.meta, 'title') ?? headings.find((heading) => heading.depth === 1 && heading.text !== '')?.text ?? null,
    language: metaString(front.meta, 'lang', 'language'),
    meta: front.meta,
    outcomes,
    headings,
    sections,
    divs,
    passages: passagesOf(root, path, sections, divs, outcomes),
    links: inOrder(links),
    images: inOrder([...images, ...html.images]),
    tables: inOrder([...tablesOf(root, path), ...html.tables]),
    media: html.media,
    code: codeOf(root, text, path, divs, afterCode),
    items: inOrder([...challengesOf(root, text, path, divs), ...taskListItems(root, text, path, divs)]),
    anchors: inOrder([...html.anchors, ...ownAnchors(path, [...inHeadings, ...afterPictures.values()])]),
  };
}

interface Parsed {
  root: Root;
  divs: Div[];
  /** By the offset a picture ends at. */
  afterPictures: Map<number, Attributes>;
  inHeadings: Attributes[];
  /** By the offset a code block ends at. */
  afterCode: Map<number, Attributes>;
}

/**
 * Parses once to find what is code, then blanks out what is no Markdown (fence lines, attribute lists) and parses again.
 * Blanks keep the length, so all offsets are those of the file.
 */
function parsed(path: string, text: string): Parsed {
  const first = parseMarkdown(text);
  const found: Omit<Parsed, 'root' | 'divs'> = { afterPictures: new Map(), inHeadings: [], afterCode: new Map() };
  const verbatim: Stretch[] = [];
  const blanks: Stretch[] = [];
  visit(first, (node) => {
    const { start, end } = placeOf(node);
    if (node.type === 'code' || node.type === 'yaml' || (node.type === 'html' && node.value.startsWith('<!--')))
      verbatim.push({ start, end });
    if (node.type === 'image' || node.type === 'imageReference' || node.type === 'link') {
      const own = attributesAt(text, end);
      if (own && node.type !== 'link') found.afterPictures.set(end, own);
      if (own) blanks.push(own);
    } else if (node.type === 'heading') {
      const own = headingAttributes(text, start, end);
      if (own) {
        found.inHeadings.push(own);
        blanks.push(own);
      }
    } else if (node.type === 'code') {
      const own = blockAttributes(text, end);
      if (own) {
        found.afterCode.set(end, own);
        blanks.push(own);
      }
    }
  });
  const { divs, fences } = findDivs(path, text, verbatim);
  if (blanks.length + fences.length === 0) return { root: first, divs, ...found };
  return { root: parseMarkdown(blank(ruled(text, fences), blanks)), divs, ...found };
}

/** Fence lines as thematic breaks of the same length: like a fence, they end paragraphs and keep lists apart. */
function ruled(text: string, fences: Stretch[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of fences) {
    result +=
      text.slice(at, start) +
      text
        .slice(start, end)
        .replace(/:/, '*')
        .replace(/:/, '*')
        .replace(/:/, '*')
        .replace(/[^\s*]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}

/** `## Title {#id .class}` */
function headingAttributes(text: string, start: number, end: number): Attributes | null {
  const line = text.slice(start, end).split(/\r?\n/)[0] ?? '';
  const at = line.search(/\{[#.:][^{}]*\}\s*$/);
  return at === -1 ? null : attributesAt(text, start + at);
}

/** Kramdown's `{: .output}` on the line below a block. */
function blockAttributes(text: string, end: number): Attributes | null {
  const gap = /^\r?\n[ \t>]*(?=\{:)/.exec(text.slice(end, end + 80));
  return gap ? attributesAt(text, end + gap[0].length) : null;
}

function ownAnchors(path: string, lists: Attributes[]): FileStructure['anchors'] {
  return lists.flatMap((one) => (one.id ? [{ id: one.id, span: { path, start: one.start, end: one.end } }] : []));
}

function tablesOf(root: Root, path: string): TableInfo[] {
  const tables: TableInfo[] = [];
  visit(root, (node) => {
    if (node.type !== 'table') return;
    const rows = node.children.map((row) => row.children.map((cell) => plainText(cell, 'alt')));
    tables.push({
      span: { path, ...placeOf(node) },
      form: 'gfm',
      rows,
      hasHeader: (rows[0] ?? []).some((cell) => cell !== ''),
      caption: null,
    });
  });
  return tables;
}

function codeOf(root: Root, text: string, path: string, divs: Div[], attributes: Map<number, Attributes>): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  visit(root, (node) => {
    if (node.type !== 'code') return;
    const { start, end } = placeOf(node);
    const source = text.slice(start, end);
    const fence = /^(?:`{3,}|~{3,})[^\n]*(?:\n|$)/.exec(source);
    const closing = fence ? /\r?\n?[ \t>]*(?:`{3,}|~{3,})[ \t]*$/.exec(source.slice(fence[0].length)) : null;
    const contentStart = start + (fence?.[0].length ?? 0);
    const contentEnd = closing && fence ? contentStart + closing.index : end;
    const classes = [
      ...(attributes.get(end)?.classes ?? []),
      ...[...(node.lang ?? '').matchAll(/\.([\w-]+)/g)].map((match) => match[1] ?? ''),
    ];
    const lang = node.lang?.replace(/^\{?\.?/, '').replace(/[},].*$/, '') || null;
    blocks.push({
      lang,
      text: node.value,
      span: { path, start, end },
      content: { path, start: contentStart, end: Math.max(contentStart, contentEnd) },
      role: codeRole(lang, node.value, classes),
      within: withinAt(divs, start),
    });
  });
  return blocks;
}
