/** The set of labelled items, the measures, and the plants. The real course is measured by `perennial eval items`. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessment } from '../../agents/assessment/index.ts';
import { loadConfig } from '../../tools/config/load.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { flawNames } from './flaws.ts';
import { countedRules, labelledFigures } from './labelled.ts';
import { readLabels } from './labels.ts';
import { f1, kappa } from './measures.ts';
import { flaggedSound, plantFigures } from './planted.ts';

const content = fileURLToPath(new URL('../../content', import.meta.url));

describe('agreement', () => {
  it('is Cohen’s kappa: nothing beyond chance is 0, all is 1', () => {
    const pairs = (both: number, one: number, other: number, none: number) => [
      ...Array.from({ length: both }, () => [true, true] as const),
      ...Array.from({ length: one }, () => [true, false] as const),
      ...Array.from({ length: other }, () => [false, true] as const),
      ...Array.from({ length: none }, () => [false, false] as const),
    ];
    // Two readers of 50 applications, 20 and 15 accepted alike: 0.4 (worked out by hand).
    expect(kappa(pairs(20, 5, 10, 15))).toBeCloseTo(0.4, 12);
    expect(kappa(pairs(3, 0, 0, 7))).toBe(1);
    expect(kappa(pairs(25, 25, 25, 25))).toBeCloseTo(0, 12);
    expect(kappa(pairs(0, 0, 0, 9))).toBeNull();
  });
  it('never is above 1, whoever labels first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean())), (pairs) => {
        const [one, other] = [kappa(pairs), kappa(pairs.map(([a, b]) => [b, a] as const))];
        expect(one === null ? null : one <= 1 + 1e-12).toBe(one === null ? null : true);
        expect(other ?? 0).toBeCloseTo(one ?? 0, 9);
      }),
    );
  });
  it('of rules and labels is F1', () => {
    expect(f1({ hit: 6, missed: 2, extra: 2 })).toBe(0.75);
    expect(f1({ hit: 0, missed: 0, extra: 0 })).toBeNull();
  });
});

describe('the labelled items', () => {
  it('name each item once, and keep no word of it', () => {
    const labels = readLabels();
    expect(new Set(labels.map(({ item }) => item)).size).toBe(labels.length);
    expect(labels.filter(({ item }) => item.startsWith('iot-for-beginners/'))).toHaveLength(144);
    expect(labels.every((label) => Object.keys(label).sort().join() === 'a,agreed,b,item,stem')).toBe(true);
  });
  it('of the sample library are those that lie there today', async () => {
    const library = await readLibrary(content, loadConfig(content).config);
    const labels = readLabels().filter(({ item }) => !item.startsWith('iot-for-beginners/'));
    const figures = await labelledFigures(library.courses, labels);
    expect(figures.absent).toEqual([]);
  });
});

describe('the flaws', () => {
  it('are 19, and every one has its rule', () => {
    const rules = new Set([...assessment.lessonRules, ...assessment.courseRules].map(({ meta }) => meta.id));
    expect(flawNames).toHaveLength(19);
    for (const rule of countedRules) expect(rules.has(rule), rule).toBe(true);
  });
  it('are found where they are planted, and not in look-alikes or sound items', async () => {
    const figures = await plantFigures(6, 4);
    for (const own of figures) {
      expect(own.found, `${own.flaw}: ${own.missed.join('; ')}`).toBeGreaterThanOrEqual(own.plants / 2);
      expect(own.flagged, own.flaw).toEqual([]);
    }
    expect(await flaggedSound()).toEqual([]);
  });
});
