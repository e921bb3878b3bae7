/** The JSON documents the program prints, made from the report's model and the ledger. Their schemas: `documents.ts`. */
import type { Finding, Proposal } from '../../agents/contract.ts';
import type { RunRecord } from '../ledger/events.ts';
import type { LedgerView, PublicationRecord } from '../ledger/ledger.ts';
import type {
  AgentSummary,
  ListDocument,
  ListedProposal,
  Publication,
  RefreshDocument,
  ReportDocument,
  ShowDocument,
  WouldCost,
} from './documents.ts';
import { lessonsOfRun, uncheckedRules } from './summary.ts';
import type { AgentCount, ReportModel } from './types.ts';

/** No longer of any concern. */
const gone = new Set<Proposal['status']>(['superseded', 'resolved', 'undone']);

/** What is open today: the findings every export speaks of. */
export function openFindings(view: LedgerView): Finding[] {
  return view.findings({ states: ['open'] }).map((record) => record.finding);
}

function agentSummary({ total, ...rest }: AgentCount): AgentSummary {
  return { ...rest, findings: total };
}

/** Proposals and findings stand in the document as they are in the ledger; decisions name them in the order shown. */
export function reportDocument(model: ReportModel, view: LedgerView): ReportDocument {
  const { summary } = model;
  return {
    library: model.library,
    today: model.today,
    estimate: model.estimate,
    run: summary.run,
    lessons: summary.lessons,
    unchecked: summary.unchecked,
    agents: summary.agents.map(agentSummary),
    model: summary.model,
    decisions: model.cards.map((card) =>
      card.kind === 'question'
        ? { kind: 'question', severity: card.severity, finding: card.question.id, asked: card.question.asked }
        : { kind: 'proposal', severity: card.severity, proposals: card.members.map((member) => member.changeSet) },
    ),
    held: {
      why: model.held.why,
      proposals: model.held.proposals.map((proposal) => proposal.changeSet),
      findings: model.held.questions.map((question) => question.id),
    },
    byHand: model.byHand.map((finding) => finding.id),
    proposals: view
      .proposals()
      .map((record) => record.proposal)
      .filter((proposal) => !gone.has(proposal.status)),
    findings: openFindings(view),
    answers: model.answers.map(({ course, file, fault, analysis, flagged }) => ({
      course,
      file,
      fault,
      flagged: flagged.map(({ statistics, why }) => ({ item: statistics.item, why })),
      analysis,
    })),
    alignment: model.alignment.flatMap((course) => course.lessons.flatMap((lesson) => lesson.rows.map((row) => ({ ...row })))),
  };
}

/** What a report says in figures; it says so for as long as nothing changes. */
export type RefreshFigures = Pick<RefreshDocument, 'library' | 'agents' | 'proposals' | 'questions' | 'decisions' | 'minutes'> & {
  heldQuestions: number;
};

export function refreshFigures(model: ReportModel): RefreshFigures {
  const waiting = (status: Proposal['status']) => model.waiting.find((entry) => entry.status === status)?.proposals.length ?? 0;
  const shown = model.cards.reduce((sum, card) => sum + (card.kind === 'proposal' ? card.members.length : 0), 0);
  return {
    library: model.library.title,
    agents: model.summary.agents.map(agentSummary),
    proposals: { open: shown, held: model.held.proposals.length, approved: waiting('approved'), stale: waiting('stale') },
    questions: model.cards.filter((card) => card.kind === 'question').length,
    decisions: model.estimate.decisions,
    minutes: model.estimate.minutes,
    heldQuestions: model.held.questions.length,
  };
}

/** What `refresh --json` prints. `reports`: paths of the report's files, null where none were written (a dry run). */
export function refreshDocument(
  figures: RefreshFigures,
  about: {
    run: RunRecord;
    findings: Finding[];
    reports: { html: string; markdown: string } | null;
    mode: 'recorded' | 'dry-run';
    wouldCost?: WouldCost;
  },
): RefreshDocument {
  const { run, findings, mode, reports } = about;
  return {
    run: run.run,
    library: figures.library,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    lessons: lessonsOfRun(run),
    unchecked: uncheckedRules(run),
    agents: figures.agents,
    proposals: figures.proposals,
    questions: figures.questions,
    decisions: figures.decisions,
    minutes: figures.minutes,
    pagesOpened: run.pagesOpened,
    modelCalls: run.modelCalls,
    cost: run.cost,
    withoutModel: run.withoutModel,
    modelNotes: run.modelNotes ?? [],
    costs: run.costs ?? [],
    wouldCost: about.wouldCost ?? null,
    partial: run.partial,
    reports: { html: reports?.html ?? null, markdown: reports?.markdown ?? null },
    dryRun: mode === 'dry-run',
    seconds: run.seconds,
    findings,
    versions: run.versions,
  };
}

function listedProposal(proposal: Proposal): ListedProposal {
  const { id, revision, status, agent, rule, severity, lesson, title, risk, origin, group, digest } = proposal;
  return {
    id,
    revision,
    status,
    agent,
    rule,
    severity,
    lesson,
    title,
    risk,
    origin,
    group,
    digest,
    paths: [...new Set(proposal.edits.map((edit) => edit.path))],
  };
}

/** A publication without its inverse edits. */
export function publicationDocument(record: PublicationRecord): Publication {
  const { id, proposal, revision, state, to, target, commit, files, at, by } = record;
  return { id, proposal, revision, state, to, target, commit, files, at, by };
}

/** What `list --json` prints; `statuses` and the open questions as the command asks for them. */
export function listDocument(view: LedgerView, library: string, statuses: Proposal['status'][]): ListDocument {
  return {
    library,
    proposals: view.proposals({ statuses }).map((record) => record.proposal),
    questions: openFindings(view).filter((finding) => finding.certainty === 'needs-review'),
  };
}

/** What `show <id> --json` prints; null where nothing has this id (of a proposal with or without revision, a finding, a publication). */
export function showDocument(view: LedgerView, id: string): ShowDocument | null {
  const record = view.proposal(id.replace(/@\d+$/u, ''));
  if (record) {
    const { proposal } = record;
    return {
      kind: 'proposal',
      proposal,
      why: record.why,
      findings: proposal.findings.flatMap((name) => view.finding(name)?.finding ?? []),
      decisions: view.decisions(proposal.id),
      publications: view.publicationsOf(proposal.id).map(publicationDocument),
      reviewSeconds: view.reviewSeconds(proposal.id).reduce((sum, time) => sum + time.activeSeconds, 0),
    };
  }
  const found = view.finding(id);
  if (found) {
    const { finding, state, why } = found;
    const proposals = view
      .proposals({ lesson: finding.lesson })
      .filter((one) => one.proposal.findings.some((name) => name === finding.fingerprint || name === finding.id));
    return { kind: 'finding', finding, state, why, proposals: proposals.map((one) => listedProposal(one.proposal)) };
  }
  const publication = view.publication(id);
  return publication ? { kind: 'publication', publication: publicationDocument(publication) } : null;
}
