/** What a look at one owner means for the ledger. Pure: the ledger's state and the look go in, events come out. */
import { changeSetOf, type Finding, type Proposal, type ProposalStatus } from '../../agents/contract.ts';
import { settleOverlaps } from '../../agents/reconcile.ts';
import { canonicalJson } from '../../tools/ledger/chain.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { FindingRecord, LedgerView, ProposalRecord } from '../../tools/ledger/ledger.ts';
import { majorOf } from '../../tools/ledger/remember.ts';
import { whySetAside } from '../deciding/set-aside.ts';

/** Statuses in which a proposal still waits for something. */
export const openStatuses = ['pending', 'held-limit', 'edited', 'approved', 'snoozed', 'publish-failed'] as const;
export const isOpenStatus = (status: ProposalStatus): boolean => (openStatuses as readonly ProposalStatus[]).includes(status);
const isOpen = (record: ProposalRecord): boolean => isOpenStatus(record.proposal.status);

export interface Look {
  owner: string;
  /** Findings with the identities they keep. */
  findings: Finding[];
  /** Rules that ran; what another rule saw before is neither closed nor touched. */
  ran: Set<string>;
  /** Of these, those in which every question to a model was answered. */
  heard: Set<string>;
  /** Does the text that a finding is about still stand in its file? */
  stands(finding: Finding): boolean;
  /** Proposals whose checks passed, made in this look (revision numbers are given here). */
  verified: Proposal[];
  /** Candidates another candidate of the same look stands in the way of. */
  superseded: { proposal: Proposal; by: string }[];
  /** Proposals whose checks failed: only their findings are shown. */
  unverified: Proposal[];
  /** Open and stale proposals the rules did not make again, checked again where their text moved. */
  standing: { id: string; now: 'unchanged' | 'gone' | { moved: Proposal } }[];
  /** Findings that are kept away by a past decision. */
  suppressed: Set<string>;
  known: 'new' | 'baseline';
  /** Was everything that changed in the files since these bases our own publications? */
  onlyOurs(bases: Record<string, string>, now: Record<string, string>): boolean;
}

/** @returns the events to append, in order; empty where nothing is new. */
export function recordEvents(view: LedgerView, look: Look): LedgerEvent[] {
  return [...findingEvents(view, look), ...proposalEvents(view, look)];
}

/** The ledger hands values back with their keys sorted, rules make them in any order. */
function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function findingEvents(view: LedgerView, look: Look): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  const earlier = new Map(view.findings({ lesson: look.owner }).map((record) => [record.finding.fingerprint, record]));
  const seen = new Set<string>();
  for (const finding of look.findings) {
    seen.add(finding.fingerprint);
    const record = earlier.get(finding.fingerprint);
    if (!record) events.push({ type: 'finding-recorded', finding, known: look.known });
    const open = record ? record.state === 'open' : look.known === 'new';
    // What is open and yet kept away was decided about elsewhere: for the whole course or library.
    if (open && look.suppressed.has(finding.fingerprint))
      events.push({ type: 'finding-closed', fingerprint: finding.fingerprint, why: 'set-aside' });
    if (!record) continue;
    if (!same(record.finding, finding)) events.push({ type: 'finding-updated', finding });
    if (returns(view, record, finding, look)) events.push({ type: 'finding-reopened', fingerprint: finding.fingerprint });
  }
  const published = new Set(
    view.proposals({ lesson: look.owner, statuses: ['published'] }).flatMap(({ proposal }) => proposal.findings),
  );
  for (const record of earlier.values()) {
    const { fingerprint, rule } = record.finding;
    if (seen.has(fingerprint) || !look.ran.has(rule) || (record.state !== 'open' && record.state !== 'known')) continue;
    const { finding } = record;
    if (finding.readBy === 'model' && !look.heard.has(rule) && look.stands(finding)) continue;
    events.push({ type: 'finding-closed', fingerprint, why: published.has(fingerprint) ? 'published' : 'resolved' });
  }
  return events;
}

function returns(view: LedgerView, record: FindingRecord, finding: Finding, look: Look): boolean {
  if (record.state === 'answered') return !isAnswerAlive(view, finding, look);
  if (look.suppressed.has(finding.fingerprint)) return false;
  if (record.state === 'closed') return !waitsElsewhere(view, finding, look);
  return record.state === 'rejected';
}

/** Its change was published to a branch or a patch that has not come into the library yet. */
function waitsElsewhere(view: LedgerView, finding: Finding, look: Look): boolean {
  return view
    .proposals({ lesson: look.owner, statuses: ['published'] })
    .some(({ proposal }) => proposal.findings.includes(finding.fingerprint) && isElsewhere(view, proposal));
}

function isElsewhere(view: LedgerView, proposal: Proposal): boolean {
  const to = view.standing(changeSetOf(proposal))?.to;
  return to === 'branch' || to === 'patch';
}

/** An answer lives in its proposal: where that was refused as the wrong words or lost its place, the question stands again. */
function isAnswerAlive(view: LedgerView, finding: Finding, look: Look): boolean {
  return view.proposals({ lesson: look.owner }).some((record) => {
    if (!record.proposal.findings.includes(finding.fingerprint)) return false;
    const standing = look.standing.find((one) => one.id === record.proposal.id)?.now;
    if (standing !== undefined) return standing !== 'gone';
    return isOpen(record) || record.proposal.status === 'published';
  });
}

function proposalEvents(view: LedgerView, look: Look): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  const ids = new Set([...look.verified, ...look.unverified].map((proposal) => proposal.id));
  const paths = new Set(look.verified.flatMap((proposal) => proposal.edits.map((edit) => edit.path)));
  const rivals = view
    .proposals({ statuses: paths.size === 0 ? [] : [...openStatuses] })
    .filter((record) => !ids.has(record.proposal.id) && record.proposal.edits.some((edit) => paths.has(edit.path)))
    .filter((record) => !look.standing.some((one) => one.id === record.proposal.id && one.now === 'gone'))
    .map((record) => record.proposal);
  const settled = settleOverlaps(look.verified, rivals);
  const kept = settled.kept;
  const superseded = [...look.superseded, ...settled.superseded];
  for (const proposal of kept) events.push(...place(view, view.proposal(proposal.id), proposal, look));
  for (const { proposal, by } of superseded) {
    const record = view.proposal(proposal.id);
    if (record && record.proposal.digest === proposal.digest && record.proposal.status === 'superseded') continue;
    if (record && !isOpen(record) && record.proposal.digest === proposal.digest) continue;
    const revision = record ? record.proposal.revision + (record.proposal.digest === proposal.digest ? 0 : 1) : 1;
    if (!record || record.proposal.digest !== proposal.digest) {
      events.push({ type: 'proposal-recorded', proposal: { ...proposal, revision, status: 'superseded' } });
    }
    events.push({
      type: 'proposal-status',
      proposal: proposal.id,
      revision,
      status: 'superseded',
      why: `${by} wants to change the same text`,
    });
  }
  for (const proposal of look.unverified) {
    const record = view.proposal(proposal.id);
    if (record && record.proposal.digest === proposal.digest && !isOpen(record)) continue;
    const failed = proposal.checks.find((check) => !check.passed);
    const why = failed ? `check “${failed.name}” failed: ${failed.after}` : 'verification failed';
    const revision = (record?.proposal.revision ?? 0) + 1;
    events.push({ type: 'proposal-recorded', proposal: { ...proposal, revision, status: 'unverified' } });
    events.push({ type: 'proposal-status', proposal: proposal.id, revision, status: 'unverified', why });
  }
  const present = new Set(look.findings.map((finding) => finding.fingerprint));
  for (const one of look.standing) {
    const record = view.proposal(one.id);
    if (record && isSetAside(record, look)) {
      const { id, revision } = record.proposal;
      events.push({ type: 'proposal-status', proposal: id, revision, status: 'superseded', why: whySetAside });
      continue;
    }
    if (!record || one.now === 'unchanged') continue;
    if (!isOpen(record) && (record.proposal.status !== 'stale' || one.now === 'gone')) continue;
    if (one.now !== 'gone') {
      events.push(...place(view, record, one.now.moved, look));
      continue;
    }
    const mended = record.proposal.findings.every((fingerprint) => !present.has(fingerprint));
    events.push({
      type: 'proposal-status',
      proposal: one.id,
      revision: record.proposal.revision,
      status: mended ? 'resolved' : 'stale',
      why: mended ? 'the fault is no longer there' : 'the text it changes has moved on and its place is not certain',
    });
  }
  return events;
}

/** Nobody has decided about it itself, and what it mends is kept away by a decision that reaches further. */
function isSetAside({ proposal }: ProposalRecord, look: Look): boolean {
  const undecided = proposal.status === 'pending' || proposal.status === 'held-limit';
  return undecided && proposal.findings.every((fingerprint) => look.suppressed.has(fingerprint));
}

/** Puts a verified proposal where the record stands: new, the same, moved, or a new revision. */
function place(view: LedgerView, record: ProposalRecord | null, proposal: Proposal, look: Look): LedgerEvent[] {
  if (!record) return [{ type: 'proposal-recorded', proposal: { ...proposal, revision: 1, status: 'held-limit' } }];
  const old = record.proposal;
  const open = isOpen(record);
  const sameWords = old.digest === proposal.digest;
  const samePlace = same(old.bases, proposal.bases) && same(old.edits, proposal.edits);
  const sameRule = majorOf(old.provenance.rule) === majorOf(proposal.provenance.rule);
  if (sameWords && old.status === 'rejected' && sameRule) return [];
  if (sameWords && old.status === 'undone') return [];
  if (sameWords && old.status === 'published' && isElsewhere(view, old)) return [];
  if (sameWords && samePlace && open) return [];
  if (sameWords && open && look.onlyOurs(old.bases, proposal.bases)) {
    return [{ type: 'proposal-rebased', proposal: old.id, revision: old.revision, edits: proposal.edits, bases: proposal.bases }];
  }
  const status = open && old.status !== 'held-limit' ? 'pending' : 'held-limit';
  return [{ type: 'proposal-recorded', proposal: { ...proposal, revision: old.revision + 1, status } }];
}
