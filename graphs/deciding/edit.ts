/** A person's own words in place of a proposal's: verified like any change, and a new revision that waits for approval. */
import { changeSetOf, type Proposal } from '../../agents/contract.ts';
import { digestOf } from '../../agents/proposal.ts';
import { canonicalJson } from '../../tools/ledger/chain.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { ProposalRecord } from '../../tools/ledger/ledger.ts';
import { closeThreads, openThread } from '../approval.ts';
import { basesOf } from '../looking/propose.ts';
import { placeOf } from '../place.ts';
import type { Workspace } from '../workspace.ts';
import { verified } from './verified.ts';

export type Made =
  | { ok: true; proposal: Proposal }
  | {
      ok: false;
      reason: 'unknown-id' | 'stale-revision' | 'stale' | 'unverified' | 'no-answer' | 'not-open' | 'nothing-changed';
      message: string;
    };

export interface EditRequest {
  changeSet: string;
  digest?: string;
  /** New replacement text by index of the edit; edits not named stay as they are. */
  replacements: Record<number, string>;
  by: string;
  at: string;
}

/** Puts a person's words in place of a proposal's, verifies them, and makes a new revision of it. */
export async function edit(workspace: Workspace, request: EditRequest, signal: AbortSignal): Promise<Made> {
  const record = workspace.ledger.proposal(request.changeSet.replace(/@\d+$/u, ''));
  if (!record)
    return {
      ok: false,
      reason: 'unknown-id',
      message: `There is no proposal ${request.changeSet}. \`perennial list\` shows those there are.`,
    };
  const { proposal } = record;
  const named = /@(\d+)$/u.exec(request.changeSet)?.[1];
  if (
    (named !== undefined && Number(named) !== proposal.revision) ||
    (request.digest !== undefined && request.digest !== proposal.digest)
  ) {
    return {
      ok: false,
      reason: 'stale-revision',
      message: `${request.changeSet} has changed since you saw it: ${changeSetOf(proposal)} is the newest revision.`,
    };
  }
  if (!['pending', 'edited', 'approved', 'held-limit', 'snoozed', 'rejected'].includes(proposal.status)) {
    return {
      ok: false,
      reason: 'not-open',
      message: `${changeSetOf(proposal)} cannot be edited: it is ${proposal.status} (${record.why}).`,
    };
  }
  const library = await workspace.read();
  const place = await placeOf(workspace, library, proposal.lesson, signal);
  if (!place)
    return {
      ok: false,
      reason: 'stale',
      message: `The lesson ${proposal.lesson} is no longer there. Run \`perennial refresh\`.`,
    };
  try {
    const bases = basesOf(place.subject, proposal);
    if (canonicalJson(bases) !== canonicalJson(proposal.bases)) {
      return {
        ok: false,
        reason: 'stale',
        message: `The file of ${changeSetOf(proposal)} has changed since. Run \`perennial refresh\`, then edit the new revision.`,
      };
    }
    const edits = proposal.edits.map((one, index) => ({ ...one, replacement: request.replacements[index] ?? one.replacement }));
    const digest = digestOf(edits);
    if (digest === proposal.digest)
      return { ok: false, reason: 'nothing-changed', message: `${changeSetOf(proposal)} says exactly that already.` };
    const candidate: Proposal = {
      ...proposal,
      edits,
      digest,
      origin: 'person',
      group: null,
      evidence: proposal.evidence,
      revision: proposal.revision + 1,
      status: 'edited',
    };
    const result = await verified(workspace, place, candidate, signal);
    if ('failed' in result)
      return {
        ok: false,
        reason: 'unverified',
        message: `Your text was not taken: check “${result.failed.name}” failed (${result.failed.after}). The proposal stays as it was.`,
      };
    return await recordRevision(workspace, record, result.proposal, request.by, (fresh) => [
      {
        type: 'decision-made',
        decision: {
          proposal: changeSetOf(fresh),
          digest: fresh.digest,
          verdict: 'edit',
          by: request.by,
          at: request.at,
          scope: 'this',
        },
      },
    ]);
  } finally {
    await place.subject.release();
  }
}

async function recordRevision(
  workspace: Workspace,
  seen: ProposalRecord,
  revised: Proposal,
  by: string,
  also: (fresh: Proposal) => LedgerEvent[],
): Promise<Made> {
  let refused: Made | null = null;
  workspace.ledger.transact(by, (view) => {
    const now = view.proposal(revised.id);
    if (!now || now.proposal.revision !== seen.proposal.revision) {
      refused = {
        ok: false,
        reason: 'stale-revision',
        message: `${revised.id} was changed by someone else meanwhile. Look at it again.`,
      };
      return [];
    }
    return [...also(now.proposal), { type: 'proposal-recorded', proposal: revised }];
  });
  if (refused) return refused;
  await closeThreads(workspace, [changeSetOf(seen.proposal)]);
  await openThread(workspace, revised);
  return { ok: true, proposal: workspace.ledger.proposal(revised.id)?.proposal ?? revised };
}
