import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePairs } from '../judge.ts';
import { wordVectors } from '../lessons.fixture.ts';
import { fulfilment } from './fulfils.ts';
import { formOf, putsOff } from './pair-form.ts';
import { likely, pairBounds, pairScore, pairVerdict } from './pair-score.ts';
import { tellingWords, wordsMet } from './pair-words.ts';
import { isForeign } from './words.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the score of a single pair', () => {
  it('never falls where nearness, words met or fulfilment rise', () => {
    const form = { length: 3.5, tasks: 1, directed: 0.2, telling: 3, when: 'now' as const };
    fc.assert(
      fc.property(share, share, share, share, (met, out, fulfil, more) => {
        const scoreOf = (pair: { met: number; out: number; fulfil: number }) => pairScore(likely({ ...form, ...pair }));
        const base = scoreOf({ met, out, fulfil });
        expect(scoreOf({ met: Math.max(met, more), out, fulfil })).toBeGreaterThanOrEqual(base);
        expect(scoreOf({ met, out: Math.max(out, more), fulfil })).toBeGreaterThanOrEqual(base);
        expect(scoreOf({ met, out, fulfil: Math.max(fulfil, more) })).toBeGreaterThanOrEqual(base);
      }),
    );
  });

  it('says full or partial only of what surely speaks of the outcome, and is unsure between the bounds', () => {
    const { none, partial, full } = pairBounds;
    expect(pairVerdict({ speaks: none.speaks, fulfils: 0 })).toBe('none');
    expect(pairVerdict({ speaks: none.speaks - none.less, fulfils: 1 })).toBe('none');
    expect(pairVerdict({ speaks: none.speaks - none.less / 2, fulfils: 1 })).toBe('unsure');
    expect(pairVerdict({ speaks: (none.speaks + full.speaks) / 2, fulfils: 1 })).toBe('unsure');
    expect(pairVerdict({ speaks: full.speaks, fulfils: full.fulfils })).toBe('full');
    expect(pairVerdict({ speaks: full.speaks, fulfils: partial.fulfils })).toBe('unsure');
    expect(pairVerdict({ speaks: partial.speaks, fulfils: partial.fulfils })).toBe('partial');
    expect(pairVerdict({ speaks: 1, fulfils: (partial.fulfils + full.fulfils) / 2 })).toBe('unsure');
  });

  it('quotes letter for letter, and nothing for an empty text', async () => {
    const text = 'Knots:  a bowline makes a loop.\n\nTie a bowline round the post, then test the loop.';
    const [tied, empty] = await judgePairs(
      [
        { id: '1', outcome: 'Tie a bowline that makes a fixed loop.', text },
        { id: '2', outcome: 'Tie a bowline that makes a fixed loop.', text: '  ' },
      ],
      wordVectors(),
    );
    expect(tied!.quote).not.toBe('');
    expect(text).toContain(tied!.quote);
    expect(empty).toEqual({ id: '2', verdict: 'none', score: 0, quote: '' });
  });
});

describe('a pair in another language', () => {
  const german =
    'Um Brüche mit verschiedenen Nennern zu addieren, bringe sie auf einen gemeinsamen Nenner und addiere die Zähler.';

  it('is left unsure, and ranked by its words', async () => {
    const outcome = 'Addiere Brüche mit verschiedenen Nennern.';
    const [same, other] = await judgePairs(
      [
        { id: '1', outcome, text: german },
        { id: '2', outcome, text: 'Der Dreißigjährige Krieg endete im Jahr 1648 nach langen Verhandlungen in Münster.' },
      ],
      wordVectors(),
    );
    expect([same!.verdict, other!.verdict]).toEqual(['unsure', 'unsure']);
    expect(same!.score).toBeGreaterThan(other!.score);
    expect(german).toContain(same!.quote);
  });

  it.each([
    [german, true],
    ['光合作用是植物利用光能的过程。', true],
    ['Les saisons changent parce que l’axe de la Terre est incliné.', true],
    ['The seasons change because the axis of the earth is tilted.', false],
    ['Osmosis.', false],
    ['', false],
  ])('is told by its small words: %s', (text, foreign) => {
    expect(isForeign(text)).toBe(foreign);
  });
});

describe('doing what the verb asks for', () => {
  it.each([
    [
      'Compare ants with bees.',
      'Both live in colonies, but ants nest in soil whereas bees build combs.',
      'Ants live in colonies.',
    ],
    [
      'Explain why ice floats.',
      'Ice floats because it is less dense, so that water holds it up when it forms.',
      'Ice is cold. Water is wet.',
    ],
    [
      'Calculate the mean of a list.',
      'Add the numbers, then divide by their count. Exercise: calculate the mean of 3, 5 and 10.',
      'The mean is a measure of the middle.',
    ],
  ])('"%s": more in one text than in another on the same subject', (outcome, fulfilled, told) => {
    expect(fulfilment(outcome, fulfilled)).toBeGreaterThan(fulfilment(outcome, told));
  });

  it('takes no side where the verb is not known', () => {
    expect(fulfilment('Photosynthesis', 'Plants make sugar.')).toBe(0.5);
  });
});

describe('the form of a text', () => {
  it('tells a text that directs its reader from one that tells the background, however long either is', () => {
    const led = formOf('Rub the pipe bright. Brush on flux. Heat the elbow, then touch the seam with the solder.');
    const background = formOf(
      'Copper is bent easily and has been used for water since Roman times. Pipes can be joined in several ways, and most people know two.',
    );
    expect(led.directed).toBe(1);
    expect(background.directed).toBe(0);
    expect(led.telling).toBeLessThan(background.telling);
    expect(formOf('')).toMatchObject({ directed: 0, telling: 0 });
  });

  it('counts what sets a task, and lets length say nothing beyond a good paragraph', () => {
    const told = 'The radial pulse is felt at the wrist. '.repeat(20);
    expect(formOf(told).tasks).toBe(0);
    expect(formOf(told).length).toBe(formOf(told.repeat(4)).length);
    expect(formOf('Your turn: find the pulse of your partner.').tasks).toBe(3);
  });
});

describe('what is put off', () => {
  it.each([
    ['We do not yet calculate accelerations from forces.', true],
    ['Joins are covered in unit 7.', true],
    ["We'll come back to correlation when we design experiments.", true],
    ['Interest is beyond the scope of this course.', true],
    ['Explain why the ball does not fall straight down.', false],
    ['Calculate the acceleration of the trolley next to the wall.', false],
    ['The pulse follows the beat of the heart.', false],
  ])('%s', (sentence, off) => {
    expect(putsOff(sentence)).toBe(off);
  });

  it('is at most partial, however much the text does otherwise', () => {
    const pair = { met: 5, out: 0.5, fulfil: 1, length: 4, tasks: 5, directed: 1, telling: 0 };
    expect(pairVerdict(likely({ ...pair, when: 'now' }))).toBe('full');
    expect(pairVerdict(likely({ ...pair, when: 'later' }))).toBe('partial');
  });
});

describe('words met by words of like meaning', () => {
  const [volt, voltage, cow] = [
    [1, 0, 0],
    [0.8, 0.6, 0],
    [0, 0, 1],
  ] as [number[], number[], number[]];

  it('rises with the nearest word, by weight', () => {
    expect(wordsMet([{ vector: voltage, weight: 2 }], [volt, cow])).toBeCloseTo(0.8);
    expect(
      wordsMet(
        [
          { vector: voltage, weight: 3 },
          { vector: cow, weight: 1 },
        ],
        [volt],
      ),
    ).toBeCloseTo(0.6);
    expect(wordsMet([{ vector: volt, weight: 0 }], [volt])).toBe(0);
  });

  it('leaves out numbers and empty words', () => {
    expect(tellingWords('The transformer of 1885, and the coil')).toEqual(['transformer', 'coil']);
  });
});
