/** Everything that can happen in a library's life, as events. The ledger is the one truth; all else is read from it. */
import type {
  AgentName,
  AlignmentRow,
  Decision,
  Edit,
  Finding,
  Proposal,
  ProposalStatus,
  Reply,
  Severity,
} from '../../agents/contract.ts';

export interface LessonOutcome {
  lesson: string;
  course: string;
  title: string;
  path: string;
  /** `scanned`: looked at now; `unchanged`: no input changed since it was; `not-scanned`: reason says why. */
  status: 'scanned' | 'unchanged' | 'not-scanned';
  reason?: string;
  /** Rules that failed or did not apply, with why: a failed check never reads as clean. */
  unchecked: { rule: string; why: string; kind: 'failed' | 'notApplicable' }[];
  findings: number;
}

export interface RunCost {
  lesson: string;
  agent: string;
  /** Prompt and version, `… (shadow check)`, or `embedding`. */
  task: string;
  model: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  /** US dollars. */
  dollars: number;
}

/** Numbers of open findings by agent and severity. */
export type OpenCounts = Record<AgentName, Record<Severity, number>>;

export interface HeldCourses {
  seq: number;
  courses: string[];
}

/** One course in a run that is under way. Which rules could not say is the same for most lessons: they name them by place in `unchecked`. */
export interface CourseLooked {
  type: 'course-looked';
  run: string;
  course: string;
  lessons: (Omit<LessonOutcome, 'unchecked'> & { unchecked: number[] })[];
  unchecked: LessonOutcome['unchecked'];
  alignment: AlignmentRow[];
}

export interface RunRecord {
  run: string;
  /** Under which name its money was spent, where other workers or attempts share it; absent: it was on its own. */
  of?: string;
  startedAt: string;
  finishedAt: string;
  agents: string[];
  /** In the event only what no other event says (`held`); whoever reads runs gets all. */
  lessons: LessonOutcome[];
  /** Courses by the `seq` of the event that says what was seen of them: their own, or the run's that looked at them, in this run or before. */
  held?: HeldCourses[];
  pagesOpened: number;
  modelCalls: number;
  /** US dollars. */
  cost: number;
  /** What was spent, by lesson, agent, task and model, by whichever worker, and not told by an earlier record `of` the same; absent in runs recorded before it was kept, and where nothing was. */
  costs?: RunCost[];
  /** What shadow checks say of the small model, one sentence a task; absent where there is nothing to say. */
  modelNotes?: string[];
  /** `lifted`: nothing was to be held back, also not in the report. */
  limits?: 'lifted';
  /** Why models were left out, or null where they were used. */
  withoutModel: string | null;
  seconds: Record<string, number>;
  alignment: AlignmentRow[];
  /** Open findings at its end, for trends; absent in runs of before they were counted. */
  open?: OpenCounts;
  versions: Record<string, string>;
  partial: string | null;
}

export interface FileChange {
  path: string;
  /** SHA-256 of the bytes before and after; `absent` where the file was not there, or is no longer. */
  before: string;
  after: string;
}

/** What a person may do in a review that several share; each may do what the one before may. */
export type AccessRole = 'viewer' | 'editor' | 'approver' | 'administrator';

export type LedgerEvent =
  | { type: 'run-finished'; run: RunRecord }
  | CourseLooked
  | { type: 'finding-recorded'; finding: Finding; known: 'new' | 'baseline' }
  /** Seen again with other ranges or words around it; same fingerprint as before. */
  | { type: 'finding-updated'; finding: Finding }
  /** `set-aside`: kept away by a rejection of its kind in the whole course or library, for as long as that stands. */
  /** `under`: rule version (`image-alt@1.0`) a rejection was made under; its next major version asks again. */
  | {
      type: 'finding-closed';
      fingerprint: string;
      why: 'resolved' | 'published' | 'gone' | 'not-a-fault' | 'rejected' | 'set-aside';
      under?: string;
    }
  | { type: 'finding-reopened'; fingerprint: string }
  | { type: 'finding-answered'; fingerprint: string; reply: Reply; proposal: string | null; under?: string }
  /** A new revision (first or later). */
  | { type: 'proposal-recorded'; proposal: Proposal }
  | { type: 'proposal-status'; proposal: string; revision: number; status: ProposalStatus; why: string }
  /** Ranges moved, words and digest did not. */
  | { type: 'proposal-rebased'; proposal: string; revision: number; edits: Proposal['edits']; bases: Proposal['bases'] }
  | { type: 'decision-made'; decision: Decision }
  | {
      type: 'publication-intended';
      publication: string;
      proposal: string;
      revision: number;
      files: FileChange[];
      to: 'git' | 'folder' | 'branch' | 'patch';
      target: string | null;
      /** The edits as applied, in positions of `before`; left out where they are the proposal's own as recorded. */
      edits?: Edit[];
    }
  | { type: 'publication-done'; publication: string; commit: string | null }
  | { type: 'publication-failed'; publication: string; why: string }
  /** `edits`: the inverse edits as applied, in positions of `before`. */
  | { type: 'undo-intended'; publication: string; files: FileChange[]; edits?: Edit[] }
  | { type: 'undo-done'; publication: string; commit: string | null }
  | { type: 'undo-failed'; publication: string; why: string }
  | { type: 'lesson-renamed'; lesson: string; from: string; to: string }
  | { type: 'review-timed'; changeSet: string; activeSeconds: number }
  /** A token for the review was made, made anew or withdrawn; never the token or its hash. `until`: ISO, null where it does not end. */
  | { type: 'access-changed'; change: 'added' | 'rotated' | 'revoked'; person: string; role: AccessRole; until: string | null }
  /**
   * Somebody was turned away from the review. `person` is null where nobody was recognised; those are gathered, `times` a line, so
   * that a flood of strangers cannot swell the ledger.
   */
  | { type: 'access-refused'; person: string | null; role: AccessRole | null; wanted: string; why: string; times: number };

export interface StoredEvent {
  /** From 1, without gaps. */
  seq: number;
  at: string;
  by: string;
  event: LedgerEvent;
  /** SHA-256 over previous hash, seq, at, by and the event's canonical JSON. */
  hash: string;
  previous: string;
}
