import { describe, expect, it } from 'vitest';
import { courseFrom, withOutcomes, wordVectors } from '../../agents/alignment/lessons.fixture.ts';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { benchCourse } from './courses.ts';
import { hashOf, type Labels } from './labels.ts';
import { type Case, casesOf } from './plants.ts';

const crafts = ['bread', 'soap', 'candle', 'basket', 'kite'];
const parts = ['handle', 'rim', 'core'];
const outcome = (craft: string, part: string) => `Choose the ${part} of a ${craft}.`;
const section = (craft: string, part: string) =>
  `## The ${part} of a ${craft}\n\nThe ${part} of a ${craft} is made first. Choose the ${part} of your ${craft} with care, since a ${craft} with a poor ${part} fails.\n\n`;

/** The first lesson has one section that teaches all of its outcomes; the others one section an outcome. */
async function planted(): Promise<Case[]> {
  const texts = Object.fromEntries(
    crafts.map((craft, at) => {
      const all = parts.map((part) => section(craft, part));
      const body =
        at === 0
          ? all
              .join('')
              .replaceAll(/## .*\n\n/g, '')
              .replace(/^/, `## All of ${craft}\n\n`)
          : all.join('');
      return [
        craft,
        withOutcomes(
          parts.map((part) => outcome(craft, part)),
          body,
        ),
      ];
    }),
  );
  const labels: Labels = Object.fromEntries(
    crafts.map((craft, at) => [
      craft,
      Object.fromEntries(
        parts.map((part) => [
          hashOf(outcome(craft, part)),
          { taught: [at === 0 ? `all-of-${craft}` : `the-${part}-of-a-${craft}`], practised: [] },
        ]),
      ),
    ]),
  );
  return casesOf(await benchCourse(courseFrom(texts), wordVectors()), labels, seeded(1));
}

describe('planted misalignment', () => {
  it('leaves less for an outcome where its section is gone than where others are, and least lead where it was moved', async () => {
    const cases = await planted();
    const mean = (kind: Case['kind'], feature: string) => {
      const values = cases.filter((one) => one.kind === kind).map(({ features }) => features[feature]!);
      return values.reduce((sum, one) => sum + one, 0) / values.length;
    };
    expect(mean('cut', 'left')).toBeLessThan(mean('kept', 'left') - 1);
    expect(mean('cut', 'left')).toBeLessThan(mean('trimmed', 'left'));
    expect(mean('moved', 'margin')).toBeLessThan(0);
    expect(mean('kept', 'margin')).toBeGreaterThan(0);
  });

  it('trims a lesson only where it has enough that does not teach the outcome, and counts that as sound', async () => {
    const trimmed = (await planted()).filter(({ kind }) => kind === 'trimmed');
    expect(trimmed).toHaveLength((crafts.length - 1) * parts.length);
    expect(trimmed.every(({ truth, lesson }) => truth === 1 && lesson !== crafts[0])).toBe(true);
  });

  it('is the same for the same seed', async () => {
    expect(await planted()).toEqual(await planted());
  });
});
