/** The report as data: everything a page, a Markdown file or a JSON document shows, and nothing about how it looks. */
import type {
  AgentName,
  AlignmentRow,
  AnswerKind,
  Check,
  Edit,
  Origin,
  Proposal,
  Risk,
  Severity,
} from '../../agents/contract.ts';
import type { AnswersView, ItemStatistics } from './answers.ts';
import type { RunPoint } from './history.ts';

/** A place a person can go to: 1-based lines of the file as it is now. */
export interface Place {
  path: string;
  line: number;
  endLine: number;
}

export type SegmentKind = 'same' | 'deleted' | 'inserted';

export interface Segment {
  kind: SegmentKind;
  text: string;
}

export type RowKind = 'context' | 'changed' | 'removed' | 'added';

/** One line of the file around a change; `line` is its number before the change, null for a line that is new. */
export interface Row {
  kind: RowKind;
  line: number | null;
  segments: Segment[];
}

export interface Hunk {
  path: string;
  rows: Row[];
  /** `shifted`: the file no longer holds the quoted text at that place; only the words are shown, without surroundings. `made`: a file that is new. */
  context: 'shown' | 'shifted' | 'made';
}

export interface EvidenceView {
  kind: string;
  text: string;
  place: Place | null;
  url: string | null;
  date: string | null;
  /** `data:` address of a picture, where the evidence is one. */
  picture: string | null;
}

export interface EditView {
  index: number;
  place: Place;
  quote: string;
  replacement: string;
}

/** One change set as it is shown and decided. */
export interface ProposalView {
  id: string;
  revision: number;
  digest: string;
  changeSet: string;
  status: Proposal['status'];
  why: string;
  agent: AgentName;
  rule: string;
  severity: Severity;
  risk: Risk;
  origin: Origin;
  course: string;
  lesson: string;
  lessonTitle: string;
  title: string;
  /** What is wrong, in the words of the finding, where neither title nor rationale says it already. */
  fault: string | null;
  rationale: string;
  forYou: string | null;
  places: Place[];
  hunks: Hunk[];
  edits: EditView[];
  evidence: EvidenceView[];
  criteria: string[];
  checks: Check[];
  ruleVersion: string;
  prompt: string | null;
  model: string | null;
  cost: number | null;
  group: string | null;
  findings: string[];
  pictures: { before: string; after: string } | null;
  /** Where it is about one item: as learners see it now and would see it then. */
  item: ItemChange | null;
  commands: Command[];
  until: string | null;
}

export interface Command {
  label: string;
  line: string;
}

/** An item as its learners see it, with the key marked. */
export interface ItemView {
  stem: string;
  options: { text: string; correct: boolean }[];
  /** What learners did with it; absent where nobody answered it. */
  statistics?: ItemStatistics;
}

/** `before` is null where the item is new. */
export interface ItemChange {
  before: ItemView | null;
  after: ItemView;
}

/** A finding a person must look at, with or without a question. */
export interface FindingView {
  id: string;
  /** Digest of what is asked, so that an answer to an outdated question is noticed. */
  asked: string;
  agent: AgentName;
  rule: string;
  severity: Severity;
  course: string;
  lesson: string;
  lessonTitle: string;
  message: string;
  question: string | null;
  answerKind: AnswerKind | null;
  choices: string[];
  place: Place;
  excerpt: Row[];
  /** The item the finding is about, as learners see it; shown in place of the excerpt. */
  item: ItemView | null;
  evidence: EvidenceView[];
  criteria: string[];
  /** Why no change is offered, where a proposal was made and failed verification. */
  unverified: string | null;
  commands: Command[];
}

export type DecisionCard =
  | { kind: 'proposal'; key: string; severity: Severity; seconds: number; members: [ProposalView, ...ProposalView[]] }
  | { kind: 'question'; key: string; severity: Severity; seconds: number; question: FindingView };

export interface NotScanned {
  path: string;
  title: string;
  reason: string;
}

export interface UncheckedRule {
  rule: string;
  kind: 'failed' | 'notApplicable';
  why: string;
  lessons: string[];
}

export interface AgentCount {
  agent: AgentName;
  /** `left-out`: this run did not ask it, so that its zeros mean nothing. */
  state: 'ran' | 'left-out';
  severities: Record<Severity, number>;
  total: number;
  proposals: number;
  questions: number;
}

export interface Estimate {
  decisions: number;
  seconds: number;
  minutes: number;
  /** One sentence that says where the figure comes from. */
  basis: string;
}

export interface Summary {
  run: { id: string; startedAt: string; finishedAt: string; seconds: number; partial: string | null } | null;
  lessons: { total: number; scanned: number; unchanged: number; notScanned: NotScanned[] };
  unchecked: UncheckedRule[];
  agents: AgentCount[];
  /** `notes`: what shadow checks say of the small model. */
  model: { calls: number; cost: number; without: string | null; notes: string[] };
  pagesOpened: number;
  known: number;
}

export interface HeldBack {
  proposals: ProposalView[];
  questions: FindingView[];
  why: string;
  commands: Command[];
}

export interface AlignmentLesson {
  lesson: string;
  title: string;
  rows: AlignmentRow[];
}

export interface AlignmentCourse {
  course: string;
  outcomes: number;
  taught: number;
  practised: number;
  assessed: number;
  /** Verdicts, of outcomes and topics, that a model read where the scorer was unsure. */
  read: number;
  /** `none`: the course has no items that could assess; the column is left out rather than shown red. */
  items: 'some' | 'none';
  lessons: AlignmentLesson[];
}

export const criterionStates = ['fails', 'needs-review', 'passes', 'not-scanned'] as const;
export type CriterionState = (typeof criterionStates)[number];

/** A success criterion in one course. */
export interface CriterionRow {
  criterion: string;
  name: string;
  level: 'A' | 'AA';
  /** The worst that is true of any lesson. */
  state: CriterionState;
  /** Number of lessons by how they stand. */
  lessons: Record<CriterionState, number>;
  /** Rules that look for it; 0: only a person can. */
  checks: number;
}

export interface CriteriaCourse {
  course: string;
  lessons: number;
  rows: CriterionRow[];
}

export interface ReportModel {
  library: { title: string; root: string };
  today: string;
  estimate: Estimate;
  summary: Summary;
  /** Today's decisions, worst first. */
  cards: DecisionCard[];
  /** Faults that fail a rule but carry no edit and no question: to be mended by hand. */
  byHand: FindingView[];
  held: HeldBack;
  /** Open matters that are not for deciding today, by status. */
  waiting: { status: Proposal['status']; proposals: ProposalView[] }[];
  alignment: AlignmentCourse[];
  /** How learners answered, a course each; empty where no course names responses. */
  answers: AnswersView[];
  /** WCAG 2.2 AA, by course; empty where the accessibility agent was not asked. */
  criteria: CriteriaCourse[];
  /** What was open at the end of the last runs, oldest first. */
  history: RunPoint[];
  commands: Command[];
}

/** The part of the configuration's limits a report knows. */
export interface ReportLimits {
  openPerCourse: number;
  newPerRun: number;
  decisionsPerCourse: number;
}

export interface LessonRef {
  id: string;
  course: string;
  title: string;
  path: string;
}

export type { Edit };
