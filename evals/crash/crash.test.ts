import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { crash, crashTable } from './crash-suite.ts';
import { possibleTexts, smallLibrary, textsWith, writeLibrary } from './library.ts';
import { drawRounds, victims } from './plan.ts';
import { faultsOfWreck } from './wreck.ts';

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

it('a half-written file, an unapproved text and a lost decision do not pass', () => {
  const root = mkdtempSync(join(tmpdir(), 'perennial-wreck-'));
  try {
    const library = smallLibrary('items');
    const [fault] = library.faults;
    if (!fault) throw new Error('no faults');
    const template = { library, faults: new Map([['p-one', fault]]) };
    writeLibrary(root, library, 'folder');
    expect(faultsOfWreck(root, template, [], [])).toEqual([]);
    expect(faultsOfWreck(root, template, [], [{ id: 'p-one', verdict: 'approve' }])).toEqual(['the ledger is gone']);
    const repaired = textsWith(library, [fault])[fault.path] ?? '';
    writeFileSync(join(root, fault.path), repaired);
    expect(faultsOfWreck(root, template, [{ id: 'p-one', verdict: 'approve' }], [])).toEqual([]);
    expect(faultsOfWreck(root, template, [{ id: 'p-one', verdict: 'reject' }], [])).toHaveLength(1);
    writeFileSync(join(root, fault.path), repaired.slice(0, repaired.length / 2));
    expect(faultsOfWreck(root, template, [{ id: 'p-one', verdict: 'approve' }], [])).toHaveLength(1);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it('10 kills leave every library whole', async () => {
  const seed = Number(process.env.PERENNIAL_SEED ?? 20260101);
  const lines: string[] = [];
  const result = await crash(10, seed, (line) => lines.push(line));
  console.log(crashTable(result).join('\n'));
  expect(result.rounds.filter((one) => one.faults.length > 0).map((one) => [seed, one.round, one.phase, one.faults])).toEqual([]);
  expect(result.kills).toBeGreaterThanOrEqual(7);
}, 600_000);
