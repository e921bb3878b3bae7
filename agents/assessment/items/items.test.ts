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
} from '../example-course.ts';
import { itemCases } from './item-cases.fixture.ts';
import { itemContradictsLesson } from './item-contradicts-lesson.ts';
import { itemDuplicateOptions } from './item-duplicate-options.ts';
import { itemGrammarClue } from './item-grammar-clue.ts';
import { itemNegativeStem } from './item-negative-stem.ts';
import { itemWithSeveralKeys } from './item-with-several-keys.ts';
import { itemWithoutKey } from './item-without-key.ts';
import { itemWrongKey } from './item-wrong-key.ts';

const choice = (stem: string, options: string[], ...key: number[]): ExampleItem => ({ stem, options, key });

describe.each(itemCases)('$rule.meta.id', ({ rule, flagged, clean }) => {
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
