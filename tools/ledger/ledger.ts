/** The ledger as everyone else sees it. `sqlite.ts` keeps it in a file; a later back end passes the same tests. */
import type { Decision, Finding, Proposal, Reply } from '../../agents/contract.ts';
import type { FileChange, LedgerEvent, RunCost, RunRecord, StoredEvent } from './events.ts';

export interface FindingRecord {
  finding: Finding;
  /** `known`: recorded by `init --baseline`. */
  state: 'open' | 'known' | 'answered' | 'rejected' | 'closed';
  why: string | null;
  reply: Reply | null;
  firstSeen: string;
  /** Rule version whose major decides whether a rejection still holds. */
  rejectedUnder: string | null;
}

export interface ProposalRecord {
  /** Newest revision, ranges and status as they are now. */
  proposal: Proposal;
  /** Why it has its status. */
  why: string;
  decision: Decision | null;
  createdAt: string;
  updatedAt: string;
  /** Digests of all revisions, oldest first. */
  digests: string[];
  /** `Name <mail>` of everybody whose own words stand in it; empty where it is a rule's or a model's. */
  authors?: string[];
}

export interface PublicationRecord {
  id: string;
  proposal: string;
  revision: number;
  files: FileChange[];
  to: 'git' | 'folder' | 'branch' | 'patch';
  target: string | null;
  state: 'intended' | 'done' | 'failed' | 'undo-intended' | 'undone';
  commit: string | null;
  at: string;
  by: string;
  /** Edits as applied, with their inverse at the positions after application. */
  inverse: Proposal['edits'];
  /** `edits` and `order` as those of the publication itself: the inverse edits as applied, and when. */
  undo: { files: FileChange[]; commit: string | null; edits: Proposal['edits']; order: number; by: string } | null;
  /** Seq of the intent: publications and undos of one file happened in this order. */
  order: number;
}

export interface ProposalTally {
  rule: string;
  agent: Proposal['agent'];
  status: Proposal['status'];
  origin: Proposal['origin'];
  verdict: Decision['verdict'] | null;
  reason: Decision['reason'] | null;
  rewritten: 0 | 1;
  count: number;
}

/** A run without what it says of each lesson. */
export type RunHead = Pick<RunRecord, 'run' | 'startedAt' | 'finishedAt' | 'agents' | 'partial' | 'open'>;

export type ProposalHead = Pick<Proposal, 'id' | 'revision' | 'lesson' | 'rule' | 'severity' | 'group'> & {
  edits: Pick<Proposal['edits'][number], 'path' | 'start'>[];
};

/** Records of any kind by their key; all the reducer and the admission rules ever ask for. */
export interface Lookup {
  finding(idOrFingerprint: string): FindingRecord | null;
  proposal(id: string): ProposalRecord | null;
  publication(id: string): PublicationRecord | null;
  /** The publication of a change set (`p-…@2`) that is under way or stands, if any. */
  standing(changeSet: string): PublicationRecord | null;
}

export interface LedgerView extends Lookup {
  findings(filter?: { lesson?: string; states?: FindingRecord['state'][] }): FindingRecord[];
  proposals(filter?: { lesson?: string; statuses?: Proposal['status'][] }): ProposalRecord[];
  decisions(proposal?: string): Decision[];
  publications(filter?: { states?: PublicationRecord['state'][] }): PublicationRecord[];
  /** Newest first. */
  runs(limit?: number): RunRecord[];
  /** Newest first, however much each says of its lessons. */
  runHeads(limit: number): RunHead[];
  /** Of one proposal, or all. */
  reviewSeconds(proposal?: string): { changeSet: string; activeSeconds: number }[];
  /** Newest last. */
  lastReviews(limit: number): { changeSet: string; activeSeconds: number }[];
  /** Seconds of all reviews, and how many change sets they were about. */
  reviewTotal(): { seconds: number; changeSets: number };
  /** How many publications that stand were made after a time (ISO). */
  publishedSince(at: string): number;
  lessonPaths(): Map<string, string>;
  /** Lessons and courses with findings or proposals in these states. */
  owners(states: { findings: FindingRecord['state'][]; proposals: Proposal['status'][] }): string[];
  /** Open findings by agent and severity. */
  openCounts(): { agent: Finding['agent']; severity: Finding['severity']; count: number }[];
  /** Findings and publications by state. */
  counts(): { findings: Record<string, number>; publications: Record<string, number>; questions: number };
  /** Proposals by everything `status` tells them apart by; `rewritten` where a person edited one on the way. */
  proposalTally(): ProposalTally[];
  publicationsOf(proposal: string): PublicationRecord[];
  /** What models cost, over all runs, or over those `of` one name. */
  runCosts(of?: string): RunCost[];
  /** What is needed to tell which proposals come first, without the rest of them. */
  proposalHeads(statuses: Proposal['status'][]): ProposalHead[];
  head(): { seq: number; hash: string };
}

export interface ChainReport {
  events: number;
  head: string;
  /** Null where the chain is whole. */
  brokenAt: { seq: number; why: string } | null;
}

export interface Ledger extends LedgerView {
  /** Names this chain among others: its first event is bound to it. Goes into the `Ledger` trailer of commits. */
  readonly id: string;
  /**
   * Looks and writes in one exclusive transaction: `work` sees the state, what it returns is appended. All or nothing,
   * also between processes. Throws what `work` throws, with nothing written.
   */
  transact(by: string, work: (view: LedgerView) => LedgerEvent[]): StoredEvent[];
  events(fromSeq?: number, limit?: number): StoredEvent[];
  /** Walks the whole chain; `anchors` are heads found in commit trailers, each must be on the chain. */
  verify(anchors?: string[]): ChainReport;
  close(): void;
}
