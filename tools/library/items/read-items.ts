/** Item files of any format we read, put together to quizzes. */
import { ReadError } from '../errors.ts';
import type { Item, ItemFormat } from '../lesson.ts';
import type { Quiz } from '../quiz-json.ts';
import { collector, type Found, type PassedOver } from './found.ts';
import { readGiftInto } from './gift.ts';
import { readMoodleInto } from './moodle.ts';
import { readQtiInto } from './qti.ts';

export type WrappedFormat = Exclude<ItemFormat, 'quiz-json'>;

/**
 * Reads one file, item by item.
 * @throws ReadError where the file as a whole is not read
 */
export function readItemsInto(format: WrappedFormat, path: string, text: string, found: Found): void {
  if (format === 'qti') readQtiInto(path, text, found);
  else if (format === 'moodle-xml') readMoodleInto(path, text, found);
  else readGiftInto(path, text, found);
}

export interface ItemFile {
  quizzes: Quiz[];
  passedOver: PassedOver[];
}

/**
 * @param lesson regular expression whose first group is the lesson number; looked for in the quiz's title, then in the path
 * @throws ReadError
 */
export function readItemFile(format: WrappedFormat, path: string, text: string, lesson: string | undefined): ItemFile {
  const found = collector();
  readItemsInto(format, path, text, found);
  const { items, passedOver } = found;
  if (items.length === 0 && passedOver.length === 0)
    throw new ReadError('not-items', path, null, 'holds no items; check its format.');
  const byTitle = new Map<string | null, Item[]>();
  for (const item of items) {
    const group = byTitle.get(item.quiz);
    if (group) group.push(item);
    else byTitle.set(item.quiz, [item]);
  }
  const quizzes = [...byTitle].map(([title, own], index): Quiz => {
    return {
      id: `${path.split('/').at(-1)}#${index + 1}`,
      title,
      lessonNumber: numberIn(title, lesson) ?? numberIn(path, lesson),
      span: { path, start: own[0]?.span.start ?? 0, end: own.at(-1)?.span.end ?? 0 },
      items: own,
    };
  });
  return { quizzes, passedOver };
}

function numberIn(text: string | null, lesson: string | undefined): number | null {
  const number = lesson && text ? Number(new RegExp(lesson).exec(text)?.[1]) : Number.NaN;
  return Number.isInteger(number) ? number : null;
}
