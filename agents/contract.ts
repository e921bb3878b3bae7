/**
 * The words every part of Perennial speaks: what an agent found, what it proposes, what a person decided.
 * A leaf: it imports nothing of the project, so anyone may import it.
 */
import { z } from 'zod';

export const agentNames = ['alignment', 'accessibility', 'assessment'] as const;
export const AgentName = z.enum(agentNames);
export type AgentName = z.infer<typeof AgentName>;

/** Worst first; the order is the order of reports. */
export const severities = ['critical', 'serious', 'moderate', 'minor'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const Certainty = z.enum(['fails', 'needs-review']);
export type Certainty = z.infer<typeof Certainty>;

export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

/** A stretch of one file: UTF-16 code units of the decoded text, a BOM counted; `end` is exclusive. */
export const Range = z.strictObject({ path: z.string(), start: z.int().min(0), end: z.int().min(0) });
export type Range = z.infer<typeof Range>;

/** Something a reader can check. A `quote` must exist word for word at `source`. */
export const Evidence = z.strictObject({
  kind: z.enum(['quote', 'criterion', 'rule', 'outcome', 'fact', 'statistic', 'run', 'picture', 'note']),
  text: z.string(),
  source: Range.optional(),
  url: z.string().optional(),
  /** ISO date the source itself carries or was read on. */
  date: z.string().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** What kind of reply a question takes; the reports draw their answer controls from it. */
export const AnswerKind = z.enum(['text-alternative', 'key', 'text', 'yes-no']);
export type AnswerKind = z.infer<typeof AnswerKind>;

export const Finding = z.strictObject({
  /** Short handle for people, made from the fingerprint: `f-…`. */
  id: z.string(),
  fingerprint: z.string(),
  agent: AgentName,
  rule: z.string(),
  severity: Severity,
  certainty: Certainty,
  /** Lesson id; a course-wide finding names its course as `course:<id>`. */
  lesson: z.string(),
  range: Range,
  /** Source text of `range`, cut to 400 characters. */
  quote: z.string(),
  /** One sentence that says what is wrong. */
  message: z.string(),
  /** The one question a person must answer (needs-review only). */
  question: z.string().optional(),
  answerKind: AnswerKind.optional(),
  /** What the reply may be (`key`: the option texts in order). */
  choices: z.array(z.string()).optional(),
  evidence: z.array(Evidence),
  /** WCAG success criteria: "1.1.1". */
  wcag: z.array(z.string()).optional(),
  outcomes: z.array(z.string()).optional(),
  /** Which engines agree (accessibility). */
  engines: z.array(z.string()).optional(),
  /** Found by what a model read, and by nothing else: only a look that heard one can say that it is gone. */
  readBy: z.literal('model').optional(),
  /** SHA-256 of the file the range lies in. */
  contentHash: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/**
 * A finding as a rule makes it: identity is added by `agents/fingerprint.ts`.
 * `target` is the text the finding is about, in source words (never model prose, line numbers or CSS paths);
 * for something absent it is the text of the owner. Default: the source text of `range`.
 */
export interface RawFinding {
  rule: string;
  severity: Severity;
  certainty: Certainty;
  range: Range;
  /** All places it speaks of, where it is one question about several; default: `range`. */
  places?: Range[];
  message: string;
  target?: string;
  question?: string;
  answerKind?: AnswerKind;
  choices?: string[];
  evidence?: Evidence[];
  wcag?: string[];
  outcomes?: string[];
  engines?: string[];
  readBy?: 'model';
}

/** What a check says of a lesson. A failed check never reads as clean. */
export type Detection<F = RawFinding> =
  | { outcome: 'checked'; findings: F[] }
  | { outcome: 'notApplicable'; reason: string }
  | { outcome: 'failed'; error: string };

export const Edit = z.strictObject({
  path: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
  replacement: z.string(),
  /** The text that stands at start..end in the base; empty for an insertion. */
  quote: z.string(),
});
export type Edit = z.infer<typeof Edit>;

export const Check = z.strictObject({ name: z.string(), passed: z.boolean(), before: z.string(), after: z.string() });
export type Check = z.infer<typeof Check>;

export const Origin = z.enum(['rule', 'model', 'person']);
export type Origin = z.infer<typeof Origin>;

export const Provenance = z.strictObject({
  /** Rule id and version, e.g. `image-alt@1.0`. */
  rule: z.string(),
  /** Prompt id and version where a model wrote it. */
  prompt: z.string().optional(),
  model: z.string().optional(),
  /** US dollars. */
  cost: z.number().optional(),
  /** Tokens sent and written for it. */
  tokens: z.strictObject({ input: z.int().min(0), output: z.int().min(0) }).optional(),
});
export type Provenance = z.infer<typeof Provenance>;

/** What a rule offers as repair; `graphs/` turns it into a Proposal once verified. */
export interface Draft {
  /** Fingerprints of the findings it mends. */
  findings: string[];
  edits: Edit[];
  title: string;
  rationale: string;
  evidence: Evidence[];
  risk: Risk;
  origin: Origin;
  provenance: Provenance;
  /** What the reviewer should still look at, one sentence. */
  forYou?: string;
  /** The set a person asked for by name (a campaign): its members form one group, whatever their words and risk. */
  set?: string;
}

export const proposalStatuses = [
  'pending',
  'held-limit',
  'stale',
  'edited',
  'approved',
  'rejected',
  'snoozed',
  'superseded',
  'resolved',
  'unverified',
  'published',
  'publish-failed',
  'undone',
] as const;
export const ProposalStatus = z.enum(proposalStatuses);
export type ProposalStatus = z.infer<typeof ProposalStatus>;

export const Proposal = z.strictObject({
  /** `p-…`, made from the fingerprints of its findings: the same fault keeps its proposal over runs. */
  id: z.string(),
  /** Counts up from 1 with each change of `digest`, or when its file changed underneath. */
  revision: z.int().min(1),
  lesson: z.string(),
  agent: AgentName,
  rule: z.string(),
  severity: Severity,
  findings: z.array(z.string()).min(1),
  edits: z.array(Edit).min(1),
  /** SHA-256 of each touched file as it was when the edits were made; `absent`: its one edit, an insertion at 0, makes the file. */
  bases: z.record(z.string(), z.string()),
  /** SHA-256 over the edits' path, quote and replacement. */
  digest: z.string(),
  origin: Origin,
  title: z.string(),
  rationale: z.string(),
  forYou: z.string().optional(),
  evidence: z.array(Evidence),
  risk: Risk,
  checks: z.array(Check),
  provenance: Provenance,
  /** Same rule version, same quote, same replacement, low risk; null where it stands alone. */
  group: z.string().nullable(),
  status: ProposalStatus,
  /** Pictures of the rendered place, PNG files under `.perennial/`, relative to the library. */
  pictures: z.strictObject({ before: z.string(), after: z.string() }).optional(),
});
export type Proposal = z.infer<typeof Proposal>;

export const Verdict = z.enum(['approve', 'reject', 'edit', 'snooze']);
export type Verdict = z.infer<typeof Verdict>;
export const RejectReason = z.enum(['not-a-fault', 'wrong-fix', 'intended', 'other']);
export type RejectReason = z.infer<typeof RejectReason>;
export const Scope = z.enum(['this', 'item', 'course', 'library']);
export type Scope = z.infer<typeof Scope>;

export const Decision = z.strictObject({
  /** `p-…@2` */
  proposal: z.string(),
  digest: z.string(),
  verdict: Verdict,
  /** `Name <mail>` */
  by: z.string().min(1),
  /** ISO time. */
  at: z.string(),
  reason: RejectReason.optional(),
  note: z.string().optional(),
  scope: Scope,
  /** Snooze: ISO date on which it comes back. */
  until: z.string().optional(),
});
export type Decision = z.infer<typeof Decision>;

/** A person's reply to a finding's question. */
export const Reply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().min(1) }),
  z.strictObject({ kind: z.literal('decorative') }),
  z.strictObject({ kind: z.literal('not-a-fault') }),
  /** Index of the right option, from 0. */
  z.strictObject({ kind: z.literal('key'), option: z.int().min(0) }),
]);
export type Reply = z.infer<typeof Reply>;

/** One cell of the alignment map. */
export interface AlignmentCell {
  verdict: 'full' | 'partial' | 'none' | 'unsure';
  score: number;
  quote?: string;
  span?: { path: string; start: number; end: number };
  /** Where the scorer was unsure and a model read the text: what it said for its verdict, in a sentence. */
  read?: { model: string; prompt: string; why: string };
}

/** What an outcome's lesson offers for it. */
export interface AlignmentRow {
  course: string;
  lesson: string;
  outcome: { id: string; text: string; level: string | null; kind: 'outcome' | 'topic' };
  taught: AlignmentCell;
  practised: AlignmentCell;
  assessed: AlignmentCell;
  /** Sections by similarity, best first. */
  sections: { title: string; score: number }[];
  /** The nearest other outcome of the course, and why it is not this one; absent where none is near. */
  nearest?: { outcome: string; lesson: string; why: string };
  /** Levels of the lesson's exercises and items, on its first row only; null where none can be told. */
  tasks?: { kind: 'activity' | 'item'; level: string | null }[];
}

/** `p-…@2` from its parts; a change set is one revision of a proposal. */
export function changeSetOf(proposal: { id: string; revision: number }): string {
  return `${proposal.id}@${proposal.revision}`;
}
