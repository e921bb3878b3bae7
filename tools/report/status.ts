/** What Perennial is worth here: reviewer minutes a fix, how much is taken as it is, what decisions say of each rule. */
import { type AgentName, agentNames, type ProposalStatus, proposalStatuses } from '../../agents/contract.ts';
import { type CostSum, costsBy } from '../ledger/costs.ts';
import type { LedgerView, ProposalTally } from '../ledger/ledger.ts';

export interface Share {
  share: number | null;
  count: number;
  of: number;
}

export interface RuleWorth {
  rule: string;
  agent: AgentName;
  decided: number;
  approvedUnedited: number;
  approvedEdited: number;
  rejected: { 'not-a-fault': number; 'wrong-fix': number; intended: number; other: number };
  /** Findings that were faults, of those judged (`other` judges nothing). */
  precision: Share;
  /** Changes taken as proposed, of all decided. */
  acceptedUnedited: Share;
}

export interface StatusReport {
  library: string;
  today: string;
  proposals: Record<ProposalStatus, number>;
  findings: { open: number; known: number; answered: number; rejected: number; closed: number };
  publications: { done: number; undone: number; failed: number; unfinished: number };
  review: { timedSeconds: number; timedDecisions: number; publishedFixes: number; minutesPerPublishedFix: number | null };
  acceptedUnedited: Share;
  rules: RuleWorth[];
  lastRun: { run: string; finishedAt: string; lessons: number; notScanned: number; seconds: number; cost: number } | null;
  /** ISO: when the oldest of the proposals that wait for a decision was made. */
  oldestWaiting: string | null;
  /** What models cost, over all runs in the ledger; `notes` are the last run's. */
  models: { calls: number; dollars: number; byAgent: CostSum[]; byTask: CostSum[]; byLesson: CostSum[]; notes: string[] };
  snoozed: { proposal: string; until: string | null }[];
  /** Where the queue lies and what is in it, of all its libraries; null where nobody looked. */
  queue: string | null;
  /** Runs that no person started, as far as their history is kept; null where there was none. */
  nights: NightsReport | null;
  next: string;
}

export interface NightsReport {
  runs: number;
  failed: number;
  /** What came of the newest, in a line. */
  last: string;
}

function shareOf(count: number, of: number): Share {
  return { share: of === 0 ? null : count / of, count, of };
}

/** The verdict in force, and whether a person rewrote the change on the way. */
function outcomeOf({ verdict, origin, rewritten }: ProposalTally): 'unedited' | 'edited' | 'rejected' | null {
  if (verdict === null || verdict === 'snooze' || verdict === 'edit') return null;
  if (verdict === 'reject') return 'rejected';
  return origin === 'person' || rewritten === 1 ? 'edited' : 'unedited';
}

function worthOf(rule: string, tally: readonly ProposalTally[]): RuleWorth {
  const rejected = { 'not-a-fault': 0, 'wrong-fix': 0, intended: 0, other: 0 };
  let unedited = 0;
  let edited = 0;
  for (const one of tally) {
    const outcome = outcomeOf(one);
    if (outcome === 'unedited') unedited += one.count;
    if (outcome === 'edited') edited += one.count;
    if (outcome === 'rejected') rejected[one.reason ?? 'other'] += one.count;
  }
  const right = unedited + edited + rejected['wrong-fix'];
  const decided = unedited + edited + Object.values(rejected).reduce((sum, count) => sum + count, 0);
  return {
    rule,
    agent: tally[0]?.agent ?? 'accessibility',
    decided,
    approvedUnedited: unedited,
    approvedEdited: edited,
    rejected,
    precision: shareOf(right, right + rejected['not-a-fault'] + rejected.intended),
    acceptedUnedited: shareOf(unedited, decided),
  };
}

function nextStep(counts: Record<ProposalStatus, number>, questions: number): string {
  if (counts.approved > 0)
    return `Publish ${counts.approved} approved ${counts.approved === 1 ? 'change' : 'changes'}: perennial publish`;
  const open = counts.pending + counts.edited;
  if (open > 0) return `Decide ${open} open ${open === 1 ? 'proposal' : 'proposals'}: perennial review`;
  if (questions > 0) return `Answer ${questions} open ${questions === 1 ? 'question' : 'questions'}: perennial review`;
  if (counts['held-limit'] > 0) return `Release what the limits hold back: perennial release`;
  return 'Nothing waits for you: perennial refresh looks again';
}

/** Figures for `perennial status`; pure. */
export function statusReport(
  view: LedgerView,
  about: { libraryTitle: string; today: string; queue?: string | null; nights?: NightsReport | null },
): StatusReport {
  const tally = view.proposalTally();
  const proposals = Object.fromEntries(proposalStatuses.map((status) => [status, 0])) as Record<ProposalStatus, number>;
  for (const { status, count } of tally) proposals[status] += count;
  const counts = view.counts();
  const inState = (state: string) => counts.findings[state] ?? 0;
  const ended = (state: string) => counts.publications[state] ?? 0;
  const published = ended('done');
  const { seconds: timedSeconds, changeSets } = view.reviewTotal();
  const rules = [...new Set(tally.map((one) => one.rule))]
    .map((rule) =>
      worthOf(
        rule,
        tally.filter((one) => one.rule === rule),
      ),
    )
    .filter((worth) => worth.decided > 0)
    .sort((a, b) => agentNames.indexOf(a.agent) - agentNames.indexOf(b.agent) || a.rule.localeCompare(b.rule));
  const sum = (pick: (worth: RuleWorth) => number) => rules.reduce((total, worth) => total + pick(worth), 0);
  const last = view.runs(1)[0];
  const costs = view.runCosts();
  return {
    library: about.libraryTitle,
    today: about.today,
    proposals,
    findings: {
      open: inState('open'),
      known: inState('known'),
      answered: inState('answered'),
      rejected: inState('rejected'),
      closed: inState('closed'),
    },
    publications: {
      done: published,
      undone: ended('undone'),
      failed: ended('failed'),
      unfinished: ended('intended') + ended('undo-intended'),
    },
    review: {
      timedSeconds,
      timedDecisions: changeSets,
      publishedFixes: published,
      minutesPerPublishedFix: published > 0 && timedSeconds > 0 ? timedSeconds / 60 / published : null,
    },
    acceptedUnedited: shareOf(
      sum((worth) => worth.approvedUnedited),
      sum((worth) => worth.decided),
    ),
    rules,
    lastRun: last
      ? {
          run: last.run,
          finishedAt: last.finishedAt,
          lessons: last.lessons.filter((lesson) => !lesson.lesson.startsWith('course:')).length,
          notScanned: last.lessons.filter((lesson) => lesson.status === 'not-scanned').length,
          seconds: (Date.parse(last.finishedAt) - Date.parse(last.startedAt)) / 1000,
          cost: last.cost,
        }
      : null,
    oldestWaiting:
      view
        .proposals({ statuses: ['pending', 'edited'] })
        .map((one) => one.createdAt)
        .sort()[0] ?? null,
    models: {
      calls: costs.reduce((total, cost) => total + cost.calls, 0),
      dollars: costs.reduce((total, cost) => total + cost.dollars, 0),
      byAgent: costsBy(costs, 'agent'),
      byTask: costsBy(costs, 'task'),
      byLesson: costsBy(costs, 'lesson'),
      notes: last?.modelNotes ?? [],
    },
    snoozed: view
      .proposals({ statuses: ['snoozed'] })
      .map(({ proposal, decision }) => ({ proposal: `${proposal.id}@${proposal.revision}`, until: decision?.until ?? null })),
    queue: about.queue ?? null,
    nights: about.nights ?? null,
    next: nextStep(proposals, counts.questions),
  };
}

const percent = (share: Share) =>
  share.share === null ? 'not known yet' : `${Math.round(share.share * 100)} % (${share.count} of ${share.of})`;

/** The same for a terminal. */
export function renderStatus(status: StatusReport): string {
  const shown = Object.entries(status.proposals).filter(([, count]) => count > 0);
  const lines = [
    status.library,
    `  Proposals: ${shown.length > 0 ? shown.map(([name, count]) => `${count} ${name}`).join(', ') : 'none yet'}`,
    `  Findings: ${status.findings.open} open, ${status.findings.known} known from the start, ${status.findings.closed} closed`,
    `  Published: ${status.publications.done}${status.publications.undone ? `, ${status.publications.undone} taken back` : ''}${status.publications.unfinished ? `, ${status.publications.unfinished} unfinished` : ''}`,
    `  Reviewer minutes per published fix: ${status.review.minutesPerPublishedFix === null ? 'not known yet' : status.review.minutesPerPublishedFix.toFixed(1)} (${status.review.timedDecisions} decisions timed)`,
    `  Accepted unedited: ${percent(status.acceptedUnedited)}`,
  ];
  if (status.rules.length > 0) lines.push('  What decisions say of each rule (faults that were faults):');
  for (const rule of status.rules)
    lines.push(
      `    ${rule.agent}/${rule.rule}: ${percent(rule.precision)}, taken as proposed ${rule.acceptedUnedited.count} of ${rule.acceptedUnedited.of}`,
    );
  const { models } = status;
  if (models.calls > 0) {
    const tokens = (sum: CostSum) => `${sum.tokensIn} tokens in, ${sum.tokensOut} out`;
    const listed = (sums: CostSum[]) =>
      sums.slice(0, 5).map((sum) => `    ${sum.name}: $${sum.dollars.toFixed(4)} (${sum.calls} calls, ${tokens(sum)})`);
    lines.push(`  Models so far: ${models.calls} calls, $${models.dollars.toFixed(4)}; by agent, task and dearest lessons:`);
    lines.push(...listed(models.byAgent), ...listed(models.byTask), ...listed(models.byLesson));
  }
  const { lastRun: last } = status;
  if (last) {
    const pace = last.seconds > 0 ? ` (${Math.round((60 * last.lessons) / last.seconds)} a minute)` : '';
    const ended = `${last.finishedAt.slice(0, 16).replace('T', ' ')} UTC`;
    lines.push(
      `  Last run: ended ${ended}, ${last.lessons} lessons${pace}, ${last.notScanned} not scanned, $${last.cost.toFixed(4)}`,
    );
  }
  if (status.oldestWaiting !== null) {
    const days = Math.floor((Date.parse(status.today) - Date.parse(status.oldestWaiting.slice(0, 10))) / 86_400_000);
    lines.push(
      `  Oldest that waits: since ${status.oldestWaiting.slice(0, 10)} (${days === 1 ? '1 day' : `${Math.max(0, days)} days`})`,
    );
  }
  for (const note of models.notes) lines.push(`  ${note}`);
  const { nights } = status;
  if (nights !== null)
    lines.push(`  Nightly runs: ${nights.runs} kept, ${nights.failed} of them failed; the last: ${nights.last}`);
  if (status.queue !== null) lines.push(`  Queue: ${status.queue}`);
  lines.push(`  Next: ${status.next}`);
  return lines.join('\n');
}
