/** Markdown to a syntax tree whose offsets count as ours do (BOM included), with the ranges of labels and targets kept. */
import type { Nodes, Parents, Root } from 'mdast';
import type { CompileContext, Extension, Token } from 'mdast-util-from-markdown';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

export interface Stretch {
  start: number;
  end: number;
}

/** Source ranges that the tree itself does not keep. */
interface Places {
  /** Between the brackets. */
  label?: Stretch;
  /** The target as written, without angle brackets. */
  destination?: Stretch;
}

function stretch(token: Token): Stretch {
  return { start: token.start.offset, end: token.end.offset };
}

function remember(node: unknown, places: Places): void {
  const holder = node as { data?: { places?: Places } };
  holder.data = { ...holder.data, places: { ...holder.data?.places, ...places } };
}

function destination(this: CompileContext, token: Token): void {
  const at = stretch(token);
  const angle = this.sliceSerialize(token).startsWith('<');
  remember(this.stack.at(-1), { destination: angle ? { start: at.start + 1, end: at.end - 1 } : at });
}

const keepPlaces: Extension = {
  enter: { resourceDestination: destination, definitionDestination: destination },
  exit: {
    // The library's own handler for a label, with its range kept as well.
    label(token) {
      const fragment = this.stack.at(-1) as Parents;
      const value = this.resume();
      const node = this.stack.at(-1) as Nodes;
      this.data.inReference = true;
      if (node.type === 'link') node.children = fragment.children as typeof node.children;
      else if (node.type === 'image' || node.type === 'imageReference') node.alt = value;
      else if (node.type === 'linkReference') node.children = fragment.children as typeof node.children;
      const opening = this.sliceSerialize(token).startsWith('!') ? 2 : 1;
      remember(node, { label: { start: token.start.offset + opening, end: token.end.offset - 1 } });
    },
  },
};

const syntax = [gfm(), frontmatter(['yaml'])];
// Without the transforms: they find further addresses in text and make links that have no place in the source.
const tree = [...gfmFromMarkdown().map((one) => ({ ...one, transforms: [] })), frontmatterFromMarkdown(['yaml']), keepPlaces];

/** @param text with its BOM, if it has one. */
export function parseMarkdown(text: string): Root {
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const root = fromMarkdown(shift ? text.slice(1) : text, { extensions: syntax, mdastExtensions: tree });
  if (shift) {
    visit(root, (node) => {
      move(node, shift);
    });
  }
  return root;
}

function move(node: Nodes, by: number): void {
  if (node.position) {
    node.position.start.offset! += by;
    node.position.end.offset! += by;
  }
  for (const place of Object.values(placesOf(node))) {
    place.start += by;
    place.end += by;
  }
}

export function placesOf(node: Nodes): Places {
  return (node.data as { places?: Places } | undefined)?.places ?? {};
}

/** Source range of a node; every node has one, as none are made up. */
export function placeOf(node: Nodes): Stretch {
  return { start: node.position!.start.offset!, end: node.position!.end.offset! };
}

/** Depth first, in source order. Returning `'skip'` leaves the children out. */
export function visit(
  node: Nodes,
  look: (node: Nodes, ancestors: Parents[]) => 'skip' | undefined | undefined,
  ancestors: Parents[] = [],
): void {
  if (look(node, ancestors) === 'skip' || !('children' in node)) return;
  const path = [...ancestors, node as Parents];
  for (const child of node.children) visit(child as Nodes, look, path);
}

/** From the first child's start to the last child's end; `otherwise` for a node without children. */
export function insideOf(node: Parents, otherwise: Stretch): Stretch {
  const first = node.children[0];
  const last = node.children.at(-1);
  return first && last ? { start: placeOf(first as Nodes).start, end: placeOf(last as Nodes).end } : otherwise;
}

/** The text with the ranges blanked out: same length, same lines. */
export function blank(text: string, ranges: Stretch[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}
