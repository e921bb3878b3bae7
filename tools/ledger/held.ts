/**
 * A run names what it looked at; of courses in which nothing changed it names the run that did. So a quiet night of a library of any
 * size is a small event. Pure.
 */
import type { HeldCourses, RunRecord } from './events.ts';

/** The run as it is written: without what other runs say already. */
export function withoutHeld(run: RunRecord, held: readonly HeldCourses[]): RunRecord {
  if (held.length === 0) return run;
  const elsewhere = new Set(held.flatMap(({ courses }) => courses));
  return {
    ...run,
    lessons: run.lessons.filter((one) => !elsewhere.has(one.course)),
    alignment: run.alignment.filter((row) => !elsewhere.has(row.course)),
    held: [...held],
  };
}

/**
 * The run with everything it stands for.
 * @param at a run as it is written, by the `seq` of its event
 */
export function withHeld(run: RunRecord, at: (seq: number) => RunRecord | null): RunRecord {
  if (!run.held) return run;
  const lessons = [...run.lessons];
  const alignment = [...run.alignment];
  for (const { seq, courses } of run.held) {
    const earlier = at(seq);
    const wanted = new Set(courses);
    // A file that cannot be read cannot be read this time either.
    for (const one of earlier?.lessons ?? [])
      if (wanted.has(one.course)) lessons.push(one.status === 'not-scanned' ? one : { ...one, status: 'unchanged' });
    for (const row of earlier?.alignment ?? []) if (wanted.has(row.course)) alignment.push(row);
  }
  const { held: _, ...rest } = run;
  return { ...rest, lessons, alignment };
}

/** Courses by the run that looked at them, for the event. @param looked course and `seq` of that run */
export function heldCourses(looked: Iterable<readonly [course: string, seq: number]>): HeldCourses[] {
  const bySeq = new Map<number, string[]>();
  for (const [course, seq] of looked) {
    const known = bySeq.get(seq);
    if (known) known.push(course);
    else bySeq.set(seq, [course]);
  }
  return [...bySeq].sort(([a], [b]) => a - b).map(([seq, courses]) => ({ seq, courses }));
}
