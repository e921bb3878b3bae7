import { expect, it } from 'vitest';
import { seeded } from '../random.ts';
import { crash, crashTable } from './crash-suite.ts';
import { possibleTexts, smallLibrary, textsWith } from './library.ts';
import { drawRounds, victims } from './plan.ts';

it('the same seed draws the same rounds, with every verb and both kinds of library', () => {
  const rounds = drawRounds(20, seeded(7));
  expect(drawRounds(20, seeded(7))).toEqual(rounds);
  expect(new Set(rounds.map((round) => round.verb))).toEqual(new Set(victims));
  for (const verb of ['refresh', 'publish', 'undo'])
    expect(new Set(rounds.filter((round) => round.verb === verb).map((round) => round.kind)).size).toBe(2);
});

it('a text between two repairs is possible, half of one is not', () => {
  const library = smallLibrary('items');
  const [first, second] = library.faults;
  if (!first || !second) throw new Error('no faults');
  const possible = possibleTexts(library, first.path, [first, second]);
  expect(possible.has(textsWith(library, [second])[first.path] ?? '')).toBe(true);
  expect(possible.has((library.files[first.path] ?? '').slice(0, -5))).toBe(false);
  expect(possible.has(textsWith(library, library.faults)[first.path] ?? '')).toBe(false);
});

it('20 kills leave every library whole', async () => {
  const seed = Number(process.env.PERENNIAL_SEED ?? 20260101);
  const lines: string[] = [];
  const result = await crash(20, seed, (line) => lines.push(line));
  console.log(crashTable(result).join('\n'));
  expect(result.rounds.filter((one) => one.faults.length > 0).map((one) => [seed, one.round, one.phase, one.faults])).toEqual([]);
  expect(result.kills).toBeGreaterThanOrEqual(15);
}, 600_000);
