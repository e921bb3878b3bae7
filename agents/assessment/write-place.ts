/** A new item in the form of one that stands in the file: its source once more with other words, put after the last of its quiz. */
import { applyEdits } from '../../tools/library/edits.ts';
import { type JsonNode, parseJson } from '../../tools/library/json-positions.ts';
import type { Item, Lesson, Span } from '../../tools/library/lesson.ts';
import { fileOf, sourceOf } from '../../tools/library/lesson.ts';
import type { Edit } from '../contract.ts';
import { isReadOnly, textEdit } from './item-edit.ts';
import { isRealChoice, keyOf } from './items.ts';
import { folded } from './write-quote.ts';
import type { WrittenItem } from './write-verify.ts';

export interface Model {
  /** Whose form is taken. */
  like: Item;
  /** After which it goes. */
  last: Item;
}

const formats = new Set<Item['format']>(['quiz-json', 'gift', 'moodle-xml', 'task-list']);

/** The form a new item of the lesson would take; null where no item of its last quiz can lend one. */
export function modelFor(lesson: Lesson): Model | null {
  const closed = lesson.items.filter((item) => formats.has(item.format) && item.options.length > 0 && !isReadOnly(item));
  const end = closed.toSorted((a, b) => a.span.start - b.span.start).at(-1);
  if (!end) return null;
  const quiz = closed.filter((item) => item.span.path === end.span.path && item.quiz === end.quiz);
  const last = quiz.reduce((late, item) => (item.span.end > late.span.end ? item : late), end);
  const like = quiz.find((item) => isRealChoice(item) && keyOf(item) !== null && isPlain(lesson, item));
  return like ? { like, last } : null;
}

/** Nothing in its source is its own beyond words and key: no id, tag, picture or comment that a second item must not share. */
function isPlain(lesson: Lesson, item: Item): boolean {
  const source = sourceOf(lesson, item.span);
  if (item.outcomes.length > 0 || item.lead || item.gaps || item.options.some((one) => one.feedback && !one.feedbackWords))
    return false;
  switch (item.format) {
    case 'quiz-json':
      return isPlainObject(lesson, item, source);
    case 'gift':
      return !/^\s*\/\//mu.test(source) && !/!\[|<img/iu.test(source);
    case 'moodle-xml':
      return !/<idnumber>\s*[^<\s]|<file\b|<tag\b|<!--|<img|<hint\b/iu.test(source);
    case 'task-list':
      return /(?:^|\n)[ \t]*$/u.test(textOf(lesson, item.span).slice(0, item.span.start)) && !/!\[|\]\(/u.test(source);
    default:
      return false;
  }
}

function textOf(lesson: Lesson, span: Span): string {
  return fileOf(lesson, span.path)?.text ?? '';
}

/** Members that hold none of the item's words are short settings (`"points": 1`) and no ids. */
function isPlainObject(lesson: Lesson, item: Item, source: string): boolean {
  const words = [item.stem, ...item.options, item.feedback].flatMap((one) => (one ? [one.span.start - item.span.start] : []));
  const holds = (node: JsonNode) => words.some((at) => node.start <= at && at <= node.end);
  const node = parseJson(source);
  if (node.type !== 'object' || textOf(lesson, item.span) === '') return false;
  return node.members.every(({ key, value }) => {
    if (holds(value)) return true;
    if (/id$|^uu|name|number|title|tag|outcome/iu.test(key) || value.type !== 'scalar') return false;
    return typeof value.value !== 'string' || /^[\w -]{0,24}$/u.test(value.value);
  });
}

/** The right answer goes to the place it has in the model: its marks stay as they are. */
export function inPlace(written: WrittenItem, like: Item): WrittenItem {
  const place = like.options.findIndex((option) => option.correct);
  const swap = <T>(list: T[]): T[] =>
    list.map((one, at) => (at === place ? list[written.key]! : at === written.key ? list[place]! : one));
  return {
    ...written,
    key: place,
    options: swap(written.options),
    ...(written.misconceptions ? { misconceptions: swap(written.misconceptions) } : {}),
  };
}

/** @returns null where the form has a place the answer does not fill, or the format cannot hold the words */
export function insertion(lesson: Lesson, { like, last }: Model, written: WrittenItem): Edit | null {
  const text = textOf(lesson, like.span);
  const source = sourceOf(lesson, like.span);
  const edits: Edit[] = [];
  const put = (span: Span, before: string, after: string): boolean => {
    if (folded(before) === folded(after)) return true;
    const edit = textEdit(lesson, like, span, folded(after));
    if (edit) edits.push(edit);
    return edit !== null;
  };
  const whole = [
    put(like.stem.span, like.stem.text, written.stem),
    ...like.options.map((option, at) => put(option.span, option.text, written.options[at] ?? '')),
    ...like.options.map((option, at) => {
      const said = at === written.key ? (written.feedback ?? '') : (written.misconceptions?.[at] ?? '');
      return (
        !option.feedbackWords ||
        option.feedbackWords.text === '' ||
        (said !== '' && put(option.feedbackWords.span, option.feedbackWords.text, said))
      );
    }),
    !like.feedback || (!!written.feedback && put(like.feedback.span, like.feedback.text, written.feedback)),
  ];
  if (!whole.every(Boolean)) return null;
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - like.span.start, end: edit.end - like.span.start }));
  const clone = named(applyEdits(source, shifted), like, written);
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  const lead = /[ \t]*$/u.exec(text.slice(0, last.span.start))?.[0] ?? '';
  const alone = /(?:^|\n)[ \t]*$/u.test(text.slice(0, last.span.start));
  const { path, end } = last.span;
  const gap = like.format === 'quiz-json' ? (alone ? `,${eol}${lead}` : ', ') : `${eol}${eol}${alone ? lead : ''}`;
  return { path, start: end, end, replacement: `${gap}${clone}`, quote: '' };
}

/** Formats that give questions names get one of the new question. */
function named(source: string, like: Item, written: WrittenItem): string {
  const name = written.stem
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .trim()
    .slice(0, 50)
    .trim();
  if (like.format === 'gift') return source.replace(/^(\s*)::(?:[^:\\]|\\.)*::/u, (_, lead: string) => `${lead}::${name}::`);
  if (like.format === 'moodle-xml')
    return source.replace(/(<name>\s*<text>)[^<]*(<\/text>)/u, (_, open: string, shut: string) => `${open}${name}${shut}`);
  return source;
}
