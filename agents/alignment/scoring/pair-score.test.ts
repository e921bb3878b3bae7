import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePairs } from '../judge.ts';
import { wordVectors } from '../lessons.fixture.ts';
import { fulfilment } from './fulfils.ts';
import { pairBounds, pairScore, pairVerdict } from './pair-score.ts';
import { isForeign } from './words.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the score of a single pair', () => {
  it('never falls where words, nearness or fulfilment rise', () => {
    fc.assert(
      fc.property(share, share, share, share, (words, out, fulfil, more) => {
        const base = pairScore({ words, out, fulfil });
        expect(pairScore({ words: Math.max(words, more), out, fulfil })).toBeGreaterThanOrEqual(base);
        expect(pairScore({ words, out: Math.max(out, more), fulfil })).toBeGreaterThanOrEqual(base);
        expect(pairScore({ words, out, fulfil: Math.max(fulfil, more) })).toBeGreaterThanOrEqual(base);
      }),
    );
  });

  it('is unsure only between the bounds, in the order none, partial, full', () => {
    expect(pairVerdict(0)).toBe('none');
    expect(pairVerdict((pairBounds.none + pairBounds.partial) / 2)).toBe('unsure');
    expect(pairVerdict(pairBounds.partial)).toBe('partial');
    expect(pairVerdict((pairBounds.upToPartial + pairBounds.full) / 2)).toBe('unsure');
    expect(pairVerdict(1)).toBe('full');
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
