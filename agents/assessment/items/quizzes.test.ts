import { describe, expect, it } from 'vitest';
import { applied, courseFindings, type ExampleItem, exampleCourse, quizPath } from '../example-course.ts';
import { duplicateItems } from './duplicate-items.ts';
import { itemAbsoluteWords } from './item-absolute-words.ts';
import { itemTwoClaims, makesTwoClaims } from './item-two-claims.ts';
import { keyByLength } from './key-by-length.ts';
import { keyByPosition } from './key-by-position.ts';

const course = (...quizzes: ExampleItem[][]) =>
  exampleCourse({
    lessons: { 'a.md': '# A\n', 'b.md': '# B\n' },
    quizzes: quizzes.map((items, index) => ({ title: `Quiz ${index + 1}`, lesson: index % 2, items })),
  });
const verdict = (stem: string, key: 'True' | 'False'): ExampleItem => ({
  stem,
  options: ['True', 'False'],
  key: [key === 'True' ? 0 : 1],
});
const at = (index: number, key: number, options = ['red apples', 'blue plums', 'green pears', 'white figs']): ExampleItem => ({
  stem: `Question ${index}?`,
  options,
  key: [key],
});

describe('key-by-position', () => {
  it('asks once where the right answer nearly always stands in one place', async () => {
    const findings = await courseFindings(
      keyByPosition,
      course(Array.from({ length: 20 }, (_, index) => at(index, index < 17 ? 2 : 0))),
    );
    expect(findings.map((finding) => finding.message)).toEqual([expect.stringContaining('option 3 in 17 of 20 items')]);
  });
  it('names the one quiz in which every key stands in the same place', async () => {
    const spread = Array.from({ length: 8 }, (_, index) => at(index, index % 4));
    const findings = await courseFindings(
      keyByPosition,
      course(
        spread,
        Array.from({ length: 5 }, (_, index) => at(20 + index, 1)),
      ),
    );
    expect(findings.map((finding) => finding.message)).toEqual([expect.stringContaining('5 of 5 items of “Quiz 2”')]);
  });
  it('says nothing of keys that are spread, of short quizzes, of true/false items, or of numbers in order', async () => {
    expect(await courseFindings(keyByPosition, course(Array.from({ length: 24 }, (_, index) => at(index, index % 4))))).toEqual(
      [],
    );
    expect(await courseFindings(keyByPosition, course(Array.from({ length: 3 }, (_, index) => at(index, 1))))).toEqual([]);
    expect(
      await courseFindings(keyByPosition, course(Array.from({ length: 30 }, (_, index) => verdict(`Claim ${index}`, 'False')))),
    ).toEqual([]);
    expect(
      await courseFindings(
        keyByPosition,
        course(Array.from({ length: 10 }, (_, index) => at(index, 2, ['10', '20', '30', '40']))),
      ),
    ).toEqual([]);
  });
});

describe('key-by-length', () => {
  const long = (index: number, key: number) =>
    at(index, key, [
      'A short answer here',
      'The one that is written out in full with each of its conditions',
      'Another short one',
    ]);
  it('asks once where the longest option is usually right', async () => {
    const findings = await courseFindings(
      keyByLength,
      course(Array.from({ length: 15 }, (_, index) => long(index, index < 12 ? 1 : 0))),
    );
    expect(findings.map((finding) => finding.message)).toEqual([
      expect.stringContaining('in 12 of 15 items (about 5 by chance)'),
    ]);
  });
  it('names a single key that dwarfs every other option', async () => {
    const findings = await courseFindings(
      keyByLength,
      course([
        at(1, 1, [
          'Yes, it does',
          'It tells how often an interval made in this way would hold the true value of the population',
          'It never does',
        ]),
      ]),
    );
    expect(findings).toHaveLength(1);
  });
  const dwarf = 'It tells how often an interval made in this way would hold the true value of the population';
  it.each([
    [
      'names such a key where other items have long wrong answers that dwarf nothing',
      [1, 2, 2],
      [dwarf, 'A short answer in a few words', 'A short answer in a few words'],
      1,
    ],
    ['leaves such keys where wrong answers dwarf the others as often', [1, 2], [dwarf, dwarf], 0],
  ] as const)('%s', async (_, keys, longest, found) => {
    const items = keys.map((key, index) => at(index, key, ['It is so', longest[index] ?? '', 'It is not']));
    expect(await courseFindings(keyByLength, course(items))).toHaveLength(found);
  });
  it('says nothing where long options are right as often as others', async () => {
    expect(await courseFindings(keyByLength, course(Array.from({ length: 15 }, (_, index) => long(index, index % 3))))).toEqual(
      [],
    );
  });
});

describe('duplicate-items', () => {
  const item = (key: number): ExampleItem => ({
    stem: 'Which gas do plants take in?',
    options: ['Oxygen', 'Carbon dioxide', 'Helium'],
    key: [key],
  });
  it('asks whether a repetition is meant', async () => {
    const findings = await courseFindings(duplicateItems, course([item(1)], [item(1)]));
    expect(findings.map((finding) => [finding.severity, finding.answerKind])).toEqual([['minor', 'yes-no']]);
  });
  it('asks for the key where two copies contradict each other, and sets it in both', async () => {
    const example = course([item(1)], [item(0)]);
    const [finding] = await courseFindings(duplicateItems, example);
    expect(finding).toMatchObject({ severity: 'critical', answerKind: 'key' });
    const draft = finding ? await duplicateItems.answer?.(finding, { kind: 'key', option: 1 }, example.course) : null;
    const quizzes = JSON.parse(applied(draft, example, quizPath));
    expect(
      quizzes.map((quiz: { items: { answerOptions: { isCorrect: string }[] }[] }) =>
        quiz.items[0]?.answerOptions.map((option) => option.isCorrect).join(),
      ),
    ).toEqual(['false,true,false', 'false,true,false']);
  });
  it('leaves items that share a stem and differ in options', async () => {
    const shared = (options: string[]): ExampleItem => ({ stem: 'Which statement is true?', options, key: [0] });
    expect(
      await courseFindings(duplicateItems, course([shared(['a b', 'c d', 'e f'])], [shared(['g h', 'i j', 'k l'])])),
    ).toEqual([]);
  });
});

describe('item-two-claims', () => {
  it.each([
    'Whales are mammals and have gills',
    'Devices typically run faster and have more memory than laptops',
    'Copper is used in cables because it is cheap',
    'A relay is slow but it is safe',
  ])('sees two claims in “%s”', (statement) => {
    expect(makesTwoClaims(statement)).toBe(true);
  });
  it.each([
    'Whales and bats are mammals',
    'Plants need water and light',
    'Functions can be run and debugged locally',
    'If it is cold and it is wet, snow may fall',
    'Copper is as good as silver',
    'Iron is heavier than wood',
    'Is it warm and is it dry?',
  ])('sees one claim in “%s”', (statement) => {
    expect(makesTwoClaims(statement)).toBe(false);
  });
  it('speaks of statements to judge only', async () => {
    expect(
      await courseFindings(
        itemTwoClaims,
        course([{ stem: 'Whales are mammals and have', options: ['lungs', 'gills', 'both'], key: [0] }]),
      ),
    ).toEqual([]);
  });
});

describe('item-absolute-words', () => {
  it('is one question for a course that does it often', async () => {
    const findings = await courseFindings(
      itemAbsoluteWords,
      course(Array.from({ length: 5 }, (_, index) => verdict(`Device ${index} is always secure`, 'False'))),
    );
    expect(findings.map((finding) => finding.answerKind)).toEqual(['yes-no']);
  });
  it('is told item by item where it is rare, and takes a new wording', async () => {
    const example = course([verdict('Devices are never safe', 'False')]);
    const [finding] = await courseFindings(itemAbsoluteWords, example);
    const draft = finding
      ? await itemAbsoluteWords.answer?.(finding, { kind: 'text', text: 'Most devices are unsafe' }, example.course)
      : null;
    expect(JSON.parse(applied(draft, example, quizPath))[0].items[0].questionText).toBe('Most devices are unsafe');
  });
  it('leaves absolute words that are no clue', async () => {
    expect(
      await courseFindings(
        itemAbsoluteWords,
        course([
          verdict('A circle never has corners', 'True'),
          { stem: 'When?', options: ['Always at noon', 'At night', 'At dawn'], key: [0] },
        ]),
      ),
    ).toEqual([]);
  });
});
