/**
 * Questions in HTML lessons. Two small forms are read:
 *
 * 1. `<fieldset>` with a `<legend>` (the question) and at least two `<input type="radio|checkbox">` in or beside their
 *    `<label>`s. The key is `data-correct` (empty or "true") on the input, its label or its list item. An element with
 *    class `feedback` inside is the feedback; `data-outcomes="a b"` on the fieldset names outcomes. Check boxes make a
 *    multiple-response item.
 * 2. `<ol class="quiz">` (or `ul`): each item is a question, its nested list the options, the key marked the same way.
 */
import {
  attribute,
  attributeSpan,
  childrenOf,
  contentOf,
  type Element,
  eachElement,
  type HtmlNode,
  hasClass,
  isElement,
  spanOf,
  textOf,
  valueSpan,
} from './html-tree.ts';
import { kindOfItem } from './item-kind.ts';
import type { Item, ItemOption, Span } from './lesson.ts';

interface Source {
  text: string;
  path: string;
}

export function htmlItems(root: HtmlNode, text: string, path: string): Item[] {
  const source = { text, path };
  const items: Item[] = [];
  eachElement(root, (element) => {
    if (element.tagName === 'fieldset') {
      const item = fieldsetItem(element, source, items.length + 1);
      if (item) items.push(item);
      return item ? 'skip' : undefined;
    }
    if ((element.tagName === 'ol' || element.tagName === 'ul') && hasClass(element, 'quiz')) {
      for (const question of listItems(element)) {
        const item = listItem(question, source, items.length + 1);
        if (item) items.push(item);
      }
      return 'skip';
    }
    return;
  });
  return items;
}

function listItems(list: Element): Element[] {
  return childrenOf(list).filter((child): child is Element => isElement(child) && child.tagName === 'li');
}

function fieldsetItem(fieldset: Element, source: Source, number: number): Item | null {
  const legend = childrenOf(fieldset).find((child): child is Element => isElement(child) && child.tagName === 'legend');
  const labels: { label: Element; input: Element; holders: Element[] }[] = [];
  const inputs: { input: Element; holders: Element[] }[] = [];
  eachElement(fieldset, (element, ancestors) => {
    const type = attribute(element, 'type')?.toLowerCase();
    if (element.tagName === 'input' && (type === 'radio' || type === 'checkbox'))
      inputs.push({ input: element, holders: ancestors });
  });
  for (const { input, holders } of inputs) {
    const around = holders.findLast((one) => one.tagName === 'label') ?? labelFor(fieldset, attribute(input, 'id'));
    if (around) labels.push({ label: around, input, holders: [input, around, ...holders.filter((one) => one.tagName === 'li')] });
  }
  if (!legend || labels.length < 2) return null;
  const options = labels.map(({ label, holders }) => optionOf(label, holders, source));
  const several = labels.some(({ input }) => attribute(input, 'type')?.toLowerCase() === 'checkbox');
  return itemOf(fieldset, legend, options, several, source, number);
}

function labelFor(root: Element, id: string | null): Element | null {
  let found: Element | null = null;
  if (id) {
    eachElement(root, (element) => {
      if (element.tagName === 'label' && attribute(element, 'for') === id) found = element;
    });
  }
  return found;
}

function listItem(question: Element, source: Source, number: number): Item | null {
  const list = childrenOf(question).find(
    (child): child is Element => isElement(child) && (child.tagName === 'ol' || child.tagName === 'ul'),
  );
  const options = list ? listItems(list).map((option) => optionOf(option, [option], source)) : [];
  if (options.length < 2) return null;
  return itemOf(question, question, options, options.filter((option) => option.correct).length > 1, source, number);
}

function optionOf(words: Element, holders: Element[], source: Source): ItemOption {
  const holder = holders.find((one) => attribute(one, 'data-correct') !== null);
  const value = holder ? attribute(holder, 'data-correct') : null;
  const own = childrenOf(words).find((child): child is Element => isElement(child) && hasClass(child, 'feedback'));
  const option: ItemOption = {
    text: textOf(words, 'alt', isAside),
    span: wordsSpan(words, source),
    correct: value !== null && ['', 'true', 'yes', '1'].includes(value.trim().toLowerCase()),
    correctSpan: holder
      ? (valueSpan(holder, 'data-correct', source.text, source.path) ?? attributeSpan(holder, 'data-correct', source.path))
      : null,
  };
  return own ? { ...option, feedback: textOf(own) } : option;
}

function isAside(element: Element): boolean {
  return element.tagName === 'ol' || element.tagName === 'ul' || element.tagName === 'input' || hasClass(element, 'feedback');
}

/** The words of an element without leading controls, nested lists and feedback. */
function wordsSpan(element: Element, { text, path }: Source): Span {
  const content = contentOf(element) ?? { start: 0, end: 0 };
  let { start, end } = content;
  for (const child of childrenOf(element)) {
    const at = isElement(child) ? child.sourceCodeLocation : null;
    if (!at || !isElement(child) || !isAside(child)) continue;
    if (child.tagName === 'input' && text.slice(start, at.startOffset).trim() === '') start = at.endOffset;
    else if (child.tagName !== 'input') end = Math.min(end, at.startOffset);
  }
  const source = text.slice(start, end);
  if (source.trim() === '') return { path, start, end: start };
  start += source.length - source.trimStart().length;
  return { path, start, end: start + source.trim().length };
}

function itemOf(whole: Element, stem: Element, options: ItemOption[], several: boolean, source: Source, number: number): Item {
  let note: Element | null = null;
  eachElement(whole, (element) => {
    if (element.tagName === 'label' || (element !== stem && (element.tagName === 'ol' || element.tagName === 'ul')))
      return 'skip';
    if (hasClass(element, 'feedback')) note ??= element;
    return;
  });
  return {
    id: `html-${number}`,
    kind: kindOfItem(options, several),
    stem: { text: textOf(stem, 'alt', isAside), span: wordsSpan(stem, source) },
    options,
    solutions: [],
    feedback: note ? { text: textOf(note), span: wordsSpan(note, source) } : null,
    outcomes: (attribute(whole, 'data-outcomes') ?? '').split(/\s+/).filter((one) => one !== ''),
    span: spanOf(whole, source.path) ?? { path: source.path, start: 0, end: 0 },
    quiz: null,
    format: 'html',
  };
}
