/** What the ledger remembers that keeps findings away from people who have judged them. */
import type { Memory } from '../agents/reconcile.ts';
import type { LedgerView } from '../tools/ledger/ledger.ts';

/** @returns what was settled, for one owner's findings and for wider scopes. */
export function memoryOf(view: LedgerView, owner: string): Memory {
  const settled = new Map<string, string | null>();
  for (const record of view.findings({ lesson: owner })) {
    if (record.state === 'rejected') settled.set(record.finding.fingerprint, record.rejectedUnder);
    if (record.reply?.kind === 'not-a-fault') settled.set(record.finding.fingerprint, record.rejectedUnder);
  }
  const rejections: Memory['rejections'] = [];
  const wrongFixes = new Map<string, Set<string>>();
  for (const record of view.proposals({ statuses: ['rejected'] })) {
    const { decision, proposal } = record;
    if (decision?.verdict !== 'reject') continue;
    if (decision.reason === 'wrong-fix') {
      wrongFixes.set(proposal.id, (wrongFixes.get(proposal.id) ?? new Set()).add(decision.digest));
      continue;
    }
    if (decision.scope !== 'this') rejections.push({ decision, proposal });
    if (proposal.lesson === owner) {
      for (const fingerprint of proposal.findings)
        if (!settled.has(fingerprint)) settled.set(fingerprint, proposal.provenance.rule);
    }
  }
  return { settled, rejections, wrongFixes };
}
