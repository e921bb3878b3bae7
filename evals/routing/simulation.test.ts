import { describe, expect, it } from 'vitest';
import { simulateRouting, type TaskFamily } from './simulation.ts';

const family: TaskFamily = { name: 'outcome', tokens: { input: 2000, output: 400 }, caught: 0.8, falseAlarms: 0.05 };

describe('the simulation of routing', () => {
  it('gives the same lines for the same seed, other ones for another', () => {
    expect(simulateRouting([family], { seed: 7 })).toEqual(simulateRouting([family], { seed: 7 }));
    expect(simulateRouting([family], { seed: 7 })).not.toEqual(simulateRouting([family], { seed: 8 }));
  });

  it('agrees with the expected values', () => {
    for (const line of simulateRouting([family], { tasks: 200_000 })) {
      const e = line.smallErrorRate;
      const escalated = e * 0.8 + (1 - e) * 0.05;
      expect(line.escalated).toBeCloseTo(escalated, 2);
      expect(line.wrongShown).toBeCloseTo(e * 0.2 + escalated * 0.03 * 0.2, 2);
      expect(line.withheld).toBeCloseTo(escalated * (0.03 * 0.8 + 0.97 * 0.05), 2);
    }
  });

  it('shows the price of a blind verification: nothing escalates, every error is shown', () => {
    const [line] = simulateRouting([{ ...family, caught: 0, falseAlarms: 0 }], { smallErrorRates: [0.4] });
    expect(line).toMatchObject({ escalated: 0, withheld: 0 });
    expect(line!.wrongShown).toBeCloseTo(0.4, 1);
  });

  it('shows that routing saves nothing where the small tier nearly always fails', () => {
    const [line] = simulateRouting([{ ...family, caught: 1 }], { smallErrorRates: [1] });
    expect(line!.cost).toBeGreaterThan(line!.largeAlone.cost);
  });
});
