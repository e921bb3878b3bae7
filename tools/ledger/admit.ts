/** What may be written at all. The last guard: whatever a caller forgot, the ledger does not hold it. Pure. */
import { changeSetOf } from '../../agents/contract.ts';
import type { LedgerEvent } from './events.ts';
import type { Lookup, ProposalRecord } from './ledger.ts';
import { proposalIdOf } from './project.ts';

/** Whether the approval in `record` holds for exactly the edits that stand there now. */
export function isApproved(record: ProposalRecord): boolean {
  const { proposal, decision } = record;
  return (
    (proposal.status === 'approved' || proposal.status === 'publish-failed') &&
    decision?.verdict === 'approve' &&
    decision.proposal === changeSetOf(proposal) &&
    decision.digest === proposal.digest
  );
}

/** One sentence why `event` may not follow what is there; null where it may. */
export function refusalOf(lookup: Lookup, event: LedgerEvent): string | null {
  switch (event.type) {
    case 'proposal-recorded': {
      const expected = (lookup.proposal(event.proposal.id)?.proposal.revision ?? 0) + 1;
      if (event.proposal.revision === expected) return null;
      return `${event.proposal.id}: revision ${event.proposal.revision} cannot be recorded, the next one is ${expected}.`;
    }
    case 'proposal-status':
    case 'proposal-rebased': {
      const record = lookup.proposal(event.proposal);
      if (!record) return `${event.proposal}: no such proposal.`;
      if (record.proposal.revision !== event.revision)
        return `${event.proposal}@${event.revision} is no longer the newest revision, ${changeSetOf(record.proposal)} is.`;
      return null;
    }
    case 'decision-made': {
      const { decision } = event;
      const record = lookup.proposal(proposalIdOf(decision.proposal));
      if (!record) return `${decision.proposal}: no such proposal.`;
      if (changeSetOf(record.proposal) !== decision.proposal)
        return `${decision.proposal} is no longer the newest revision, ${changeSetOf(record.proposal)} is.`;
      if (record.proposal.digest !== decision.digest)
        return `${decision.proposal}: the decision is about other edits (digest differs).`;
      const standing = lookup.standing(decision.proposal);
      return standing ? `${decision.proposal} is already published or being published (${standing.id}).` : null;
    }
    case 'publication-intended': {
      const changeSet = `${event.proposal}@${event.revision}`;
      const record = lookup.proposal(event.proposal);
      if (!record || changeSetOf(record.proposal) !== changeSet) return `${changeSet} is not the newest revision of a proposal.`;
      if (!isApproved(record)) return `${changeSet} is not approved as it stands (${record.proposal.status}).`;
      if (lookup.publication(event.publication)) return `${event.publication} is already the name of a publication.`;
      const standing = lookup.standing(changeSet);
      return standing ? `${changeSet} is already published or being published (${standing.id}).` : null;
    }
    case 'publication-done':
    case 'publication-failed':
      return inState(lookup, event.publication, 'intended');
    case 'undo-intended':
      return inState(lookup, event.publication, 'done');
    case 'undo-done':
    case 'undo-failed':
      return inState(lookup, event.publication, 'undo-intended');
    default:
      return null;
  }
}

function inState(lookup: Lookup, id: string, state: string): string | null {
  const publication = lookup.publication(id);
  if (!publication) return `${id}: no such publication.`;
  return publication.state === state ? null : `${id} is ${publication.state}, not ${state}.`;
}
