/** A new item in each format that can take one: read back as it was meant, and nothing else changed. */
import { describe, expect, it } from 'vitest';
import { QuizMapping } from '../../../tools/config/schema.ts';
import { applyEdits } from '../../../tools/library/edits.ts';
import { canvasText, giftText, moodleText, qti2Text } from '../../../tools/library/items/example-items.ts';
import { readItemFile } from '../../../tools/library/items/read-items.ts';
import type { Item, ItemFormat, Lesson } from '../../../tools/library/lesson.ts';
import { readQuizzes } from '../../../tools/library/quiz-json.ts';
import { inPlace, insertion, modelFor, whyNoPlace } from './write-place.ts';

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
/** As Canvas exports it: fields that tie an item to its bank. */
const canvas = canvasText([old, { ...old, stem: 'Which gas do animals breathe out?' }]).replaceAll(
  '</qtimetadata>',
  '  <qtimetadatafield><fieldlabel>assessment_question_identifierref</fieldlabel><fieldentry>g1</fieldentry></qtimetadatafield>\n      </qtimetadata>',
);
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
  const edits = model && insertion(lesson, model, inPlace(written, model.like));
  if (!edits) return null;
  const after = applyEdits(text, edits);
  return { after, items: read(format, after) };
}

const texts: [ItemFormat, string][] = [
  ['quiz-json', json({ points: 2 })],
  ['quiz-json', json({ points: 2 }).replaceAll('\n', '\r\n')],
  ['gift', giftText(old.stem, old.options, old.key)],
  ['moodle-xml', moodleText(old.stem, old.options, old.key)],
  ['moodle-xml', moodleText(old.stem, old.options, old.key).replace('</name>', '</name><idnumber>q7</idnumber>')],
  ['qti', canvas],
  ['qti', canvas.replaceAll('\n', '\r\n')],
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
    expect(item?.outcomes).toEqual([]);
  });

  it.each<[string, ItemFormat, string]>([
    ['an id of its own', 'quiz-json', json({ itemId: 7 })],
    ['a picture', 'quiz-json', json({ picture: 'rose.png' })],
    ['a list of its own', 'quiz-json', json({ tags: ['gas'] })],
    ['a picture', 'moodle-xml', moodleText(`${old.stem}<img src="a.png" alt=""/>`, old.options, old.key)],
    [
      'a picture',
      'qti',
      canvasText([{ ...old, stem: `${old.stem}<img src="a.png" alt=""/>` }]).replaceAll('&lt;img', '<matimage/>&lt;img'),
    ],
    ['metadata that may be an id', 'qti', canvas.replaceAll('points_possible', 'bbmd_asi_object_id')],
    [
      'a draw from its group',
      'qti',
      canvas.replaceAll(
        '<section ',
        '<section><selection_ordering><selection><selection_number>1</selection_number></selection></selection_ordering></section><section ',
      ),
    ],
    ['a file of its own', 'qti', qti2Text('2.1', old.stem, old.options, old.key)],
  ])('is not modelled on an item with %s', (_, format, text) => {
    expect(modelFor(lessonOf(format, text))).toBeNull();
    expect(whyNoPlace(lessonOf(format, text))).toMatch(/^A new item has to be made (?:by hand|where the package is made):/u);
  });

  it('of QTI 1.2 has an id of its own and no tie to the bank of the other; the rest of the file is as it was', () => {
    const result = added('qti', canvas);
    const end = lessonOf('qti', canvas).items.at(-1)?.span.end ?? 0;
    expect(result?.after.startsWith(canvas.slice(0, end))).toBe(true);
    expect(result?.after.endsWith(canvas.slice(end))).toBe(true);
    const own = result?.after.slice(end, -canvas.slice(end).length) ?? '';
    expect(own).toMatch(/^\n {4}<item ident="i[0-9a-f]{32}" title="Question">/u);
    expect(own).not.toContain('identifierref');
    expect(own).toContain('question_type');
    expect(new Set(result?.items.map((item) => item.id)).size).toBe(3);
  });
});
