/** What an event changes in the read model. Pure: asks `lookup` for the records it needs, returns the records as they are then. */
import type { Decision, Proposal, ProposalStatus } from '../../agents/contract.ts';
import { changeSetOf } from '../../agents/contract.ts';
import type { RunRecord, StoredEvent } from './events.ts';
import { inverse } from './invert.ts';
import type { FindingRecord, Lookup, ProposalRecord, PublicationRecord } from './ledger.ts';

export type Change =
  | { table: 'finding'; record: FindingRecord }
  | { table: 'proposal'; record: ProposalRecord }
  | { table: 'publication'; record: PublicationRecord }
  | { table: 'decision'; record: Decision }
  | { table: 'run'; record: RunRecord }
  | { table: 'review'; record: { changeSet: string; activeSeconds: number } }
  | { table: 'path'; record: { lesson: string; path: string } };

const statusAfter: Record<Decision['verdict'], ProposalStatus> = {
  approve: 'approved',
  reject: 'rejected',
  snooze: 'snoozed',
  edit: 'edited',
};

/**
 * The records that differ after `stored`. An event about something unknown changes nothing
 * (`admit.ts` keeps such events from being written).
 */
export function changesOf(lookup: Lookup, stored: StoredEvent): Change[] {
  const { event, at } = stored;
  switch (event.type) {
    case 'run-finished':
      return [
        { table: 'run', record: event.run },
        ...event.run.lessons.map((lesson): Change => ({ table: 'path', record: { lesson: lesson.lesson, path: lesson.path } })),
      ];
    case 'course-looked':
      return event.lessons.map(({ lesson, path }): Change => ({ table: 'path', record: { lesson, path } }));
    case 'finding-recorded': {
      const before = lookup.finding(event.finding.fingerprint);
      const state = event.known === 'baseline' ? 'known' : 'open';
      const record = { finding: event.finding, state, why: null, reply: null, rejectedUnder: null } as const;
      return [{ table: 'finding', record: { ...record, firstSeen: before?.firstSeen ?? at } }];
    }
    case 'finding-updated':
      return onFinding(lookup, event.finding.fingerprint, () => ({ finding: event.finding }));
    case 'finding-closed': {
      const refused = event.why === 'rejected' || event.why === 'not-a-fault';
      return onFinding(lookup, event.fingerprint, (before) => ({
        state: refused ? 'rejected' : 'closed',
        why: event.why,
        rejectedUnder: refused ? (event.under ?? before.rejectedUnder) : null,
      }));
    }
    case 'finding-reopened':
      return onFinding(lookup, event.fingerprint, () => reopened('reopened'));
    case 'finding-answered':
      return onFinding(lookup, event.fingerprint, () =>
        event.reply.kind === 'not-a-fault'
          ? { reply: event.reply, state: 'rejected', why: 'not-a-fault', rejectedUnder: event.under ?? null }
          : { reply: event.reply, state: 'answered', why: event.proposal },
      );
    case 'proposal-recorded': {
      const before = lookup.proposal(event.proposal.id);
      const record: ProposalRecord = {
        proposal: event.proposal,
        why: before ? `revision ${event.proposal.revision}` : 'new',
        decision: null,
        createdAt: before?.createdAt ?? at,
        updatedAt: at,
        digests: [...(before?.digests ?? []), event.proposal.digest],
        authors: authorsOf(before, event.proposal, stored.by),
      };
      return [{ table: 'proposal', record }];
    }
    case 'proposal-status':
      return onProposal(lookup, event.proposal, at, (before) => ({
        proposal: { ...before.proposal, status: event.status },
        why: event.why,
        decision: event.status === 'pending' || event.status === 'held-limit' ? null : before.decision,
      }));
    case 'proposal-rebased':
      return onProposal(lookup, event.proposal, at, (before) => ({
        proposal: { ...before.proposal, edits: event.edits, bases: event.bases },
      }));
    case 'decision-made':
      return [{ table: 'decision', record: event.decision }, ...decided(lookup, event.decision, at)];
    case 'publication-intended': {
      const edits = event.edits ?? lookup.proposal(event.proposal)?.proposal.edits ?? [];
      const record: PublicationRecord = {
        id: event.publication,
        proposal: event.proposal,
        revision: event.revision,
        files: event.files,
        to: event.to,
        target: event.target,
        state: 'intended',
        commit: null,
        at,
        by: stored.by,
        inverse: inverse(edits),
        undo: null,
        order: stored.seq,
      };
      return [{ table: 'publication', record }];
    }
    case 'publication-done':
      return onPublication(lookup, event.publication, (before) => [
        { table: 'publication', record: { ...before, state: 'done', commit: event.commit } },
        ...onProposal(lookup, before.proposal, at, toStatus('published', `published as ${before.id}`)),
        ...findingsOf(lookup, before.proposal, () => ({ state: 'closed', why: 'published', rejectedUnder: null })),
      ]);
    case 'publication-failed':
      return onPublication(lookup, event.publication, (before) => [
        { table: 'publication', record: { ...before, state: 'failed' } },
        ...onProposal(lookup, before.proposal, at, toStatus('publish-failed', event.why)),
      ]);
    case 'undo-intended':
      return onPublication(lookup, event.publication, (before) => {
        const undo = { files: event.files, commit: null, edits: event.edits ?? before.inverse, order: stored.seq, by: stored.by };
        return [{ table: 'publication', record: { ...before, state: 'undo-intended', undo } }];
      });
    case 'undo-done':
      return onPublication(lookup, event.publication, (before) => [
        {
          table: 'publication',
          record: { ...before, state: 'undone', undo: before.undo && { ...before.undo, commit: event.commit } },
        },
        ...onProposal(lookup, before.proposal, at, toStatus('undone', `publication ${before.id} was taken back`)),
        ...findingsOf(lookup, before.proposal, () => reopened('publication undone')),
      ]);
    case 'undo-failed':
      return onPublication(lookup, event.publication, (before) => [
        { table: 'publication', record: { ...before, state: 'done', undo: null } },
      ]);
    case 'lesson-renamed':
      return [{ table: 'path', record: { lesson: event.lesson, path: event.to } }];
    case 'review-timed':
      return [{ table: 'review', record: { changeSet: event.changeSet, activeSeconds: event.activeSeconds } }];
    case 'access-changed':
    case 'access-refused':
      return [];
  }
}

/** Whose words a person's proposal holds: whoever wrote a revision, for as long as persons' words stand in it. */
function authorsOf(before: ProposalRecord | null, proposal: Proposal, by: string): string[] {
  if (proposal.origin !== 'person') return [];
  const wrote = by.includes('<') ? [by] : [];
  return [...new Set([...(before?.authors ?? []), ...wrote])];
}

/** `p-…` out of `p-…@2`. */
export function proposalIdOf(changeSet: string): string {
  return changeSet.replace(/@\d+$/, '');
}

/** A decision moves its proposal, and a rejection its findings; `wrong-fix` refuses the replacement, not the finding. */
function decided(lookup: Lookup, decision: Decision, at: string): Change[] {
  const id = proposalIdOf(decision.proposal);
  const record = lookup.proposal(id);
  if (!record || changeSetOf(record.proposal) !== decision.proposal) return [];
  const status = statusAfter[decision.verdict];
  const why = [`${status} by ${decision.by}`, decision.reason, decision.note].filter(Boolean).join(': ');
  const changes = onProposal(lookup, id, at, (before) => ({ proposal: { ...before.proposal, status }, why, decision }));
  if (decision.verdict === 'reject' && decision.reason !== 'wrong-fix')
    return [
      ...changes,
      ...findingsOf(lookup, id, () => ({
        state: 'rejected',
        why: decision.reason ?? 'rejected',
        rejectedUnder: record.proposal.provenance.rule,
      })),
    ];
  const takenBack = findingsOf(lookup, id, (before) => (before.state === 'rejected' ? reopened('decided again') : null));
  return [...changes, ...takenBack];
}

function reopened(why: string): Partial<FindingRecord> {
  return { state: 'open', why, reply: null, rejectedUnder: null };
}

function toStatus(status: ProposalStatus, why: string) {
  return (before: ProposalRecord): Partial<ProposalRecord> => ({ proposal: { ...before.proposal, status }, why });
}

function onFinding(lookup: Lookup, key: string, change: (before: FindingRecord) => Partial<FindingRecord> | null): Change[] {
  const before = lookup.finding(key);
  const after = before && change(before);
  return before && after ? [{ table: 'finding', record: { ...before, ...after } }] : [];
}

function findingsOf(
  lookup: Lookup,
  proposal: string,
  change: (before: FindingRecord) => Partial<FindingRecord> | null,
): Change[] {
  const keys = new Set(lookup.proposal(proposal)?.proposal.findings ?? []);
  return [...keys].flatMap((key) => onFinding(lookup, key, change));
}

function onProposal(
  lookup: Lookup,
  id: string,
  at: string,
  change: (before: ProposalRecord) => Partial<ProposalRecord>,
): Change[] {
  const before = lookup.proposal(id);
  return before ? [{ table: 'proposal', record: { ...before, ...change(before), updatedAt: at } }] : [];
}

function onPublication(lookup: Lookup, id: string, change: (before: PublicationRecord) => Change[]): Change[] {
  const before = lookup.publication(id);
  return before ? change(before) : [];
}
