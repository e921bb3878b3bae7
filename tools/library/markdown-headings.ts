/** Headings with their words, their anchors and the container each reigns in. */
import type { Heading as HeadingNode, Parents, Root } from 'mdast';
import type { HtmlElements } from './html-elements.ts';
import type { Div, Heading, Span } from './lesson.ts';
import type { Attributes } from './markdown-attributes.ts';
import { divAt, withinAt } from './markdown-divs.ts';
import { plainText } from './markdown-text.ts';
import { insideOf, placeOf, type Stretch, visit } from './markdown-tree.ts';
import type { PlacedHeading } from './sections.ts';
import { slugger } from './slugs.ts';

interface Raw extends Omit<Heading, 'slug' | 'within'> {
  ownId: string | null;
  container: Stretch;
}

/**
 * @param attributes attribute lists found in headings (`## Title {#id}`), by the offset they start at.
 */
export function headingsOf(
  root: Root,
  text: string,
  path: string,
  divs: Div[],
  html: HtmlElements,
  attributes: Attributes[],
): PlacedHeading[] {
  const raw: Raw[] = [];
  visit(root, (node, ancestors) => {
    if (node.type !== 'heading') return;
    raw.push(fromMarkdown(node, ancestors, text, path, divs, attributes));
  });
  for (const heading of html.headings) {
    const id =
      html.anchors.find((anchor) => anchor.span.start >= heading.span.start && anchor.span.end <= heading.textSpan.start)?.id ??
      null;
    raw.push({ ...heading, ownId: id, container: containerAt(heading.span.start, [], divs, text.length) });
  }
  raw.sort((a, b) => a.span.start - b.span.start);
  const slug = slugger();
  return raw.map(({ ownId, container, ...heading }) => {
    const own = slug(heading.text);
    return { heading: { ...heading, slug: ownId ?? own, within: withinAt(divs, heading.span.start) }, container };
  });
}

function fromMarkdown(
  node: HeadingNode,
  ancestors: Parents[],
  text: string,
  path: string,
  divs: Div[],
  attributes: Attributes[],
): Raw {
  const place = placeOf(node);
  const own = attributes.find(
    (one) =>
      place.start < one.start && one.start < text.length && sameLine(text, place.start, one.start) && one.start <= place.end + 1,
  );
  const end = own ? Math.max(place.end, own.end) : place.end;
  const span: Span = { path, start: place.start, end };
  const marks = /^#{1,6}[ \t]*/.exec(text.slice(place.start, place.end));
  const afterMarks = place.start + (marks?.[0].length ?? 0);
  const words = insideOf(node, { start: afterMarks, end: afterMarks });
  return {
    depth: node.depth,
    text: plainText(node, 'alt'),
    span,
    textSpan: { path, ...words },
    form: marks ? 'atx' : 'setext',
    ownId: own?.id ?? null,
    container: containerAt(place.start, ancestors, divs, text.length),
  };
}

function sameLine(text: string, from: number, to: number): boolean {
  return !text.slice(from, to).includes('\n');
}

function containerAt(offset: number, ancestors: Parents[], divs: Div[], length: number): Stretch {
  const block = ancestors.findLast(
    (one) => one.type === 'blockquote' || one.type === 'listItem' || one.type === 'footnoteDefinition',
  );
  const index = divAt(divs, offset);
  const div = index === null ? undefined : divs[index]?.content;
  const around = block ? placeOf(block) : null;
  if (around && (!div || around.start >= div.start)) return around;
  return div ? { start: div.start, end: div.end } : { start: 0, end: length };
}
