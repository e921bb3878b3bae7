/** The report as a pure function of the ledger, the last run and the library's texts. */
import { type Proposal, type ProposalStatus, type Range, type Severity, severities } from '../../agents/contract.ts';
import type { RunRecord } from '../ledger/events.ts';
import type { FindingRecord, LedgerView, ProposalRecord } from '../ledger/ledger.ts';
import { alignmentMap } from './alignment-map.ts';
import { answersViews, type CourseAnswers } from './answers.ts';
import { defaultProgram, releaseCommands, reportCommands } from './commands.ts';
import { criteriaTables } from './criteria-table.ts';
import { type DecisionKind, estimate, type SecondsPerDecision, secondsPerDecision, secondsPerFurtherPlace } from './estimate.ts';
import { runHistory } from './history.ts';
import { Sources } from './places.ts';
import { summaryOf } from './summary.ts';
import type {
  DecisionCard,
  FindingView,
  ItemChange,
  ItemView,
  LessonRef,
  ProposalView,
  ReportLimits,
  ReportModel,
} from './types.ts';
import { findingView, proposalView, type ViewContext } from './views.ts';

export type { DecisionCard, FindingView, LessonRef, ProposalView, ReportLimits, ReportModel } from './types.ts';

export interface ReportInput {
  libraryTitle: string;
  libraryRoot: string;
  run: RunRecord | null;
  view: LedgerView;
  /** Text of a library file as it is now; null where it is gone. */
  sources: (path: string) => string | null;
  /** Bytes of a picture, its path relative to the library. */
  pictures: (path: string) => Uint8Array | null;
  /** The item that stands exactly at a range; left out: items are shown as they stand in the file. */
  items?: (range: Range) => ItemView | null;
  /** The item a change set is about; left out: changes are shown as lines of the file only. */
  changedItems?: (proposal: Proposal) => ItemChange | null;
  lessons: LessonRef[];
  /** ISO date. */
  today: string;
  limits: ReportLimits;
  /** How learners answered the items of each course that names responses; left out: none does. */
  answers?: readonly CourseAnswers[];
  /** Success criteria each accessibility rule looks for; left out: none is known. */
  checks?: ReadonlyMap<string, readonly string[]>;
  /** How the program is called in the commands shown. */
  program?: string;
}

/** Proposals that wait for a person's word. */
const open: readonly ProposalStatus[] = ['pending', 'edited'];
/** Not for deciding now, yet an editor must know of them. */
const waitingStatuses: readonly ProposalStatus[] = ['approved', 'publish-failed', 'stale', 'snoozed'];
/** A finding with a proposal of these statuses is shown through it, not by itself. */
const covering = new Set<ProposalStatus>([...open, ...waitingStatuses, 'held-limit', 'published', 'superseded']);

/** Of all there ever were, those that a report shows or that stand for a finding in it. */
const shownStatuses: readonly ProposalStatus[] = [...open, ...waitingStatuses, 'held-limit', 'superseded', 'unverified'];
/** A reviewer's pace is that of so many decisions, the last ones. */
const paceOf = 1000;

const rank = (severity: Severity) => severities.indexOf(severity);
const cardKind = (card: DecisionCard): DecisionKind => (card.kind === 'question' ? 'question' : card.members[0].risk);

/** One card for each cause: a group is decided once, what stands alone stands alone. */
function proposalCards(proposals: readonly ProposalView[], pace: SecondsPerDecision): DecisionCard[] {
  const byCause = new Map<string, ProposalView[]>();
  for (const proposal of proposals) {
    const cause = proposal.group === null ? `one:${proposal.id}` : `group:${proposal.course}:${proposal.group}`;
    byCause.set(cause, [...(byCause.get(cause) ?? []), proposal]);
  }
  return [...byCause.values()].flatMap((members) => {
    const [first, ...rest] = members;
    if (!first) return [];
    const severity = severities.find((name) => members.some((member) => member.severity === name)) ?? first.severity;
    const seconds = pace.seconds[first.risk] + secondsPerFurtherPlace * rest.length;
    return [
      {
        kind: 'proposal' as const,
        key: first.id,
        severity,
        seconds,
        members: [first, ...rest] as [ProposalView, ...ProposalView[]],
      },
    ];
  });
}

const courseOf = (card: DecisionCard) => (card.kind === 'question' ? card.question.course : card.members[0].course);

/** Today's decisions: the worst of each course up to its limit; critical ones always pass. */
function splitByLimit(cards: readonly DecisionCard[], most: number): { shown: DecisionCard[]; over: DecisionCard[] } {
  const taken = new Map<string, number>();
  const shown: DecisionCard[] = [];
  const over: DecisionCard[] = [];
  for (const card of cards) {
    const count = taken.get(courseOf(card)) ?? 0;
    if (count >= most && card.severity !== 'critical') over.push(card);
    else {
      shown.push(card);
      taken.set(courseOf(card), count + 1);
    }
  }
  return { shown, over };
}

/** What was published and is still to be seen (in a branch, a patch, or until the next run) covers its finding too. */
function publishedOf(view: LedgerView, findings: readonly FindingRecord[], others: readonly ProposalRecord[]): ProposalRecord[] {
  const shown = new Set(others.flatMap(({ proposal }) => (covering.has(proposal.status) ? proposal.findings : [])));
  const lessons = new Set(findings.filter(({ finding }) => !shown.has(finding.fingerprint)).map(({ finding }) => finding.lesson));
  return [...lessons].flatMap((lesson) => view.proposals({ lesson, statuses: ['published'] }));
}

function needsPerson(
  records: readonly FindingRecord[],
  proposals: readonly ProposalRecord[],
  context: ViewContext,
): FindingView[] {
  const covered = new Set<string>();
  const failed = new Map<string, string>();
  for (const { proposal, why } of proposals) {
    for (const finding of proposal.findings) {
      if (covering.has(proposal.status)) covered.add(finding);
      else if (proposal.status === 'unverified') failed.set(finding, why);
    }
  }
  return records
    .filter(({ finding }) => !covered.has(finding.fingerprint) && !covered.has(finding.id))
    .map(({ finding }) => findingView(finding, failed.get(finding.fingerprint) ?? failed.get(finding.id) ?? null, context))
    .sort((a, b) => rank(a.severity) - rank(b.severity));
}

/**
 * Everything the report shows, in the order it is shown.
 * Findings that need a person become questions; failing ones that no change mends are listed for mending by hand.
 */
export function buildReport(input: ReportInput): ReportModel {
  const { view, run } = input;
  const at = { program: input.program ?? defaultProgram, root: input.libraryRoot, today: input.today };
  const lessons = new Map(input.lessons.map((lesson) => [lesson.id, lesson]));
  const openFindings = view.findings({ states: ['open'] });
  // Proposals name what they mend, and most of it is open.
  const atHand = new Map(openFindings.map(({ finding }) => [finding.fingerprint, finding]));
  const context: ViewContext = {
    sources: new Sources(input.sources),
    pictures: input.pictures,
    lessons,
    commands: at,
    finding: (name) => atHand.get(name) ?? view.finding(name)?.finding ?? null,
    item: input.items ?? (() => null),
    changedItem: input.changedItems ?? (() => null),
  };
  const records = view.proposals({ statuses: [...shownStatuses] });
  const bySeverity = (a: ProposalRecord, b: ProposalRecord) => rank(a.proposal.severity) - rank(b.proposal.severity);
  const viewsOf = (statuses: readonly ProposalStatus[]) =>
    records
      .filter((record) => statuses.includes(record.proposal.status))
      .sort(bySeverity)
      .map((record) => proposalView(record, context));

  const needing = needsPerson(openFindings, [...records, ...publishedOf(view, openFindings, records)], context);
  const certainty = new Map(openFindings.map(({ finding }) => [finding.id, finding.certainty]));
  const questions = needing.filter((finding) => certainty.get(finding.id) === 'needs-review');
  const byHand = needing.filter((finding) => certainty.get(finding.id) === 'fails');

  const pace = secondsPerDecision(view.lastReviews(paceOf), (changeSet) =>
    changeSet.startsWith('f-') ? 'question' : (view.proposal(changeSet.split('@')[0] ?? '')?.proposal.risk ?? null),
  );
  const all = [
    ...proposalCards(viewsOf(open), pace),
    ...questions.map(
      (question): DecisionCard => ({
        kind: 'question',
        key: question.id,
        severity: question.severity,
        seconds: pace.seconds.question,
        question,
      }),
    ),
  ].sort((a, b) => rank(a.severity) - rank(b.severity));
  const { shown, over } = splitByLimit(all, input.limits.decisionsPerCourse);
  const heldProposals = [...viewsOf(['held-limit']), ...over.flatMap((card) => (card.kind === 'proposal' ? card.members : []))];
  const heldQuestions = over.flatMap((card) => (card.kind === 'question' ? [card.question] : []));

  return {
    library: { title: input.libraryTitle, root: input.libraryRoot },
    today: input.today,
    estimate: estimate(
      shown.map((card) => ({ kind: cardKind(card), seconds: card.seconds })),
      pace,
    ),
    summary: summaryOf({
      run,
      lessons: input.lessons,
      findings: openFindings.map(({ finding }) => finding),
      proposals: records.filter((record) => open.includes(record.proposal.status)).map(({ proposal }) => proposal),
      questions,
      known: view.counts().findings.known ?? 0,
    }),
    cards: shown,
    byHand,
    held: {
      proposals: heldProposals,
      questions: heldQuestions,
      why: `At most ${input.limits.decisionsPerCourse} decisions a course, ${input.limits.newPerRun} new proposals a run and ${input.limits.openPerCourse} open ones a course are asked at a time; the worst come first, critical ones always.`,
      commands: releaseCommands(
        at,
        heldProposals.filter((proposal) => proposal.status === 'held-limit').map((proposal) => proposal.id),
      ),
    },
    waiting: waitingStatuses
      .map((status) => ({ status, proposals: viewsOf([status]) }))
      .filter((entry) => entry.proposals.length > 0),
    alignment: alignmentMap(run?.alignment ?? [], lessons),
    answers: answersViews(input.answers ?? [], lessons, context.sources),
    criteria: criteriaTables({
      findings: view
        .findings({ states: ['open', 'known', 'answered'] })
        .map(({ finding }) => finding)
        .filter((finding) => finding.agent === 'accessibility'),
      lessons: input.lessons,
      run,
      checks: input.checks ?? new Map(),
    }),
    history: runHistory(view.runHeads(12)),
    commands: reportCommands(at),
  };
}
