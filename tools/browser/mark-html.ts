/** An HTML lesson with source ranges written into its start tags; nothing else of it changes. */
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { sourceAttribute, sourceMark } from './source-marks.ts';

type Node = DefaultTreeAdapterMap['node'];

/**
 * Injects `data-perennial-src` into every start tag that stands in the source; elements the parser implies get none.
 * The text is never serialised again. A lesson's own attribute of that name is overruled (the first one counts).
 */
export function markHtml(text: string): string {
  const marks = new Map<number, string>();
  const queue: Node[] = [parse(text, { sourceCodeLocationInfo: true })];
  while (queue.length > 0) {
    const node = queue.pop()!;
    if ('childNodes' in node) for (const child of node.childNodes) queue.push(child);
    if ('content' in node) queue.push(node.content);
    if (!('tagName' in node)) continue;
    const location = node.sourceCodeLocation;
    const tag = location?.startTag ?? location;
    if (!location || !tag) continue;
    const name = /^<[^\s/>]+/.exec(text.slice(tag.startOffset, tag.startOffset + 200));
    const at = name && tag.startOffset + name[0].length;
    // Adopted elements appear twice with one location: the first in the tree speaks for the tag.
    if (at && !marks.has(at)) marks.set(at, sourceMark(tag.startOffset, Math.max(location.endOffset, tag.endOffset)));
  }
  let marked = '';
  let from = 0;
  for (const [at, mark] of [...marks].sort(([a], [b]) => a - b)) {
    marked += `${text.slice(from, at)} ${sourceAttribute}="${mark}"`;
    from = at;
  }
  return marked + text.slice(from);
}
