/** Challenges: fenced divs that set a task, with the solutions inside them, as open items numbered through the file. */
import type { Nodes, Root } from 'mdast';
import type { Div, Item, Span } from './lesson.ts';
import { plainText } from './markdown-text.ts';
import { placeOf, type Stretch } from './markdown-tree.ts';
import { fold } from './structure.ts';

/** Divs inside a challenge that are not part of its task. */
const asides = new Set(['solution', 'hint', 'spoiler', 'instructor']);

export function challengesOf(root: Root, text: string, path: string, divs: Div[]): Item[] {
  const items: Item[] = [];
  divs.forEach((div, index) => {
    if (div.name !== 'challenge') return;
    const inner = divs.filter((_, other) => isInside(divs, other, index));
    const taskEnd = Math.min(div.content.end, ...inner.filter((one) => asides.has(one.name)).map((one) => one.span.start));
    const heading = blocksIn(root, { start: div.content.start, end: taskEnd }).find((node) => node.type === 'heading');
    const task = trimmed(text, path, { start: heading ? placeOf(heading).end : div.content.start, end: taskEnd });
    const title = heading ? plainText(heading, 'alt') : null;
    items.push({
      id: `challenge-${items.length + 1}`,
      kind: 'open',
      stem: { text: words(root, task) || (title ?? ''), span: task },
      options: [],
      solutions: inner.filter((one) => one.name === 'solution').map((one) => solutionOf(root, text, path, one)),
      feedback: null,
      outcomes: [],
      span: div.span,
      quiz: title,
      format: 'challenge',
    });
  });
  return items;
}

function solutionOf(root: Root, text: string, path: string, div: Div): Item['solutions'][number] {
  const span = trimmed(text, path, div.content);
  return { text: words(root, span), span };
}

function isInside(divs: Div[], inner: number, outer: number): boolean {
  for (let at = divs[inner]?.parent ?? null; at !== null; at = divs[at]?.parent ?? null) if (at === outer) return true;
  return false;
}

/** Top-level blocks that lie wholly in a stretch. Fences are blank to the parser, so a div's blocks are top-level blocks. */
function blocksIn(root: Root, stretch: Stretch): Nodes[] {
  return root.children.filter((node) => placeOf(node).start >= stretch.start && placeOf(node).end <= stretch.end);
}

function words(root: Root, stretch: Stretch): string {
  return fold(
    blocksIn(root, stretch)
      .map((node) => plainText(node, 'alt'))
      .join(' '),
  );
}

function trimmed(text: string, path: string, stretch: Stretch): Span {
  const source = text.slice(stretch.start, stretch.end);
  if (source.trim() === '') return { path, start: stretch.start, end: stretch.start };
  const start = stretch.start + source.search(/\S/);
  return { path, start, end: start + source.trim().length };
}
