/** From a person's wish to the events of the ledger, or a refusal with its reason. Pure: looks at the view it is given. */
import { changeSetOf, type Decision, type Proposal, type RejectReason, type Scope } from '../../agents/contract.ts';
import type { LedgerEvent } from './events.ts';
import type { LedgerView, ProposalRecord } from './ledger.ts';

/** `edit` and `answer` are not here: they make new revisions, which need verification first. */
export const decidableVerdicts = ['approve', 'reject', 'snooze', 'reopen', 'release'] as const;
export type WantedVerdict = (typeof decidableVerdicts)[number];

export interface DecisionRequest {
  /** `p-…@2` as a report names it, or `p-…` for the newest revision. */
  changeSet: string;
  /** Digest of what the person saw; a report always has one. */
  digest?: string;
  verdict: WantedVerdict;
  /** `Name <mail>` */
  by: string;
  /** ISO time. */
  at: string;
  reason?: RejectReason;
  note?: string;
  scope?: Scope;
  /** Snooze: ISO date, later than `at`. */
  until?: string;
}

export const decisionRefusals = [
  'unknown-id',
  'stale-revision',
  'digest-mismatch',
  'already-decided',
  'already-published',
  'publication-under-way',
  'not-decidable',
  'not-held',
  'nothing-to-reopen',
  'no-name',
  'bad-date',
] as const;
export type DecisionRefusal = (typeof decisionRefusals)[number];

export type DecisionOutcome = { ok: true; events: LedgerEvent[] } | { ok: false; reason: DecisionRefusal; message: string };

const open: Proposal['status'][] = ['pending', 'held-limit', 'edited', 'snoozed', 'approved', 'rejected', 'publish-failed'];
const reopenable: Proposal['status'][] = ['approved', 'rejected', 'snoozed', 'publish-failed', 'undone'];

/**
 * What deciding `request` means for the ledger. The last decision wins until the change set is published; a decision
 * binds to the digest, so a newer revision or other edits refuse it. Call inside `transact`, with the view it hands in.
 */
export function decisionEvents(view: LedgerView, request: DecisionRequest): DecisionOutcome {
  const wanted = /^(p-[^@\s]+)(?:@([1-9]\d*))?$/.exec(request.changeSet.trim());
  const record = wanted?.[1] ? view.proposal(wanted[1]) : null;
  if (!wanted || !record)
    return no('unknown-id', `There is no proposal ${request.changeSet}. \`perennial list\` shows those there are.`);
  const { proposal } = record;
  const id = changeSetOf(proposal);
  if (!/^\s*[^<>\s][^<>\r\n]*<[^<>\s]+>\s*$/.test(request.by))
    return no(
      'no-name',
      `A decision needs a person: "Name <mail>", not "${oneLine(request.by)}". Give --by, or set git's user.name and user.email.`,
    );
  if (wanted[2] !== undefined && Number(wanted[2]) !== proposal.revision)
    return no(
      'stale-revision',
      `${request.changeSet} has changed since you saw it: ${id} is the newest revision. Look at it and decide again.`,
    );
  if (request.digest !== undefined && request.digest !== proposal.digest)
    return no('digest-mismatch', `${id} has other edits than those you saw. Make a new report and decide again.`);
  const settled = publicationOf(view, record);
  if (settled) return settled;
  switch (request.verdict) {
    case 'release':
      if (proposal.status !== 'held-limit') return no('not-held', `${id} is not held back: it is ${proposal.status}.`);
      return yes([status(proposal, 'pending', `released by ${request.by}`)]);
    case 'reopen':
      return reopen(view, record, request);
    case 'snooze':
      if (!isLaterDate(request.until, request.at))
        return no('bad-date', `${id}: snoozing needs a later day as --until YYYY-MM-DD, not "${oneLine(request.until ?? '')}".`);
      break;
    default:
  }
  if (!open.includes(proposal.status))
    return no('not-decidable', `${id} cannot be decided: it is ${proposal.status} (${record.why}).`);
  if (isSame(record, request)) return no('already-decided', `${id} is already ${proposal.status} by ${record.decision?.by}.`);
  return yes([{ type: 'decision-made', decision: decisionOf(proposal, request) }]);
}

/**
 * Many decisions at once, as ticks in a report or a group. Each change set is decided for itself; one named twice with
 * different verdicts is refused for both, as nobody can say which was meant.
 */
export function decideMany(
  view: LedgerView,
  requests: DecisionRequest[],
): {
  events: LedgerEvent[];
  decided: string[];
  refused: { changeSet: string; reason: DecisionRefusal | 'contradictory'; message: string }[];
} {
  const events: LedgerEvent[] = [];
  const decided: string[] = [];
  const refused: { changeSet: string; reason: DecisionRefusal | 'contradictory'; message: string }[] = [];
  const byId = new Map<string, DecisionRequest[]>();
  for (const request of requests) {
    const key = request.changeSet.trim().replace(/@\d+$/, '');
    byId.set(key, [...(byId.get(key) ?? []), request]);
  }
  for (const [id, wishes] of byId) {
    const [first] = wishes;
    if (!first) continue;
    if (new Set(wishes.map((wish) => `${wish.verdict} ${wish.changeSet}`)).size > 1) {
      refused.push({ changeSet: id, reason: 'contradictory', message: `${id} is decided twice, differently. Decide it once.` });
      continue;
    }
    const outcome = decisionEvents(view, first);
    if (outcome.ok) {
      events.push(...outcome.events);
      decided.push(first.changeSet);
    } else refused.push({ changeSet: first.changeSet, reason: outcome.reason, message: outcome.message });
  }
  return { events, decided, refused };
}

/** The change sets of a group as they are now; approving the group means deciding each of these, and never a later one. */
export function changeSetsOfGroup(view: LedgerView, group: string): { changeSet: string; digest: string }[] {
  return view
    .proposals({ statuses: ['pending', 'edited'] })
    .filter(({ proposal }) => proposal.group === group)
    .map(({ proposal }) => ({ changeSet: changeSetOf(proposal), digest: proposal.digest }));
}

function publicationOf(view: LedgerView, { proposal }: ProposalRecord): DecisionOutcome | null {
  const standing = view.standing(changeSetOf(proposal));
  if (!standing) return null;
  if (standing.state === 'done')
    return no(
      'already-published',
      `${changeSetOf(proposal)} is published (${standing.id}). \`perennial undo ${standing.id}\` takes it back.`,
    );
  return no(
    'publication-under-way',
    `${changeSetOf(proposal)} is being published or undone (${standing.id}). Run \`perennial publish\` to finish that first.`,
  );
}

function reopen(view: LedgerView, { proposal, why }: ProposalRecord, request: DecisionRequest): DecisionOutcome {
  const shut = proposal.findings.filter((key) => {
    const found = view.finding(key);
    return found !== null && (found.state === 'rejected' || found.state === 'closed');
  });
  if (!reopenable.includes(proposal.status))
    return no('nothing-to-reopen', `${changeSetOf(proposal)} cannot be reopened: it is ${proposal.status} (${why}).`);
  return yes([
    status(proposal, 'pending', `reopened by ${request.by}`),
    ...shut.map((fingerprint): LedgerEvent => ({ type: 'finding-reopened', fingerprint })),
  ]);
}

function decisionOf(proposal: Proposal, request: DecisionRequest): Decision {
  return {
    proposal: changeSetOf(proposal),
    digest: proposal.digest,
    verdict: request.verdict as Decision['verdict'],
    by: request.by.trim(),
    at: request.at,
    scope: request.scope ?? 'this',
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.note === undefined ? {} : { note: request.note }),
    ...(request.until === undefined ? {} : { until: request.until }),
  };
}

const verdictOfStatus: Partial<Record<Proposal['status'], WantedVerdict>> = {
  approved: 'approve',
  rejected: 'reject',
  snoozed: 'snooze',
};

/** The same decision once more: read twice from one report, or made by two people at once. */
function isSame({ proposal, decision }: ProposalRecord, request: DecisionRequest): boolean {
  if (verdictOfStatus[proposal.status] !== request.verdict || !decision) return false;
  if (decision.until !== request.until) return false;
  return request.verdict !== 'reject' || (decision.reason === request.reason && decision.scope === (request.scope ?? 'this'));
}

function status(proposal: Proposal, to: Proposal['status'], why: string): LedgerEvent {
  return { type: 'proposal-status', proposal: proposal.id, revision: proposal.revision, status: to, why };
}

function isLaterDate(until: string | undefined, at: string): boolean {
  if (until === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(until)) return false;
  const time = Date.parse(until);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(until) && until > at.slice(0, 10);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 80);
}

function yes(events: LedgerEvent[]): DecisionOutcome {
  return { ok: true, events };
}

function no(reason: DecisionRefusal, message: string): DecisionOutcome {
  return { ok: false, reason, message };
}
