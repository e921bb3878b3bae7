/** Lists whose parts stand in the wrong place: what is written stays, only the tags of the list change (HTML Standard, 4.4.5 to 4.4.9). */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import { childrenOf, type Element, type HtmlNode, isElement, nodeSpan, type Placed, parentOf } from '../element-tree.ts';
import { editOf, insertionAt, type Mend } from '../fault-rule.ts';
import { endOfLine, removeAttribute, unwrap, wrap } from '../tag-edits.ts';

const lists = new Set(['ul', 'ol', 'menu']);

/** `ul` and `ol` with children that are no items: each stray becomes an item, or part of the one before it. */
export function listRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element, tag } = placed;
  const edits: Edit[] = [];
  const path = tag.path;
  const children = childrenOf(element).filter((child) => child.nodeName !== '#comment');
  let item: Element | null = null;
  let run: HtmlNode[] = [];
  const close = () => {
    const first = run[0] && nodeSpan(run[0], path);
    const last = run.at(-1) && nodeSpan(run.at(-1)!, path);
    if (first && last) edits.push(...wrap(trimmed(lesson, { path, start: first.start, end: last.end }), '<li>', '</li>'));
    run = [];
  };
  for (const child of children) {
    if (isElement(child) && (child.tagName === 'li' || child.tagName === 'script' || child.tagName === 'template')) {
      const role = removableRole(lesson, child, path);
      if (role) edits.push(role);
      close();
      item = child.tagName === 'li' ? child : item;
      continue;
    }
    const span = nodeSpan(child, path);
    if (!span) continue;
    if (isElement(child) && child.tagName === 'br') {
      edits.push(editOf(lesson, span, ''));
      continue;
    }
    if (isElement(child) && run.length === 0 && lists.has(child.tagName) && item) {
      // A list in a list belongs to the item before it.
      const end = item.sourceCodeLocation?.endTag;
      if (end) {
        edits.push(
          editOf(lesson, { path, start: end.startOffset, end: end.endOffset }, ''),
          insertionAt(path, span.end, '</li>'),
        );
        continue;
      }
    }
    const inner = isElement(child) ? childrenOf(child).filter(isElement) : [];
    if (isElement(child) && child.tagName === 'div' && inner.length > 0 && inner.every(({ tagName }) => tagName === 'li')) {
      close();
      edits.push(...tagsOf(lesson, child, path));
      continue;
    }
    if (child.nodeName === '#text' && 'value' in child && child.value.trim() === '') continue;
    run.push(child);
  }
  close();
  return edits.length === 0
    ? null
    : { edits, title: 'Make every part of the list an item', risk: 'low', forYou: 'Is each of them an item of its own?' };
}

/** A role takes the item out of its list. */
function removableRole(lesson: Lesson, item: Element, path: string): Edit | null {
  const at = item.sourceCodeLocation?.startTag;
  const role = item.attrs.find(({ name }) => name === 'role')?.value;
  if (!at || role === undefined || role === 'listitem') return null;
  return removeAttribute(lesson, { path, start: at.startOffset, end: at.endOffset }, 'role');
}

function tagsOf(lesson: Lesson, element: Element, path: string): Edit[] {
  const at = element.sourceCodeLocation;
  if (!at?.startTag || !at.endTag) return [];
  return [
    editOf(lesson, { path, start: at.startTag.startOffset, end: at.startTag.endOffset }, ''),
    editOf(lesson, { path, start: at.endTag.startOffset, end: at.endTag.endOffset }, ''),
  ];
}

function trimmed(lesson: Lesson, span: Span): Span {
  const source = sourceOf(lesson, span);
  const start = span.start + (source.length - source.trimStart().length);
  return { path: span.path, start, end: Math.max(start, span.end - (source.length - source.trimEnd().length)) };
}

/** Items, or terms and descriptions, with no list round them: one is put round all that follow each other. */
export function orphanRepair(lesson: Lesson, placed: Placed, list: 'ul' | 'dl'): Mend | null {
  const parent = parentOf(placed);
  if (!parent) return null;
  const wanted = list === 'ul' ? ['li'] : ['dt', 'dd'];
  if (lists.has(parent.tagName) || parent.tagName === 'dl') return rolelessList(lesson, parent, placed);
  const siblings = childrenOf(parent).filter(
    (child) => child.nodeName !== '#comment' && !(child.nodeName === '#text' && 'value' in child && child.value.trim() === ''),
  );
  const at = siblings.indexOf(placed.element);
  const belongs = (node: HtmlNode | undefined) => node !== undefined && isElement(node) && wanted.includes(node.tagName);
  let first = at;
  while (belongs(siblings[first - 1])) first -= 1;
  let last = at;
  while (belongs(siblings[last + 1])) last += 1;
  // The first of them speaks for all.
  if (first !== at) return null;
  const start = nodeSpan(siblings[first]!, placed.tag.path);
  const end = nodeSpan(siblings[last]!, placed.tag.path);
  if (!start || !end) return null;
  const eol = endOfLine(lesson, placed.tag.path);
  const edits =
    parent.tagName === 'div' &&
    siblings.length === last - first + 1 &&
    parent.attrs.length === 0 &&
    parent.sourceCodeLocation?.endTag
      ? wrap({ path: placed.tag.path, start: start.start, end: end.end }, `<${list}>`, `</${list}>`)
      : wrap({ path: placed.tag.path, start: start.start, end: end.end }, `<${list}>${eol}`, `${eol}</${list}>`);
  return {
    edits,
    title: list === 'ul' ? `Put a list round ${last - first + 1} items` : 'Put a description list round terms and descriptions',
    risk: 'low',
  };
}

/** A role of its own made the list none. */
function rolelessList(lesson: Lesson, list: Element, { tag }: Placed): Mend | null {
  const at = list.sourceCodeLocation?.startTag;
  const role = list.attrs.find(({ name }) => name === 'role')?.value ?? '';
  if (!at || role === '' || role === 'list') return null;
  const edit = removeAttribute(lesson, { path: tag.path, start: at.startOffset, end: at.endOffset }, 'role');
  return edit && { edits: [edit], title: `Take out the role “${role}”, which makes the list none`, risk: 'medium' };
}

/** `dl` with children that are neither terms nor descriptions. */
export function descriptionListRepair(lesson: Lesson, { element, tag }: Placed): Mend | null {
  const path = tag.path;
  const children = childrenOf(element).filter(isElement);
  const edits: Edit[] = [];
  let before: 'none' | 'dt' | 'dd' = 'none';
  for (const [index, child] of children.entries()) {
    if (child.tagName === 'dt' || child.tagName === 'dd') {
      before = child.tagName;
      continue;
    }
    if (['script', 'template'].includes(child.tagName)) continue;
    const inner = childrenOf(child).filter(isElement);
    if (child.tagName === 'div' && inner.some(({ tagName }) => tagName === 'dt' || tagName === 'dd')) continue;
    const span = nodeSpan(child, path);
    if (!span) return null;
    if (child.tagName === 'br') {
      edits.push(editOf(lesson, span, ''));
      continue;
    }
    if (index === 0 && children.slice(1).some(({ tagName }) => tagName === 'dt') && /^(?:p|h[1-6]|div)$/.test(child.tagName)) {
      // An introduction goes before the list.
      const source = sourceOf(lesson, span);
      edits.push(editOf(lesson, span, ''), insertionAt(path, tag.start, `${source}${endOfLine(lesson, path)}`));
      continue;
    }
    if (before === 'none') return null;
    if (/^li$/.test(child.tagName)) return null;
    // Behind a term or a description it describes further; a paragraph that already stands in dd needs no second tag.
    edits.push(...wrap(span, '<dd>', '</dd>'));
    before = 'dd';
  }
  const terms = children.some(({ tagName }) => tagName === 'dt');
  const descriptions = children.some(({ tagName }) => tagName === 'dd');
  if (edits.length === 0 || !(terms || descriptions)) return null;
  return {
    edits,
    title: 'Make every part of the list a term or a description',
    risk: 'medium',
    forYou: 'Does it describe the term before it?',
  };
}

/** A button within a link (or the other way round): the inner tags go, the words stay. */
export function nestedRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element } = placed;
  if (element.tagName !== 'a' && element.tagName !== 'button' && element.tagName !== 'summary') return null;
  const inner = descendants(element).filter(
    (one) => one.tagName === 'button' || one.tagName === 'a' || one.attrs.some(({ name }) => name === 'tabindex'),
  );
  if (inner.length !== 1) return null;
  const nested = inner[0]!;
  const at = nested.sourceCodeLocation;
  if (!at?.startTag) return null;
  const tag = { path: placed.tag.path, start: at.startTag.startOffset, end: at.startTag.endOffset };
  if (nested.tagName !== 'button' && nested.tagName !== 'a') {
    const edit = removeAttribute(lesson, tag, 'tabindex');
    return edit && { edits: [edit], title: 'Take the inner part out of the tab order: its link or button is in it', risk: 'low' };
  }
  // Of a link in a button the address would be lost.
  const whole = { element: nested, ancestors: [...placed.ancestors, element], tag, whole: tag };
  const keepsInner = element.tagName === 'button' && nested.tagName === 'a';
  if (keepsInner && element.attrs.some(({ name }) => name.startsWith('on'))) return null;
  const edits = keepsInner ? unwrap(lesson, placed) : unwrap(lesson, whole);
  return (
    edits && {
      edits,
      title: keepsInner ? 'Take the button round the link out' : `Take the <${nested.tagName}> in the <${element.tagName}> out`,
      risk: 'medium',
      forYou: 'Does it still look as it should?',
    }
  );
}

function descendants(element: Element): Element[] {
  return childrenOf(element)
    .filter(isElement)
    .flatMap((child) => [child, ...descendants(child)]);
}
