/**
 * The library graph: some courses after the other, their lessons through the agents, then each course as a whole; in the end what comes
 * before a person. What was seen of a course is in the ledger and the cache when the next is taken up, and is let go of.
 */
import { AsyncResource } from 'node:async_hooks';
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import { courseLooked } from '../tools/ledger/course-look.ts';
import type { LessonOutcome } from '../tools/ledger/events.ts';
import { idFromPath } from '../tools/library/identity.ts';
import { bodyOf, type Course } from '../tools/library/lesson.ts';
import { sentenceOf } from '../tools/terminal/faults.ts';
import { openThread } from './approval.ts';
import { type PassResult, pass } from './lesson.ts';
import { admitHeld } from './looking/admit.ts';
import { looksAgain } from './looking/embedding.ts';
import type { InHand } from './looking/in-hand.ts';
import { lookedForInputs } from './looking/inputs.ts';
import { type Looked, watched } from './looking/looked.ts';
import { beginFirstMap, isMapped, mapOf } from './looking/map.ts';
import { isByCourse, lookAt, nextBatch, opened, type Run, report, timed } from './looking/run.ts';
import type { CourseLook } from './looking/settled.ts';
import { traced } from './looking/traced.ts';
import { courseOwner, courseSubject, lessonSubject, type Subject } from './subject.ts';

const State = Annotation.Root({
  outcomes: Annotation<LessonOutcome[]>({ reducer: (a, b) => a.concat(b), default: () => [] }),
  partial: Annotation<string | null>({ reducer: (a, b) => a ?? b, default: () => null }),
});
type State = typeof State.State;
type Configured = { configurable?: { run?: InHand<Run> } };

function runOf(config: Configured): Run {
  const run = config.configurable?.run?.it;
  if (!run) throw new Error('The library graph was started without a run.');
  return run;
}

/** Outcomes of files of the course that could not be read. */
function unreadableOf(run: Run, course: Course): LessonOutcome[] {
  if (course.unreadable.length === 0) return [];
  const ids = new Map([...run.workspace.ledger.lessonPaths()].map(([id, path]) => [path, id]));
  return course.unreadable.map(({ path, reason }) => ({
    ...{ lesson: ids.get(path) ?? idFromPath(path), course: course.id, title: path, path },
    ...{ status: 'not-scanned', reason, unchecked: [], findings: 0 },
  }));
}

function choose(_state: State, config: Configured): Partial<State> {
  const run = runOf(config);
  const { courses } = run.library;
  for (const course of run.settled ? courses : []) {
    const at = run.settled?.of(course) ?? null;
    if (at !== null) run.held.set(course.id, at);
  }
  run.todo = courses.filter((course) => course.lessons.length > 0 && !run.held.has(course.id));
  const todo = [...run.wanted.values()].filter(({ course }) => !run.held.has(course.id)).length;
  run.progress = { ...run.progress, stage: 'lessons', done: run.wanted.size - todo, total: run.wanted.size };
  // What is not told course by course is told with the run.
  const told = isByCourse(run) ? courses.filter((course) => course.lessons.length === 0) : courses;
  return { outcomes: told.flatMap((course) => unreadableOf(run, course)) };
}

function next(_state: State, config: Configured): Partial<State> {
  const run = runOf(config);
  nextBatch(run);
  beginFirstMap(run);
  return {};
}

function fanOut(_state: State, config: Configured): Send[] | 'courses' {
  const run = runOf(config);
  const ids = run.batch.flatMap((course) =>
    course.lessons.map(({ id }) => id).filter((id) => run.wanted.get(id)?.course === course),
  );
  return ids.length === 0 ? 'courses' : [...new Set(ids)].map((lesson) => new Send('lesson', { lesson }));
}

const lessonNode = (input: { lesson: string }, config: Configured): Promise<Partial<State>> => {
  const run = runOf(config);
  // Else it would run, and be traced, as part of the lesson that left its place.
  return run.places.add(AsyncResource.bind(() => lookAtLesson(run, input.lesson)));
};

async function lookAtLesson(run: Run, id: string): Promise<Partial<State>> {
  const { workspace, options } = run;
  const found = run.wanted.get(id);
  if (!found) return {};
  const base = { lesson: found.lesson.id, course: found.course.id, title: found.lesson.title, path: bodyOf(found.lesson).path };
  const look = lookAt(run, found.course.id);
  const told = (outcome: LessonOutcome): Partial<State> => {
    look.outcomes.push(outcome);
    return isByCourse(run) ? {} : { outcomes: [outcome] };
  };
  let subject: Subject | null = null;
  try {
    const course = opened(run, found.course);
    const lesson = course.lessons.find((one) => one.id === id) ?? found.lesson;
    const own = await lessonSubject(workspace, course, lesson, options.signal);
    subject = own;
    const watch = watched(workspace.files, workspace.root);
    own.context.files = watch.files;
    const result = await timed(run, 'lessons', () =>
      pass({ workspace, subject: own, keys: run.keys, agents: options.agents, known: options.known, write: options.write }),
    );
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
    report(run, { stage: 'lessons', done: run.progress.done + 1, findings: run.found, title: base.title });
  }
}

/** Takes down what was found. Findings that the ledger was told of are known by their fingerprints. */
function noteLook(run: Run, look: CourseLook, result: PassResult, looked: Looked[]): void {
  const found = result.findings.filter((finding) => !result.suppressed.has(finding.fingerprint));
  run.found += found.length;
  if (isByCourse(run)) for (const { fingerprint } of found) look.found.push(fingerprint);
  else run.findings.push(...found);
  if (run.options.write !== 'record') run.events.push(...result.events);
  if (run.settled) look.looked.push(...looked);
}

function notScanned(base: Pick<LessonOutcome, 'lesson' | 'course' | 'title' | 'path'>, error: unknown): LessonOutcome {
  const reason = sentenceOf(error);
  return { ...base, status: 'not-scanned', reason, unchecked: [], findings: 0 };
}

/** The courses of the batch as wholes, once all their lessons were looked at. */
async function coursesNode(_state: State, config: Configured): Promise<Partial<State>> {
  const run = runOf(config);
  const outcomes: LessonOutcome[] = [];
  report(run, { stage: 'courses' });
  for (const closed of run.options.lesson === undefined ? run.batch : []) {
    const look = lookAt(run, closed.id);
    const outcome = await wholeCourse(run, closed, look);
    if (!isByCourse(run)) outcomes.push(outcome);
  }
  for (const { id } of run.batch) run.looks.delete(id);
  return { outcomes };
}

async function wholeCourse(run: Run, closed: Course, look: CourseLook): Promise<LessonOutcome> {
  const { workspace, options, keys } = run;
  const base = { lesson: courseOwner(closed.id), course: closed.id, title: closed.title, path: closed.root };
  let keep: ((at: number) => 'kept' | 'not-kept') | null = null;
  let outcome: LessonOutcome;
  try {
    const course = opened(run, closed);
    const subject = await courseSubject(workspace, course, options.signal);
    const watch = watched(workspace.files, workspace.root);
    subject.context.files = watch.files;
    const { agents, known, write } = options;
    const result = await timed(run, 'courses', () => pass({ workspace, subject, keys, agents, known, write }));
    noteLook(run, look, result, watch.looked());
    outcome = { ...base, status: result.status, unchecked: result.unchecked, findings: result.findings.length };
    if (isMapped(options)) look.alignment = await timed(run, 'map', () => mapOf(workspace, course, keys, options.signal));
    keep = (at) => run.settled?.keep(closed, look, textsOf(course), at) ?? 'not-kept';
  } catch (error) {
    options.signal.throwIfAborted();
    outcome = notScanned(base, error);
  }
  look.outcomes.push(outcome);
  if (!isByCourse(run)) {
    run.alignment.push(...look.alignment);
    return outcome;
  }
  const said = courseLooked(run.id, closed.id, [...unreadableOf(run, closed), ...look.outcomes], look.alignment);
  const [stored] = workspace.ledger.transact('perennial', () => [said]);
  if (stored) run.recorded.set(closed.id, stored.seq);
  const kept = stored && keep ? keep(stored.seq) : 'not-kept';
  if (kept === 'not-kept')
    run.unkept.set(closed.id, { outcomes: look.outcomes.map(({ lesson }) => ({ lesson })), found: look.found });
  return outcome;
}

function* textsOf(course: Course): Iterable<string> {
  for (const lesson of course.lessons) for (const file of lesson.files) yield file.text;
}

const more = (_state: State, config: Configured): 'next' | 'admit' => (runOf(config).todo.length > 0 ? 'next' : 'admit');

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

/** Invoked with the run in hand as `configurable.run`; returns what became of lessons that no event of a course tells of. */
export const libraryGraph = new StateGraph(State)
  .addNode('choose', traced('library', 'choose', choose))
  .addNode('next', traced('library', 'next', next))
  .addNode('lesson', traced('library', 'lesson', lessonNode))
  .addNode('courses', traced('library', 'courses', coursesNode))
  .addNode('admit', traced('library', 'admit', admitNode))
  .addNode('threads', traced('library', 'threads', threadsNode))
  .addEdge(START, 'choose')
  .addEdge('choose', 'next')
  .addConditionalEdges('next', fanOut, ['lesson', 'courses'])
  .addEdge('lesson', 'courses')
  .addConditionalEdges('courses', more, ['next', 'admit'])
  .addEdge('admit', 'threads')
  .addEdge('threads', END)
  .compile();
