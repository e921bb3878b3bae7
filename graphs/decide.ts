/** A person decides, edits or answers. The ledger hears of it first; all else follows from there. */
import { changeSetOf, type Draft, type Proposal, type Reply } from '../agents/contract.ts';
import { digestOf, proposalFrom } from '../agents/proposal.ts';
import { canonicalJson } from '../tools/ledger/chain.ts';
import { type DecisionRequest, decideMany } from '../tools/ledger/decide.ts';
import type { LedgerEvent } from '../tools/ledger/events.ts';
import type { LedgerView, ProposalRecord } from '../tools/ledger/ledger.ts';
import { closeThreads, openThread } from './approval.ts';
import { keysFor } from './keys.ts';
import { placeOf } from './place.ts';
import { basesOf } from './propose.ts';
import { isOpenStatus } from './record.ts';
import { ruleNamed } from './subject.ts';
import { verify } from './verify.ts';
import type { Workspace } from './workspace.ts';

export type Refusal = { changeSet: string; reason: string; message: string };

export interface Decided {
  decided: string[];
  refused: Refusal[];
  /** Decisions of other people that these take the place of, a sentence each. */
  overruled: string[];
}

/** Commits decisions in one transaction; threads of what was closed end after it. */
export async function decide(workspace: Workspace, requests: DecisionRequest[]): Promise<Decided> {
  const by = requests[0]?.by ?? 'perennial';
  let outcome: ReturnType<typeof decideMany> = { events: [], decided: [], refused: [] };
  let overruled: string[] = [];
  workspace.ledger.transact(by, (view) => {
    outcome = decideMany(view, requests);
    overruled = outcome.decided.flatMap((changeSet) => overruledBy(view, changeSet, by));
    return outcome.events;
  });
  const closed = requests.filter((request) => request.verdict === 'reject' && outcome.decided.includes(request.changeSet));
  await closeThreads(
    workspace,
    closed.flatMap((request) => {
      const record = workspace.ledger.proposal(request.changeSet.replace(/@\d+$/u, ''));
      return record ? [changeSetOf(record.proposal)] : [];
    }),
  );
  return { decided: outcome.decided, refused: outcome.refused, overruled };
}

/** The last decision holds until the change set is published; who decided otherwise before is not passed over in silence. */
function overruledBy(view: LedgerView, changeSet: string, by: string): string[] {
  const record = view.proposal(changeSet.replace(/@\d+$/u, ''));
  const standing = record?.decision;
  if (!record || !standing || standing.by === by.trim()) return [];
  return [`${changeSetOf(record.proposal)} had been ${record.proposal.status} by ${standing.by}; your decision takes its place.`];
}

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
    const keys = await keysFor(workspace);
    const result = await verify(workspace, place.subject, candidate, place.findings, keys, signal);
    const failed = result.checks.find((check) => !check.passed);
    if (failed)
      return {
        ok: false,
        reason: 'unverified',
        message: `Your text was not taken: check “${failed.name}” failed (${failed.after}). The proposal stays as it was.`,
      };
    const { pictures: _old, ...rest } = candidate;
    const revised: Proposal = { ...rest, checks: result.checks, ...(result.pictures ? { pictures: result.pictures } : {}) };
    return await record_(workspace, record, revised, request.by, (fresh) => [
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

async function record_(
  workspace: Workspace,
  seen: ProposalRecord | null,
  revised: Proposal,
  by: string,
  also: (fresh: Proposal) => LedgerEvent[],
): Promise<Made> {
  let refused: Made | null = null;
  workspace.ledger.transact(by, (view) => {
    const now = view.proposal(revised.id);
    if ((now?.proposal.revision ?? 0) !== (seen?.proposal.revision ?? 0)) {
      refused = {
        ok: false,
        reason: 'stale-revision',
        message: `${revised.id} was changed by someone else meanwhile. Look at it again.`,
      };
      return [];
    }
    const before = now ? also(now.proposal) : [];
    return [...before, { type: 'proposal-recorded', proposal: revised }, ...(now ? [] : also(revised))];
  });
  if (refused) return refused;
  if (seen) await closeThreads(workspace, [changeSetOf(seen.proposal)]);
  await openThread(workspace, revised);
  return { ok: true, proposal: workspace.ledger.proposal(revised.id)?.proposal ?? revised };
}

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
    const keys = await keysFor(workspace);
    const result = await verify(workspace, place.subject, candidate, place.findings, keys, signal);
    const failed = result.checks.find((check) => !check.passed);
    if (failed)
      return {
        ok: false,
        reason: 'unverified',
        message: `Your answer was not taken: check “${failed.name}” failed (${failed.after}).`,
      };
    const proposal: Proposal = { ...candidate, checks: result.checks, ...(result.pictures ? { pictures: result.pictures } : {}) };
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

/** Active seconds a person spent on a change set; kept locally. */
export function timeSpent(workspace: Workspace, by: string, changeSet: string, activeSeconds: number): void {
  if (!Number.isFinite(activeSeconds) || activeSeconds <= 0 || activeSeconds > 86_400) return;
  workspace.ledger.transact(by, () => [{ type: 'review-timed', changeSet, activeSeconds: Math.round(activeSeconds * 10) / 10 }]);
}
