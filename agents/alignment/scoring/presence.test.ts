import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseFrom, lookAtLesson, withOutcomes } from '../lessons.fixture.ts';
import { outcomeUntaught } from '../outcome-untaught.ts';
import { companyOf, densityLead, volumeLead } from './belonging.ts';
import { differenceOf } from './nearest.ts';
import { type Presence, presenceBounds, presenceFeatures, presenceModels, presenceScore } from './presence.ts';
import { leftOf, remainsOf } from './remains.ts';
import { byBlock, gainOf, orderedMatch, orderliness, volumeOf, worthOf } from './worth.ts';

const amount = fc.double({ min: 0, max: 3, noNaN: true });
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(amount, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

/** By trying every choice. */
function bestByHand(worth: number[][], row = 0, column = 0): number {
  if (row === worth.length) return 0;
  let best = bestByHand(worth, row + 1, column);
  for (let at = column; at < worth[row]!.length; at += 1)
    best = Math.max(best, worth[row]![at]! + bestByHand(worth, row + 1, at + 1));
  return best;
}

describe('an outcome beside its siblings', () => {
  it('gives each section to one outcome, in order, as well as trying every choice would', () => {
    fc.assert(
      fc.property(matrix, (worth) => {
        expect(orderedMatch(worth)).toBeCloseTo(bestByHand(worth));
      }),
    );
  });

  it('counts for what the lesson would lose without it', () => {
    const whole = {
      worth: [
        [2, 0, 0],
        [0.2, 2, 0.2],
        [0, 0, 2],
      ],
      blocks: [0, 1, 2],
    };
    const cut = {
      worth: [
        [2, 0],
        [0.6, 0.6],
        [0, 2],
      ],
      blocks: [0, 1],
    };
    expect(gainOf(whole, 1)).toBeCloseTo(2);
    expect(gainOf(cut, 1)).toBeCloseTo(0);
  });

  it('tells a course whose outcomes share sections from one where each has its own', () => {
    const shared = {
      worth: [
        [2, 0],
        [1.5, 0.1],
      ],
      blocks: [0, 1],
    };
    expect(orderliness([shared])).toBeLessThan(
      orderliness([
        {
          worth: [
            [2, 0],
            [0, 2],
          ],
          blocks: [0, 1],
        },
      ]),
    );
  });

  it('takes what lies below a heading for part of its section', () => {
    expect(
      byBlock(
        [
          [1, 2, 3],
          [3, 2, 1],
        ],
        [0, 0, 1],
      ),
    ).toEqual([
      [2, 3],
      [3, 1],
    ]);
  });

  it('does not count what every other lesson says as much of', () => {
    expect(worthOf([0.5, 0.9], [0.5, 0.5, 0.5])[0]).toBe(0);
    expect(worthOf([0.5, 0.9], [0.5, 0.5, 0.5])[1]).toBeGreaterThan(0.9);
  });

  it('counts by how much text stands out for it where sections are shared: units that all lessons have do not count', () => {
    expect(volumeOf([0.4, -2], [10, 10])).toBe(0);
    expect(volumeOf([2.5, 1.5], [3, 1])).toBeCloseTo(7);
  });

  it('is measured by what the other outcomes of its course have, whatever is much in that course', () => {
    const rich = Array.from({ length: 8 }, (_, at) => remainsOf(2, 100 + 10 * at));
    const poor = Array.from({ length: 8 }, (_, at) => remainsOf(0.3, 5 + at));
    const found = remainsOf(0.3, 6);
    expect(leftOf(found, rich, 0)).toBeLessThan(-2);
    expect(leftOf(found, poor, 0)).toBeGreaterThan(-1);
    expect(leftOf(found, rich, 1)).toBeLessThan(-2);
    expect(leftOf(found, poor, 1)).toBeCloseTo(0);
  });

  it('has nothing usual to be measured by in a course of few outcomes, and no more than its own difference where all others are equal', () => {
    const equal = Array.from({ length: 8 }, () => remainsOf(1, 20));
    expect(leftOf(remainsOf(1, 20), equal.slice(3), 0.5)).toBeNull();
    expect(leftOf(remainsOf(1, 19), equal, 0.5)).toBeGreaterThan(-0.2);
  });

  it('scores higher where any of its features is higher, and low where its lesson is behind in all of them', () => {
    const names = [...presenceFeatures.belongs, ...presenceFeatures.left];
    fc.assert(
      fc.property(fc.array(amount, { minLength: 5, maxLength: 5 }), fc.nat(4), amount, (values, raised, more) => {
        const presence = Object.fromEntries(names.map((name, at) => [name, values[at]])) as unknown as Presence;
        const higher = { ...presence, [names[raised]!]: values[raised]! + more };
        expect(presenceScore(higher)).toBeGreaterThanOrEqual(presenceScore(presence));
      }),
    );
    expect(presenceScore({ margin: -1, density: -1.5, company: -0.2, volume: -2, left: -2 })).toBeLessThan(presenceBounds.none);
    for (const model of Object.values(presenceModels))
      for (const [name, weight] of Object.entries(model)) if (name !== 'bias') expect(weight).toBeGreaterThan(0);
  });
});

describe('an outcome beside other lessons', () => {
  it('is at home where its lesson speaks of it more densely than any other, however long that other is', () => {
    const here = { said: 3, passages: 10 };
    expect(densityLead(here, [{ said: 4, passages: 200 }])).toBeGreaterThan(0);
    expect(densityLead(here, [{ said: 8, passages: 12 }])).toBeLessThan(0);
    expect(densityLead(here, [here])).toBeCloseTo(0);
  });

  it('leads where more of its lesson speaks of it than of any other, and does not where the other has as much', () => {
    expect(volumeLead(20, [4, 10])).toBeGreaterThan(0.5);
    expect(volumeLead(10, [4, 10])).toBeCloseTo(0);
    expect(volumeLead(0, [30])).toBeLessThan(-3);
  });

  it('is in good company among outcomes like it, and in none without siblings', () => {
    expect(companyOf([1, 0], [[1, 0]], [[0, 1]])).toBeCloseTo(1);
    expect(companyOf([1, 0], [[0, 1]], [[1, 0]])).toBeCloseTo(-1);
    expect(companyOf([1, 0], [], [[1, 0]])).toBe(0);
  });
});

const crafts = ['bread', 'soap', 'candle', 'basket', 'kite', 'paper'];
const said = (craft: string, part: string) =>
  `## The ${part} of a ${craft}\n\nThe ${part} of a ${craft} is made first. Choose the ${part} of your ${craft} with care, since a ${craft} with a poor ${part} fails. ` +
  `Hold the ${part} to the light, turn the ${craft} once and press.\n\n`;
const parts = ['handle', 'rim', 'core'];
const sound = (craft: string, left = parts) =>
  withOutcomes(
    parts.map((part) => `Choose the ${part} of a ${craft}.`),
    left.map((part) => said(craft, part)).join(''),
  );

describe('outcome-untaught in a course of several lessons', () => {
  it('says nothing of a sound course', async () => {
    const course = courseFrom(Object.fromEntries(crafts.map((craft) => [craft, sound(craft)])));
    for (const craft of crafts) expect((await lookAtLesson(outcomeUntaught, course, craft)).findings).toEqual([]);
  });

  it('names the lesson an outcome strayed from', async () => {
    const texts = Object.fromEntries(crafts.map((craft) => [craft, sound(craft)]));
    texts.soap = texts.soap!.replace(
      '- Choose the core of a soap.',
      '- Choose the core of a soap.\n- Fold the wing of a kite along its spar.',
    );
    texts.kite +=
      '## Folding the wing\n\nFold the wing of the kite along its spar. A wing that is folded along the spar flies straight. Fold each wing twice.\n';
    const { findings } = await lookAtLesson(outcomeUntaught, courseFrom(texts), 'soap');
    expect(findings.map(({ outcomes }) => outcomes)).toEqual([['Fold the wing of a kite along its spar.']]);
    expect(findings[0]!.message).toContain('"');
    expect(findings[0]!.evidence.some(({ text }) => text.includes('Folding the wing'))).toBe(true);
  });
});

describe('what parts two outcomes', () => {
  it('is told by the words only one of them has, else by the level', () => {
    expect(differenceOf('Slice a list.', 'Append values to a list.')).toContain('"Slice"');
    expect(differenceOf('Explain a loop.', 'Explain a loop.')).toBe('they say nearly the same');
  });
});
