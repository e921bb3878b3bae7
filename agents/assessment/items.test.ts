import { describe, expect, it } from 'vitest';
import {
  answered,
  applied,
  type ExampleItem,
  exampleCourse,
  lessonFindings,
  quizExample,
  quizPath,
  repaired,
} from './example-course.ts';
import { itemAllOrNone } from './item-all-or-none.ts';
import { itemContradictsLesson } from './item-contradicts-lesson.ts';
import { itemDuplicateOptions } from './item-duplicate-options.ts';
import { itemGrammarClue } from './item-grammar-clue.ts';
import { itemNegativeStem } from './item-negative-stem.ts';
import type { ItemRule } from './item-rule.ts';
import { itemTwoRightAnswers } from './item-two-right-answers.ts';
import { itemUnclearWording } from './item-unclear-wording.ts';
import { itemUnfocusedStem } from './item-unfocused-stem.ts';
import { itemWithSeveralKeys } from './item-with-several-keys.ts';
import { itemWithoutKey } from './item-without-key.ts';
import { itemWordClue } from './item-word-clue.ts';
import { itemWrongKey } from './item-wrong-key.ts';

const choice = (stem: string, options: string[], ...key: number[]): ExampleItem => ({ stem, options, key });

/** Each rule: items that must be flagged, and look-alikes that must not. */
const cases: { rule: ItemRule; flagged: ExampleItem[]; clean: ExampleItem[] }[] = [
  {
    rule: itemWithoutKey,
    flagged: [
      choice('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide', 'Helium']),
      choice('The sun is a star', ['True', 'False']),
    ],
    clean: [
      choice('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide'], 1),
      choice('Which topic would you like next?', ['Maps', 'Charts']),
    ],
  },
  {
    rule: itemWithSeveralKeys,
    flagged: [choice('Which metal is liquid at room temperature?', ['Iron', 'Mercury', 'Gold'], 1, 2)],
    clean: [
      choice('Select all metals.', ['Iron', 'Wood', 'Gold'], 0, 2),
      choice('Tick every metal.', ['Iron', 'Wood', 'Gold'], 0, 2),
      choice('Which is a metal?', ['Iron', 'Wood'], 0),
    ],
  },
  {
    rule: itemWrongKey,
    flagged: [
      choice('What is 7 * 8?', ['54', '56', '64'], 0),
      choice('What does `7 // 2` give?', ['3', '3.5', '4'], 1),
      choice('Evaluate 2 ** 5', ['10', '32', '25'], 0),
    ],
    clean: [
      choice('What is 7 * 8?', ['54', '56', '64'], 1),
      choice('What is 6 / 2?', ['3', '3.0'], 1),
      choice('What is 10 - 20 in this context?', ['A range', 'A difference'], 0),
      choice('What is the price of 3 tickets?', ['3', '6'], 1),
      choice('What is 2 + 2?', ['Five', '4'], 0),
    ],
  },
  {
    rule: itemDuplicateOptions,
    flagged: [choice('Pick one', ['Blob storage', 'Table storage', 'blob  storage.'], 1), choice('Pick one', ['A', 'B', 'A'], 0)],
    clean: [
      choice('Which opens a file for writing?', ["open('a', 'w')", "open('a', 'W')", "open('A', 'w')"], 0),
      choice('Which letter?', ['a', 'A', 'b'], 0),
      choice('Pick', ['The mean', 'The mean and the median'], 0),
    ],
  },
  {
    rule: itemAllOrNone,
    flagged: [
      choice('Which are fruit?', ['Apple', 'Pear', 'All of the above'], 2),
      choice('Which is a fish?', ['Whale', 'Seal', 'None of these'], 2),
      choice('Which?', ['x', 'y', 'Both A and B'], 2),
    ],
    clean: [
      choice('Who pays?', ['All of the members', 'None of the guests', 'The host'], 0),
      choice('All of the above holds', ['True', 'False'], 0),
    ],
  },
  {
    rule: itemNegativeStem,
    flagged: [
      choice('Which of these is not a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      choice('All of these are gases except', ['Helium', 'Iron', 'Argon'], 1),
      choice("Which doesn't belong?", ['Red', 'Blue', 'Cat'], 2),
      choice('What can a thermometer not tell?', ['The heat', 'The cold', 'The wind'], 2),
    ],
    clean: [
      choice('Which of these is NOT a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      choice('What happens if the device is not connected?', ['It waits', 'It stops', 'It restarts'], 0),
      choice('Whales are not fish', ['True', 'False'], 0),
      choice('What is done with seeds that do not sprout?', ['Sown again', 'Burnt', 'Kept'], 0),
      choice("Which cue helps a reader who can't tell red from grey?", ['A word', 'A frame', 'A shade'], 0),
    ],
  },
  {
    rule: itemGrammarClue,
    flagged: [
      choice('An animal that lays eggs is called an', ['oviparous animal', 'mammal', 'predator'], 0),
      choice('Scissors are used to', ['Cut paper', 'To drink tea', 'Draw lines'], 0),
      choice('In this sentence the', ['the verb is first', 'the noun is first', 'the verb is last'], 0),
    ],
    clean: [
      choice('The bird on the post is a/an', ['robin', 'owl', 'wren'], 1),
      choice('A published model is called an', ['iteration', 'instance', 'iguana'], 0),
      choice('A unit of length is an', ['inch', 'hour', 'SI prefix'], 0),
      choice('Sensors are used to:', ['Gather data', 'Control things'], 0),
    ],
  },
  {
    rule: itemUnfocusedStem,
    flagged: [
      choice('X.509 certificates:', ['May be shared', 'Are never shared', 'Are public'], 0),
      choice('____', ['One', 'Two', 'Three'], 0),
    ],
    clean: [
      choice('The capital of France:', ['Paris', 'Rome', 'Bern'], 0),
      choice('`print(1)`', ['1', '2', '3'], 0),
      choice('A relay allows:', ['Switching', 'Measuring', 'Counting'], 0),
      choice('Sensors', ['True', 'False'], 0),
    ],
  },
  {
    rule: itemWordClue,
    flagged: [
      choice('Which instrument measures humidity?', ['Thermometer', 'Humidity sensor', 'Barometer'], 1),
      choice('What does the device send to ask for its time?', ['A device twin', 'A time request', 'A device log'], 1),
    ],
    clean: [
      choice('Which instrument measures humidity?', ['Humidity sensor', 'Humidity lamp', 'Barometer'], 0),
      choice('A gauge shows rising humidity. Which note is best?', ['Humidity rises', 'All is well', 'See above'], 0),
      choice('A table or a list?', ['A table, for two directions', 'A list, for one', 'A map'], 0),
      choice('Which instrument measures humidity?', ['Hygrometer', 'Thermometer', 'Barometer'], 0),
    ],
  },
  {
    rule: itemUnclearWording,
    flagged: [
      choice('Whales cannot dive?', ['True', 'False'], 1),
      choice('Which gas do plants take in?', ['True', 'False'], 1),
      choice('Which of these does not grow without light?', ['Moss', 'Grass', 'Mould'], 1),
      choice('Which bird is in the picture below?', ['A lark', 'An owl', 'A wren'], 0),
      choice('Which of the the birds sings?', ['A lark', 'A hawk', 'A crow'], 0),
    ],
    clean: [
      choice('Can whales dive?', ['True', 'False'], 0),
      choice('Whales dive', ['True', 'False'], 0),
      choice('In water, can whales sleep?', ['Yes', 'No'], 0),
      choice('What happens when it is not fed without delay?', ['It waits', 'It ends', 'It sings'], 0),
      choice('What does the picture show of `a = 1` in the code below?', ['1', '2', '3'], 0),
      choice('What does the bird that that man fed had had eat?', ['Seeds', 'Mice', 'Fish'], 0),
      choice('Which is not only a fruit without stones?', ['Pear', 'Plum', 'Peach'], 0),
    ],
  },
  {
    rule: itemTwoRightAnswers,
    flagged: [
      choice('How long does it take?', ['1 hour', '60 minutes', '2 hours'], 0),
      choice('What share is it?', ['Half', '30%', '50%'], 0),
      choice('How many legs has it?', ['6', 'Eight', 'Six'], 0),
      choice('Which signal drives it?', ['Pulse-width modulation', 'PWM', 'A relay'], 0),
    ],
    clean: [
      choice('How long does it take?', ['1 hour', '90 minutes', '2 hours'], 0),
      choice('How long does it take?', ['60 minutes', '2 hours', '120 minutes'], 0),
      choice('Which fraction is in lowest terms?', ['1/2', '2/4', '4/8'], 0),
      choice('What does it print?', ['6', '6.0', 'Six'], 1),
      choice('What does PWM stand for?', ['Pulse-width modulation', 'PWM', 'Power'], 0),
      choice('Which value is it?', ['0.5', '.5', '5'], 0),
    ],
  },
];

describe.each(cases)('$rule.meta.id', ({ rule, flagged, clean }) => {
  it.each(flagged)('flags “$stem” $options', async (item) => {
    expect(await lessonFindings(rule, quizExample([item]))).toHaveLength(1);
  });
  it.each(clean)('leaves “$stem” $options alone', async (item) => {
    expect(await lessonFindings(rule, quizExample([item]))).toEqual([]);
  });
  it('says "not applicable" where a lesson has no items', async () => {
    expect((await rule.check(exampleCourse({ lessons: { 'a.md': '# A\n' } }).lesson())).outcome).toBe('notApplicable');
  });
});

describe('item-contradicts-lesson', () => {
  const question = (key: number) =>
    choice('Which contrast ratio does level AA ask for, for normal text?', ['3 to 1', '4.5 to 1', '7 to 1'], key);
  const lesson = '## The contrast ratio\n\nLevel AA asks for at least 4.5 to 1 for normal text. Other levels differ.\n';
  it('asks for the key where the lesson says another option in the words of the question', async () => {
    const [finding] = await lessonFindings(itemContradictsLesson, quizExample([question(0)], lesson));
    expect(finding).toMatchObject({ answerKind: 'key', message: expect.stringContaining('Level AA asks for at least 4.5 to 1') });
  });
  it.each([
    ['the lesson says the key', lesson, 1],
    ['the lesson says both', `${lesson}\nLevel AA asks for 3 to 1 for large text, normal text aside, as a contrast ratio.\n`, 0],
    ['the sentence denies it', '## The contrast ratio\n\nLevel AA never asks for 4.5 to 1 for normal text.\n', 0],
    ['the lesson speaks of something else', 'A map has a scale of 4.5 to 1.\n', 0],
  ])('says nothing where %s', async (_, text, key) => {
    expect(await lessonFindings(itemContradictsLesson, quizExample([question(key)], text))).toEqual([]);
  });
});

describe('repairs of items', () => {
  it.each([
    [
      itemNegativeStem,
      choice('Which of these is not a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      'Which of these is NOT a mammal?',
    ],
    [
      itemGrammarClue,
      choice('An animal that lays eggs is called an', ['oviparous animal', 'mammal', 'predator'], 0),
      'is called a/an"',
    ],
    [itemGrammarClue, choice('Scissors are used to', ['Cut paper', 'To drink tea', 'Draw lines'], 0), '"Drink tea"'],
    [
      itemGrammarClue,
      choice('In this sentence the', ['the verb is first', 'the noun is first', 'the verb is last'], 0),
      '"In this sentence"',
    ],
  ])('%# touch only the words at fault', async (rule, item, expected) => {
    const example = quizExample([item]);
    const text = applied(await repaired(rule, example), example, quizPath);
    expect(text).toContain(expected);
    expect(Math.abs(text.length - (example.files.get(quizPath)?.length ?? 0))).toBeLessThan(6);
  });

  it('move a provably wrong key in the notation of the file, all of it in one draft', async () => {
    const example = quizExample([choice('What is 7 * 8?', ['54', '56', '64'], 0)]);
    const draft = await repaired(itemWrongKey, example);
    expect(draft?.edits.map((edit) => [edit.quote, edit.replacement])).toEqual([
      ['true', 'false'],
      ['false', 'true'],
    ]);
    expect(JSON.parse(applied(draft, example, quizPath))[0].items[0].answerOptions[1].isCorrect).toBe('true');
  });

  it('leave nothing for the rule to find', async () => {
    const example = quizExample([choice('Which of these is not a mammal?', ['Whale', 'Bat', 'Shark'], 2)]);
    const text = applied(await repaired(itemNegativeStem, example), example, quizPath);
    const stem = JSON.parse(text)[0].items[0].questionText as string;
    expect(await lessonFindings(itemNegativeStem, quizExample([choice(stem, ['Whale', 'Bat', 'Shark'], 2)]))).toEqual([]);
  });
});

describe('answers of a person', () => {
  it('set the key that was missing', async () => {
    const example = quizExample([choice('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide'])]);
    const [finding] = await lessonFindings(itemWithoutKey, example);
    expect(finding).toMatchObject({ answerKind: 'key', choices: ['Oxygen', 'Carbon dioxide'] });
    const draft = await answered(itemWithoutKey, example, { kind: 'key', option: 1 });
    expect(draft?.origin).toBe('person');
    expect(
      JSON.parse(applied(draft, example, quizPath))[0].items[0].answerOptions.map(
        (option: { isCorrect: string }) => option.isCorrect,
      ),
    ).toEqual(['false', 'true']);
  });

  it('cut two keys down to one', async () => {
    const example = quizExample([choice('Which metal is liquid?', ['Iron', 'Mercury', 'Gold'], 1, 2)]);
    const draft = await answered(itemWithSeveralKeys, example, { kind: 'key', option: 1 });
    expect(draft?.edits).toHaveLength(1);
  });

  it('replace the option that was asked about, escaped for its format', async () => {
    const example = quizExample([choice('Pick one', ['Same', 'Other', 'Same'], 0)]);
    const draft = await answered(itemDuplicateOptions, example, { kind: 'text', text: 'A "third"\nway' });
    expect(JSON.parse(applied(draft, example, quizPath))[0].items[0].answerOptions[2].answerText).toBe('A "third"\nway');
  });

  it('that name no option make no draft', async () => {
    const example = quizExample([choice('Which gas?', ['Oxygen', 'Helium'])]);
    expect(await answered(itemWithoutKey, example, { kind: 'key', option: 7 })).toBeNull();
    expect(await answered(itemWithoutKey, example, { kind: 'decorative' })).toBeNull();
  });
});

describe('task lists', () => {
  const page = (list: string) =>
    exampleCourse({ lessons: { 'a.md': `# A\n\nWhich is a metal?\n\n- [x] Iron\n- [ ] Wood\n- [ ] Glass\n\n${list}` } });
  it('are quizzes where others of the course are ticked, and get their key in their own notation', async () => {
    const example = page('Which is a gas?\n\n- [ ] Helium\n- [ ] Iron\n- [ ] Salt\n');
    expect(await lessonFindings(itemWithoutKey, example)).toHaveLength(1);
    expect(applied(await answered(itemWithoutKey, example, { kind: 'key', option: 0 }), example, 'a.md')).toContain(
      '- [x] Helium',
    );
  });
  it('that list things to do have no key to miss', async () => {
    expect(
      await lessonFindings(itemWithoutKey, page('Before you start:\n\n- [ ] Install the editor\n- [ ] Open the folder\n')),
    ).toEqual([]);
  });
});
