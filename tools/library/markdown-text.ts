/** Plain text of a Markdown node: what a learner reads or hears, mark-up taken out. */
import type { Nodes } from 'mdast';
import { fold } from './structure.ts';

/** @param pictures `alt` speaks a picture's alternative, `skip` leaves pictures out. */
export function plainText(node: Nodes, pictures: 'alt' | 'skip' = 'skip'): string {
  return fold(collect(node, pictures));
}

function collect(node: Nodes, pictures: 'alt' | 'skip'): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'break':
      return ' ';
    case 'html':
      return /^<(?:br|p|div|li|td|th|tr)\b/i.test(node.value) ? ' ' : '';
    case 'image':
    case 'imageReference':
      return pictures === 'alt' ? (node.alt ?? '') : '';
    case 'footnoteReference':
    case 'definition':
    case 'yaml':
      return '';
    default: {
      if (!('children' in node)) return '';
      const apart = isBlock(node) ? ' ' : '';
      return node.children.map((child) => collect(child as Nodes, pictures)).join(apart);
    }
  }
}

function isBlock(node: Nodes): boolean {
  return ['root', 'list', 'listItem', 'blockquote', 'table', 'tableRow', 'footnoteDefinition'].includes(node.type);
}
