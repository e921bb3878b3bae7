/** A rejection that reaches beyond its own finding takes away at once what waits of its kind. Pure. */
import type { Decision, Finding, Proposal } from '../../agents/contract.ts';
import { suppression } from '../../agents/reconcile.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { LedgerView } from '../../tools/ledger/ledger.ts';

export const whySetAside = 'its kind was rejected for the whole course or library';

/**
 * Proposals nobody has decided about are superseded, questions closed; what a person decided themselves stays.
 * @param decisions all that are made at once: what one of them names is not taken away by another
 * @param courseOf id of the course of an owner (lesson id or `course:<id>`)
 */
export function setAsideBy(view: LedgerView, decisions: Decision[], courseOf: (owner: string) => string): LedgerEvent[] {
  const named = new Map(
    decisions.flatMap((decision) => {
      const proposal = view.proposal(decision.proposal.replace(/@\d+$/u, ''))?.proposal;
      return proposal ? [[proposal.id, { decision, proposal }] as const] : [];
    }),
  );
  const rejections = [...named.values()].filter(
    ({ decision }) => decision.verdict === 'reject' && decision.scope !== 'this' && decision.reason !== 'wrong-fix',
  );
  if (rejections.length === 0) return [];
  const settled = new Map<string, string | null>();
  const isAway = (finding: Finding) =>
    rejections.some(
      (one) =>
        suppression(finding, courseOf, one.proposal.provenance.rule, { settled, rejections: [one] }) !== null &&
        !one.proposal.findings.includes(finding.fingerprint),
    );
  const away = view
    .findings({ states: ['open'] })
    .map((record) => record.finding)
    .filter(isAway);
  const closed = new Set(away.map((finding) => finding.fingerprint));
  const waiting = view
    .proposals({ statuses: ['pending', 'held-limit'] })
    .map((record) => record.proposal)
    .filter((proposal) => !named.has(proposal.id) && proposal.findings.every((fingerprint) => closed.has(fingerprint)));
  return [
    ...waiting.map(
      ({ id, revision }): LedgerEvent => ({
        type: 'proposal-status',
        proposal: id,
        revision,
        status: 'superseded',
        why: whySetAside,
      }),
    ),
    ...away
      .filter((finding) => waiting.some((one) => one.findings.includes(finding.fingerprint)) || !isDecided(view, finding, named))
      .map((finding): LedgerEvent => ({ type: 'finding-closed', fingerprint: finding.fingerprint, why: 'set-aside' })),
  ];
}

/** One that someone has approved or snoozed goes on, and its finding with it. */
function isDecided(view: LedgerView, finding: Finding, now: ReadonlyMap<string, unknown>): boolean {
  const decided = new Set<Proposal['status']>(['edited', 'approved', 'snoozed', 'publish-failed', 'published']);
  return view
    .proposals({ lesson: finding.lesson })
    .some(
      ({ proposal }) => (now.has(proposal.id) || decided.has(proposal.status)) && proposal.findings.includes(finding.fingerprint),
    );
}
