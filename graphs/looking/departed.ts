/** Lessons that moved in the library, and those that left it: nobody is asked about these any more. Pure. */
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { LedgerView } from '../../tools/ledger/ledger.ts';
import { bodyOf, type Library } from '../../tools/library/lesson.ts';
import { courseOwner } from '../subject.ts';
import { openStatuses } from './record.ts';

/**
 * What is open about lessons and courses that were taken away is resolved; rejections stay, should the lesson come back.
 * A lesson that cannot be read just now is still there.
 */
export function departedEvents(view: LedgerView, library: Library): LedgerEvent[] {
  const here = new Set(
    library.courses.flatMap((course) => [courseOwner(course.id), ...course.lessons.map((lesson) => lesson.id)]),
  );
  const unreadable = new Set(library.courses.flatMap((course) => course.unreadable.map((one) => one.path)));
  const paths = view.lessonPaths();
  const isGone = (owner: string) => !here.has(owner) && !unreadable.has(paths.get(owner) ?? '');
  const statuses = [...openStatuses, 'stale'] as const;
  const gone = view.owners({ findings: ['open', 'known', 'answered'], proposals: [...statuses] }).filter(isGone);
  const findings = gone
    .flatMap((lesson) => view.findings({ lesson, states: ['open', 'known', 'answered'] }))
    .map((record): LedgerEvent => ({ type: 'finding-closed', fingerprint: record.finding.fingerprint, why: 'gone' }));
  const proposals = gone
    .flatMap((lesson) => view.proposals({ lesson, statuses: [...statuses] }))
    .map(
      ({ proposal }): LedgerEvent => ({
        type: 'proposal-status',
        proposal: proposal.id,
        revision: proposal.revision,
        status: 'resolved',
        why: 'its lesson is no longer in the library',
      }),
    );
  return [...findings, ...proposals];
}

/** Lessons that were found again under another path than where they were last seen. */
export function renamedEvents(view: LedgerView, library: Library): LedgerEvent[] {
  const known = view.lessonPaths();
  return library.courses.flatMap((course) =>
    course.lessons.flatMap((lesson): LedgerEvent[] => {
      const to = bodyOf(lesson).path;
      const from = known.get(lesson.id);
      return from === undefined || from === to ? [] : [{ type: 'lesson-renamed', lesson: lesson.id, from, to }];
    }),
  );
}
