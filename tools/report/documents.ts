/** The JSON documents the program prints, as schemas. `docs/schemas/` is generated from here and tested to be up to date. */
import { z } from 'zod';
import { AgentName, Decision, Finding, Proposal, ProposalStatus, RejectReason, Severity } from '../../agents/contract.ts';
import { DecisionsFile } from './decisions-json.ts';
import { ItemsDocument } from './items-document.ts';

const Versions = z.record(z.string(), z.string()).describe('Versions of the program and of what it checks with');
const CostSum = z.strictObject({
  name: z.string(),
  calls: z.int(),
  tokensIn: z.int(),
  tokensOut: z.int(),
  dollars: z.number(),
});

const Share = z.strictObject({ share: z.number().min(0).max(1).nullable(), count: z.int().min(0), of: z.int().min(0) });

export const NotScannedLesson = z.strictObject({ path: z.string(), title: z.string(), reason: z.string() });
export const UncheckedRule = z.strictObject({
  rule: z.string(),
  kind: z.enum(['failed', 'notApplicable']),
  why: z.string(),
  lessons: z.array(z.string()),
});

/** `perennial audit --json` */
export const AuditDocument = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      status: z
        .enum(['checked', 'failed', 'not-scanned'])
        .describe('`failed`: at least one check failed; findings may be missing'),
      reason: z.string().optional(),
      findings: z.array(Finding),
      unchecked: z
        .array(z.strictObject({ rule: z.string(), why: z.string(), kind: z.enum(['failed', 'notApplicable']) }))
        .optional(),
    }),
  ),
  tool: Versions,
});
export type AuditDocument = z.infer<typeof AuditDocument>;

export const AgentSummary = z.strictObject({
  agent: AgentName,
  state: z.enum(['ran', 'left-out']).describe('`left-out`: this run did not ask it, so that its zeros mean nothing'),
  findings: z.int().min(0),
  severities: z.strictObject({ critical: z.int(), serious: z.int(), moderate: z.int(), minor: z.int() }),
  proposals: z.int().min(0),
  questions: z.int().min(0),
});
export type AgentSummary = z.infer<typeof AgentSummary>;

/** What a run would cost that was not made. */
export const WouldCost = z.strictObject({
  calls: z.int(),
  dollars: z.number().describe('Likely, by the length of the prompts and of earlier answers'),
  atMost: z.number().describe('By the longest answers allowed, retries aside'),
  tasks: z.array(
    z.strictObject({
      task: z.string(),
      agent: z.string(),
      model: z.string(),
      calls: z.int(),
      tokensIn: z.int(),
      tokensOut: z.int(),
      dollars: z.number(),
      atMost: z.number(),
      answers: z.enum(['measured', 'assumed']).describe('Where the length of answers is taken from'),
    }),
  ),
});
export type WouldCost = z.infer<typeof WouldCost>;

/** `perennial refresh --json` */
export const RefreshDocument = z.strictObject({
  run: z.string(),
  library: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  lessons: z.strictObject({
    total: z.int(),
    scanned: z.int(),
    unchanged: z.int(),
    notScanned: z.array(NotScannedLesson),
  }),
  unchecked: z.array(UncheckedRule),
  agents: z.array(AgentSummary),
  proposals: z.strictObject({ open: z.int(), held: z.int(), approved: z.int(), stale: z.int() }),
  questions: z.int(),
  decisions: z.int().describe('Decisions shown today'),
  minutes: z.int().describe('Estimated reading time of today’s decisions'),
  pagesOpened: z.int(),
  modelCalls: z.int(),
  cost: z.number().describe('US dollars'),
  withoutModel: z.string().nullable(),
  modelNotes: z.array(z.string()).describe('What shadow checks say of the small model'),
  costs: z
    .array(
      z.strictObject({
        lesson: z.string(),
        agent: z.string(),
        task: z.string(),
        model: z.string(),
        calls: z.int(),
        tokensIn: z.int(),
        tokensOut: z.int(),
        dollars: z.number(),
      }),
    )
    .describe('What models cost, by lesson, agent and task'),
  wouldCost: WouldCost.nullable().describe('Dry run: what the models of a full run would cost; null in a run that was recorded'),
  partial: z.string().nullable().describe('Why the run stopped early, or null'),
  reports: z.strictObject({ html: z.string().nullable(), markdown: z.string().nullable() }),
  dryRun: z.boolean(),
  seconds: z.record(z.string(), z.number()).describe('Where the time went'),
  findings: z.array(Finding).describe('Everything found in this run that no past decision keeps away'),
  versions: Versions,
});
export type RefreshDocument = z.infer<typeof RefreshDocument>;

export const ListedProposal = z.strictObject({
  id: z.string(),
  revision: z.int(),
  status: ProposalStatus,
  agent: AgentName,
  rule: z.string(),
  severity: Severity,
  lesson: z.string(),
  title: z.string(),
  risk: z.enum(['low', 'medium', 'high']),
  origin: z.enum(['rule', 'model', 'person']),
  group: z.string().nullable(),
  digest: z.string(),
  paths: z.array(z.string()),
});
export type ListedProposal = z.infer<typeof ListedProposal>;
/** `perennial list --json` */
export const ListDocument = z.strictObject({
  library: z.string(),
  proposals: z.array(Proposal),
  questions: z.array(Finding),
});
export type ListDocument = z.infer<typeof ListDocument>;

export const Publication = z.strictObject({
  id: z.string(),
  proposal: z.string(),
  revision: z.int(),
  state: z.enum(['intended', 'done', 'failed', 'undo-intended', 'undone']),
  to: z.enum(['git', 'folder', 'branch', 'patch']),
  target: z.string().nullable(),
  commit: z.string().nullable(),
  files: z.array(z.strictObject({ path: z.string(), before: z.string(), after: z.string() })),
  at: z.string(),
  by: z.string(),
});
export type Publication = z.infer<typeof Publication>;

/** `perennial show <id> --json`: of a proposal, a finding or a publication. */
export const ShowDocument = z.union([
  z.strictObject({
    kind: z.literal('proposal'),
    proposal: Proposal,
    why: z.string().describe('Why it has its status'),
    findings: z.array(Finding),
    decisions: z.array(Decision),
    publications: z.array(Publication),
    reviewSeconds: z.number(),
  }),
  z.strictObject({
    kind: z.literal('finding'),
    finding: Finding,
    state: z.enum(['open', 'known', 'answered', 'rejected', 'closed']),
    why: z.string().nullable(),
    proposals: z.array(ListedProposal),
  }),
  z.strictObject({ kind: z.literal('publication'), publication: Publication }),
]);
export type ShowDocument = z.infer<typeof ShowDocument>;

/** `perennial status --json` */
export const StatusDocument = z.strictObject({
  library: z.string(),
  today: z.string(),
  proposals: z.record(ProposalStatus, z.int()),
  findings: z.strictObject({ open: z.int(), known: z.int(), answered: z.int(), rejected: z.int(), closed: z.int() }),
  publications: z.strictObject({ done: z.int(), undone: z.int(), failed: z.int(), unfinished: z.int() }),
  review: z.strictObject({
    timedSeconds: z.number(),
    timedDecisions: z.int(),
    publishedFixes: z.int(),
    minutesPerPublishedFix: z.number().nullable(),
  }),
  acceptedUnedited: Share,
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      agent: AgentName,
      decided: z.int(),
      approvedUnedited: z.int(),
      approvedEdited: z.int(),
      rejected: z.record(RejectReason, z.int()),
      precision: Share.describe('Findings that were faults, of those whose verdict says so'),
      acceptedUnedited: Share,
    }),
  ),
  lastRun: z
    .strictObject({
      run: z.string(),
      finishedAt: z.string(),
      lessons: z.int(),
      notScanned: z.int(),
      seconds: z.number(),
      cost: z.number(),
    })
    .nullable(),
  oldestWaiting: z.string().nullable().describe('When the oldest of the proposals that wait for a decision was made'),
  models: z
    .strictObject({
      calls: z.int(),
      dollars: z.number(),
      byAgent: z.array(CostSum),
      byTask: z.array(CostSum),
      byLesson: z.array(CostSum),
      notes: z.array(z.string()).describe('What the last run says of the small model'),
    })
    .describe('What models cost, over all runs that were recorded'),
  snoozed: z.array(z.strictObject({ proposal: z.string(), until: z.string().nullable() })),
  queue: z.string().nullable().describe('Where the queue lies, and what is in it'),
  nights: z
    .strictObject({ runs: z.number(), failed: z.number(), last: z.string() })
    .nullable()
    .describe('Runs that no person started, as far as their history is kept'),
  next: z.string(),
});
export type StatusDocument = z.infer<typeof StatusDocument>;

const Refused = z.strictObject({
  changeSet: z.string().describe('The id as it was asked for'),
  reason: z.string(),
  message: z.string(),
});

/** `perennial publish --json` */
export const PublishDocument = z.strictObject({
  published: z.array(Publication),
  refused: z.array(Refused),
  would: z.array(z.string()).describe('Dry run: change sets that would be published'),
  dryRun: z.boolean(),
  patch: z.string().nullable().describe('File the patch was written to'),
  branch: z.string().nullable(),
});
export type PublishDocument = z.infer<typeof PublishDocument>;

/** `perennial report --format json` */
export const ReportDocument = z.strictObject({
  library: z.strictObject({ title: z.string(), root: z.string() }),
  today: z.string(),
  estimate: z.strictObject({ decisions: z.int(), seconds: z.int(), minutes: z.int(), basis: z.string() }),
  run: z
    .strictObject({
      id: z.string(),
      startedAt: z.string(),
      finishedAt: z.string(),
      seconds: z.number(),
      partial: z.string().nullable(),
    })
    .nullable(),
  lessons: z.strictObject({ total: z.int(), scanned: z.int(), unchanged: z.int(), notScanned: z.array(NotScannedLesson) }),
  unchecked: z.array(UncheckedRule),
  agents: z.array(AgentSummary),
  model: z.strictObject({
    calls: z.int(),
    cost: z.number(),
    without: z.string().nullable(),
    notes: z.array(z.string()).describe('What shadow checks say of the small model'),
  }),
  decisions: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('proposal'), severity: Severity, proposals: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('question'), severity: Severity, finding: z.string(), asked: z.string() }),
    ]),
  ),
  held: z.strictObject({ why: z.string(), proposals: z.array(z.string()), findings: z.array(z.string()) }),
  byHand: z.array(z.string()).describe('Findings that fail and carry no change'),
  proposals: z.array(Proposal),
  findings: z.array(Finding),
  answers: z
    .array(
      z.strictObject({
        course: z.string(),
        file: z.string().describe('Response file, relative to the library'),
        fault: z.string().nullable().describe('Why the file could not be read'),
        flagged: z
          .array(z.strictObject({ item: z.string(), why: z.array(z.string()) }))
          .describe('Items to look at, worst first'),
        analysis: ItemsDocument.nullable(),
      }),
    )
    .describe('How learners answered, by course; counts only'),
  alignment: z.array(z.record(z.string(), z.unknown())),
});
export type ReportDocument = z.infer<typeof ReportDocument>;

/** `perennial approve|reject|snooze|reopen|release|decide --json` */
export const DecidedDocument = z.strictObject({
  decided: z.array(z.string()),
  refused: z.array(Refused),
  overruled: z.array(z.string()).describe('Decisions of other people that these take the place of, a sentence each'),
  setAside: z.int().min(0).describe('Other findings that went with a rejection for a whole lesson, course or library'),
});

/** `perennial edit --json` and `perennial answer --json`; an answer that was only remembered has no proposal. */
export const ProposedDocument = z.strictObject({ finding: z.string().optional(), proposal: Proposal.nullable() });

/** `perennial undo --json` */
export const UndoDocument = z.strictObject({
  undone: z.strictObject({
    state: z.literal('undone'),
    publication: z.string(),
    commit: z.string().nullable(),
    paths: z.array(z.string()),
  }),
});

/** `perennial init --json` */
export const InitDocument = z.strictObject({
  config: z.string(),
  written: z.boolean(),
  courses: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      lessons: z.int(),
      unreadable: z.array(z.strictObject({ path: z.string(), course: z.string(), reason: z.string() })),
    }),
  ),
  baseline: z.int().nullable().describe('How many findings of today were recorded as known'),
});

/** `perennial doctor --json` */
export const DoctorDocument = z.strictObject({
  checks: z.array(z.strictObject({ name: z.string(), state: z.enum(['good', 'note', 'bad']), says: z.string() })),
});

const documents = {
  audit: [AuditDocument, 'What perennial audit --json prints'],
  refresh: [RefreshDocument, 'What perennial refresh --json prints'],
  list: [ListDocument, 'What perennial list --json prints'],
  show: [ShowDocument, 'What perennial show --json prints'],
  status: [StatusDocument, 'What perennial status --json prints'],
  publish: [PublishDocument, 'What perennial publish --json prints'],
  decided: [DecidedDocument, 'What approve, reject, snooze, reopen, release and decide print with --json'],
  proposed: [ProposedDocument, 'What edit and answer print with --json'],
  undo: [UndoDocument, 'What perennial undo --json prints'],
  init: [InitDocument, 'What perennial init --json prints'],
  doctor: [DoctorDocument, 'What perennial doctor --json prints'],
  items: [ItemsDocument, 'What perennial items analyse --json prints'],
  report: [ReportDocument, 'What perennial report --format json writes'],
  decisions: [DecisionsFile, 'decisions.json, as the report saves it and perennial decide reads it'],
} as const;

/** File name in `docs/schemas/` → text of the JSON Schema (draft 2020-12). */
export function documentSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(documents).map(([name, [schema, title]]) => {
      const json = z.toJSONSchema(schema as z.ZodType, { io: name === 'decisions' ? 'input' : 'output' });
      return [`${name}.schema.json`, `${JSON.stringify({ ...json, title }, null, 2)}\n`];
    }),
  );
}
