/** Items held against their lesson, their feedback and each other. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../tools/library/lesson.ts';
import { courseFindings, type ExampleItem, exampleCourse, lessonFindings, quizExample } from '../example-course.ts';
import { itemAnsweredByAnother } from './item-answered-by-another.ts';
import { itemContradictsLesson } from './item-contradicts-lesson.ts';
import { contradiction } from './item-feedback-contradicts-key.ts';
import { itemNotTaught } from './item-not-taught.ts';
import { itemTwoRightAnswers } from './item-two-right-answers.ts';

const choice = (stem: string, options: string[], key = 0): ExampleItem => ({ stem, options, key: [key] });

const lesson = (...subjects: string[]) =>
  `# Soil\n\n${subjects.map((subject) => `Of ${subject} this lesson tells in a paragraph of its own.`).join('\n\n')}\n`;

describe('item-not-taught', () => {
  const course = (item: ExampleItem) =>
    exampleCourse({
      lessons: {
        'a.md': lesson('clay', 'silt', 'sand', 'roots of clover', 'worms and their burrows', 'humus'),
        'b.md': lesson('rain', 'gauges', 'drains', 'ponds', 'springs', 'wells'),
        'c.md': lesson('larks', 'owls', 'wrens', 'hedges', 'nests', 'eggs'),
      },
      quizzes: [{ title: 'Quiz', lesson: 0, items: [item] }],
    });
  it.each([
    choice('Who coined the word geology?', ['Deluc', 'Hutton', 'Lyell']),
    choice('In which year did the first steam plough run?', ['1850', '1863', '1901'], 1),
  ])('flags “$stem”, of which the lesson says nothing', async (item) => {
    expect(await courseFindings(itemNotTaught, course(item))).toHaveLength(1);
  });
  it.each([
    choice('Who digs burrows in clay?', ['Worms', 'Owls', 'Wrens']),
    choice('What is humus called in the lesson of worms?', ['Black earth', 'Red earth', 'White earth']),
    // Applying what was taught takes material that is new.
    choice('Tom finds yellow streaks on a slope near Bern after frost. Which cause is likeliest?', ['Iron', 'Lime', 'Salt']),
    choice('Volcanoes spit lava', ['True', 'False']),
  ])('leaves “$stem”', async (item) => {
    expect(await courseFindings(itemNotTaught, course(item))).toEqual([]);
  });
});

describe('item-answered-by-another', () => {
  const question = choice('Which tool measures the pressure of air?', ['A hygrometer', 'A barometer', 'A rain gauge'], 1);
  it.each([
    ['a statement that is true', { stem: 'A barometer measures the pressure of the air', options: ['True', 'False'], key: [0] }],
    [
      'a question that takes it for granted',
      choice('A barometer measures the pressure of air at which height?', ['Any', 'Sea level']),
    ],
  ])('flags a question that %s answers', async (_, other) => {
    const findings = await courseFindings(itemAnsweredByAnother, quizExample([question, other]));
    expect(findings.map((finding) => finding.message)).toEqual([expect.stringContaining('Which tool measures')]);
  });
  it.each([
    ['a statement that is false', { stem: 'A barometer measures the pressure of the air', options: ['True', 'False'], key: [1] }],
    [
      'one that names the other tools too',
      choice('Of barometer, hygrometer and rain gauge, which tool measures air pressure at sea?', ['One', 'Two']),
    ],
    ['one on the same tool', choice('What is a barometer made of?', ['Glass', 'Wood', 'Wool'])],
  ])('leaves a question beside %s', async (_, other) => {
    expect(await courseFindings(itemAnsweredByAnother, quizExample([question, other]))).toEqual([]);
  });
});

describe('item-feedback-contradicts-key', () => {
  const read = (item: ExampleItem, feedback: string, own: string[] = []): Item => {
    const [found] = quizExample([item]).lesson().lesson.items;
    if (!found) throw new Error('The item is not read.');
    const options = found.options.map((option, at) => (own[at] === undefined ? option : { ...option, feedback: own[at] }));
    return { ...found, options, feedback: feedback === '' ? null : { text: feedback, span: found.span } };
  };
  const metal = choice('Which metal is liquid?', ['Iron', 'Mercury', 'Gold'], 1);
  const claim: ExampleItem = { stem: 'Iron rusts', options: ['True', 'False'], key: [0] };
  it.each([
    [metal, 'The correct answer is Iron.', []],
    [metal, 'The right answer is C.', []],
    [metal, '', ['', 'Sorry, that is gold.', '']],
    [metal, '', ['Correct! Iron melts early.', '', '']],
    [claim, 'False. Iron never rusts.', []],
  ])('%# is flagged', (item, feedback, own) => {
    expect(contradiction(read(item as ExampleItem, feedback as string, own as string[]))).not.toBeNull();
  });
  it.each([
    [metal, 'The correct answer is mercury, which melts at -39 degrees.', []],
    [metal, 'Iron melts at 1538 degrees.', []],
    [metal, '', ['Not quite: iron is solid.', 'Correct!', 'Right metal for rings, but solid.']],
    [metal, 'The right answer is not Iron.', []],
    [claim, 'True. Water and air are enough.', []],
    [{ ...claim, key: [1] }, '', ['', 'No, it does rust.']],
  ])('%# is left', (item, feedback, own) => {
    expect(contradiction(read(item as ExampleItem, feedback as string, own as string[]))).toBeNull();
  });
});

describe('what the lesson says of options', () => {
  const course = (text: string, item: ExampleItem) =>
    exampleCourse({ lessons: { 'a.md': `# Care\n\n${text}\n` }, quizzes: [{ title: 'Quiz', lesson: 0, items: [item] }] });
  const item = choice('What does a resting pulse of 130 show?', ['Tachycardia', 'A fast heart rate', 'Bradycardia']);
  it.each([
    'A high pulse is called tachycardia (a fast heart rate).',
    'We speak of a fast heart rate, also called tachycardia, above 100.',
  ])('makes two right answers of two names for one thing: “%s”', async (text) => {
    const found = await lessonFindings(itemTwoRightAnswers, course(text, item));
    expect(found.map(({ evidence }) => evidence.at(-1)?.kind)).toEqual(['quote']);
  });
  it.each([
    'Tachycardia and a fast heart rate are told apart (bradycardia is slow).',
    'Tachycardia comes with a fast heart rate (or so it is said).',
    'A fever brings tachycardia, also a fast heart rate at rest.',
  ])('leaves two things that are two: “%s”', async (text) => {
    expect(await lessonFindings(itemTwoRightAnswers, course(text, item))).toEqual([]);
  });
  it('contradicts no key that says “nothing”', async () => {
    const nothing = choice('What must the buyer change in the terms of the offer?', ['Nothing', 'The price', 'The date']);
    const text = 'Where the buyer must change the price in the terms of the offer, it is a new one.';
    expect(await lessonFindings(itemContradictsLesson, course(text, nothing))).toEqual([]);
  });
});
