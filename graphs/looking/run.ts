/** What one run over the library works with: courses at hand, looks so far, progress. */
import type PQueue from 'p-queue';
import picomatch from 'picomatch';
import type { AgentName, AlignmentRow, Finding } from '../../agents/contract.ts';
import type { Latest } from '../../tools/cache/latest.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { LibraryError } from '../../tools/library/errors.ts';
import { openedCourse } from '../../tools/library/lazy-lesson.ts';
import { bodyOf, type Course, type Lesson, type Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import type { Keys } from './keys.ts';
import type { CourseLook, FoundIn, Settled } from './settled.ts';

export interface RefreshOptions {
  agents: AgentName[];
  /** Glob on lesson ids or paths; default: all. */
  lesson?: string;
  /**
   * `look-only` and `look-ahead` record nothing, the second one for a run that another worker records; `ask-only`: as far as the
   * questions to models, for what they would cost.
   */
  write: 'record' | 'look-only' | 'look-ahead' | 'ask-only';
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

/** What one run works with. */
export interface Run {
  workspace: Workspace;
  options: RefreshOptions;
  id: string;
  library: Library;
  /** The lessons this run is about, by id. */
  wanted: Map<string, { course: Course; lesson: Lesson }>;
  /** Lessons looked at at once. */
  atOnce: number;
  /** Lets so many lessons be taken up: more than `atOnce` while a map that was begun is not there yet. */
  places: PQueue;
  mapsBegun: number;
  /** Courses that are still to be looked at, the next first, and those in hand. */
  todo: Course[];
  batch: Course[];
  keys: Keys;
  seconds: Record<string, number>;
  /** Findings so far. */
  found: number;
  /** What the ledger is not told, and so has to be kept until the run is over. */
  findings: Finding[];
  events: LedgerEvent[];
  alignment: AlignmentRow[];
  /** What was found in courses of which no look is kept, by course. */
  unkept: Map<string, FoundIn>;
  admitted: string[];
  progress: Progress;
  startedAt: number;
  /** Null where a run is not about whole courses, or writes nothing. */
  settled: Settled | null;
  /** Courses that were not opened, with the `seq` of the event that says what was seen of them. */
  held: Map<string, number>;
  /** The same of courses that were looked at in this run. */
  recorded: Map<string, number>;
  /** Looks at courses in hand, by course. */
  looks: Map<string, CourseLook>;
  /** Courses opened last. */
  opened: Latest<string, Course>;
}

/** Courses at hand at once: lessons come in order, so few are enough. */
export const mostOpened = 3;

/** The course with all its texts; a library's courses come one after the other, and are let go of. */
export function opened(run: Run, course: Course): Course {
  const known = run.opened.get(course.id) ?? openedCourse(course);
  run.opened.set(course.id, known);
  return known;
}

/** What was seen of a course so far in this run. */
export function lookAt(run: Run, course: string): CourseLook {
  const look = run.looks.get(course) ?? { outcomes: [], found: [], alignment: [], looked: [] };
  run.looks.set(course, look);
  return look;
}

/** Does the ledger get an event a course? Else the run's own event says all, or there is none. */
export const isByCourse = ({ options }: Pick<Run, 'options'>): boolean =>
  options.write === 'record' && options.lesson === undefined;

/** Lessons that are given out together, for each that is in hand: so many that few stand idle until the last is done. */
const perHand = 8;

/** Takes up the next courses: as many as keep all hands busy. What was seen of them is let go of before the ones after. */
export function nextBatch(run: Run): void {
  let lessons = 0;
  run.batch = [];
  for (let course = run.todo.shift(); course; course = run.todo.shift()) {
    run.batch.push(course);
    lessons += course.lessons.length;
    if (lessons >= perHand * run.atOnce) return;
  }
}

/** Adds the time `work` takes to the run's account under `name`. */
export async function timed<T>(run: Run, name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    run.seconds[name] = (run.seconds[name] ?? 0) + (performance.now() - start) / 1000;
  }
}

/** Lessons a run is about, by id. @throws LibraryError where a glob was given that no lesson matches */
export function wanted(library: Library, glob: string | undefined): Run['wanted'] {
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

/** Tells how far the run is. */
export function report(run: Run, change: Partial<Progress>): void {
  const done = change.done ?? run.progress.done;
  const elapsed = (performance.now() - run.startedAt) / 1000;
  const secondsLeft = done > 0 ? (elapsed / done) * (run.progress.total - done) : null;
  run.progress = { ...run.progress, ...change, secondsLeft };
  run.options.onProgress?.(run.progress);
}
