import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../edits.ts';
import type { Item, ItemFormat } from '../lesson.ts';
import { canvasText, giftText, moodleText, qti2Text, xmlText } from './example-items.ts';
import { moveKey } from './move-key.ts';
import { readItemFile } from './read-items.ts';
import { changeWords } from './words.ts';

type Make = (stem: string, options: string[], key: number) => string;

const formats: [name: string, format: Exclude<ItemFormat, 'quiz-json'>, make: Make][] = [
  ['QTI 1.2', 'qti', (stem, options, key) => canvasText([{ stem: `<div><p>${xmlText(stem)}</p></div>`, options, key }])],
  ['QTI 2.1', 'qti', (stem, options, key) => qti2Text('2.1', xmlText(stem), options.map(xmlText), key)],
  ['QTI 2.2', 'qti', (stem, options, key) => qti2Text('2.2', xmlText(stem), options.map(xmlText), key)],
  ['QTI 3.0', 'qti', (stem, options, key) => qti2Text('3.0', xmlText(stem), options.map(xmlText), key)],
  ['Moodle XML', 'moodle-xml', (stem, options, key) => moodleText(xmlText(stem), options.map(xmlText), key)],
  ['GIFT', 'gift', giftText],
];

function only(format: Exclude<ItemFormat, 'quiz-json'>, text: string): Item {
  const [item, ...more] = readItemFile(format, 'bank', text, undefined).quizzes.flatMap((quiz) => quiz.items);
  if (!item || more.length > 0) throw new Error('There should be one item.');
  return item;
}

/** Words that learners read and that every format must wrap: mark-up, escapes, accents, pairs of surrogates. */
const word = fc.stringMatching(/^[A-Za-z<>&"'~=#{}:é🌱]{1,12}$/u);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => `Soil ${words.join(' ')}.`)
  .filter((text) => !/<[/a-z!?]|&[a-z#]|->|\/\/|::|\]\]>/i.test(text) && !/^\s*(?:true|false|t|f)\b/i.test(text));

describe.each(formats)('%s', (name, format, make) => {
  const text = make('Which soil holds most water?', ['Sand', 'Clay & silt', 'Gravel'], 1);

  it('is read with stem, options, key and places', () => {
    const item = only(format, text);
    expect(item.kind).toBe('choice');
    expect(item.stem.text).toBe('Which soil holds most water?');
    expect(item.options.map((one) => [one.text, one.correct])).toEqual([
      ['Sand', false],
      ['Clay & silt', true],
      ['Gravel', false],
    ]);
    expect(text.slice(item.stem.span.start, item.stem.span.end)).toContain('holds most water?');
    expect(text.slice(item.span.start, item.span.end)).toContain('Gravel');
  });

  it('a new key is what is read afterwards, and nothing but scoring changes', () => {
    const item = only(format, text);
    for (const right of [0, 1, 2]) {
      const edits = moveKey(text, item, right);
      if (!edits) throw new Error('The key can be moved here.');
      const after = only(format, applyEdits(text, edits));
      expect(after.options.map((one) => one.correct)).toEqual([0, 1, 2].map((index) => index === right));
      expect(after.options.map((one) => one.text)).toEqual(item.options.map((one) => one.text));
      expect(applyEdits(applyEdits(text, edits), moveKey(applyEdits(text, edits), after, 1) ?? [])).toBe(text);
    }
  });

  it('any words can be written and are read back, and only their element changes', () => {
    fc.assert(
      fc.property(sentence, sentence, fc.integer({ min: 0, max: 3 }), (before, wanted, which) => {
        const source = make(before, ['Sand', `${before} too`, 'Gravel'], 0);
        const item = only(format, source);
        expect(item.stem.text).toBe(before);
        const words = which === 3 ? item.stem : item.options[which];
        if (!words || words.text === wanted) return;
        const edit = changeWords(source, words, wanted);
        if (!edit) throw new Error(`${name} cannot hold “${wanted}”.`);
        expect(edit.start).toBeGreaterThanOrEqual(words.within?.start ?? Number.NaN);
        expect(edit.end).toBeLessThanOrEqual(words.within?.end ?? Number.NaN);
        const after = only(format, applyEdits(source, [edit]));
        const read = [...after.options.map((one) => one.text), after.stem.text];
        const expected = [...item.options.map((one) => one.text), item.stem.text].map((own, at) => (at === which ? wanted : own));
        expect(read).toEqual(expected);
        expect(after.options.map((one) => one.correct)).toEqual(item.options.map((one) => one.correct));
      }),
      { numRuns: 60 },
    );
  });
});

describe('words that are wrapped up', () => {
  const canvas = (stem: string): string => canvasText([{ stem, options: ['One', 'Two', 'Three'], key: 0 }]);

  it('mark-up in the words stays where the change leaves it alone', () => {
    const text = canvas('<p>Which <em>plant</em> needs <img src="a.png" alt="the lamp"> light?</p>');
    const item = only('qti', text);
    expect(item.stem.text).toBe('Which plant needs light?');
    const longer = changeWords(text, item.stem, 'Which plant needs no light?');
    expect(longer && applyEdits(text, [longer])).toBe(text.replace(' light?', ' no light?'));
    const shorter = changeWords(text, item.stem, 'Which herb needs light?');
    expect(shorter && applyEdits(text, [shorter])).toBe(text.replace('plant', 'herb'));
  });

  it('a change across a tag is not made', () => {
    const text = canvas('<p>Which <em>plant</em> needs light?</p>');
    expect(changeWords(text, only('qti', text).stem, 'What needs light?')).toBeNull();
  });

  it('characters outside of the stated character set are written by number', () => {
    const text = canvas('<p>Which plant?</p>').replace('UTF-8', 'ISO-8859-1');
    const edit = changeWords(text, only('qti', text).stem, 'Which plânt?');
    expect(edit?.replacement).toBe('&#226;');
  });

  it('an option that is only a picture is told by its alternative or its file', () => {
    const text = qti2Text('2.2', 'Which flag?', ['<img src="m/a.jpg" alt=""/>', '<img src="m/b.jpg" alt="green"/>'], 0);
    expect(only('qti', text).options.map((one) => one.text)).toEqual(['[a.jpg]', 'green']);
  });
});

describe('keys that depend on more', () => {
  it('points in a map move with the key', () => {
    const text = qti2Text('2.1', 'Which?', ['Sand', 'Clay'], 0).replace(
      '</correctResponse>',
      '</correctResponse><mapping defaultValue="0"><mapEntry mapKey="C0" mappedValue="2"/></mapping>',
    );
    const after = applyEdits(text, moveKey(text, only('qti', text), 1) ?? []);
    expect(after).toContain(
      '<value>C1</value></correctResponse><mapping defaultValue="0"><mapEntry mapKey="C1" mappedValue="2"/>',
    );
  });

  it('scoring that names options by itself is left to a person', () => {
    const text = qti2Text('2.1', 'Which?', ['Sand', 'Clay'], 0).replace(
      '<responseProcessing template="https://example.org/match_correct"/>',
      '<responseProcessing><responseCondition><responseIf><match><baseValue baseType="identifier">C0</baseValue><variable identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>',
    );
    expect(moveKey(text, only('qti', text), 1)).toBeNull();
  });

  it('options scored one by one change their points', () => {
    const condition = (option: number, points: string): string =>
      `<respcondition><conditionvar><varequal respident="response1">i1o${option}</varequal></conditionvar>${points}</respcondition>`;
    const text = canvasText([{ stem: 'Which?', options: ['Sand', 'Clay'], key: 0 }]).replace(
      /<respcondition[\s\S]*<\/respcondition>/,
      condition(0, '<setvar action="Set">10.00</setvar>') + condition(1, '<setvar action="Add">0</setvar>'),
    );
    const after = applyEdits(text, moveKey(text, only('qti', text), 1) ?? []);
    expect(after).toContain(
      condition(0, '<setvar action="Set">0</setvar>') + condition(1, '<setvar action="Set">10.00</setvar>'),
    );
    expect(only('qti', after).options.map((one) => one.correct)).toEqual([false, true]);
  });

  it('a key that is not stated is added', () => {
    const text = qti2Text('3.0', 'Which?', ['Sand', 'Clay'], 0).replace(
      /<qti-correct-response>.*<\/qti-correct-response>\s*/,
      '',
    );
    const after = applyEdits(text, moveKey(text, only('qti', text), 1) ?? []);
    expect(only('qti', after).options.map((one) => one.correct)).toEqual([false, true]);
  });

  it('partly right answers of Moodle and GIFT are an author’s decision', () => {
    const text = moodleText('Which?', ['Sand', 'Clay'], 0).replace('fraction="100"', 'fraction="50"');
    expect(moveKey(text, only('moodle-xml', text), 1)).toBeNull();
  });
});
