import { expect, it } from 'vitest';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { whyNoServer } from '../../tools/database/server.fixture.ts';
import { itemsPerFile } from './library.ts';
import { lives, livesTable } from './lives-suite.ts';
import { queuesOfNights } from './night.ts';

it('a seed draws the same worlds', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
  expect(draw(7)).toEqual(draw(7));
});

it('change sets come through kills of programs and servers, races and wrong clocks with exactly one effect each', async () => {
  const seed = Number(process.env.PERENNIAL_SEED ?? 20260101);
  // Two libraries: one in files with nights by a worker, one in git and over Postgres.
  const result = await lives({ lives: 4 * itemsPerFile, seed, files: 2, rounds: 3, queues: 1, log: () => {} });
  console.log(livesTable(result).join('\n'));
  expect(result.faults).toEqual([]);
  expect([result.tally.lives, result.tally.worlds]).toEqual([4 * itemsPerFile, 2]);
  expect(result.tally.publications).toBeGreaterThan(0);
  expect(result.tally.forgeries).toBeGreaterThan(0);
  expect(result.tally.nights > 0).toBe(queuesOfNights(1).length > 0);
  expect(result.tally.shared).toBe(whyNoServer() === null ? 1 : 0);
}, 600_000);
