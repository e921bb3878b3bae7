/** HTML inside Markdown: its elements, with offsets of the Markdown file. */
import type { Root } from 'mdast';
import { type HtmlElements, htmlElements } from './html-elements.ts';
import { parseHtml } from './html-tree.ts';
import { placeOf, visit } from './markdown-tree.ts';
import { refuseUnwieldyHtml } from './nesting.ts';

const worthParsing = /<(?:a|img|iframe|video|audio|table|h[1-6])\b|\s(?:id|name)\s*=/i;
const rawText = /<(script|style|title|textarea|xmp|noembed|noframes|plaintext|iframe|select|template)\b/gi;

/**
 * Builds a text of the file's own length in which only HTML and plain words are left, and parses that: offsets are the
 * file's, code cannot be mistaken for tags, and an element may hold Markdown between its tags.
 */
export function embeddedHtml(root: Root, text: string, path: string): HtmlElements {
  const pieces: { start: number; end: number; kind: 'html' | 'quoted-html' | 'words' }[] = [];
  let worth = false;
  visit(root, (node, ancestors) => {
    if (node.type === 'html') {
      worth ||= worthParsing.test(node.value);
      const quoted = ancestors.some((one) => one.type === 'blockquote');
      pieces.push({ ...placeOf(node), kind: quoted ? 'quoted-html' : 'html' });
    } else if (node.type === 'text' || node.type === 'inlineCode') {
      pieces.push({ ...placeOf(node), kind: 'words' });
    }
  });
  if (!worth) return { links: [], images: [], tables: [], media: [], headings: [], anchors: [] };
  let built = '';
  for (const { start, end, kind } of pieces) {
    built += ' '.repeat(Math.max(0, start - built.length));
    const source = text.slice(start, end);
    if (kind === 'words') built += source.replace(/[<`]/g, ' ');
    else built += neutral(kind === 'quoted-html' ? quotationMarksOut(source) : source, text, start);
  }
  const document = parseHtml(built);
  refuseUnwieldyHtml(path, document);
  return htmlElements(document, text, path);
}

/** An element whose content the parser takes as raw text would, if never closed, swallow the rest of the file. */
function neutral(source: string, text: string, offset: number): string {
  return source.replace(rawText, (tag: string, name: string, at: number) =>
    new RegExp(`</${name}\\s*>`, 'i').test(text.slice(offset + at)) ? tag : ` ${'_'.repeat(tag.length - 1)}`,
  );
}

/** The marks of a quotation that stand at the line starts of an HTML block within it. */
function quotationMarksOut(source: string): string {
  return source.replace(/(\n[ \t]*)((?:>[ \t]?)+)/g, (_, before: string, marks: string) => before + ' '.repeat(marks.length));
}
