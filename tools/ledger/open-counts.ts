/** How many findings are open, by agent and severity. Pure. */
import { agentNames, severities } from '../../agents/contract.ts';
import type { OpenCounts } from './events.ts';
import type { LedgerView } from './ledger.ts';

export function openCounts(view: Pick<LedgerView, 'findings'>): OpenCounts {
  const counts = Object.fromEntries(
    agentNames.map((agent) => [agent, Object.fromEntries(severities.map((severity) => [severity, 0]))]),
  ) as OpenCounts;
  for (const { finding } of view.findings({ states: ['open'] })) counts[finding.agent][finding.severity] += 1;
  return counts;
}
