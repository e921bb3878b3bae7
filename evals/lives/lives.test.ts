import { expect, it } from 'vitest';
import { seeded } from '../random.ts';
import { lives, livesTable } from './lives-suite.ts';

it('a seed draws the same worlds', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
  expect(draw(7)).toEqual(draw(7));
});

it('two dozen change sets come through kills, races and wrong clocks with exactly one effect each', async () => {
  const seed = Number(process.env.PERENNIAL_SEED ?? 20260101);
  const result = await lives({ lives: 24, seed, files: 3, rounds: 2, log: () => {} });
  console.log(livesTable(result).join('\n'));
  expect(result.faults).toEqual([]);
  expect(result.tally.lives).toBe(24);
  expect(result.tally.publications).toBeGreaterThan(0);
  expect(result.tally.forgeries).toBeGreaterThan(0);
}, 600_000);
