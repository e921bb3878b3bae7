/** A reply to a finding's question: a verified proposal, or the memory that it is no fault. */
import type { Draft, Proposal, Reply } from '../../agents/contract.ts';
import { proposalFrom } from '../../agents/proposal.ts';
import { canonicalJson } from '../../tools/ledger/chain.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { openThread } from '../approval.ts';
import { basesOf } from '../looking/propose.ts';
import { isOpenStatus } from '../looking/record.ts';
import { placeOf } from '../place.ts';
import { ruleNamed } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import type { Made } from './edit.ts';
import { verified } from './verified.ts';

export interface AnswerRequest {
  /** Finding id or fingerprint. */
  finding: string;
  reply: Reply;
  by: string;
  at: string;
}

export type Answered = Made | { ok: true; proposal: null };

/** Turns a reply to a finding's question into a verified proposal, or remembers that it is not a fault. */
export async function answer(workspace: Workspace, request: AnswerRequest, signal: AbortSignal): Promise<Answered> {
  const record = workspace.ledger.finding(request.finding);
  if (!record)
    return {
      ok: false,
      reason: 'unknown-id',
      message: `There is no finding ${request.finding}. \`perennial list --questions\` shows those there are.`,
    };
  const { fingerprint, lesson, id } = record.finding;
  if (record.state !== 'open' && record.state !== 'known' && record.state !== 'answered') {
    return {
      ok: false,
      reason: 'not-open',
      message: `${id} is ${record.state}${record.why ? ` (${record.why})` : ''}; there is nothing to answer.`,
    };
  }
  const rule = ruleNamed(record.finding.rule)?.rule;
  if (request.reply.kind === 'not-a-fault') {
    const under = `${record.finding.rule}@${rule?.meta.version ?? '1.0'}`;
    workspace.ledger.transact(request.by, (view) => [
      { type: 'finding-answered', fingerprint, reply: request.reply, proposal: null, under },
      { type: 'finding-closed', fingerprint, why: 'not-a-fault', under },
      // What is no fault needs no change: an approval of one does not outlive the answer.
      ...view
        .proposals({ lesson })
        .filter(({ proposal }) => isOpenStatus(proposal.status) && proposal.findings.includes(fingerprint))
        .map(
          ({ proposal }): LedgerEvent => ({
            type: 'proposal-status',
            proposal: proposal.id,
            revision: proposal.revision,
            status: 'superseded',
            why: `${request.by} says that ${id} is not a fault`,
          }),
        ),
    ]);
    return { ok: true, proposal: null };
  }
  const library = await workspace.read();
  const place = await placeOf(workspace, library, lesson, signal);
  if (!place)
    return { ok: false, reason: 'stale', message: `The lesson ${lesson} is no longer there. Run \`perennial refresh\`.` };
  try {
    const finding = place.findings.find((one) => one.fingerprint === fingerprint);
    if (!finding)
      return { ok: false, reason: 'stale', message: `${id} is no longer found in ${lesson}. Run \`perennial refresh\`.` };
    const draft: Draft | null = rule?.answer ? await rule.answer(finding, request.reply, place.subject.context) : null;
    if (!draft)
      return {
        ok: false,
        reason: 'no-answer',
        message: `That reply does not fit the question of ${id}: ${finding.question ?? finding.message}`,
      };
    const named = place.findings.filter((one) => draft.findings.includes(one.fingerprint));
    const base = proposalFrom(draft, named.length > 0 ? named : [finding], basesOf(place.subject, draft));
    const seen = workspace.ledger.proposal(base.id);
    const candidate: Proposal = { ...base, origin: 'person', status: 'pending', revision: (seen?.proposal.revision ?? 0) + 1 };
    const result = await verified(workspace, place, candidate, signal);
    if ('failed' in result)
      return {
        ok: false,
        reason: 'unverified',
        message: `Your answer was not taken: check “${result.failed.name}” failed (${result.failed.after}).`,
      };
    const { proposal } = result;
    let stored = proposal;
    workspace.ledger.transact(request.by, (view) => {
      const now = view.proposal(proposal.id);
      // The same answer once more (a report read twice) leaves what stands, and any decision about it, as it is.
      if (now && saysTheSame(now.proposal, proposal)) {
        stored = now.proposal;
        return [];
      }
      stored = { ...proposal, revision: (now?.proposal.revision ?? 0) + 1 };
      return [
        { type: 'proposal-recorded', proposal: stored },
        { type: 'finding-answered', fingerprint, reply: request.reply, proposal: stored.id },
      ];
    });
    await openThread(workspace, stored);
    return { ok: true, proposal: stored };
  } finally {
    await place.subject.release();
  }
}

function saysTheSame(standing: Proposal, proposal: Proposal): boolean {
  if (standing.status === 'held-limit' || !isOpenStatus(standing.status)) return false;
  return standing.digest === proposal.digest && canonicalJson(standing.bases) === canonicalJson(proposal.bases);
}
