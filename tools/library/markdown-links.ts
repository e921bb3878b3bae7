/** Links of a Markdown file (those written in HTML come from `html-elements.ts`). */
import type { Definition, Nodes, Parents, PhrasingContent, Root } from 'mdast';
import type { Image, Link } from './lesson.ts';
import { plainText } from './markdown-text.ts';
import { insideOf, placeOf, placesOf, visit } from './markdown-tree.ts';
import { fold } from './structure.ts';

export function linksOf(root: Root, text: string, path: string, definitions: Map<string, Definition>, images: Image[]): Link[] {
  const links: Link[] = [];
  visit(root, (node) => {
    if (node.type !== 'link' && node.type !== 'linkReference') return;
    const place = placeOf(node);
    const label = placesOf(node).label;
    const words = label ?? insideOf(node as Parents, place);
    const own = { span: { path, ...place }, textSpan: { path, ...words }, ...spoken(node, node.children, images) };
    if (node.type === 'linkReference') {
      const definition = definitions.get(node.identifier);
      const target = definition && placesOf(definition).destination;
      links.push({ ...own, href: definition?.url ?? '', hrefSpan: target ? { path, ...target } : null, form: 'reference' });
    } else if (label) {
      const target = placesOf(node).destination;
      links.push({ ...own, href: node.url, hrefSpan: target ? { path, ...target } : null, form: 'inline' });
    } else {
      const angle = text[place.start] === '<';
      const inside = { path, start: place.start + (angle ? 1 : 0), end: place.end - (angle ? 1 : 0) };
      links.push({ ...own, textSpan: inside, href: node.url, hrefSpan: inside, form: 'autolink' });
    }
  });
  return links;
}

function spoken(node: Nodes, children: PhrasingContent[], images: Image[]): { text: string; pictureOnly: boolean } {
  const words = plainText(node);
  if (words !== '') return { text: words, pictureOnly: false };
  const place = placeOf(node);
  const inside = images.filter((image) => image.span.start >= place.start && image.span.end <= place.end);
  const htmlPicture = children.some((child) => child.type === 'html' && /^<img\b/i.test(child.value));
  return { text: fold(inside.map((image) => image.alt ?? '').join(' ')), pictureOnly: inside.length > 0 || htmlPicture };
}
