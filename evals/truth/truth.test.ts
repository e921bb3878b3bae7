import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import type { Sandbox } from '../../tools/sandbox/sandbox.ts';
import { casesOf } from './cases.ts';
import { isGold } from './gold.ts';
import { scoreTruth } from './score-truth.ts';
import { altered } from './snippets.ts';

const drawing = (seed: number) => {
  const random = seeded(seed);
  return (below: number) => Math.floor(random() * below);
};

describe('the cases', () => {
  it('alter an output so that it is never what it was', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9 \n]{2,30}$/u),
        fc.integer(),
        (output, seed) => altered(output, drawing(seed)) !== output,
      ),
    );
  });

  it('are the same for the same seed, and hold every kind in both languages', () => {
    for (const language of ['python', 'javascript'] as const) {
      const cases = casesOf(language, 0, drawing(3));
      expect(casesOf(language, 0, drawing(3))).toEqual(cases);
      expect(new Set(cases.map((own) => own.truth))).toEqual(new Set(['fault', 'look-alike']));
      for (const own of cases) expect((own.text === undefined) !== (own.item === undefined)).toBe(true);
    }
  });

  it('mark an item’s right option where the key is right, and only there', () => {
    for (const seed of [1, 2, 3, 4]) {
      const items = casesOf('python', 0, drawing(seed)).filter((own) => own.item);
      expect(items.map((own) => own.kind)).toEqual(['key altered', 'key altered', 'key right', 'key right']);
      for (const { item } of items) expect(new Set(item?.options).size).toBe(3);
    }
  });
});

describe('the score', () => {
  const answering = (answer: (code: string) => string): Sandbox => ({
    version: 'v',
    run: async ({ steps }) => ({
      steps: steps.map(({ code }) => ({ outcome: 'ran', written: [{ kind: 'printed', text: answer(code) }], comparable: true })),
    }),
  });

  it('is a failure of recall where nothing runs, and of precision where everything prints something else', async () => {
    const nothing: Sandbox = {
      version: 'v',
      run: async ({ steps }) => ({ steps: steps.map(() => ({ outcome: 'not-run', why: 'no' })) }),
    };
    const none = await scoreTruth(1, drawing(1), nothing);
    expect([none.recall.found, none.falseAlarms.found, none.strays]).toEqual([0, 0, 0]);
    expect(none.recall.of).toBeGreaterThan(10);
    const all = await scoreTruth(
      1,
      drawing(1),
      answering(() => 'nonsense'),
    );
    expect(all.falseAlarms.found).toBeGreaterThan(5);
  });

  it('takes no proposal for the real one that lacks an edit or a proof', () => {
    const proposal = { lines: [1, 2, 3, 4], runs: ['a.py --x before: NameError: x', 'a.py --x after: 3.0; printed: 3.0.'] };
    const score = { lessons: 1, findings: [] };
    expect(isGold({ ...score, proposal })).toBe(true);
    expect(isGold({ ...score, proposal: { ...proposal, lines: [1, 2, 3] } })).toBe(false);
    expect(isGold({ ...score, proposal: { ...proposal, runs: proposal.runs.slice(0, 1) } })).toBe(false);
    expect(
      isGold({ ...score, proposal: { ...proposal, runs: [proposal.runs[0] ?? '', 'a.py after: 4.0; printed: 3.0.'] } }),
    ).toBe(false);
    expect(isGold({ ...score, proposal: null })).toBe(false);
  });
});
