import { describe, expect, it } from 'vitest';
import { readItemFile } from './read-items.ts';

function gift(text: string) {
  const [item] = readItemFile('gift', 'bank.gift', text, undefined).quizzes.flatMap((quiz) => quiz.items);
  if (!item) throw new Error('No item was read.');
  return item;
}

function moodle(type: string, inner: string) {
  const text = `<quiz><question type="${type}"><name><text>n</text></name><questiontext format="html"><text>Which?</text></questiontext>${inner}</question></quiz>`;
  return readItemFile('moodle-xml', 'bank.xml', text, undefined);
}

describe('GIFT', () => {
  it('reads statements with their two feedbacks', () => {
    const item = gift('::t:: Sand holds water. {F#No, it drains.#Right.####See 2.}');
    expect(item.kind).toBe('true-false');
    expect(item.options.map((one) => [one.text, one.correct, one.feedback])).toEqual([
      ['True', false, 'No, it drains.'],
      ['False', true, 'Right.'],
    ]);
    expect(item.feedback?.text).toBe('See 2.');
  });

  it('reads short answers, numbers, pairs, essays and a missing word', () => {
    expect(gift('Who? {=Ada =%50%Lovelace}').answers?.map((one) => [one.text, one.share])).toEqual([
      ['Ada', 1],
      ['Lovelace', 0.5],
    ]);
    expect(gift('How many? {#3:2}').answers?.map((one) => [one.least, one.most])).toEqual([[1, 5]]);
    expect(gift('How many? {#1..5}').answers?.map((one) => [one.least, one.most])).toEqual([[1, 5]]);
    expect(gift('Match. {=cat -> cats =dog -> dogs = -> mice}').pairs?.map((one) => [one.left?.text, one.right?.text])).toEqual([
      ['cat', 'cats'],
      ['dog', 'dogs'],
      [undefined, 'mice'],
    ]);
    expect(gift('Say why. {}').kind).toBe('essay');
    expect(gift('Soil is {=alive ~dead ~glass} at all times.').stem.text).toBe('Soil is ____ at all times.');
    expect(gift('Pick two. {~%50%a ~%50%b ~%-100%c}').kind).toBe('multiple-response');
    const partly = gift('Who sings? {=Lark ~%50%Wren ~Owl}');
    expect([partly.kind, ...partly.options.map(({ correct }) => correct)]).toEqual(['choice', true, false, false]);
    expect(
      gift('[markdown]Who? {=[html]<b>Lark</b> ~[plain]Owl#[html]<i>No</i>}').options.map(({ text, feedback }) => [
        text,
        feedback,
      ]),
    ).toEqual([
      ['Lark', undefined],
      ['Owl', 'No'],
    ]);
  });

  it('a comment within a question stays out of its words, and a brace left open is told', () => {
    expect(gift('Which\n// not this\nsoil? {=a ~b}').stem.text).toBe('Which soil?');
    expect(readItemFile('gift', 'b.gift', 'Which soil? {=a\n\n~b}', undefined).passedOver.map((one) => one.kind)).toEqual([
      'not-read',
      'no-question',
    ]);
  });
});

describe('Moodle XML', () => {
  it('reads numbers with tolerance, pairs with distractors, and rubrics', () => {
    const number = moodle('numerical', '<answer fraction="100"><text>3.1</text><tolerance>0.1</tolerance></answer>');
    expect(number.quizzes[0]?.items[0]?.answers?.[0]).toMatchObject({ least: 3, most: 3.2 });
    const pairs = moodle('matching', '<subquestion format="html"><text></text><answer><text>C</text></answer></subquestion>');
    expect(pairs.quizzes[0]?.items[0]?.pairs).toMatchObject([{ left: null, right: { text: 'C' } }]);
    const essay = moodle('essay', '<graderinfo format="html"><text>&lt;p&gt;Two reasons.&lt;/p&gt;</text></graderinfo>');
    expect(essay.quizzes[0]?.items[0]?.rubric?.text).toBe('Two reasons.');
  });

  it('reads the blanks written into a text, with the place of each answer', () => {
    const text =
      '<quiz><question type="cloze"><name><text>n</text></name><questiontext format="html"><text><![CDATA[<p>Rome lies in {1:SHORTANSWER:=Italy#yes~%50%Latium}; {1:MC:no~=yes}.</p>]]></text></questiontext></question></quiz>';
    const item = readItemFile('moodle-xml', 'b.xml', text, undefined).quizzes[0]?.items[0];
    expect(item?.stem.text).toBe('Rome lies in ____; ____.');
    expect(item?.gaps?.[0]?.answers.map((one) => [one.text, one.share, text.slice(one.span.start, one.span.end)])).toEqual([
      ['Italy', 1, 'Italy'],
      ['Latium', 0.5, 'Latium'],
    ]);
    expect(item?.gaps?.[1]?.options.map((one) => one.correct)).toEqual([false, true]);
  });

  it('says of a type it does not read why', () => {
    expect(moodle('ddmarker', '').passedOver[0]?.reason).toContain('places on a picture');
  });
});
