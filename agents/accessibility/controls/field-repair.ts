/** A field without a label: the words that stand beside it become its label (WCAG 1.3.1, 3.3.2, 4.1.2; techniques H44, F68). */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import {
  attribute,
  childrenOf,
  contentOf,
  type Element,
  elementById,
  elementsOf,
  type HtmlNode,
  isElement,
  meaningful,
  nodeSpan,
  type Placed,
  parentOf,
  textOf,
} from '../element-tree.ts';
import { insertionAt, type Mend } from '../fault-rule.ts';
import { setAttribute } from '../start-tag.ts';
import { rowsOf } from '../structure/table-cells.ts';
import { addAttribute, freeId, wrap } from '../tag-edits.ts';

const longest = 120;
const inlineTags = new Set('a abbr b cite code em font i small span strong sub sup u'.split(' '));

export function isField({ tagName, attrs }: Element): boolean {
  if (tagName === 'select' || tagName === 'textarea') return true;
  const type = attrs.find(({ name }) => name === 'type')?.value.toLowerCase() ?? 'text';
  return tagName === 'input' && !/^(?:hidden|submit|button|reset|image)$/.test(type);
}

function holdsField(node: HtmlNode): boolean {
  return isElement(node) && (isField(node) || childrenOf(node).some(holdsField));
}

function isTick({ attrs, tagName }: Element): boolean {
  return tagName === 'input' && /^(?:radio|checkbox)$/i.test(attrs.find(({ name }) => name === 'type')?.value ?? '');
}

/** Words that can be a label: not too long, and letters in them. */
function usable(words: string): boolean {
  return words.length <= longest && /\p{L}/u.test(words);
}

export function fieldRepair(lesson: Lesson, field: Placed): Mend | null {
  return (
    fromLabel(lesson, field) ??
    fromWordsBeside(lesson, field) ??
    fromRow(lesson, field) ??
    fromBlockBefore(lesson, field) ??
    fromFirstOption(lesson, field)
  );
}

function mendOf(edits: Edit[], words: string, sure: 'sure' | 'likely' = 'sure'): Mend {
  return {
    edits,
    title: `Make “${words.replace(/[\s:*]+$/u, '')}” the label of the field`,
    risk: sure === 'sure' ? 'low' : 'medium',
    forYou: 'Does it say what to enter here?',
  };
}

/** The id of the field, with the edit that gives it one where it has none. */
function idOf(lesson: Lesson, { element, tag }: Placed, words: string): { id: string; edits: Edit[] } {
  const own = attribute(element, 'id');
  if (own?.trim()) return { id: own, edits: [] };
  const id = freeId(lesson, tag.path, attribute(element, 'name') ?? words);
  return { id, edits: [addAttribute(lesson, tag, 'id', id)] };
}

/** A label that names no field, next to the field. */
function fromLabel(lesson: Lesson, field: Placed): Mend | null {
  const { path } = field.tag;
  const all = elementsOf(lesson, path);
  const at = all.indexOf(field);
  const loose = (label: Placed) => {
    if (label.element.tagName !== 'label' || holdsField(label.element) || !usable(textOf(label.element, 'alt'))) return false;
    const target = attribute(label.element, 'for');
    return target === null || elementById(lesson, path, target) === null;
  };
  const between = (from: number, to: number) => all.slice(from + 1, to).some((one) => isField(one.element));
  const before = all.findLastIndex((one, index) => index < at && loose(one));
  const after = all.findIndex((one, index) => index > at && loose(one));
  const near = (index: number, low: number, high: number) =>
    index !== -1 && !between(low, high) && sharesBox(all[index]!, field) ? all[index]! : null;
  const labelBefore = near(before, before, at);
  const labelAfter = near(after, at, after);
  const label = isTick(field.element) ? (labelAfter ?? labelBefore) : labelBefore;
  if (!label) return null;
  const words = textOf(label.element, 'alt');
  const target = attribute(label.element, 'for')?.trim();
  const own = attribute(field.element, 'id')?.trim();
  // What the label points at may only be missing on the field.
  if (target && !own && /^[\w:.-]+$/.test(target) && !all.some(({ element }) => attribute(element, 'id') === target))
    return mendOf([addAttribute(lesson, field.tag, 'id', target)], words);
  const { id, edits } = idOf(lesson, field, words);
  return mendOf([...edits, setAttribute(lesson, label.tag, 'for', id)], words);
}

/** They stand in one block, one table row, or one list of terms, within a few steps of each other. */
function sharesBox(one: Placed, other: Placed): boolean {
  const depth = one.ancestors.findLastIndex((ancestor) => other.ancestors.includes(ancestor));
  const shared = one.ancestors[depth];
  if (!shared || /^(?:html|body)$/.test(shared.tagName)) return one.ancestors.at(-1) === other.ancestors.at(-1);
  return Math.max(one.ancestors.length, other.ancestors.length) - depth <= 3;
}

/** Words in the same block, right before the field (right behind it for a box to tick). */
function fromWordsBeside(lesson: Lesson, field: Placed): Mend | null {
  const parent = parentOf(field);
  if (!parent || parent.tagName === 'label') return null;
  const siblings = childrenOf(parent);
  const at = siblings.indexOf(field.element);
  const run: HtmlNode[] = [];
  const step = isTick(field.element) ? 1 : -1;
  for (let index = at + step; index >= 0 && index < siblings.length; index += step) {
    const node = siblings[index]!;
    if (node.nodeName === '#comment') continue;
    const inline = node.nodeName === '#text' || (isElement(node) && inlineTags.has(node.tagName) && !holdsField(node));
    if (!inline) break;
    run.push(node);
  }
  if (step === -1) run.reverse();
  const spans = run.flatMap((node) => nodeSpan(node, field.tag.path) ?? []);
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) return null;
  const span = inner(lesson, { path: field.tag.path, start: first.start, end: last.end });
  // Markdown's own marks would end up inside of the tag.
  const written = sourceOf(lesson, span);
  const words = written
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  // A sentence before a field tells of something; one behind a box to tick may well be what is agreed to.
  if (step === -1 && /\s\S+\s\S+.*[.!…]$/u.test(words)) return null;
  if (words === '' || !usable(words) || /\n\s*\n/.test(written) || /<a\b/i.test(written)) return null;
  const own = attribute(field.element, 'id')?.trim();
  if (own) return mendOf(wrap(span, `<label for="${own}">`, '</label>'), words);
  return step === -1
    ? mendOf([insertionAt(span.path, span.start, '<label>'), insertionAt(span.path, field.whole.end, '</label>')], words)
    : mendOf([insertionAt(span.path, field.tag.start, '<label>'), insertionAt(span.path, span.end, '</label>')], words);
}

function inner(lesson: Lesson, span: Span): Span {
  const source = sourceOf(lesson, span);
  const start = span.start + (source.length - source.trimStart().length);
  return { path: span.path, start, end: Math.max(start, span.end - (source.length - source.trimEnd().length)) };
}

/** In a table: the words of the cell before it where the row has this one field, else the names of its column and row. */
function fromRow(lesson: Lesson, field: Placed): Mend | null {
  const cell = field.ancestors.findLast(({ tagName }) => tagName === 'td');
  const row = field.ancestors.findLast(({ tagName }) => tagName === 'tr');
  if (!cell || !row || textOf(cell) !== '') return null;
  const cells = childrenOf(row).filter(isElement);
  const at = cells.indexOf(cell);
  const before = cells[at - 1];
  if (before && cells.filter(holdsField).length === 1 && !holdsField(before) && usable(textOf(before))) {
    const content = contentOf(before);
    if (!content) return null;
    const { id, edits } = idOf(lesson, field, textOf(before));
    const span = inner(lesson, { path: field.tag.path, ...content });
    if (/<(?:p|div|ul|table)\b/i.test(sourceOf(lesson, span))) return null;
    return mendOf([...edits, ...wrap(span, `<label for="${id}">`, '</label>')], textOf(before));
  }
  const table = elementsOf(lesson, field.tag.path).find(
    ({ element }) => element === field.ancestors.findLast(({ tagName }) => tagName === 'table'),
  );
  const head = table ? rowsOf(lesson, table)[0] : undefined;
  const column = head && head.row.element !== row ? head.cells[at]?.element : undefined;
  const rowHead = cells[0] !== cell && cells[0] && !holdsField(cells[0]) ? textOf(cells[0]) : '';
  const name = [column && !holdsField(column) ? textOf(column) : '', rowHead].filter((part) => part !== '').join(', ');
  if (!column || !usable(name)) return null;
  return mendOf([addAttribute(lesson, field.tag, 'aria-label', name)], name, 'likely');
}

/** A short block right before: `<p>Your name</p> <input>`, `<dt>…</dt><dd><input></dd>`. */
function fromBlockBefore(lesson: Lesson, field: Placed): Mend | null {
  let element: Element = field.element;
  for (const ancestor of field.ancestors.toReversed()) {
    const siblings = meaningful(ancestor);
    const before = siblings[siblings.indexOf(element) - 1];
    if (before) {
      if (!isElement(before) || holdsField(before) || !/^(?:p|div|span|dt|h[2-6]|legend|strong|b|br)$/.test(before.tagName))
        return null;
      const target = before.tagName === 'br' ? siblings[siblings.indexOf(element) - 2] : before;
      return target ? fromNode(lesson, field, target) : null;
    }
    // Only a wrapper that holds nothing else may be left.
    if (!/^(?:p|div|dd|span)$/.test(ancestor.tagName) || childrenOf(ancestor).filter(holdsField).length > 1) return null;
    element = ancestor;
  }
  return null;
}

function fromNode(lesson: Lesson, field: Placed, node: HtmlNode): Mend | null {
  const span = isElement(node) ? contentOf(node) : nodeSpan(node, field.tag.path);
  if (!span) return null;
  const place = inner(lesson, { path: field.tag.path, start: span.start, end: span.end });
  const written = sourceOf(lesson, place);
  const words = written
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const asks = /[:?*]$/u.test(words) || words.length <= 60;
  if (!usable(words) || !asks || /<(?:p|div|ul|table|a|label|button|img)\b/i.test(written) || /[.!]$/.test(words)) return null;
  const { id, edits } = idOf(lesson, field, words);
  return mendOf([...edits, ...wrap(place, `<label for="${id}">`, '</label>')], words, /[:?]$/u.test(words) ? 'sure' : 'likely');
}

/** "Choose a country …", which is no choice. */
function fromFirstOption(lesson: Lesson, field: Placed): Mend | null {
  if (field.element.tagName !== 'select') return null;
  const first = childrenOf(field.element).find((child): child is Element => isElement(child) && child.tagName === 'option');
  const words = first ? textOf(first).replace(/^[\s\-–—.…]+|[\s\-–—.…:]+$/gu, '') : '';
  if (!first || attribute(first, 'value') !== '' || words.split(' ').length < 2 || !usable(words)) return null;
  return mendOf([addAttribute(lesson, field.tag, 'aria-label', words)], words, 'likely');
}
