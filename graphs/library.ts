/** A run over many lessons: read, each lesson through its agents, each course as a whole, then what comes before a person. */
import { randomUUID } from 'node:crypto';
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import picomatch from 'picomatch';
import type { AgentName, AlignmentRow, Finding, Severity } from '../agents/contract.ts';
import type { LedgerEvent, LessonOutcome, RunRecord } from '../tools/ledger/events.ts';
import { openCounts } from '../tools/ledger/open-counts.ts';
import { LibraryError } from '../tools/library/errors.ts';
import { idFromPath } from '../tools/library/identity.ts';
import type { Course, Lesson, Library } from '../tools/library/lesson.ts';
import { bodyOf } from '../tools/library/lesson.ts';
import { inSpan } from '../tools/telemetry/spans.ts';
import { openTracing } from '../tools/telemetry/tracing.ts';
import { programVersion } from './about.ts';
import { admitHeld } from './admit.ts';
import { openThread } from './approval.ts';
import { costsSince } from './costs.ts';
import { departedEvents, renamedEvents } from './departed.ts';
import { forgetKeys, type Keys, keysFor } from './keys.ts';
import { pass } from './lesson.ts';
import { askLinks } from './links.ts';
import { mapOf } from './map.ts';
import { courseOwner, courseSubject, lessonSubject } from './subject.ts';
import { traced } from './traced.ts';
import { lessonsAtOnce, type Workspace } from './workspace.ts';

export interface RefreshOptions {
  agents: AgentName[];
  /** Glob on lesson ids or paths; default: all. */
  lesson?: string;
  /** `ask-only`: as far as the questions to models, for what they would cost. */
  write: 'record' | 'look-only' | 'ask-only';
  known: 'new' | 'baseline';
  limits: 'keep' | 'lift';
  /** Are addresses on the web asked? Default: as the config says. */
  links?: 'check' | 'off';
  signal: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface Progress {
  stage: 'reading' | 'lessons' | 'courses' | 'done';
  /** Lessons finished and to do. */
  done: number;
  total: number;
  findings: number;
  title: string;
  /** Seconds left by the pace so far; null until there is one. */
  secondsLeft: number | null;
}

export interface RefreshResult {
  run: RunRecord;
  library: Library;
  /** Proposals that came before a person in this run. */
  admitted: string[];
  /** Found in this run, by owner; what was settled before is left out. */
  findings: Finding[];
  /** With `look-only`: what would have been recorded. */
  wouldRecord: LedgerEvent[];
}

/** Results nobody asked for in so many days are dropped. */
const keptDays = 90;

/** What one run works with. */
interface Run {
  workspace: Workspace;
  options: RefreshOptions;
  library: Library;
  /** The lessons this run is about, by id. */
  wanted: Map<string, { course: Course; lesson: Lesson }>;
  keys: Keys;
  seconds: Record<string, number>;
  findings: Finding[];
  events: LedgerEvent[];
  alignment: AlignmentRow[];
  admitted: string[];
  progress: Progress;
  startedAt: number;
}

const State = Annotation.Root({
  lessons: Annotation<string[]>({ reducer: (_, b) => b, default: () => [] }),
  outcomes: Annotation<LessonOutcome[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  partial: Annotation<string | null>({ reducer: (a, b) => a ?? b, default: () => null }),
});
type State = typeof State.State;
type Configured = { configurable?: { run?: Run } };

function runOf(config: Configured): Run {
  const run = config.configurable?.run;
  if (!run) throw new Error('The library graph was started without a run.');
  return run;
}

async function timed<T>(run: Run, name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    run.seconds[name] = (run.seconds[name] ?? 0) + (performance.now() - start) / 1000;
  }
}

/** @throws LibraryError where a glob was given that no lesson matches */
function wanted(library: Library, glob: string | undefined): Run['wanted'] {
  const matches = glob === undefined ? () => true : picomatch(glob, { contains: !/[*?[{]/u.test(glob) });
  const found: Run['wanted'] = new Map();
  for (const course of library.courses) {
    for (const lesson of course.lessons) {
      const meant = matches(lesson.id) || matches(bodyOf(lesson).path);
      if (meant && !found.has(lesson.id)) found.set(lesson.id, { course, lesson });
    }
  }
  if (glob !== undefined && found.size === 0)
    throw new LibraryError('no-such-lesson', `No lesson matches "${glob}": it is held against ids and paths of lessons.`);
  return found;
}

function choose(_state: State, config: Configured): Partial<State> {
  const run = runOf(config);
  const ids = new Map([...run.workspace.ledger.lessonPaths()].map(([id, path]) => [path, id]));
  const unreadable = run.library.courses.flatMap((course) =>
    course.unreadable.map(
      (one): LessonOutcome => ({
        lesson: ids.get(one.path) ?? idFromPath(one.path),
        course: course.id,
        title: one.path,
        path: one.path,
        status: 'not-scanned',
        reason: one.reason,
        unchecked: [],
        findings: 0,
      }),
    ),
  );
  run.progress = { ...run.progress, stage: 'lessons', total: run.wanted.size };
  return { lessons: [...run.wanted.keys()], outcomes: unreadable };
}

function fanOut(state: State): Send[] | 'courses' {
  return state.lessons.length === 0 ? 'courses' : state.lessons.map((lesson) => new Send('lesson', { lesson }));
}

function report(run: Run, change: Partial<Progress>): void {
  const done = change.done ?? run.progress.done;
  const elapsed = (performance.now() - run.startedAt) / 1000;
  const secondsLeft = done > 0 ? (elapsed / done) * (run.progress.total - done) : null;
  run.progress = { ...run.progress, ...change, secondsLeft };
  run.options.onProgress?.(run.progress);
}

async function lessonNode(input: { lesson: string }, config: Configured): Promise<Partial<State>> {
  const run = runOf(config);
  const { workspace, options } = run;
  const found = run.wanted.get(input.lesson);
  if (!found) return {};
  const { course, lesson } = found;
  const subject = await lessonSubject(workspace, course, lesson, options.signal);
  const base = { lesson: lesson.id, course: course.id, title: lesson.title, path: bodyOf(lesson).path };
  try {
    const result = await timed(run, 'lessons', () =>
      pass({ workspace, subject, keys: run.keys, agents: options.agents, known: options.known, write: options.write }),
    );
    run.findings.push(...result.findings.filter((finding) => !result.suppressed.has(finding.fingerprint)));
    run.events.push(...result.events);
    const fault = subject.pageFault();
    const status =
      fault === null
        ? { status: result.status }
        : { status: 'not-scanned' as const, reason: `${fault} Only the rules that need no page looked at it.` };
    return { outcomes: [{ ...base, ...status, unchecked: result.unchecked, findings: result.findings.length }] };
  } catch (error) {
    options.signal.throwIfAborted();
    return { outcomes: [notScanned(base, error)] };
  } finally {
    await subject.release();
    report(run, { done: run.progress.done + 1, findings: run.findings.length, title: lesson.title });
  }
}

function notScanned(base: Pick<LessonOutcome, 'lesson' | 'course' | 'title' | 'path'>, error: unknown): LessonOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  return { ...base, status: 'not-scanned', reason, unchecked: [], findings: 0 };
}

async function coursesNode(_state: State, config: Configured): Promise<Partial<State>> {
  const run = runOf(config);
  const { workspace, options } = run;
  const outcomes: LessonOutcome[] = [];
  report(run, { stage: 'courses' });
  for (const course of run.library.courses) {
    if (course.lessons.length === 0 || options.lesson !== undefined) continue;
    const subject = await courseSubject(workspace, course, options.signal);
    const base = { lesson: courseOwner(course.id), course: course.id, title: course.title, path: course.root };
    try {
      const result = await timed(run, 'courses', () =>
        pass({ workspace, subject, keys: run.keys, agents: options.agents, known: options.known, write: options.write }),
      );
      run.findings.push(...result.findings.filter((finding) => !result.suppressed.has(finding.fingerprint)));
      run.events.push(...result.events);
      outcomes.push({ ...base, status: result.status, unchecked: result.unchecked, findings: result.findings.length });
      if (options.agents.includes('alignment') && options.write !== 'ask-only')
        run.alignment.push(...(await timed(run, 'map', () => mapOf(workspace, course, run.keys, options.signal))));
    } catch (error) {
      options.signal.throwIfAborted();
      outcomes.push(notScanned(base, error));
    }
  }
  return { outcomes };
}

/** Workspaces that went over to the built-in embedding. */
const embeddedHere = new WeakSet<Workspace>();

/** The endpoint gave no vectors, and all that needs any is still to be looked at with the built-in embedding. */
async function looksAgain(workspace: Workspace): Promise<boolean> {
  return (await workspace.models()).embeddingFault() !== null && !embeddedHere.has(workspace);
}

async function admitNode(_state: State, config: Configured): Promise<Partial<State>> {
  const run = runOf(config);
  const { workspace, options, library } = run;
  if (options.write === 'record' && options.known === 'new' && !(await looksAgain(workspace)))
    run.admitted = admitHeld(workspace, library, options.limits);
  return {};
}

/** Each change set that waits gets its thread in the approval graph. */
async function threadsNode(_state: State, config: Configured): Promise<Partial<State>> {
  const run = runOf(config);
  if (run.options.write !== 'record') return {};
  for (const id of run.admitted) {
    const record = run.workspace.ledger.proposal(id);
    if (record) await openThread(run.workspace, record.proposal);
  }
  return {};
}

const graph = new StateGraph(State)
  .addNode('choose', traced('library', 'choose', choose))
  .addNode('lesson', traced('library', 'lesson', lessonNode))
  .addNode('courses', traced('library', 'courses', coursesNode))
  .addNode('admit', traced('library', 'admit', admitNode))
  .addNode('threads', traced('library', 'threads', threadsNode))
  .addEdge(START, 'choose')
  .addConditionalEdges('choose', fanOut, ['lesson', 'courses'])
  .addEdge('lesson', 'courses')
  .addEdge('courses', 'admit')
  .addEdge('admit', 'threads')
  .addEdge('threads', END)
  .compile();

/**
 * Refreshes the library of a workspace.
 * @returns the run as recorded in the ledger (or as it would be, with `look-only`)
 * @throws LibraryError where there is nothing to read; the abort reason where the signal was raised
 */
export async function refresh(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult> {
  const tracing = await openTracing(process.env, programVersion());
  try {
    return await inSpan('refresh', { 'perennial.write': options.write }, () => refreshed(workspace, options));
  } finally {
    await tracing.close();
  }
}

async function refreshed(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult> {
  const startedAt = new Date();
  const clock = performance.now();
  const pagesBefore = workspace.pagesOpened();
  const models = await workspace.models();
  const before = models.spent();
  const costsBefore = models.costs();
  const seconds: Record<string, number> = {};
  const progress: Progress = { stage: 'reading', done: 0, total: 0, findings: 0, title: '', secondsLeft: null };
  options.onProgress?.(progress);
  const library = await workspace.read();
  seconds.reading = (performance.now() - clock) / 1000;
  if ((options.links ?? workspace.config.defaults.links) === 'check') {
    const asking = performance.now();
    await askLinks(workspace, library, { signal: options.signal });
    seconds.links = (performance.now() - asking) / 1000;
  }
  if (options.write === 'record') {
    workspace.ledger.transact('perennial', (view) => renamedEvents(view, library));
    workspace.ledger.transact('perennial', (view) => departedEvents(view, library));
  }
  const look = async () => {
    const run: Run = {
      workspace,
      options,
      library,
      wanted: wanted(library, options.lesson),
      keys: await keysFor(workspace),
      seconds,
      findings: [],
      events: [],
      alignment: [],
      admitted: [],
      progress,
      startedAt: performance.now(),
    };
    const state = await graph.invoke(
      {},
      {
        configurable: { run },
        maxConcurrency: lessonsAtOnce(models.available ? workspace.config.models.concurrency : 0),
        recursionLimit: 50,
        signal: options.signal,
      },
    );
    return { run, state };
  };
  let looked = await look();
  if (await looksAgain(workspace)) {
    // Vectors of two embeddings do not mix: all that needs any is looked at again with the built-in one. The rest is kept already.
    embeddedHere.add(workspace);
    await workspace.useBuiltInEmbedding();
    forgetKeys(workspace);
    looked = await look();
  }
  const { run, state } = looked;
  await models.settled();
  const spent = models.spent();
  const costs = costsSince(costsBefore, models.costs());
  const notes = models.shadows().fallen;
  const record: RunRecord = {
    run: `r-${startedAt.toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    agents: options.agents,
    lessons: state.outcomes,
    pagesOpened: workspace.pagesOpened() - pagesBefore,
    modelCalls: spent.calls - before.calls,
    cost: spent.dollars - before.dollars,
    ...(costs.length > 0 ? { costs } : {}),
    ...(notes.length > 0 ? { modelNotes: notes } : {}),
    withoutModel: models.degraded(),
    seconds: { ...seconds, total: (performance.now() - clock) / 1000 },
    alignment: run.alignment,
    ...(options.write === 'record' ? { open: openCounts(workspace.ledger) } : {}),
    versions: { node: process.version },
    partial: state.partial ?? (models.refusals().budget ? 'the budget for models' : null),
  };
  if (options.write === 'record') workspace.ledger.transact('perennial', () => [{ type: 'run-finished', run: record }]);
  workspace.results.prune(keptDays);
  options.onProgress?.({ ...run.progress, stage: 'done', secondsLeft: 0 });
  return { run: record, library, admitted: run.admitted, findings: run.findings, wouldRecord: run.events };
}

/** Does any open finding reach the severity a caller wants to fail on? */
export function reaches(findings: Finding[], severity: Severity): boolean {
  const order: Severity[] = ['critical', 'serious', 'moderate', 'minor'];
  return findings.some((finding) => finding.certainty === 'fails' && order.indexOf(finding.severity) <= order.indexOf(severity));
}
