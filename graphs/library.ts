/** A run over many lessons: read, each lesson through its agents, each course as a whole, then what comes before a person. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import picomatch from 'picomatch';
import type { AgentName, AlignmentRow, Finding, Severity } from '../agents/contract.ts';
import type { LedgerEvent, LessonOutcome, RunRecord } from '../tools/ledger/events.ts';
import { openCounts } from '../tools/ledger/open-counts.ts';
import { LibraryError } from '../tools/library/errors.ts';
import { idFromPath } from '../tools/library/identity.ts';
import { openedCourse } from '../tools/library/lazy-lesson.ts';
import type { Course, Lesson, Library } from '../tools/library/lesson.ts';
import { bodyOf } from '../tools/library/lesson.ts';
import { inSpan } from '../tools/telemetry/spans.ts';
import { openTracing } from '../tools/telemetry/tracing.ts';
import { programVersion } from './about.ts';
import { openThread } from './approval.ts';
import { type PassResult, pass } from './lesson.ts';
import { askLinks } from './links.ts';
import { admitHeld } from './looking/admit.ts';
import { costsSince } from './looking/costs.ts';
import { departedEvents, renamedEvents } from './looking/departed.ts';
import { lookedForInputs } from './looking/inputs.ts';
import { forgetKeys, type Keys, keysFor } from './looking/keys.ts';
import { type Looked, watched } from './looking/looked.ts';
import { mapOf } from './looking/map.ts';
import { type CourseLook, findingsAgain, type Settled, settledCourses } from './looking/settled.ts';
import { traced } from './looking/traced.ts';
import { applyRetention } from './retention.ts';
import { courseOwner, courseSubject, lessonSubject, type Subject } from './subject.ts';
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
  /** Found in this run, by owner; what was settled before is left out. Of courses that were not opened it is read when asked for. */
  readonly findings: Finding[];
  /** With `look-only`: what would have been recorded. */
  wouldRecord: LedgerEvent[];
}

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
  /** Null where a run is not about whole courses, or writes nothing. */
  settled: Settled | null;
  /** Looks at courses that were not opened, by course. */
  held: Map<string, CourseLook>;
  /** Looks at courses in hand, by course. */
  looks: Map<string, CourseLook>;
  /** Courses opened last. */
  opened: Map<string, Course>;
}

/** Courses at hand at once: lessons come in order, so few are enough. */
const mostOpened = 3;

/** The course with all its texts; a library's courses come one after the other, and are let go of. */
function opened(run: Run, course: Course): Course {
  const known = run.opened.get(course.id) ?? openedCourse(course);
  run.opened.delete(course.id);
  run.opened.set(course.id, known);
  const [oldest] = run.opened.keys();
  if (run.opened.size > mostOpened && oldest !== undefined) run.opened.delete(oldest);
  return known;
}

function lookAt(run: Run, course: string): CourseLook {
  const look = run.looks.get(course) ?? { outcomes: [], found: [], alignment: [], looked: [] };
  run.looks.set(course, look);
  return look;
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
  const settled: LessonOutcome[] = [];
  for (const course of run.settled ? run.library.courses : []) {
    const look = run.settled?.of(course);
    if (!look) continue;
    run.held.set(course.id, look);
    settled.push(...look.outcomes);
    run.alignment.push(...look.alignment);
  }
  const lessons = [...run.wanted].filter(([, { course }]) => !run.held.has(course.id)).map(([id]) => id);
  run.progress = { ...run.progress, stage: 'lessons', done: run.wanted.size - lessons.length, total: run.wanted.size };
  return { lessons, outcomes: [...unreadable, ...settled] };
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
  const base = { lesson: found.lesson.id, course: found.course.id, title: found.lesson.title, path: bodyOf(found.lesson).path };
  const look = lookAt(run, found.course.id);
  const told = (outcome: LessonOutcome): Partial<State> => {
    look.outcomes.push(outcome);
    return { outcomes: [outcome] };
  };
  let subject: Subject | null = null;
  try {
    const course = opened(run, found.course);
    const lesson = course.lessons.find((one) => one.id === input.lesson) ?? found.lesson;
    const own = await lessonSubject(workspace, course, lesson, options.signal);
    subject = own;
    const watch = watched(workspace.files, workspace.root);
    own.context.files = watch.files;
    const result = await timed(run, 'lessons', () =>
      pass({ workspace, subject: own, keys: run.keys, agents: options.agents, known: options.known, write: options.write }),
    );
    run.findings.push(...result.findings.filter((finding) => !result.suppressed.has(finding.fingerprint)));
    run.events.push(...result.events);
    noteLook(run, look, result, [...watch.looked(), ...lookedForInputs(workspace, lesson)]);
    const fault = own.pageFault();
    const status =
      fault === null
        ? { status: result.status }
        : { status: 'not-scanned' as const, reason: `${fault} Only the rules that need no page looked at it.` };
    return told({ ...base, ...status, unchecked: result.unchecked, findings: result.findings.length });
  } catch (error) {
    options.signal.throwIfAborted();
    return told(notScanned(base, error));
  } finally {
    await subject?.release();
    report(run, { done: run.progress.done + 1, findings: run.findings.length, title: base.title });
  }
}

/** What a later run needs to know to leave the course closed. */
function noteLook(run: Run, look: CourseLook, result: PassResult, looked: Looked[]): void {
  if (!run.settled) return;
  for (const { fingerprint } of result.findings) if (!result.suppressed.has(fingerprint)) look.found.push(fingerprint);
  look.looked.push(...looked);
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
  for (const closed of run.library.courses) {
    if (closed.lessons.length === 0 || options.lesson !== undefined || run.held.has(closed.id)) continue;
    const base = { lesson: courseOwner(closed.id), course: closed.id, title: closed.title, path: closed.root };
    const look = lookAt(run, closed.id);
    try {
      const course = opened(run, closed);
      const subject = await courseSubject(workspace, course, options.signal);
      const watch = watched(workspace.files, workspace.root);
      subject.context.files = watch.files;
      const result = await timed(run, 'courses', () =>
        pass({ workspace, subject, keys: run.keys, agents: options.agents, known: options.known, write: options.write }),
      );
      run.findings.push(...result.findings.filter((finding) => !result.suppressed.has(finding.fingerprint)));
      run.events.push(...result.events);
      const outcome = { ...base, status: result.status, unchecked: result.unchecked, findings: result.findings.length };
      outcomes.push(outcome);
      look.outcomes.push(outcome);
      if (options.agents.includes('alignment') && options.write !== 'ask-only')
        look.alignment = await timed(run, 'map', () => mapOf(workspace, course, run.keys, options.signal));
      run.alignment.push(...look.alignment);
      noteLook(run, look, result, watch.looked());
      run.settled?.keep(closed, look, textsOf(course));
    } catch (error) {
      options.signal.throwIfAborted();
      outcomes.push(notScanned(base, error));
    }
    run.looks.delete(closed.id);
  }
  return { outcomes };
}

function* textsOf(course: Course): Iterable<string> {
  for (const lesson of course.lessons) for (const file of lesson.files) yield file.text;
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
  // Every page, question and graph of the lessons in hand listens to this signal, or to one that LangGraph makes of it: many is no leak.
  setMaxListeners(0, options.signal);
  setMaxListeners(10 + 4 * lessonsAtOnce(workspace.config.models.concurrency));
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
  const whole = options.write === 'record' && options.known === 'new' && options.lesson === undefined;
  const look = async () => {
    const start = performance.now();
    // A question to a model may have stayed open, and is put again.
    const settled = whole && !models.available ? await settledCourses(workspace, library, options.agents) : null;
    seconds.settled = (performance.now() - start) / 1000;
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
      settled,
      held: new Map(),
      looks: new Map(),
      opened: new Map(),
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
  run.settled?.finish();
  workspace.results.prune(workspace.config.retention.cacheDays);
  if (options.write === 'record') applyRetention(workspace, new Date());
  options.onProgress?.({ ...run.progress, stage: 'done', secondsLeft: 0 });
  let findings: Finding[] | null = null;
  return {
    run: record,
    library,
    admitted: run.admitted,
    get findings() {
      findings ??= [...run.findings, ...[...run.held.values()].flatMap((held) => findingsAgain(workspace, held))];
      return findings;
    },
    wouldRecord: run.events,
  };
}

/** Does any open finding reach the severity a caller wants to fail on? */
export function reaches(findings: Finding[], severity: Severity): boolean {
  const order: Severity[] = ['critical', 'serious', 'moderate', 'minor'];
  return findings.some((finding) => finding.certainty === 'fails' && order.indexOf(finding.severity) <= order.indexOf(severity));
}
