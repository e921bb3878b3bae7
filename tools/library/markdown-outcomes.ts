/** Outcomes a Markdown file states: objectives blocks, lists under a heading that announces them, lists after a lead-in. */
import type { List, Nodes, Parents, Root } from 'mdast';
import type { Div, Outcome } from './lesson.ts';
import { namesAround } from './markdown-divs.ts';
import { plainText } from './markdown-text.ts';
import { insideOf, placeOf } from './markdown-tree.ts';
import { headingAnnounces, leadInAnnounces, outcomeBlocks } from './outcome-wording.ts';

interface Found {
  list: List;
  kind: Outcome['kind'];
  origin: Outcome['origin'];
}

export function markdownOutcomes(root: Root, path: string, owner: string, divs: Div[]): Outcome[] {
  const found: Found[] = [];
  look(root, divs, found);
  const outcomes: Outcome[] = [];
  for (const { list, kind, origin } of found) {
    for (const item of list.children) {
      const statement = item.children.find((child) => child.type === 'paragraph');
      if (!statement) continue;
      const text = plainText(statement);
      if (text === '') continue;
      const span = { path, ...insideOf(statement as Parents, placeOf(statement)) };
      outcomes.push({ id: `${owner}#${kind}-${outcomes.length + 1}`, text, span, kind, origin });
    }
  }
  return outcomes;
}

function look(parent: Parents, divs: Div[], found: Found[]): void {
  let announced: Outcome['kind'] | null = null;
  let previous: Nodes | null = null;
  for (const child of parent.children as Nodes[]) {
    const names = namesAround(divs, placeOf(child).start);
    if (child.type === 'heading') {
      announced = headingAnnounces(plainText(child));
    } else if (child.type === 'list') {
      const leadIn = previous?.type === 'paragraph' ? leadInAnnounces(plainText(previous)) : null;
      if (names.some((name) => outcomeBlocks.has(name))) found.push({ list: child, kind: 'outcome', origin: 'objectives-block' });
      else if (leadIn ?? announced) found.push({ list: child, kind: (leadIn ?? announced)!, origin: 'heading-list' });
      // One list belongs to a heading; what follows later in the section is the lesson.
      announced = null;
    } else if (child.type === 'blockquote') {
      look(child, divs, found);
    }
    previous = child;
  }
}
