import { describe, expect, it } from 'vitest';
import { quotedFrom, type UnitScore } from './align.ts';
import { lessonFrom, withOutcomes } from './lessons.fixture.ts';
import { unitsOf } from './units.ts';

const decided = 'A shepherd shears each sheep in spring.';
const other = 'Shears cut wool when a shepherd closes them.';
const more = 'All of it is washed, combed and spun before anybody knits.';
const lesson = lessonFrom(
  'wool',
  withOutcomes(['Shear a sheep.'], `## Shearing\n\n${decided} ${more}\n\n## Tools\n\n${other} ${more}\n`),
);

function scored(stands: string, carrier: string, score: number): UnitScore {
  const unit = unitsOf(lesson).find((one) => one.pieces.some(({ text }) => text.includes(stands)))!;
  const pair = { carrier, features: { sentence: score } } as UnitScore['pair'];
  return { unit, score, pair, declared: false };
}

describe('the quotation of “taught”', () => {
  const nearer = scored(other, other, 0.9);

  it('is of the section that decided it, also where a sentence of another is nearer to the outcome', () => {
    const best = scored(decided, decided, 0.5);
    expect(quotedFrom(lesson, [nearer, best], best)).toMatchObject({ quote: decided });
  });

  it('is of another only where nothing of that section can be quoted', () => {
    const best = scored(decided, 'Words that stand nowhere at all.', 0.5);
    expect(quotedFrom(lesson, [nearer, best], best)).toMatchObject({ quote: other });
  });
});
