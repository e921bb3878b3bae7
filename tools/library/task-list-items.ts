/**
 * Questions written as task lists: a question, then `- [x] right` and `- [ ] wrong`. A check list ("before you start")
 * looks the same, so the words before it must ask: end in a question mark, hold a blank that a tick fills, or stand under a heading that says quiz.
 * More than one tick makes a multiple-response item; a quotation right after the list is its feedback.
 */
import type { List, Nodes, Parents, Root } from 'mdast';
import { kindOfItem } from './item-kind.ts';
import type { Div, Item, ItemOption } from './lesson.ts';
import { namesAround } from './markdown-divs.ts';
import { plainText } from './markdown-text.ts';
import { insideOf, placeOf } from './markdown-tree.ts';

const quizHeading =
  /\b(?:quiz|questions?|self[- ]?(?:test|check|assessment)|knowledge check|check your(?:self| (?:understanding|knowledge))|test your(?:self| knowledge| understanding)|multiple[- ]choice)\b/i;
const questionMark = /\?\s*(?:\([^()]*\)\s*)?$/;
const blank = /_{3,}/;

interface Scope {
  heading: string | null;
  /** Words of the list item that holds the list: the stem of a numbered question. */
  outer: Nodes | null;
}

export function taskListItems(root: Root, text: string, path: string, divs: Div[]): Item[] {
  const items: Item[] = [];
  look(root, { heading: null, outer: null }, text, path, divs, items);
  return items;
}

function look(parent: Parents, scope: Scope, text: string, path: string, divs: Div[], items: Item[]): void {
  const children = parent.children as Nodes[];
  let heading = scope.heading;
  let headingNode: Nodes | null = null;
  children.forEach((child, index) => {
    if (child.type === 'heading') {
      heading = plainText(child);
      headingNode = child;
    }
    if (child.type === 'list' && isTaskList(child)) {
      // The code a question asks about may stand between it and its options.
      const before = children[children[index - 1]?.type === 'code' ? index - 2 : index - 1];
      const stem = before?.type === 'paragraph' ? before : (scope.outer ?? (before === headingNode ? headingNode : null));
      const inQuiz =
        quizHeading.test(heading ?? '') ||
        namesAround(divs, placeOf(child).start).some((name) => name === 'quiz' || name === 'question');
      const inChallenge = namesAround(divs, placeOf(child).start).includes('challenge');
      if (stem && !inChallenge && (asks(plainText(stem), child) || inQuiz)) {
        items.push(itemOf(child, stem, children[index + 1], heading, text, path, items.length + 1));
      }
    } else if (child.type === 'list' || child.type === 'listItem' || child.type === 'blockquote') {
      const outer = child.type === 'listItem' ? (child.children.find((one) => one.type === 'paragraph') ?? null) : scope.outer;
      look(child, { heading, outer: outer as Nodes | null }, text, path, divs, items);
    }
  });
}

/** A question mark at the end, or a blank that a ticked option fills; "I, ____, have read:" over empty boxes is a form. */
function asks(stem: string, options: List): boolean {
  return questionMark.test(stem) || (blank.test(stem) && options.children.some(({ checked }) => checked === true));
}

function isTaskList(list: List): boolean {
  return list.children.length >= 2 && list.children.every((item) => typeof item.checked === 'boolean');
}

function itemOf(
  list: List,
  stem: Nodes,
  after: Nodes | undefined,
  quiz: string | null,
  text: string,
  path: string,
  number: number,
): Item {
  const options = list.children.map((item): ItemOption => {
    const words = item.children.find((child) => child.type === 'paragraph');
    const place = placeOf(item);
    const mark = /\[[ xX\t]\]/.exec(text.slice(place.start, place.end));
    const at = place.start + (mark?.index ?? 0);
    const inside = words ? insideOf(words as Parents, placeOf(words)) : { start: at + 3, end: place.end };
    return {
      text: words ? plainText(words, 'alt') : '',
      span: { path, start: inside.start, end: inside.end },
      correct: item.checked === true,
      correctSpan: mark ? { path, start: at + 1, end: at + 2 } : null,
    };
  });
  const stemPlace = 'children' in stem ? insideOf(stem as Parents, placeOf(stem)) : placeOf(stem);
  const note = after?.type === 'blockquote' ? after : null;
  return {
    id: `task-list-${number}`,
    kind: kindOfItem(options, options.filter((option) => option.correct).length > 1),
    stem: { text: plainText(stem, 'alt'), span: { path, ...stemPlace } },
    options,
    solutions: [],
    feedback: note ? { text: plainText(note), span: { path, ...placeOf(note) } } : null,
    outcomes: [],
    span: { path, start: placeOf(stem).start, end: placeOf(note ?? list).end },
    quiz,
    format: 'task-list',
  };
}
