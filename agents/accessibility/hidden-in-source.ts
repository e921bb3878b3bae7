/** What a file itself says of an element: that nobody is to meet it, or which words elsewhere in the file name it. */
import type { Lesson, Span } from '../../tools/library/lesson.ts';
import { attribute, type Element, elementAt, elementsOf, textOf } from './element-tree.ts';
import { formatOf } from './fault-rule.ts';

/** Whether the element at this place, or one it lies in, is hidden from screen readers by its own mark-up; styles elsewhere are not read. */
export function isHiddenInSource(lesson: Lesson, span: Span): boolean {
  const placed = elementAt(lesson, span);
  return placed !== null && [placed.element, ...placed.ancestors].some(isHidden);
}

/** Whether a heading is none of the page's outline: hidden, of another role, or in a dialog, which opens over the page. */
export function isSetAside(lesson: Lesson, span: Span): boolean {
  const placed = elementAt(lesson, span);
  if (!placed) return false;
  const role = roleOf(placed.element);
  if (role !== '' && role !== 'heading') return true;
  return [placed.element, ...placed.ancestors].some(
    (one) => isHidden(one) || one.tagName === 'dialog' || /^(?:dialog|alertdialog)$/.test(roleOf(one)),
  );
}

function roleOf(element: Element): string {
  return (attribute(element, 'role') ?? '').trim().toLowerCase();
}

function isHidden(element: Element): boolean {
  if (attribute(element, 'hidden') !== null || attribute(element, 'aria-hidden') === 'true') return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b/i.test(attribute(element, 'style') ?? '');
}

/** Whether `aria-labelledby` leads to words. In Markdown headings get ids that are not written there: a reference is taken on trust. */
export function isLabelledInSource(lesson: Lesson, span: Span): boolean {
  const placed = elementAt(lesson, span);
  const ids = placed && (attribute(placed.element, 'aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  if (!ids || ids.length === 0) return false;
  if (formatOf(lesson, span.path) !== 'html') return true;
  return elementsOf(lesson, span.path).some(({ element }) => {
    const id = attribute(element, 'id');
    const words = `${textOf(element, 'alt')}${attribute(element, 'aria-label') ?? ''}${attribute(element, 'title') ?? ''}`;
    return id !== null && ids.includes(id) && words.trim() !== '';
  });
}
