/**
 * What routing small → large would do, by simulation: a small tier that errs at a given rate, a verification that is
 * imperfect both ways, and the price table. It measures no model: rates and token counts are assumptions to be handed in. Pure.
 */

import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { costOf, priceOf } from '../../tools/models/prices.ts';

export interface TaskFamily {
  name: string;
  /** Assumed tokens of one call. */
  tokens: { input: number; output: number };
  /** Share of wrong answers that verification notices. */
  caught: number;
  /** Share of right answers that verification refuses. */
  falseAlarms: number;
}

export interface Simulated {
  family: string;
  smallErrorRate: number;
  /** Of all tasks: wrong and shown to a person all the same. */
  wrongShown: number;
  /** Of all tasks: nothing shown, though the small tier alone or the large one had an answer. */
  withheld: number;
  escalated: number;
  /** Dollars a task. */
  cost: number;
  /** Dollars a task, and wrong answers shown, with the large tier alone. */
  largeAlone: { cost: number; wrongShown: number };
}

export interface SimulationOptions {
  smallErrorRates?: number[];
  largeErrorRate?: number;
  tasks?: number;
  seed?: number;
  small?: string;
  large?: string;
}

/** One line a family and error rate; the same seed gives the same lines. */
export function simulateRouting(families: TaskFamily[], options: SimulationOptions = {}): Simulated[] {
  const { smallErrorRates = [0, 0.05, 0.2, 0.4], largeErrorRate = 0.03, tasks = 10_000, seed = 1 } = options;
  const smallPrice = priceOf(options.small ?? 'gpt-5-mini').price;
  const largePrice = priceOf(options.large ?? 'gpt-5').price;
  return families.flatMap((family) => {
    const used = { ...family.tokens, cachedInput: 0 };
    const costs = { small: costOf(smallPrice, used), large: costOf(largePrice, used) };
    return smallErrorRates.map((smallErrorRate): Simulated => {
      const chance = seeded(seed);
      const count = { wrongShown: 0, withheld: 0, escalated: 0, largeWrong: 0 };
      for (let task = 0; task < tasks; task += 1) {
        const small = oneAnswer(smallErrorRate, family, chance);
        const large = oneAnswer(largeErrorRate, family, chance);
        if (large === 'wrong-shown') count.largeWrong += 1;
        const shown = small === 'withheld' ? large : small;
        if (small === 'withheld') count.escalated += 1;
        if (shown === 'withheld') count.withheld += 1;
        if (shown === 'wrong-shown') count.wrongShown += 1;
      }
      return {
        ...{ family: family.name, smallErrorRate, wrongShown: count.wrongShown / tasks, withheld: count.withheld / tasks },
        escalated: count.escalated / tasks,
        cost: costs.small + (count.escalated / tasks) * costs.large,
        largeAlone: { cost: costs.large, wrongShown: count.largeWrong / tasks },
      };
    });
  });
}

function oneAnswer(errorRate: number, family: TaskFamily, chance: () => number): 'right-shown' | 'wrong-shown' | 'withheld' {
  // Both draws are always made, so that families and rates see the same luck.
  const [error, check] = [chance(), chance()];
  const wrong = error < errorRate;
  if (check < (wrong ? family.caught : family.falseAlarms)) return 'withheld';
  return wrong ? 'wrong-shown' : 'right-shown';
}
