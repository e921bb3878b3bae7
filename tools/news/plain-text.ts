/** The words of a piece of HTML or Markdown that came from elsewhere. Nothing of it is ever run or shown as mark-up. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { parseFragment } from 'parse5';

interface Node {
  nodeName?: string;
  value?: string;
  childNodes?: Node[];
  type?: string;
  children?: Node[];
}

const silent = new Set(['script', 'style', 'template', 'noscript']);

function words(node: Node): string {
  if (node.nodeName === '#text') return node.value ?? '';
  if (silent.has(node.nodeName ?? '')) return '';
  return (node.childNodes ?? []).map(words).join(' ');
}

function markdownWords(node: Node): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value ?? '';
  const separator = node.type === 'paragraph' || node.type === 'heading' ? '' : ' ';
  return (node.children ?? []).map(markdownWords).join(separator);
}

function tidy(text: string, most: number): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, most);
}

export function textOfHtml(html: string, most = 2000): string {
  return tidy(words(parseFragment(html.slice(0, 200_000)) as Node), most);
}

export function textOfMarkdown(markdown: string, most = 2000): string {
  return tidy(markdownWords(fromMarkdown(markdown.slice(0, 200_000)) as Node), most);
}
