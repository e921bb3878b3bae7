/** What the served report may do, in terms of decisions. */
import type { Proposal } from '../../agents/contract.ts';
import type { ActionResult, FreshState, ReviewActions } from '../../tools/report/actions.ts';
import { askedDigest } from '../../tools/report/views.ts';
import type { Workspace } from '../workspace.ts';
import { answer } from './answer.ts';
import { decide, timeSpent } from './decide.ts';
import { edit } from './edit.ts';

const staleReasons = new Set(['stale-revision', 'digest-mismatch', 'stale']);
const conflicts = new Set(['already-decided', 'already-published', 'publication-under-way', 'contradictory', 'own-words']);

function refusal(reason: string, message: string): ActionResult {
  return { ok: false, status: staleReasons.has(reason) ? 'stale' : conflicts.has(reason) ? 'conflict' : 'invalid', message };
}

function sentences(list: string[]): { message?: string } {
  return list.length === 0 ? {} : { message: list.join(' ') };
}

function fresh(proposal: Proposal): FreshState {
  return { proposal: proposal.id, revision: proposal.revision, digest: proposal.digest, status: proposal.status };
}

/** @param by the one person this server acts for */
export function reviewActions(workspace: Workspace, by: string, signal: AbortSignal): ReviewActions {
  const now = () => new Date().toISOString();
  const states = (ids: string[]): FreshState[] =>
    ids.flatMap((id) => {
      const record = workspace.ledger.proposal(id);
      return record ? [fresh(record.proposal)] : [];
    });
  return {
    async decide(request) {
      const outcome = await decide(
        workspace,
        request.changes.map((change) => ({
          changeSet: `${change.proposal}@${change.revision}`,
          digest: change.digest,
          verdict: request.verdict,
          by,
          at: now(),
          scope: request.scope,
          ...(request.reason === undefined ? {} : { reason: request.reason }),
          ...(request.note === undefined ? {} : { note: request.note }),
          ...(request.until === undefined ? {} : { until: request.until }),
        })),
      );
      const first = outcome.refused[0];
      if (first && outcome.decided.length === 0) return refusal(first.reason, first.message);
      return {
        ok: true,
        proposals: states(request.changes.map((change) => change.proposal)),
        ...sentences([...outcome.overruled, ...outcome.refused.map((one) => one.message)]),
      };
    },
    async edit(proposal, revision, digest, replacements) {
      const made = await edit(
        workspace,
        { changeSet: `${proposal}@${revision}`, digest, replacements: Object.fromEntries(replacements), by, at: now() },
        signal,
      );
      return made.ok ? { ok: true, proposals: [fresh(made.proposal)] } : refusal(made.reason, made.message);
    },
    async answer(finding, asked, reply) {
      const record = workspace.ledger.finding(finding);
      if (!record) return refusal('unknown-id', `There is no finding ${finding}.`);
      if (askedDigest(record.finding) !== asked)
        return refusal('stale', `The question of ${finding} has changed since you saw it. Load the page again.`);
      const made = await answer(workspace, { finding, reply, by, at: now() }, signal);
      if (!made.ok) return refusal(made.reason, made.message);
      return { ok: true, proposals: made.proposal ? [fresh(made.proposal)] : [] };
    },
    async time(changeSet, seconds) {
      timeSpent(workspace, by, changeSet, seconds);
      return { ok: true, proposals: [] };
    },
    async undo(changeSet) {
      const outcome = await decide(workspace, [{ changeSet, verdict: 'reopen', by, at: now() }]);
      const first = outcome.refused[0];
      if (first) return refusal(first.reason, first.message);
      return { ok: true, proposals: states([changeSet.replace(/@\d+$/u, '')]) };
    },
  };
}
