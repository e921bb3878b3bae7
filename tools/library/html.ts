/** An HTML lesson to the same structures as a Markdown lesson. */
import { codeRole } from './code-role.ts';
import { htmlElements } from './html-elements.ts';
import { htmlItems } from './html-items.ts';
import {
  attribute,
  childrenOf,
  contentOf,
  type Element,
  eachElement,
  type HtmlNode,
  isElement,
  parseHtml,
  spanOf,
  textOf,
} from './html-tree.ts';
import type { CodeBlock, Outcome, Passage, Section, Span } from './lesson.ts';
import { refuseUnwieldyHtml } from './nesting.ts';
import { headingAnnounces, leadInAnnounces, outcomeBlocks } from './outcome-wording.ts';
import { type PlacedHeading, sectionAt, sectionsOf } from './sections.ts';
import { slugger } from './slugs.ts';
import { emptyStructure, type FileStructure, type FileToParse, fold } from './structure.ts';

/** A browser makes something of any HTML, and so does the parser. @throws ReadError only where it is nested too deeply. */
export function readHtml({ path, text, owner }: FileToParse): FileStructure {
  const document = parseHtml(text);
  refuseUnwieldyHtml(path, document);
  const elements = htmlElements(document, text, path);
  const slug = slugger();
  const placed: PlacedHeading[] = elements.headings.map((heading) => {
    const own = slug(heading.text);
    const id = elements.anchors.find((one) => one.span.start >= heading.span.start && one.span.end <= heading.textSpan.start)?.id;
    return { heading: { ...heading, slug: id ?? own, within: null }, container: { start: 0, end: text.length } };
  });
  const sections = sectionsOf(placed, owner, path, text.length);
  const headings = placed.map((one) => one.heading);
  const outcomes = outcomesOf(document, path, owner);
  const items = htmlItems(document, text, path);
  const root = childrenOf(document).find((node): node is Element => isElement(node) && node.tagName === 'html');
  const title = titleOf(document);
  return {
    ...emptyStructure(),
    title: title ?? headings.find((heading) => heading.depth === 1 && heading.text !== '')?.text ?? null,
    language: root ? fold(attribute(root, 'lang') ?? '') || null : null,
    outcomes,
    headings,
    sections,
    passages: passagesOf(document, text, path, sections, [...outcomes.map((one) => one.span), ...items.map((item) => item.span)]),
    links: elements.links,
    images: elements.images,
    tables: elements.tables,
    media: elements.media,
    code: codeOf(document, text, path),
    items,
    anchors: elements.anchors,
  };
}

function titleOf(document: HtmlNode): string | null {
  let title: string | null = null;
  eachElement(document, (element, ancestors) => {
    if (element.tagName === 'title' && !ancestors.some((one) => one.tagName === 'svg')) {
      title ??=
        fold(
          childrenOf(element)
            .map((child) => ('value' in child ? child.value : ''))
            .join(''),
        ) || null;
    }
  });
  return title;
}

const blocks = new Set([
  'p',
  'li',
  'blockquote',
  'dd',
  'dt',
  'figcaption',
  'summary',
  'td',
  'div',
  'section',
  'article',
  'main',
  'body',
  'details',
  'aside',
]);
const apart = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'nav',
  'pre',
  'head',
  'form',
  'fieldset',
  'footer',
  'select',
  'button',
  'svg',
]);

/** A block with words of its own is a passage; blocks inside it are their own. */
function passagesOf(document: HtmlNode, source: string, path: string, sections: Section[], without: Span[]): Passage[] {
  const passages: Passage[] = [];
  const add = (element: Element, text: string, kind: Passage['kind']): void => {
    const span = ownStretch(element, source, path);
    // What begins inside an outcome or a question belongs to it.
    if (!span || text === '' || without.some((one) => one.start <= span.start && span.start < one.end)) return;
    passages.push({
      id: `${sections[0]?.id ?? ''}p${passages.length + 1}`,
      text,
      span,
      section: sectionAt(sections, span.start),
      kind,
      within: null,
    });
  };
  eachElement(document, (element, ancestors) => {
    if (apart.has(element.tagName)) return 'skip';
    if (element.tagName === 'table') {
      add(element, textOf(element), 'table');
      return 'skip';
    }
    if (!blocks.has(element.tagName) || !hasOwnWords(element)) return;
    add(
      element,
      textOf(
        element,
        'skip',
        (child) =>
          blocks.has(child.tagName) || apart.has(child.tagName) || isList(child) || child.tagName === 'table' || isHeading(child),
      ),
      kindOf(element, ancestors),
    );
    return;
  });
  return passages;
}

/** Between the tags, up to the first block inside: the words of the element itself. */
function ownStretch(element: Element, source: string, path: string): Span | null {
  const content = contentOf(element);
  if (!content) return null;
  const { start } = content;
  const inner = childrenOf(element).find(
    (child) =>
      isElement(child) &&
      (blocks.has(child.tagName) || isList(child)) &&
      source.slice(start, child.sourceCodeLocation?.startOffset ?? start).trim() !== '',
  );
  const end = (inner && isElement(inner) ? inner.sourceCodeLocation?.startOffset : undefined) ?? content.end;
  const words = source.slice(start, end);
  const from = start + (words.length - words.trimStart().length);
  return { path, start: from, end: Math.max(from, start + words.trimEnd().length) };
}

function isList(element: Element): boolean {
  return element.tagName === 'ul' || element.tagName === 'ol' || element.tagName === 'dl';
}

function isHeading(element: Element): boolean {
  return /^h[1-6]$/.test(element.tagName);
}

function hasOwnWords(element: Element): boolean {
  return childrenOf(element).some((child) =>
    isElement(child)
      ? !blocks.has(child.tagName) && !apart.has(child.tagName) && !isList(child) && !isHeading(child) && textOf(child) !== ''
      : 'value' in child && child.value.trim() !== '',
  );
}

function kindOf(element: Element, ancestors: Element[]): Passage['kind'] {
  const inner = [element, ...ancestors.toReversed()].find((one) => ['li', 'blockquote', 'dd'].includes(one.tagName));
  if (inner?.tagName === 'blockquote') return 'quote';
  return inner ? 'list-item' : 'paragraph';
}

/** Lists in an element with class or id `objectives`, under a heading that announces them, or after such a paragraph. */
function outcomesOf(document: HtmlNode, path: string, owner: string): Outcome[] {
  const outcomes: Outcome[] = [];
  let announced: Outcome['kind'] | null = null;
  let leadIn: Outcome['kind'] | null = null;
  eachElement(document, (element, ancestors) => {
    if (apart.has(element.tagName)) return 'skip';
    if (isHeading(element)) {
      announced = headingAnnounces(textOf(element));
      leadIn = null;
    } else if (element.tagName === 'p') {
      leadIn = leadInAnnounces(textOf(element));
    } else if (element.tagName === 'ul' || element.tagName === 'ol') {
      const marked = [element, ...ancestors].some((one) => namesOf(one).some((name) => outcomeBlocks.has(name)));
      const kind = marked ? 'outcome' : (leadIn ?? announced);
      leadIn = null;
      announced = null;
      if (kind) addOutcomes(element, kind, marked ? 'objectives-block' : 'heading-list', path, owner, outcomes);
      return kind ? 'skip' : undefined;
    }
    return;
  });
  return outcomes;
}

function namesOf(element: Element): string[] {
  return [attribute(element, 'id') ?? '', ...(attribute(element, 'class') ?? '').split(/\s+/)].map((name) => name.toLowerCase());
}

function addOutcomes(
  list: Element,
  kind: Outcome['kind'],
  origin: Outcome['origin'],
  path: string,
  owner: string,
  into: Outcome[],
): void {
  for (const item of childrenOf(list)) {
    const content = isElement(item) && item.tagName === 'li' ? contentOf(item) : null;
    if (!content || !isElement(item)) continue;
    const nested = childrenOf(item).find((child): child is Element => isElement(child) && isList(child));
    const text = textOf(item, 'skip', isList);
    const end = nested?.sourceCodeLocation?.startOffset ?? content.end;
    if (text !== '')
      into.push({ id: `${owner}#${kind}-${into.length + 1}`, text, span: { path, start: content.start, end }, kind, origin });
  }
}

function codeOf(document: HtmlNode, text: string, path: string): CodeBlock[] {
  const found: CodeBlock[] = [];
  eachElement(document, (element) => {
    if (element.tagName !== 'pre') return;
    const span = spanOf(element, path);
    const inner = childrenOf(element).find(
      (child): child is Element => isElement(child) && ['code', 'samp', 'kbd'].includes(child.tagName),
    );
    const content = contentOf(inner ?? element);
    if (!span || !content) return;
    const classes = [element, ...(inner ? [inner] : [])]
      .flatMap((one) => (attribute(one, 'class') ?? '').split(/\s+/))
      .filter((one) => one !== '');
    const lang = classes.find((name) => /^lang(?:uage)?-/.test(name))?.replace(/^lang(?:uage)?-/, '') ?? null;
    const source = text.slice(content.start, content.end);
    const role =
      inner?.tagName === 'samp'
        ? 'output'
        : codeRole(
            lang,
            source
              .replace(/&gt;/g, '>')
              .replace(/&lt;/g, '<')
              .replace(/<[^>]*>/g, ''),
            classes,
          );
    found.push({ lang, text: source, span, content: { path, ...content }, role, within: null });
    return 'skip';
  });
  return found;
}
