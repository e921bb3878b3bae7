/** How many findings are open, by agent and severity. Pure. */
import { agentNames, severities } from '../../agents/contract.ts';
import type { OpenCounts } from './events.ts';
import type { LedgerView } from './ledger.ts';

export function openCounts(view: Pick<LedgerView, 'openCounts'>): OpenCounts {
  const counts = Object.fromEntries(
    agentNames.map((agent) => [agent, Object.fromEntries(severities.map((severity) => [severity, 0]))]),
  ) as OpenCounts;
  for (const { agent, severity, count } of view.openCounts()) counts[agent][severity] += count;
  return counts;
}
