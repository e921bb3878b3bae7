/** A new item in each format that can take one: read back as it was meant, and nothing else changed. */
import { describe, expect, it } from 'vitest';
import { QuizMapping } from '../../tools/config/schema.ts';
import { applyEdits } from '../../tools/library/edits.ts';
import { giftText, moodleText } from '../../tools/library/items/example-items.ts';
import { readItemFile } from '../../tools/library/items/read-items.ts';
import type { Item, ItemFormat, Lesson } from '../../tools/library/lesson.ts';
import { readQuizzes } from '../../tools/library/quiz-json.ts';
import { inPlace, insertion, modelFor } from './write-place.ts';

const written = {
  stem: 'Where do you cut a rose with thorns & buds?',
  options: ['Above a bud that points out', 'Above a bud that points in', 'Between two buds < 1 cm apart'],
  key: 0,
  misconceptions: ['', 'An inward bud fills the middle.', 'A stump rots.'],
  feedback: 'The new shoot grows away from the middle.',
  quote: '',
};
const old = { stem: 'Which gas do plants take in?', options: ['Oxygen', 'Carbon dioxide', 'Nitrogen'], key: 1 };

const json = (more: object) =>
  `${JSON.stringify([{ id: 1, items: [{ questionText: old.stem, answerOptions: old.options.map((answerText, at) => ({ answerText, isCorrect: at === old.key ? 'true' : 'false' })), ...more }] }], null, 2)}\n`;
const mapping = QuizMapping.parse({ quizzes: '$[*]', items: 'items', feedback: 'feedback' });

function read(format: ItemFormat, text: string): Item[] {
  if (format === 'quiz-json') return readQuizzes('q', text, mapping).flatMap((quiz) => quiz.items);
  return readItemFile(format, 'q', text, undefined).quizzes.flatMap((quiz) => quiz.items);
}

function lessonOf(format: ItemFormat, text: string): Lesson {
  return {
    id: 'l',
    files: [{ path: 'q', role: 'items', format, text, sha256: '' }],
    items: read(format, text),
  } as unknown as Lesson;
}

function added(format: ItemFormat, text: string): { after: string; items: Item[] } | null {
  const lesson = lessonOf(format, text);
  const model = modelFor(lesson);
  const edit = model && insertion(lesson, model, inPlace(written, model.like));
  if (!edit) return null;
  const after = applyEdits(text, [edit]);
  return { after, items: read(format, after) };
}

const texts: [ItemFormat, string][] = [
  ['quiz-json', json({ points: 2 })],
  ['quiz-json', json({ points: 2 }).replaceAll('\n', '\r\n')],
  ['gift', giftText(old.stem, old.options, old.key)],
  ['moodle-xml', moodleText(old.stem, old.options, old.key).replace(/ *<tags>.*<\/tags>\n/u, '')],
];

describe('a new item', () => {
  it.each(texts)('joins a %s file behind the others, its right answer where the model has it', (format, text) => {
    const result = added(format, text);
    expect(result?.items).toHaveLength(read(format, text).length + 1);
    const item = result?.items.at(-1);
    expect(item?.stem.text).toBe(written.stem);
    expect(item?.options.map((option) => [option.text, option.correct])).toEqual([
      [written.options[1], false],
      [written.options[0], true],
      [written.options[2], false],
    ]);
    expect(result?.items[0]).toMatchObject({ stem: { text: old.stem } });
    expect(result?.items[0]?.points?.value).toEqual(item?.points?.value);
  });

  it.each<[string, ItemFormat, string]>([
    ['an id of its own', 'quiz-json', json({ itemId: 7 })],
    ['a picture', 'quiz-json', json({ picture: 'rose.png' })],
    ['a list of its own', 'quiz-json', json({ tags: ['gas'] })],
    [
      'an id number',
      'moodle-xml',
      moodleText(old.stem, old.options, old.key).replace('</name>', '</name><idnumber>q7</idnumber>'),
    ],
    ['a tag', 'moodle-xml', moodleText(old.stem, old.options, old.key)],
  ])('is not modelled on an item with %s', (_, format, text) => {
    expect(modelFor(lessonOf(format, text))).toBeNull();
  });
});
