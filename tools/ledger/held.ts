/**
 * What is said of a course stands in an event of its own, or, in ledgers of earlier programs, in the run that looked at it. A run names
 * these events, also those of earlier runs where nothing changed since: so a run of a library of any size is a small event. Pure.
 */
import { saidOfCourse } from './course-look.ts';
import type { HeldCourses, LedgerEvent, RunRecord } from './events.ts';

type Said = Pick<RunRecord, 'run' | 'lessons' | 'alignment'>;

/** What an event says of courses; null where it says nothing of any. */
export function saidIn(event: LedgerEvent | null | undefined): Said | null {
  if (event?.type === 'course-looked') return saidOfCourse(event);
  return event?.type === 'run-finished' ? event.run : null;
}

/**
 * The run with everything it stands for.
 * @param at what the event with this `seq` says: a course, or a whole run as it is written
 */
export function withHeld(run: RunRecord, at: (seq: number) => Said | null): RunRecord {
  if (!run.held) return run;
  const lessons = [...run.lessons];
  const alignment = [...run.alignment];
  for (const { seq, courses } of run.held) {
    const earlier = at(seq);
    const wanted = new Set(courses);
    for (const one of earlier?.lessons ?? []) {
      if (!wanted.has(one.course)) continue;
      // A file that cannot be read cannot be read this time either.
      const asItWas = earlier?.run === run.run || one.status === 'not-scanned';
      lessons.push(asItWas ? one : { ...one, status: 'unchanged' });
    }
    for (const row of earlier?.alignment ?? []) if (wanted.has(row.course)) alignment.push(row);
  }
  const { held: _, ...rest } = run;
  return { ...rest, lessons, alignment };
}

/** Courses by the event that says what was seen of them. @param looked course and `seq` of that event */
export function heldCourses(looked: Iterable<readonly [course: string, seq: number]>): HeldCourses[] {
  const bySeq = new Map<number, string[]>();
  for (const [course, seq] of looked) {
    const known = bySeq.get(seq);
    if (known) known.push(course);
    else bySeq.set(seq, [course]);
  }
  return [...bySeq].sort(([a], [b]) => a - b).map(([seq, courses]) => ({ seq, courses }));
}
