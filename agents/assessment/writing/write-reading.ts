/** New words are for the learners the course is written for: no longer, and no harder to read, than what they read already. Pure. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { readingOf } from '../../accessibility/language/reading-level.ts';
import { sentences } from '../wording.ts';

/** School years above the hardest of what the learners read; as in the rule `reading-level`. */
const years = 3;
/** A grade of fewer words says nothing. */
const fewestWords = 15;
/** Words; longer where the course has longer ones. */
const longest = { stem: 60, option: 25 };

const wordsIn = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
const isEnglish = (lesson: Lesson) => /^en\b/iu.test(lesson.language);

function gradeOf(texts: string[]): number | null {
  const reading = readingOf(texts.flatMap((text) => sentences(text).map((one) => one.text)));
  return reading.words < fewestWords ? null : reading.grade;
}

const textsOf = (item: Item) => [item.stem.text, ...item.options.map((option) => option.text)];

function proseOf(lesson: Lesson): string[] {
  return lesson.passages.filter(({ kind }) => kind === 'paragraph').map(({ text }) => text);
}

/** Why a text is too hard for the readers of a lesson; null where it is not, or cannot be told (other languages than English, a few words). */
export function tooHard(texts: string[], lesson: Lesson, besides: string[][] = []): string | null {
  const grade = isEnglish(lesson) ? gradeOf(texts) : null;
  if (grade === null) return null;
  const known = [proseOf(lesson), ...besides].map(gradeOf).filter((one) => one !== null);
  if (known.length === 0) return null;
  const most = Math.max(...known) + years;
  return grade > most
    ? `it reads at grade ${grade.toFixed(1)}, the lesson and its items at most at ${(most - years).toFixed(1)}`
    : null;
}

/** Why a new item does not fit beside the others of its lesson; null where it does. */
export function misfit(after: Item, others: Item[], lesson: Lesson): string | null {
  const most = (pick: (item: Item) => string[], least: number) =>
    Math.max(least, ...others.flatMap((item) => pick(item).map(wordsIn)));
  const stem = (item: Item) => [item.stem.text];
  const options = (item: Item) => item.options.map((option) => option.text);
  if (stem(after).some((text) => wordsIn(text) > most(stem, longest.stem))) return 'the question is too long';
  if (options(after).some((text) => wordsIn(text) > most(options, longest.option))) return 'an option is too long';
  return tooHard(textsOf(after), lesson, others.map(textsOf));
}
