/** What one run over the library works with: courses at hand, looks so far, progress. */
import picomatch from 'picomatch';
import type { AgentName, AlignmentRow, Finding } from '../../agents/contract.ts';
import type { Latest } from '../../tools/cache/latest.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { LibraryError } from '../../tools/library/errors.ts';
import { openedCourse } from '../../tools/library/lazy-lesson.ts';
import { bodyOf, type Course, type Lesson, type Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import type { Keys } from './keys.ts';
import type { CourseLook, HeldLook, Settled } from './settled.ts';

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

/** What one run works with. */
export interface Run {
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
  held: Map<string, HeldLook>;
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
