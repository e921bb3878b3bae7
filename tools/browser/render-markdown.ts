/** Markdown as the page a learner sees, every element carrying the range of source it comes from. */
import type { Element, RootContent as HastContent, Root as HastRoot } from 'hast';
import { toHtml } from 'hast-util-to-html';
import type { Image, Nodes, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { type State, toHast } from 'mdast-util-to-hast';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { parse as parseYaml } from 'yaml';
import { type Attributes, attributesAt } from '../library/markdown-attributes.ts';
import { type FenceLine, fenceLines } from './divs.ts';
import { markRawHtml, type RawPiece } from './raw-html.ts';
import { sourceMark } from './source-marks.ts';
import { wrapPage } from './theme.ts';

/** A node of our own between mdast and hast. */
interface DivNode {
  type: 'div';
  name: string;
  children: RootContent[];
  position: { start: { offset: number }; end: { offset: number } };
}

/** Stands in for attribute blocks while Markdown is parsed; taken out of the text again. */
const filler = '\uE000';

/**
 * @param text the file as decoded, a byte order mark included.
 * @param title what the page is called where the front matter gives no title.
 * @param language BCP 47, for the page.
 */
export function renderMarkdown(text: string, title: string, language: string): string {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(shift);
  const fences = fenceLines(source);
  const fenced = maskFences(source, fences);
  const first = parseMarkdown(fenced);
  const attributes = attributeBlocks(first, source);
  const tree = attributes.size === 0 ? first : parseMarkdown(maskAttributes(fenced, attributes));
  nestDivs(tree, fences);
  applyAttributes(tree, attributes);
  const heading = frontMatterTitle(tree);
  const hast = toHast(tree as Nodes, {
    allowDangerousHtml: true,
    clobberPrefix: '',
    handlers: {
      div: (state: State, node: DivNode): Element => {
        const element: Element = {
          type: 'element',
          tagName: 'div',
          properties: {
            className: [node.name],
            dataPerennialSrc: sourceMark(node.position.start.offset + shift, node.position.end.offset + shift),
          },
          children: state.wrap(state.all(node as never) as Element[], true) as Element[],
        };
        return element;
      },
    } as never,
  }) as HastRoot;
  markElements(hast, source, shift);
  const body = toHtml(hast, { allowDangerousHtml: true });
  return wrapPage({ title: heading ?? title, heading, language, body });
}

function parseMarkdown(source: string): Root {
  return fromMarkdown(source, {
    extensions: [frontmatter(['yaml', 'toml']), gfm()],
    mdastExtensions: [frontmatterFromMarkdown(['yaml', 'toml']), gfmFromMarkdown()],
  });
}

/** A fence line becomes a thematic break of the same length: it ends lists and paragraphs as a fence does. */
function maskFences(source: string, fences: FenceLine[]): string {
  return replaceRanges(
    source,
    fences.map((line) => {
      const lead = source.slice(line.start, line.end).search(/\S/);
      return { start: line.start + lead, end: line.end, text: '***'.padEnd(line.end - line.start - lead) };
    }),
  );
}

function maskAttributes(source: string, attributes: Map<number, Attributes>): string {
  const ranges = [...attributes].map(([start, { end }]) => ({ start, end, text: filler.repeat(end - start) }));
  return replaceRanges(
    source,
    ranges.sort((a, b) => a.start - b.start),
  );
}

function replaceRanges(source: string, ranges: { start: number; end: number; text: string }[]): string {
  let result = '';
  let from = 0;
  for (const range of ranges) {
    result += source.slice(from, range.start) + range.text;
    from = range.end;
  }
  return result + source.slice(from);
}

/** Pandoc attribute blocks that follow a picture, by the offset they start at. */
function attributeBlocks(tree: Root, source: string): Map<number, Attributes> {
  const found = new Map<number, Attributes>();
  walk(tree, (node) => {
    if (node.type !== 'image' && node.type !== 'imageReference') return;
    const at = node.position?.end.offset;
    const block = at === undefined ? null : attributesAt(source, at);
    if (block) found.set(at!, block);
  });
  return found;
}

function applyAttributes(tree: Root, attributes: Map<number, Attributes>): void {
  if (attributes.size === 0) return;
  walk(tree, (node) => {
    if (node.type === 'text') node.value = node.value.replaceAll(filler, '');
    if (node.type !== 'image' && node.type !== 'imageReference') return;
    const block = attributes.get(node.position?.end.offset ?? -1);
    if (!block) return;
    const image = node as Image;
    const hProperties: Record<string, string | string[]> = {};
    for (const [key, { value }] of block.values) hProperties[key] = value;
    if (block.classes.length > 0) hProperties.className = block.classes;
    if (block.id) hProperties.id = block.id;
    image.data = { ...image.data, hProperties } as Image['data'];
    image.position!.end = { ...image.position!.end, offset: block.end };
  });
}

/** Moves what stands between two fences into a div; a div that is never closed ends with its container. */
function nestDivs(tree: Root, fences: FenceLine[]): void {
  if (fences.length === 0) return;
  const byStart = new Map(fences.map((line) => [line.start, line]));
  walk(tree, (node) => {
    if (!('children' in node)) return;
    const top: RootContent[] = [];
    const open: DivNode[] = [];
    for (const child of node.children as RootContent[]) {
      const offset = child.position?.start.offset ?? -1;
      const line = child.type === 'thematicBreak' ? byStart.get(offset - leadOf(byStart, offset)) : undefined;
      const into = open.at(-1)?.children ?? top;
      if (!line) {
        into.push(child);
        const inner = open.at(-1);
        if (inner) for (const div of open) div.position.end.offset = child.position?.end.offset ?? div.position.end.offset;
      } else if (line.name !== null) {
        const div: DivNode = {
          type: 'div',
          name: line.name,
          children: [],
          position: { start: { offset: line.start }, end: { offset: line.end } },
        };
        into.push(div as unknown as RootContent);
        open.push(div);
      } else {
        const closed = open.pop();
        if (closed) closed.position.end.offset = line.end;
      }
    }
    (node as { children: RootContent[] }).children = top;
  });
}

/** A fence may be indented by up to three spaces, which the break's position leaves out. */
function leadOf(byStart: Map<number, FenceLine>, offset: number): number {
  for (let lead = 0; lead <= 3; lead++) if (byStart.has(offset - lead)) return lead;
  return 0;
}

function walk(tree: Root, visit: (node: Nodes) => void): void {
  const queue: Nodes[] = [tree];
  while (queue.length > 0) {
    const node = queue.pop()!;
    visit(node);
    if ('children' in node) for (const child of node.children) queue.push(child as Nodes);
  }
}

function frontMatterTitle(tree: Root): string | null {
  const matter = tree.children[0];
  if (matter?.type !== 'yaml') return null;
  try {
    const title: unknown = (parseYaml(matter.value) as { title?: unknown } | null)?.title;
    return typeof title === 'string' || typeof title === 'number' ? String(title) : null;
  } catch {
    // Broken front matter is the reader's to report; the page goes without a heading.
    return null;
  }
}

function markElements(tree: HastRoot, source: string, shift: number): void {
  const raw: { node: { value: string }; piece: RawPiece }[] = [];
  const visit = (node: HastRoot | HastContent): void => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (node.type === 'element' && start !== undefined && end !== undefined) {
      node.properties.dataPerennialSrc = sourceMark(start + shift, end + shift);
    }
    if (node.type === 'element' && node.tagName === 'input' && start === undefined) {
      // A check box of a task list, named as hosts of Markdown name it.
      node.properties.ariaLabel = node.properties.checked ? 'Completed task' : 'Incomplete task';
    }
    if ((node.type as string) === 'raw' && start !== undefined && end !== undefined) {
      const html = node as unknown as { value: string };
      raw.push({ node: html, piece: rawPiece(html.value, source, start, end, shift) });
    }
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  const marked = markRawHtml(raw.map(({ piece }) => piece));
  raw.forEach(({ node }, index) => {
    node.value = marked[index]!;
  });
}

/** In lists and quotations each line loses what stands before it, so offsets are found line by line. */
function rawPiece(value: string, source: string, start: number, end: number, shift: number): RawPiece {
  const slice = source.slice(start, end);
  if (slice.length === value.length) return { value: slice, offsetOf: (index) => start + shift + index };
  const sourceLines = slice.split('\n');
  const starts: { value: number; source: number }[] = [];
  let valueAt = 0;
  let sourceAt = start;
  value.split('\n').forEach((line, index) => {
    const whole = sourceLines[index] ?? '';
    starts.push({
      value: valueAt,
      source: sourceAt + Math.max(0, whole.replace(/\r$/, '').lastIndexOf(line.replace(/\r$/, ''))),
    });
    valueAt += line.length + 1;
    sourceAt += whole.length + 1;
  });
  return {
    value,
    offsetOf: (index) => {
      const line = starts.findLast((candidate) => candidate.value <= index)!;
      return line.source + (index - line.value) + shift;
    },
  };
}
