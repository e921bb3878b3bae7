/** What models cost in one run, by lesson, agent and task. Pure. */
import type { RunCost } from '../../tools/ledger/events.ts';
import type { SpendingLine } from '../../tools/models/store.ts';

/** What records of a run told already, as lines of its account. */
export function linesTold(run: string, costs: readonly RunCost[]): SpendingLine[] {
  const sums = new Map<string, SpendingLine>();
  for (const { task, ...cost } of costs) {
    const line = { run, prompt: task, ...cost };
    const sum = sums.get(keyOf(line));
    if (!sum) sums.set(keyOf(line), line);
    else for (const field of ['calls', 'tokensIn', 'tokensOut', 'dollars'] as const) sum[field] += line[field];
  }
  return [...sums.values()];
}

const keyOf = (line: SpendingLine) => JSON.stringify([line.lesson, line.agent, line.prompt, line.model]);

export const sumOf = (costs: readonly RunCost[], field: 'calls' | 'dollars') => costs.reduce((sum, cost) => sum + cost[field], 0);

/** What was added between two looks at the same account; lines to which nothing was added are left out. */
export function costsSince(before: SpendingLine[], after: SpendingLine[]): RunCost[] {
  const earlier = new Map(before.map((line) => [keyOf(line), line]));
  return after.flatMap((line): RunCost[] => {
    const old = earlier.get(keyOf(line));
    const calls = line.calls - (old?.calls ?? 0);
    if (calls <= 0) return [];
    return [
      {
        ...{ lesson: line.lesson, agent: line.agent, task: line.prompt, model: line.model, calls },
        tokensIn: line.tokensIn - (old?.tokensIn ?? 0),
        tokensOut: line.tokensOut - (old?.tokensOut ?? 0),
        dollars: line.dollars - (old?.dollars ?? 0),
      },
    ];
  });
}
