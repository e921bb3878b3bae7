/** Where an engine fails what the specification behind its rule lets pass: such a result is dropped. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import {
  attribute,
  childrenOf,
  type Element,
  elementAt,
  elementsOf,
  type HtmlNode,
  isElement,
  type Placed,
  textOf,
} from '../element-tree.ts';
import type { Agreed } from './engines.ts';

type Excuse = (placed: Placed, result: Agreed, lesson: Lesson) => boolean;

/** By rule of axe-core; each with what says so. */
const excuses: Record<string, Excuse> = {
  // WAI-ARIA 1.2, 6.6: what is busy has not all its parts yet (ACT rule bc4a75).
  'aria-required-children': ({ element, ancestors }) =>
    [element, ...ancestors].some((one) => attribute(one, 'aria-busy') === 'true'),
  // A pop-up may be made when it opens: the reference must lead somewhere only where the role requires it (ACT rule in6db8).
  'aria-valid-attr-value': ({ element }, { data }) => {
    const named = stated(data);
    return named.length > 0 && named.every((one) => one.startsWith('aria-controls')) && !needsControlled(element);
  },
  // HTML Standard, 4.10.5.1: of no meaning on these kinds of `input`.
  'autocomplete-valid': ({ element }) =>
    element.tagName === 'input' &&
    /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/i.test(attribute(element, 'type') ?? ''),
  // The corner over row names heads nothing: data frames and pivot tables leave it empty (WAI Tables Tutorial, two headers).
  'empty-table-header': (placed, _, lesson) => isCorner(lesson, placed),
  // WCAG 2.5.3 asks that the visible words be in the name; others, out of sight, may stand between them (ACT rule 2ee8b8).
  'label-content-name-mismatch': ({ element }) => {
    const name = folded(attribute(element, 'aria-label') ?? '');
    const pieces = textsOf(element).map(folded).filter(Boolean);
    return name !== '' && pieces.length > 1 && pieces.every((piece) => name.includes(piece)) && inOrder(name, pieces);
  },
  // A template's own words ("{% for … %}") are no text of the page it makes.
  list: ({ element }) => isTemplated(element),
  // HTML Standard, 4.2.5.3: whole seconds are read; "0.5" is at once (ACT rule bc659a).
  'meta-refresh': ({ element }) => Number(/^\s*(\d+)/.exec(attribute(element, 'content') ?? '')?.[1] ?? 0) === 0,
  // A page or document shown in it has a text of its own (ACT rule 8fc3b6 is of pictures, sound and video).
  'object-alt': ({ element }) => showsPage(element),
  // A header over all columns heads them; only a plain cell there stands for a caption (F46 is of layout tables, H39 of captions).
  'table-fake-caption': ({ element }) => firstCell(element)?.tagName === 'th',
  // A cell of the same table is there to be heard, a header or not (ACT rule a25f45).
  'td-headers-attr': (placed, _, lesson) => {
    const inTable = elementsOf(lesson, placed.tag.path).filter(
      ({ element, whole }) => /^t[dh]$/.test(element.tagName) && placed.tag.start <= whole.start && whole.end <= placed.whole.end,
    );
    const ids = new Set(inTable.map(({ element }) => attribute(element, 'id')));
    return inTable.every(({ element }) => {
      const named = (attribute(element, 'headers') ?? '').split(/\s+/).filter(Boolean);
      return named.every((id) => ids.has(id) && id !== attribute(element, 'id'));
    });
  },
};

export function isOverstated(lesson: Lesson, result: Agreed): boolean {
  const excuse = excuses[result.rule];
  const placed = excuse && result.span ? elementAt(lesson, result.span) : null;
  return placed ? excuse!(placed, result, lesson) : false;
}

/** Attributes with their values as axe-core names them. */
function stated(data: Record<string, unknown>): string[] {
  return Object.values(data)
    .flat()
    .filter((value): value is string => typeof value === 'string' && value.startsWith('aria-'));
}

function needsControlled(element: Element): boolean {
  const role = (attribute(element, 'role') ?? '').trim().toLowerCase();
  return role === 'scrollbar' || (role === 'combobox' && attribute(element, 'aria-expanded') === 'true');
}

function showsPage(element: Element): boolean {
  const type = (attribute(element, 'type') ?? '').trim().toLowerCase();
  if (type !== '') return !/^(?:image|audio|video)\//.test(type);
  return /\.(?:html?|xhtml|txt|md)(?:[?#]|$)/i.test(attribute(element, 'data') ?? '');
}

function firstCell(node: HtmlNode): Element | null {
  for (const child of childrenOf(node)) {
    if (!isElement(child)) continue;
    const found = /^t[dh]$/.test(child.tagName) ? child : firstCell(child);
    if (found) return found;
  }
  return null;
}

/** First cell of its table's first row, in whose column a row is named below. */
function isCorner(lesson: Lesson, { element, tag, ancestors }: Placed): boolean {
  const table = ancestors.findLast(({ tagName }) => tagName === 'table');
  if (!table || firstCell(table) !== element) return false;
  const rows = elementsOf(lesson, tag.path).filter(
    (one) => one.element.tagName === 'tr' && one.tag.start > tag.start && one.ancestors.includes(table),
  );
  return rows.some((row) => {
    const first = firstCell(row.element);
    return first?.tagName === 'th' && textOf(first).trim() !== '';
  });
}

function textsOf(node: HtmlNode): string[] {
  return childrenOf(node).flatMap((child) => ('value' in child && child.nodeName === '#text' ? [child.value] : textsOf(child)));
}

/** Besides items there are only a template's directives. */
function isTemplated(list: Element): boolean {
  const strays = childrenOf(list).filter(
    (child) => !(isElement(child) && /^(?:li|script|template)$/.test(child.tagName)) && child.nodeName !== '#comment',
  );
  const text = strays.map((child) => ('value' in child && child.nodeName === '#text' ? child.value : '\u0000')).join('');
  return /\{%|\{\{/.test(text) && text.replace(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, '').trim() === '';
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function inOrder(name: string, pieces: string[]): boolean {
  let from = 0;
  return pieces.every((piece) => {
    const at = name.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}
