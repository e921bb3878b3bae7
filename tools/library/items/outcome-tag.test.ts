/** A tag goes where its format has it, is read back, and changes nothing else. */
import { describe, expect, it } from 'vitest';
import { QuizMapping } from '../../config/schema.ts';
import { applyEdits } from '../edits.ts';
import type { Item, ItemFormat } from '../lesson.ts';
import { readQuizzes } from '../quiz-json.ts';
import { canvasText, giftText, moodleText, qti2Text } from './example-items.ts';
import { tagEdit, tagFormOf } from './outcome-tag.ts';
import { readItemFile } from './read-items.ts';

const stem = 'Which gas do plants take in?';
const options = ['Oxygen', 'Carbon dioxide', 'Nitrogen'];
const mapping = QuizMapping.parse({ quizzes: '$[*]', items: 'items', outcomes: 'serves' });
const json = (more: object, space = 2) =>
  JSON.stringify([{ items: [{ questionText: stem, answerOptions: [], ...more }] }], null, space);
const field = (label: string, entry: string) =>
  `<qtimetadatafield><fieldlabel>${label}</fieldlabel><fieldentry>${entry}</fieldentry></qtimetadatafield>`;
const canvas = canvasText([{ stem, options, key: 1 }]);
const canvasTagged = canvas.replace('</qtimetadata>', `${field('learning_objective', 'LO1')}</qtimetadata>`);
const bare = (text: string) => text.replace(/ *<tags>.*<\/tags>\n/, '').replace(/^\/\/ \[tag.*\n/, '');

function read(format: ItemFormat, text: string): Item[] {
  if (format === 'quiz-json') return readQuizzes('q', text, mapping).flatMap((quiz) => quiz.items);
  return readItemFile(format, 'q', text, undefined).quizzes.flatMap((quiz) => quiz.items);
}

const cases: [format: ItemFormat, text: string, had: string[], added: string][] = [
  ['moodle-xml', moodleText(stem, options, 1), ['outcome-3'], '<tag><text>A &amp; B</text></tag>'],
  ['moodle-xml', bare(moodleText(stem, options, 1)), [], '\n    <tags><tag><text>A &amp; B</text></tag></tags>'],
  [
    'moodle-xml',
    moodleText(stem, options, 1).replace(/<tags>.*<\/tags>/, '<tags></tags>'),
    [],
    '<tag><text>A &amp; B</text></tag>',
  ],
  ['gift', giftText(stem, options, 1).replace(/^.*\n/, '').replace('// kept', '// [tag:LO1]'), ['LO1'], ' [tag:A & B]'],
  ['gift', bare(giftText(stem, options, 1)).replaceAll('\n', '\r\n'), [], '// [tag:A & B]\r\n'],
  ['gift', `\ufeff${stem} {=a ~b}\n`, [], '// [tag:A & B]\n'],
  ['qti', canvas, [], `\n        ${field('learning_objective', 'A &amp; B')}`],
  ['qti', canvasTagged, ['LO1'], field('learning_objective', 'A &amp; B')],
  ['quiz-json', json({}), [], ',\n        "serves": ["A & B"]'],
  ['quiz-json', json({}, 0), [], ',"serves": ["A & B"]'],
  ['quiz-json', json({ serves: [] }), [], '"A & B"'],
  ['quiz-json', json({ serves: ['LO1'], points: 2 }), ['LO1'], ',\n          "A & B"'],
];

describe('a tag', () => {
  it.each(cases)('in %s (%#) is added, read back, and all else stays', (format, text, had, added) => {
    const [item] = read(format, text);
    expect(item?.outcomes).toEqual(had);
    const form = { field: format === 'qti' ? 'learning_objective' : 'serves', holds: 'list' as const };
    const edit = item ? tagEdit(text, item, 'A & B', form) : null;
    const after = edit ? applyEdits(text, [edit]) : '';
    expect(read(format, after)[0]).toMatchObject({ outcomes: [...had, 'A & B'], stem: { text: stem }, quiz: item?.quiz ?? null });
    expect(after).toContain(added);
    if (edit?.quote === '') expect(after.replace(edit.replacement, '')).toBe(text);
  });

  it.each<[string, ItemFormat, string]>([
    ['a QTI 2 item, whose metadata lie in another file', 'qti', qti2Text('2.1', stem, options, 1)],
    ['an item without metadata', 'qti', canvas.replace(/<itemmetadata>[\s\S]*?<\/itemmetadata>/, '')],
    ['a member that says something else', 'quiz-json', json({ serves: 'plants' })],
  ])('has no known place in %s', (_, format, text) => {
    const [item] = read(format, text);
    expect(item && tagEdit(text, item, 'LO2', { field: 'serves', holds: 'list' })).toBeNull();
  });

  it('that its format could not hold is not written', () => {
    const gift = giftText(stem, options, 1);
    const [item] = read('gift', gift);
    expect(item && tagEdit(gift, item, 'a]b', { holds: 'list' })).toBeNull();
    expect(item && tagEdit(gift, item, 'a\nb', { holds: 'list' })).toBeNull();
  });

  it('takes the form that items of the file have', () => {
    const form = (format: ItemFormat, text: string) => {
      const [item] = read(format, text);
      return item && tagFormOf(text, item, 'serves');
    };
    expect(form('qti', canvasTagged)).toEqual({ field: 'learning_objective', holds: 'one' });
    expect(form('qti', canvas)).toBeNull();
    expect(form('quiz-json', json({ serves: ['LO1'] }))).toEqual({ field: 'serves', holds: 'list' });
    expect(form('quiz-json', json({ serves: 'LO1' }))).toEqual({ field: 'serves', holds: 'one' });
    expect(form('moodle-xml', moodleText(stem, options, 1))).toEqual({ holds: 'list' });
  });
});
