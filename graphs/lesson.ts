/**
 * One lesson (or one course as a whole) through the agents: three look side by side, then propose, reconcile, verify, record.
 * The graph carries small things; what is large lives in the pass it is given.
 */
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { notAskedFor } from '../agents/assessment/code/code-output-differs.ts';
import { type AgentName, agentNames, type Finding, type Proposal } from '../agents/contract.ts';
import { settleOverlaps, suppression } from '../agents/reconcile.ts';
import { canonicalJson } from '../tools/ledger/chain.ts';
import type { LedgerEvent, LessonOutcome } from '../tools/ledger/events.ts';
import { wrongFixes } from '../tools/ledger/remember.ts';
import { detect, findingsOf, type RuleResult, uncheckedOf } from './looking/detect.ts';
import { type InHand, inHand } from './looking/in-hand.ts';
import type { Keys } from './looking/keys.ts';
import { knownAgain, memoryOf } from './looking/memory.ts';
import { propose } from './looking/propose.ts';
import { isOpenStatus, type Look, recordEvents } from './looking/record.ts';
import type { RefreshOptions } from './looking/run.ts';
import { standingProposals } from './looking/standing.ts';
import { traced } from './looking/traced.ts';
import { type Verification, verify } from './looking/verify.ts';
import { ownChanges } from './publishing/lineage.ts';
import { ruleNamed, type Subject, sourceIn } from './subject.ts';
import type { Workspace } from './workspace.ts';

/** What one pass works with; handed to the graph as its configuration. */
export interface Pass {
  workspace: Workspace;
  subject: Subject;
  keys: Keys;
  agents: AgentName[];
  known: 'new' | 'baseline';
  write: RefreshOptions['write'];
}

export interface PassResult {
  findings: Finding[];
  suppressed: Set<string>;
  verified: Proposal[];
  unverified: Proposal[];
  superseded: { proposal: Proposal; by: string }[];
  unchecked: LessonOutcome['unchecked'];
  status: 'scanned' | 'unchanged';
  events: LedgerEvent[];
}

const State = Annotation.Root({
  results: Annotation<RuleResult[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  findings: Annotation<Finding[]>({ reducer: (_, b) => b, default: () => [] }),
  suppressed: Annotation<string[]>({ reducer: (_, b) => b, default: () => [] }),
  candidates: Annotation<Proposal[]>({ reducer: (_, b) => b, default: () => [] }),
  superseded: Annotation<{ proposal: Proposal; by: string }[]>({ reducer: (_, b) => b, default: () => [] }),
  faults: Annotation<LessonOutcome['unchecked']>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  verified: Annotation<Proposal[]>({ reducer: (_, b) => b, default: () => [] }),
  unverified: Annotation<Proposal[]>({ reducer: (_, b) => b, default: () => [] }),
  events: Annotation<LedgerEvent[]>({ reducer: (_, b) => b, default: () => [] }),
});
type State = typeof State.State;
type Configured = { configurable?: { pass?: InHand<Pass> } };

function passOf(config: Configured): Pass {
  const pass = config.configurable?.pass?.it;
  if (!pass) throw new Error('The lesson graph was started without a pass.');
  return pass;
}

function agentNode(agent: AgentName) {
  return async (_state: State, config: Configured): Promise<Partial<State>> => {
    const { workspace, subject, keys, agents } = passOf(config);
    return agents.includes(agent) ? { results: await detect(workspace, subject, agent, keys) } : {};
  };
}

async function proposeNode(state: State, config: Configured): Promise<Partial<State>> {
  const { workspace, subject, keys, known } = passOf(config);
  const findings = knownAgain(workspace.ledger, subject.owner, findingsOf(subject, state.results));
  const memory = memoryOf(workspace.ledger, subject.owner);
  const courseOf = courseLookup(subject);
  const suppressed = findings.filter(
    (finding) => suppression(finding, courseOf, ruleNamed(finding.rule)?.rule.meta.version ?? '1.0', memory) !== null,
  );
  const away = new Set(suppressed.map((finding) => finding.fingerprint));
  for (const { finding, state: stands } of workspace.ledger.findings({ lesson: subject.owner }))
    if (stands === 'known' || stands === 'answered') away.add(finding.fingerprint);
  if (known === 'baseline') return { findings, suppressed: [...away] };
  const { proposals, faults } = await propose(
    workspace,
    subject,
    findings.filter((finding) => !away.has(finding.fingerprint)),
    keys,
  );
  return {
    findings,
    suppressed: suppressed.map((finding) => finding.fingerprint),
    candidates: proposals.filter((proposal) => !wrongFixes(workspace.ledger, proposal.id).has(proposal.digest)),
    faults: faults.map((fault) => ({
      rule: fault.rule,
      why: `repair of ${fault.finding} failed: ${fault.why}`,
      kind: 'failed' as const,
    })),
  };
}

/** Course of an owner; an owner outside the subject's course stands for itself. */
function courseLookup(subject: Subject): (owner: string) => string {
  const own = new Set(subject.course.lessons.map((lesson) => lesson.id));
  return (owner) => {
    if (owner.startsWith('course:')) return owner.slice('course:'.length);
    return own.has(owner) ? subject.course.id : owner;
  };
}

/** A person's own words for a finding stand before what a rule would write for it again. */
function reconcileNode(state: State, config: Configured): Partial<State> {
  const { workspace } = passOf(config);
  const open = state.candidates.filter((proposal) => {
    const record = workspace.ledger.proposal(proposal.id);
    return !(
      record &&
      record.proposal.origin === 'person' &&
      ['edited', 'pending', 'approved', 'snoozed'].includes(record.proposal.status)
    );
  });
  // What already waits for a decision, or has one, stays before anything new.
  const waits = (proposal: Proposal) => {
    const old = workspace.ledger.proposal(proposal.id)?.proposal;
    return old?.digest === proposal.digest && old.status !== 'held-limit' && isOpenStatus(old.status);
  };
  const first = settleOverlaps(open.filter(waits), []);
  const rest = settleOverlaps(
    open.filter((proposal) => !waits(proposal)),
    first.kept,
  );
  return { candidates: [...first.kept, ...rest.kept], superseded: [...first.superseded, ...rest.superseded] };
}

/** A verification looks with all agents, whichever were asked for: so must the look it is compared with. */
async function seenByAll({ workspace, subject, keys, agents }: Pass, state: State): Promise<Finding[]> {
  const others = agentNames.filter((agent) => !agents.includes(agent));
  const results = (await Promise.all(others.map((agent) => detect(workspace, subject, agent, keys)))).flat();
  return [...state.findings, ...findingsOf(subject, results)];
}

/** Where a rule could not look this time, what was verified before and has not changed since keeps its state, and its decision. */
function isStandingAsIs(workspace: Workspace, candidate: Proposal, result: Verification): boolean {
  if (!result.inconclusive) return false;
  const record = workspace.ledger.proposal(candidate.id);
  return record?.proposal.digest === candidate.digest && canonicalJson(record.proposal.bases) === canonicalJson(candidate.bases);
}

async function verifyNode(state: State, config: Configured): Promise<Partial<State>> {
  const { workspace, subject, keys, write } = passOf(config);
  const verified: Proposal[] = [];
  const unverified: Proposal[] = [];
  if (state.candidates.length === 0) return { verified, unverified };
  const before = await seenByAll(passOf(config), state);
  for (const candidate of state.candidates) {
    subject.context.signal.throwIfAborted();
    // A verification puts questions, too: those of the edited copy.
    const change = write === 'ask-only' ? { ...candidate, picturing: 'left-out' as const } : candidate;
    const result = await verify(workspace, subject, change, before, keys, subject.context.signal);
    const checked: Proposal = { ...candidate, checks: result.checks, ...(result.pictures ? { pictures: result.pictures } : {}) };
    if (result.passed) verified.push(checked);
    else if (!isStandingAsIs(workspace, checked, result)) unverified.push(checked);
  }
  return { verified, unverified };
}

async function recordNode(state: State, config: Configured): Promise<Partial<State>> {
  const { workspace, subject, keys, known, write } = passOf(config);
  if (write === 'ask-only') return {};
  // What only a run can show is not mended by a look without one.
  const ran = new Set(
    state.results
      .filter(
        ({ detection }) =>
          detection.outcome === 'checked' || (detection.outcome === 'notApplicable' && detection.reason !== notAskedFor),
      )
      .map((result) => result.rule),
  );
  const heard = new Set(state.results.filter(({ model }) => model === 'heard').map(({ rule }) => rule));
  const remade = new Set([...state.verified, ...state.superseded.map((one) => one.proposal)].map((proposal) => proposal.id));
  const standing =
    known === 'baseline'
      ? []
      : await standingProposals(workspace, subject, workspace.ledger, state.findings, ran, remade, keys, () =>
          seenByAll(passOf(config), state),
        );
  const source = sourceIn(subject.course);
  let events: LedgerEvent[] = [];
  const work = (view: Parameters<Parameters<Workspace['ledger']['transact']>[1]>[0]): LedgerEvent[] => {
    const look: Look = {
      owner: subject.owner,
      findings: state.findings,
      ran,
      heard,
      stands: ({ quote, range }) => source(range.path)?.text.includes(quote) === true,
      verified: state.verified,
      unverified: state.unverified,
      superseded: state.superseded,
      standing,
      suppressed: new Set(state.suppressed),
      known,
      onlyOurs: (bases, now) =>
        Object.entries(bases).every(
          ([path, hash]) => ownChanges(view, path, hash, now[path] ?? source(path)?.sha256 ?? '') !== null,
        ),
    };
    events = recordEvents(view, look);
    return events;
  };
  if (write === 'record') workspace.ledger.transact('perennial', work);
  else events = work(workspace.ledger);
  return { events };
}

const graph = new StateGraph(State)
  .addNode('accessibility', traced('agent', 'accessibility', agentNode('accessibility')))
  .addNode('alignment', traced('agent', 'alignment', agentNode('alignment')))
  .addNode('assessment', traced('agent', 'assessment', agentNode('assessment')))
  .addNode('propose', traced('lesson', 'propose', proposeNode))
  .addNode('reconcile', traced('lesson', 'reconcile', reconcileNode))
  .addNode('verify', traced('lesson', 'verify', verifyNode))
  .addNode('record', traced('lesson', 'record', recordNode))
  .addEdge(START, 'accessibility')
  .addEdge(START, 'alignment')
  .addEdge(START, 'assessment')
  .addEdge(['accessibility', 'alignment', 'assessment'], 'propose')
  .addEdge('propose', 'reconcile')
  .addEdge('reconcile', 'verify')
  .addEdge('verify', 'record')
  .addEdge('record', END)
  .compile();

/**
 * Takes a subject through the agents and into the ledger.
 * @throws what a broken part throws; a rule that fails is told in `unchecked` instead.
 */
export async function pass(input: Pass): Promise<PassResult> {
  const { signal } = input.subject.context;
  const state = await inHand(input, (hand) => graph.invoke({}, { configurable: { pass: hand }, signal }));
  return {
    findings: state.findings,
    suppressed: new Set(state.suppressed),
    verified: state.verified,
    unverified: state.unverified,
    superseded: state.superseded,
    unchecked: [...uncheckedOf(state.results), ...state.faults],
    status: state.results.some((result) => result.from === 'fresh') ? 'scanned' : 'unchanged',
    events: state.events,
  };
}
