/** The library graph: each lesson through its agents, each course as a whole, then what comes before a person. */
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import type { LessonOutcome } from '../tools/ledger/events.ts';
import { idFromPath } from '../tools/library/identity.ts';
import { bodyOf, type Course } from '../tools/library/lesson.ts';
import { sentenceOf } from '../tools/terminal/faults.ts';
import { openThread } from './approval.ts';
import { type PassResult, pass } from './lesson.ts';
import { admitHeld } from './looking/admit.ts';
import { looksAgain } from './looking/embedding.ts';
import { lookedForInputs } from './looking/inputs.ts';
import { type Looked, watched } from './looking/looked.ts';
import { mapOf } from './looking/map.ts';
import { lookAt, opened, type Run, report, timed } from './looking/run.ts';
import type { CourseLook } from './looking/settled.ts';
import { traced } from './looking/traced.ts';
import { courseOwner, courseSubject, lessonSubject, type Subject } from './subject.ts';

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
  const reason = sentenceOf(error);
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

/** Invoked with the run as `configurable.run`; returns what became of each lesson. */
export const libraryGraph = new StateGraph(State)
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
