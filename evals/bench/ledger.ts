/**
 * A ledger of many events: how long list, show, status, report, a decision and a publication's admission take, in how much memory.
 * `npx tsx evals/bench/ledger.ts [EVENTS 1000000] [ROUNDS 50] [FILE]`: FILE is a ledger that this program filled before; it stays.
 * The events are written through the real append (admitted, chained, projected), in transactions of 5,000; nothing is synchronised
 * to disk while they are, so that filling does not take the day. Looks and writes that are timed use the ledger as everybody opens it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { changeSetOf, type Finding, type Proposal, severities } from '../../agents/contract.ts';
import { canonicalJson, sha256 } from '../../tools/ledger/chain.ts';
import { decisionEvents } from '../../tools/ledger/decide.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { openCounts } from '../../tools/ledger/open-counts.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { openStore } from '../../tools/ledger/store.ts';
import { listDocument, showDocument } from '../../tools/report/json.ts';
import { renderMarkdown } from '../../tools/report/markdown.ts';
import { buildReport } from '../../tools/report/model.ts';
import { statusReport } from '../../tools/report/status.ts';

const [, , askedEvents = '1000000', askedRounds = '50', kept] = process.argv;
const [events, rounds] = [Number(askedEvents), Number(askedRounds)];
const person = 'Rosa Reviewer <rosa@example.org>';
const random = seeded(6);
const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

function findingOf(at: number): Finding {
  const lesson = `course-${Math.floor(at / 250) % 400}/lesson-${at % 25}`;
  return {
    id: `f-${at}`,
    fingerprint: sha256(`finding ${at}`).slice(0, 24),
    agent: one(['alignment', 'accessibility', 'assessment'] as const),
    rule: one(['image-alt', 'link-vague', 'outcome-uncovered', 'dated-claim', 'key-longest']),
    severity: one(severities),
    certainty: random() < 0.5 ? 'fails' : 'needs-review',
    lesson,
    range: { path: `${lesson}.md`, start: at % 4000, end: (at % 4000) + 40 },
    quote: 'The words of the lesson that are wrong, as they stand in its file.',
    message: `What is wrong with them, said in a sentence or two, and why it matters (${at}).`,
    evidence: [],
    contentHash: sha256(lesson),
  };
}

function proposalOf(finding: Finding, revision: number): Proposal {
  const edits = [{ ...finding.range, replacement: `Better words, revision ${revision}`, quote: finding.quote }];
  const { agent, rule, severity, lesson, fingerprint } = finding;
  return {
    ...{ id: `p-${finding.id.slice(2)}`, revision, lesson, agent, rule, severity, findings: [fingerprint], edits },
    bases: { [finding.range.path]: finding.contentHash },
    digest: sha256(canonicalJson(edits)),
    ...{ origin: 'rule', title: 'Say it better', rationale: 'Because of the source that the rule names.', evidence: [] },
    risk: 'low',
    checks: ['text elsewhere unchanged', 'finding gone', 'nothing new'].map((name) => ({
      name,
      passed: true,
      before: '1',
      after: '0',
    })),
    ...{ provenance: { rule: `${rule}@1.0` }, group: null, status: 'held-limit' },
  };
}

/** The life of a finding as most are: found, proposed, asked about, decided, some published, most closed in the end. */
function lifeOf(at: number): LedgerEvent[] {
  const finding = findingOf(at);
  const proposal = proposalOf(finding, 1);
  const { id } = proposal;
  const life: LedgerEvent[] = [
    { type: 'finding-recorded', finding, known: 'new' },
    { type: 'proposal-recorded', proposal },
  ];
  // What is still open today is a few thousand of all that ever was.
  if (at % 40 === 0) return life;
  life.push({ type: 'proposal-status', proposal: id, revision: 1, status: 'pending', why: 'verified, waits for a decision' });
  if (at % 40 === 1) return life;
  const rejected = at % 3 === 0;
  const base = { proposal: changeSetOf(proposal), digest: proposal.digest, by: person, at: '2026-03-01T10:00:00.000Z' };
  life.push({
    type: 'decision-made',
    decision: rejected
      ? { ...base, verdict: 'reject', reason: 'intended', scope: 'this' }
      : { ...base, verdict: 'approve', scope: 'this' },
  });
  if (rejected || at % 40 === 2) return life;
  const files = [{ path: finding.range.path, before: finding.contentHash, after: sha256(`${at}`) }];
  const publication = `pub-${at}`;
  life.push(
    { type: 'publication-intended', publication, proposal: id, revision: 1, files, to: 'git', target: null },
    { type: 'publication-done', publication, commit: sha256(`commit ${at}`).slice(0, 40) },
    // As the next run does where the fault is no longer there.
    { type: 'finding-closed', fingerprint: finding.fingerprint, why: 'published' },
    { type: 'review-timed', changeSet: base.proposal, activeSeconds: 20 + (at % 60) },
  );
  return life;
}

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
/** Median, 95th and 99th percentile. */
function percentiles(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  return [0.5, 0.95, 0.99]
    .map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1))
    .join(', ');
}
/** On a machine with other work the time of the processor says more than the clock. */
function timed(name: string, times: number, work: (round: number) => unknown): void {
  const taken = Array.from({ length: times }, (_, round) => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    work(round);
    const { user, system } = process.cpuUsage(before);
    return { clock: performance.now() - start, processor: (user + system) / 1000 };
  });
  const [clock, processor] = [taken.map((one) => one.clock), taken.map((one) => one.processor)].map(percentiles);
  console.log(
    `${name}: ${clock} ms by the clock, ${processor} ms of processor (median, 95th, 99th percentile of ${times}); ${megabytes()} MB`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-ledger-'));
const file = kept ?? join(folder, 'ledger.db');
try {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  let start = performance.now();
  const store = openStore(file, { synchronous: 'off' });
  const before = store.view.head().seq;
  let written = before;
  // Of a ledger filled before, how many lives there are is known by its findings.
  const found = store.view.counts().findings;
  let lives = Object.values(found).reduce((sum, count) => sum + count, 0);
  while (written < events) {
    store.exclusively(() => {
      for (const until = Math.min(events, written + 5000); written < until; lives += 1)
        written += store.take(person, '2026-03-01T10:00:00.000Z', lifeOf(lives)).length;
    });
  }
  store.close();
  const filling = (performance.now() - start) / 1000;
  const size = readdirSync(dirname(file)).reduce((sum, name) => sum + statSync(join(dirname(file), name)).size, 0);
  console.log(
    `${written} events of ${lives} findings, ${written - before} of them filled in now in ${filling.toFixed(0)} s (${Math.round((written - before) / filling)} a second); ${Math.round(size / 1e6)} MB on disk`,
  );

  const ledger = openLedger(file);
  const input = {
    ...{ libraryTitle: 'Bench', libraryRoot: folder, run: null, view: ledger, sources: () => null, pictures: () => null },
    ...{ lessons: [], today: '2026-11-21', limits: { openPerCourse: 30, newPerRun: 20, decisionsPerCourse: 30 } },
  };
  timed('open', rounds, () => openLedger(file).close());
  timed('list', rounds, () => listDocument(ledger, 'Bench', ['pending', 'edited', 'approved', 'publish-failed']));
  timed('show a proposal', rounds, (round) => showDocument(ledger, `p-${(round * 7919) % lives}`));
  timed('show a finding', rounds, (round) => showDocument(ledger, `f-${(round * 7919) % lives}`));
  timed('published since yesterday', rounds, () => ledger.publishedSince('2026-11-20T00:00:00.000Z'));
  timed('counts of open findings', rounds, () => openCounts(ledger));
  timed('status', Math.min(rounds, 5), () => statusReport(ledger, { libraryTitle: 'Bench', today: '2026-11-21' }));
  timed('report (model)', Math.min(rounds, 5), () => buildReport(input));
  const model = buildReport(input);
  timed('report (review.md)', Math.min(rounds, 5), () => renderMarkdown(model));
  const waiting = ledger.proposals({ statuses: ['pending'] });
  timed('approve', rounds, (round) => {
    const { proposal } = waiting[round]!;
    ledger.transact(person, (view) => {
      const outcome = decisionEvents(view, {
        ...{
          changeSet: changeSetOf(proposal),
          digest: proposal.digest,
          verdict: 'approve',
          by: person,
          at: '2026-11-21T10:00:00.000Z',
        },
      });
      if (!outcome.ok) throw new Error(outcome.message);
      return outcome.events;
    });
  });
  timed('publish (admission of the intent and of the end)', rounds, (round) => {
    const { proposal } = waiting[round]!;
    const files = [{ path: proposal.edits[0]!.path, before: sha256('a'), after: sha256('b') }];
    const [publication, id, revision] = [`pub-new-${process.pid}-${round}`, proposal.id, proposal.revision];
    ledger.transact(person, () => [
      { type: 'publication-intended', publication, proposal: id, revision, files, to: 'git', target: null },
    ]);
    ledger.transact(person, () => [{ type: 'publication-done', publication, commit: null }]);
  });
  start = performance.now();
  const whole = ledger.verify();
  console.log(
    `chain walked and tables replayed: ${((performance.now() - start) / 1000).toFixed(1)} s, ${whole.events} events, ${whole.brokenAt === null ? 'whole' : whole.brokenAt.why}; ${megabytes()} MB`,
  );
  if (whole.brokenAt !== null) process.exitCode = 1;
  ledger.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
