/**
 * A new item in the form of one that stands there: its source once more with other words, put after the last of its quiz; in a
 * package of QTI 2 or 3 as a file of its own, which manifest and test name.
 */
import path from 'node:path';
import { applyEdits } from '../../../tools/library/edits.ts';
import { lastItem, partsAround, placeInPackage } from '../../../tools/library/items/item-place.ts';
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { fileOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import { textEdit } from '../items/item-edit.ts';
import { isRealChoice, keyOf } from '../items/items.ts';
import { canLend, identOf, isFileOfItsOwn, renamings, renewed } from './write-form.ts';
import { folded } from './write-quote.ts';
import type { WrittenItem } from './write-verify.ts';

export interface Model {
  /** Whose form is taken. */
  like: Item;
  /** After which it goes. */
  last: Item;
}

const formats = new Set<Item['format']>(['quiz-json', 'gift', 'moodle-xml', 'qti', 'task-list']);

/** The form a new item of the lesson would take; null where no item of its last quiz can lend one. */
export function modelFor(lesson: Lesson): Model | null {
  const closed = lesson.items.filter((item) => formats.has(item.format) && item.options.length > 0);
  const end = closed
    .filter((item) => !isFileOfItsOwn(lesson, item))
    .toSorted((a, b) => a.span.start - b.span.start)
    .at(-1);
  if (!end) return modelInPackage(lesson, closed);
  const quiz = closed.filter((item) => item.span.path === end.span.path && item.quiz === end.quiz);
  const last = quiz.reduce((late, item) => (item.span.end > late.span.end ? item : late), end);
  const like = quiz.find((item) => isRealChoice(item) && keyOf(item) !== null && canLend(lesson, item));
  return like && !isDrawnFrom(lesson, last) ? { like, last } : null;
}

/** Of the last package of the lesson: its items lie in files of their own, beside a manifest. */
function modelInPackage(lesson: Lesson, closed: Item[]): Model | null {
  const parts = closed.map((item) => partsAround(lesson.files, item.span.path)).findLast((one) => one !== null);
  if (!parts) return null;
  const own = closed.filter((item) => partsAround(lesson.files, item.span.path)?.manifest === parts.manifest);
  const place = lastItem(
    parts,
    own.map((item) => item.span.path),
  );
  const last = own.find((item) => item.span.path === place);
  // As `identOf` makes them: a package may well hold a file “new.xml”.
  const identifier = `i${'0'.repeat(32)}`;
  const made = { identifier, name: `${identifier}.xml` };
  const like = own.find(
    (item) =>
      isRealChoice(item) &&
      keyOf(item) !== null &&
      canLend(lesson, item) &&
      last !== undefined &&
      placeInPackage(parts, item.span.path, last.span.path, made) !== null,
  );
  return like && last ? { like, last } : null;
}

/** A group from which each learner gets some items only (QTI 1.2 `selection_ordering`): one more there would not reach everybody. */
function isDrawnFrom(lesson: Lesson, { format, span }: Item): boolean {
  return format === 'qti' && /<selection_number\b/iu.test(textOf(lesson, span));
}

/**
 * Why a new item has to be made by hand in this lesson; null where it has a place, or no quiz at all.
 */
export function whyNoPlace(lesson: Lesson): string | null {
  const closed = lesson.items.filter((item) => formats.has(item.format) && item.options.length > 0);
  if (closed.length === 0 || modelFor(lesson)) return null;
  return closed.every((item) => isFileOfItsOwn(lesson, item) && !partsAround(lesson.files, item.span.path))
    ? 'A new item has to be made where the package is made: QTI 2 and 3 keep each item in a file of its own, and there is no manifest beside these that could name another.'
    : 'A new item has to be made by hand: no item of this lesson can lend its form (each has pictures, an introduction, comments or settings of its own, learners get only some of them, or a test scores them by name).';
}

function textOf(lesson: Lesson, span: Span): string {
  return fileOf(lesson, span.path)?.text ?? '';
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

/** The edits that give the model the words of the new item; null where a place stays unfilled, or the format cannot hold them. */
function wordEdits(lesson: Lesson, like: Item, written: WrittenItem): Edit[] | null {
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
  return whole.every(Boolean) ? edits : null;
}

/** @returns null where the form has a place the answer does not fill, or the format cannot hold the words */
export function insertion(lesson: Lesson, model: Model, written: WrittenItem): Edit[] | null {
  const { like, last } = model;
  const edits = wordEdits(lesson, like, written);
  if (!edits) return null;
  if (isFileOfItsOwn(lesson, like)) return insertionOfFile(lesson, model, written, edits);
  const text = textOf(lesson, like.span);
  const source = sourceOf(lesson, like.span);
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - like.span.start, end: edit.end - like.span.start }));
  const clone = renewed(applyEdits(source, shifted), like, written);
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  const lead = /[ \t]*$/u.exec(text.slice(0, last.span.start))?.[0] ?? '';
  const alone = /(?:^|\n)[ \t]*$/u.test(text.slice(0, last.span.start));
  const { end } = last.span;
  const gap =
    like.format === 'quiz-json'
      ? alone
        ? `,${eol}${lead}`
        : ', '
      : `${like.format === 'qti' ? eol : eol + eol}${alone ? lead : ''}`;
  return [{ path: last.span.path, start: end, end, replacement: `${gap}${clone}`, quote: '' }];
}

/** A file of its own, and the edits that name it. */
function insertionOfFile(lesson: Lesson, { like, last }: Model, written: WrittenItem, edits: Edit[]): Edit[] | null {
  const file = like.span.path;
  const parts = partsAround(lesson.files, file);
  const identifier = identOf(like, written);
  const name = `${identifier}.xml`;
  const naming = parts && placeInPackage(parts, file, last.span.path, { identifier, name });
  if (!naming) return null;
  const text = textOf(lesson, like.span);
  const made = applyEdits(text, [...edits, ...renamings(file, text, written, identifier)]);
  return [...naming, { path: path.posix.join(path.posix.dirname(file), name), start: 0, end: 0, replacement: made, quote: '' }];
}
