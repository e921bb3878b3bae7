/** What models cost, summed over runs. Pure. */
import type { RunCost } from './events.ts';

export interface CostSum {
  name: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  /** US dollars. */
  dollars: number;
}

/** Sums by lesson, agent or task, dearest first. */
export function costsBy(costs: readonly RunCost[], by: 'lesson' | 'agent' | 'task'): CostSum[] {
  const sums = new Map<string, CostSum>();
  for (const cost of costs) {
    const sum = sums.get(cost[by]) ?? { name: cost[by], calls: 0, tokensIn: 0, tokensOut: 0, dollars: 0 };
    sum.calls += cost.calls;
    sum.tokensIn += cost.tokensIn;
    sum.tokensOut += cost.tokensOut;
    sum.dollars += cost.dollars;
    sums.set(cost[by], sum);
  }
  return [...sums.values()].sort((a, b) => b.dollars - a.dollars || (a.name < b.name ? -1 : 1));
}
