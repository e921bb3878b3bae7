/** What past decisions still say: which findings stay away, which replacements, which snoozes have ended. Pure. */
import type { LedgerEvent } from './events.ts';
import type { LedgerView } from './ledger.ts';

/** Major number of a rule version: 1 of `image-alt@1.4`; null where there is none. */
export function majorOf(ruleVersion: string): number | null {
  const found = /@(\d+)/.exec(ruleVersion);
  return found ? Number(found[1]) : null;
}

/**
 * Digests that were rejected as the wrong repair: the finding may come back, these replacements may not. One that was
 * taken back into consideration since is none of them.
 */
export function wrongFixes(view: LedgerView, proposal: string): Set<string> {
  const digests = new Set(
    view
      .decisions(proposal)
      .filter((decision) => decision.verdict === 'reject' && decision.reason === 'wrong-fix')
      .map((decision) => decision.digest),
  );
  const now = view.proposal(proposal)?.proposal;
  if (now && now.status !== 'rejected') digests.delete(now.digest);
  return digests;
}

/** Events that bring back what was snoozed until `today` (YYYY-MM-DD) or earlier. */
export function endedSnoozes(view: LedgerView, today: string): LedgerEvent[] {
  return view
    .proposals({ statuses: ['snoozed'] })
    .filter(({ decision }) => decision?.until === undefined || decision.until <= today)
    .map(({ proposal }) => ({
      type: 'proposal-status',
      proposal: proposal.id,
      revision: proposal.revision,
      status: 'pending',
      why: 'snooze ended',
    }));
}
