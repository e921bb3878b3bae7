/** Proposals that still wait and were not made again by a rule: a person's words, a model's, a rule that now stays silent. */
import type { Edit, Finding, Proposal } from '../../agents/contract.ts';
import { canonicalJson } from '../../tools/ledger/chain.ts';
import type { LedgerView, ProposalRecord } from '../../tools/ledger/ledger.ts';
import { shiftEdits } from '../publishing/lineage.ts';
import { type Subject, sourceIn } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import type { Keys } from './keys.ts';
import { type Look, openStatuses } from './record.ts';
import { verify } from './verify.ts';

/**
 * @param current findings as they are now, with the identities they keep
 * @param remade ids of proposals the rules made again in this look
 * @param before findings by all agents; asked for only where a proposal has to be verified again
 */
export async function standingProposals(
  workspace: Workspace,
  subject: Subject,
  view: LedgerView,
  current: Finding[],
  ran: Set<string>,
  remade: Set<string>,
  keys: Keys,
  before: () => Promise<Finding[]>,
): Promise<Look['standing']> {
  const standing: Look['standing'] = [];
  const source = sourceIn(subject.course);
  for (const record of view.proposals({ lesson: subject.owner, statuses: [...openStatuses, 'stale'] })) {
    const { proposal } = record;
    if (remade.has(proposal.id) || !ran.has(proposal.rule)) continue;
    const found = current.filter((finding) => proposal.findings.includes(finding.fingerprint));
    if (found.length !== proposal.findings.length) {
      standing.push({ id: proposal.id, now: 'gone' });
      continue;
    }
    const now = Object.fromEntries(Object.keys(proposal.bases).map((path) => [path, source(path)?.sha256 ?? 'absent']));
    if (proposal.status !== 'stale' && canonicalJson(now) === canonicalJson(proposal.bases)) {
      standing.push({ id: proposal.id, now: 'unchanged' });
      continue;
    }
    const moved = await moveAlong(workspace, subject, view, record, found, before, now, keys);
    standing.push({ id: proposal.id, now: moved ? { moved } : 'gone' });
  }
  return standing;
}

async function moveAlong(
  workspace: Workspace,
  subject: Subject,
  view: LedgerView,
  record: ProposalRecord,
  found: Finding[],
  before: () => Promise<Finding[]>,
  now: Record<string, string>,
  keys: Keys,
): Promise<Proposal | null> {
  const source = sourceIn(subject.course);
  const places = found.flatMap((finding) => {
    const old = view.finding(finding.fingerprint)?.finding;
    return old ? [{ old: old.range, by: finding.range.start - old.range.start, same: old.quote === finding.quote }] : [];
  });
  const shift = (edit: Edit): number | null => {
    const place =
      places.find(({ old }) => old.path === edit.path && old.start <= edit.start && edit.end <= old.end) ??
      places.find(({ old }) => old.path === edit.path);
    return place?.same ? place.by : null;
  };
  const edits: Edit[] = [];
  for (const path of new Set(record.proposal.edits.map((edit) => edit.path))) {
    const text = source(path)?.text;
    const own =
      text === undefined
        ? null
        : shiftEdits(
            record.proposal.edits.filter((edit) => edit.path === path),
            text,
            shift,
          );
    if (!own) return null;
    edits.push(...own);
  }
  const candidate: Proposal = { ...record.proposal, edits, bases: now };
  const result = await verify(workspace, subject, candidate, await before(), keys, subject.context.signal);
  return result.passed ? { ...candidate, checks: result.checks } : null;
}
