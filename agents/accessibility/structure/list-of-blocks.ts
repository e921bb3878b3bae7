/** Lists made of blocks: paragraphs that each begin with a mark (as Word writes them), and lines that stand loose between blocks. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { childrenOf, contentOf, type Element, elementsOf, type HtmlNode, isElement, nodeSpan, textOf } from '../element-tree.ts';
import { endOfLine } from '../tag-edits.ts';
import { beginsAsItem, type FakeList, fakeList } from './list-lines.ts';

export interface BlockList {
  span: Span;
  list: FakeList;
  /** Null where what it should be cannot be known: items of several levels, marks that cannot be told from words. */
  replacement: string | null;
}

/** Word keeps the mark of an item in a comment's brackets, for programs that know no lists. */
const marked = /^\s*(?:<!--\s*)?<?!?\[if !supportLists\](?:-->|>)([\s\S]*?)(?:<!--)?<?!\[endif\](?:-->|>)/i;
const blocks =
  /^(?:address|article|aside|blockquote|center|details|dialog|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p|pre|script|section|style|table|ul)$/;
const boxes = /^(?:article|aside|blockquote|body|center|dd|div|main|section|td)$/;

/** Elements of the file that hold others, those the parser made up included. */
function parentsIn(lesson: Lesson, path: string): Set<Element> {
  return new Set(elementsOf(lesson, path).flatMap(({ ancestors }) => ancestors.at(-1) ?? []));
}

/** Runs of two paragraphs and more; three, where the mark is a number or a dash, which may stand for other things. */
export function listsOfBlocks(lesson: Lesson, path: string): BlockList[] {
  return [...parentsIn(lesson, path)].flatMap((parent) =>
    runs(childrenOf(parent), isParagraph).flatMap((run): BlockList[] => {
      const found: BlockList[] = [];
      let items: { element: Element; text: string }[] = [];
      const close = () => {
        const one = asList(lesson, path, items);
        if (one) found.push(one);
        items = [];
      };
      for (const element of run.filter(isElement)) {
        const text = lineOf(lesson, path, element);
        if (!beginsAsItem(text)) close();
        else items.push({ element, text });
      }
      close();
      return found;
    }),
  );
}

function isParagraph(node: HtmlNode): boolean {
  return isElement(node) && node.tagName === 'p';
}

/** The words of a paragraph, its mark before them. */
function lineOf(lesson: Lesson, path: string, element: Element): string {
  const mark = marked.exec(contentSource(lesson, path, element))?.[1];
  const text = textOf(element).trim();
  if (mark === undefined) return text;
  const sign = mark.replace(/<[^>]*>|&nbsp;|\s/g, '');
  return `${/^\(?\w{1,2}[.)]$/.test(sign) ? sign : '•'} ${text.startsWith(sign) ? text.slice(sign.length).trim() : text}`;
}

function contentSource(lesson: Lesson, path: string, element: Element): string {
  const content = contentOf(element);
  return content ? sourceOf(lesson, { path, ...content }) : '';
}

function asList(lesson: Lesson, path: string, items: { element: Element; text: string }[]): BlockList | null {
  const list = fakeList(items.map(({ text }) => text));
  const [first, last] = [items[0] && nodeSpan(items[0].element, path), items.at(-1) && nodeSpan(items.at(-1)!.element, path)];
  if (!list || !first || !last || list.lead !== '') return null;
  const sure = list.kind === 'bullets' && items.every(({ text }) => /^[•·‣▪◦●○]/.test(text));
  if (items.length < (sure ? 2 : 3)) return null;
  const eol = endOfLine(lesson, path);
  const written = items.map(({ element }) => withoutMark(contentSource(lesson, path, element)));
  const levels = new Set(items.map(({ element }) => /level(\d)/.exec(styleOf(element))?.[1] ?? ''));
  const known = levels.size === 1 && written.every((one) => one !== null);
  const tag = list.kind === 'bullets' ? 'ul' : 'ol';
  return {
    span: { path, start: first.start, end: last.end },
    list,
    replacement: known ? `<${tag}>${eol}${written.map((one) => `<li>${one}</li>${eol}`).join('')}</${tag}>` : null,
  };
}

function styleOf(element: Element): string {
  return element.attrs.find(({ name }) => name === 'style')?.value ?? '';
}

/** What an item says, as written, less its mark; null where the mark stands in mark-up of its own. */
function withoutMark(source: string): string | null {
  const words = source.replace(marked, '');
  if (words !== source) return words.trim();
  const plain = source.trim().replace(/^(?:[•·‣▪◦●○–—*-]|\(?\w{1,2}[.)])(?:\s|&nbsp;)+/, '');
  return plain === source.trim() ? null : plain;
}

/** Lines with breaks between them that no paragraph holds. */
export function looseLists(lesson: Lesson, path: string): BlockList[] {
  return [...parentsIn(lesson, path)].flatMap((parent) => {
    if (!boxes.test(parent.tagName)) return [];
    const inline = (node: HtmlNode) => !(isElement(node) && blocks.test(node.tagName));
    const found = runs(childrenOf(parent), inline);
    // A box that holds nothing else is read as a paragraph is.
    if (parent.tagName === 'div' && found.length === 1 && childrenOf(parent).every(inline)) return [];
    return found.flatMap((run): BlockList[] => {
      if (!run.some((node) => isElement(node) && node.tagName === 'br')) return [];
      const [first, last] = [nodeSpan(run[0]!, path), nodeSpan(run.at(-1)!, path)];
      if (!first || !last) return [];
      const whole = sourceOf(lesson, { path, start: first.start, end: last.end });
      const start = first.start + (whole.length - whole.trimStart().length);
      const span = { path, start, end: start + whole.trim().length };
      const list = fakeList(whole.trim().split(/<br\s*\/?>/i));
      if (!list || (list.kind === 'numbers' && list.items.length < 3)) return [];
      const eol = endOfLine(lesson, path);
      const tag = list.kind === 'bullets' ? 'ul' : 'ol';
      const lead = list.lead ? `<p>${list.lead}</p>${eol}` : '';
      return [
        { span, list, replacement: `${lead}<${tag}>${eol}${list.items.map((one) => `<li>${one}</li>${eol}`).join('')}</${tag}>` },
      ];
    });
  });
}

/** Neighbours that are all of a kind; white space and comments between them belong to none, at the ends to no run. */
function runs(nodes: HtmlNode[], fits: (node: HtmlNode) => boolean): HtmlNode[][] {
  const found: HtmlNode[][] = [[]];
  for (const node of nodes) {
    const blank = node.nodeName === '#comment' || (node.nodeName === '#text' && 'value' in node && node.value.trim() === '');
    if (blank) continue;
    if (fits(node)) found.at(-1)!.push(node);
    else found.push([]);
  }
  return found.filter((run) => run.length > 0);
}
