/** What was open at the end of each of the last runs. Pure. */
import { type AgentName, agentNames, severities } from '../../agents/contract.ts';
import type { RunHead } from '../ledger/ledger.ts';

export interface RunPoint {
  run: string;
  /** ISO date. */
  day: string;
  open: Record<AgentName, number>;
  total: number;
}

/** Runs that counted what was open, whole ones of all agents only: others would make dips that mean nothing. @param runs newest first @returns oldest first */
export function runHistory(runs: readonly RunHead[]): RunPoint[] {
  return runs
    .flatMap((run): RunPoint[] => {
      const counts = run.open;
      if (!counts || run.partial !== null || agentNames.some((agent) => !run.agents.includes(agent))) return [];
      const open = Object.fromEntries(
        agentNames.map((agent) => [agent, severities.reduce((sum, severity) => sum + counts[agent][severity], 0)]),
      ) as Record<AgentName, number>;
      const total = agentNames.reduce((sum, agent) => sum + open[agent], 0);
      return [{ run: run.run, day: run.finishedAt.slice(0, 10), open, total }];
    })
    .reverse();
}
