/** Prose of a Markdown file, paragraph by paragraph. */
import type { Nodes, Parents, Root } from 'mdast';
import type { Div, Outcome, Passage, Section } from './lesson.ts';
import { namesAround } from './markdown-divs.ts';
import { plainText } from './markdown-text.ts';
import { insideOf, placeOf, visit } from './markdown-tree.ts';
import { sectionAt } from './sections.ts';
import { fold } from './structure.ts';

export function passagesOf(root: Root, path: string, sections: Section[], divs: Div[], outcomes: Outcome[]): Passage[] {
  const passages: Passage[] = [];
  const add = (node: Nodes, text: string, kind: Passage['kind']): void => {
    // A task list's box stands before the first word of its paragraph.
    const place = node.type === 'paragraph' ? insideOf(node, placeOf(node)) : placeOf(node);
    if (text === '' || outcomes.some((outcome) => outcome.span.start < place.end && place.start < outcome.span.end)) return;
    const names = namesAround(divs, place.start);
    const section = sectionAt(sections, place.start);
    passages.push({
      id: `${sections[0]?.id ?? ''}p${passages.length + 1}`,
      text,
      span: { path, ...place },
      section,
      kind: names.includes('solution') ? 'solution' : names.includes('challenge') ? 'challenge' : kind,
      within: names[0] ?? null,
    });
  };
  visit(root, (node, ancestors) => {
    if (node.type === 'paragraph') add(node, plainText(node), kindOf(ancestors));
    else if (node.type === 'table') {
      add(node, node.children.map((row) => row.children.map((cell) => plainText(cell)).join(' | ')).join('\n'), 'table');
      return 'skip';
    } else if (node.type === 'html' && ancestors.at(-1)?.type !== 'paragraph')
      add(node, htmlText(node.value), /^<table\b/i.test(node.value) ? 'table' : kindOf(ancestors));
    return;
  });
  return passages;
}

function kindOf(ancestors: Parents[]): Passage['kind'] {
  const inner = ancestors.findLast((one) => one.type === 'listItem' || one.type === 'blockquote');
  if (inner?.type === 'listItem') return 'list-item';
  return inner?.type === 'blockquote' ? 'quote' : 'paragraph';
}

/** Words of an HTML block; tags, comments, scripts and styles out. */
function htmlText(value: string): string {
  const bare = value.replace(/<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ').replace(/<[^>]*>/g, ' ');
  return fold(
    bare
      .replace(/&nbsp;/g, ' ')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&'),
  );
}
