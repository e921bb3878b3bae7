/** Pictures of a Markdown file, with the alternative where its author wrote it: in the brackets, or in a Pandoc attribute. */
import type { Definition, Image as ImageNode, ImageReference, Parents, Root } from 'mdast';
import type { Image, Span } from './lesson.ts';
import type { Attributes } from './markdown-attributes.ts';
import { placeOf, placesOf, type Stretch, visit } from './markdown-tree.ts';

/** @param attributes attribute lists that follow pictures, by the offset they start at. */
export function picturesOf(
  root: Root,
  path: string,
  definitions: Map<string, Definition>,
  attributes: Map<number, Attributes>,
): Image[] {
  const images: Image[] = [];
  visit(root, (node, ancestors) => {
    if (node.type === 'image') images.push(pictureOf(node, node.url, placesOf(node).destination, ancestors, path, attributes));
    else if (node.type === 'imageReference') {
      const definition = definitions.get(node.identifier);
      const image = pictureOf(
        node,
        definition?.url ?? '',
        definition && placesOf(definition).destination,
        ancestors,
        path,
        attributes,
      );
      images.push(image.form === 'pandoc' ? image : { ...image, form: 'reference' });
    }
  });
  return images;
}

function pictureOf(
  node: ImageNode | ImageReference,
  src: string,
  srcPlace: Stretch | undefined,
  ancestors: Parents[],
  path: string,
  attributes: Map<number, Attributes>,
): Image {
  const place = placeOf(node);
  const own = attributes.get(place.end);
  const label = placesOf(node).label;
  const bracket: Span | null = label ? { path, ...label } : null;
  const link = ancestors.findLast((one) => one.type === 'link' || one.type === 'linkReference');
  const image: Image = {
    src,
    srcSpan: srcPlace ? { path, ...srcPlace } : null,
    alt: node.alt ?? '',
    altSpan: bracket,
    span: { path, start: place.start, end: own?.end ?? place.end },
    form: 'markdown',
    caption: null,
    inLink: link ? { path, ...placeOf(link) } : null,
    decorative: false,
  };
  if (!own) return image;
  const alt = own.values.get('alt') ?? own.values.get('fig-alt');
  const role = own.values.get('role')?.value;
  return {
    ...image,
    form: 'pandoc',
    caption: node.alt ?? '',
    alt: alt ? alt.value : image.alt,
    altSpan: alt ? { path, ...alt.span } : bracket,
    decorative:
      alt?.value === '' || role === 'presentation' || role === 'none' || own.values.get('aria-hidden')?.value === 'true',
  };
}
