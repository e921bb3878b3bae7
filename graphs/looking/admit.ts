/** What comes before a person at the end of a run. */
import { admit, isAskedFor } from '../../agents/reconcile.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { LedgerView } from '../../tools/ledger/ledger.ts';
import { endedSnoozes } from '../../tools/ledger/remember.ts';
import type { Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';

const courseOfOwner = (library: Library) => {
  const courses = new Map(library.courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, course.id] as const)));
  return (owner: string) => (owner.startsWith('course:') ? owner.slice('course:'.length) : (courses.get(owner) ?? owner));
};

/** Held proposals that may come before a person now, worst first. @returns id and revision */
function admissible(workspace: Workspace, view: LedgerView, library: Library, limits: 'keep' | 'lift'): [string, number][] {
  const heads = view.proposalHeads(['held-limit']);
  if (heads.length === 0) return [];
  const courseOf = courseOfOwner(library);
  const open = new Map<string, number>();
  for (const proposal of view.proposalHeads(['pending', 'edited', 'approved'])) {
    if (!isAskedFor(proposal)) open.set(courseOf(proposal.lesson), (open.get(courseOf(proposal.lesson)) ?? 0) + 1);
  }
  const held = new Map(heads.map((proposal) => [proposal.id, proposal.revision]));
  const { openPerCourse, newPerRun } = workspace.config.defaults.limits;
  const room =
    limits === 'lift'
      ? { openPerCourse: Number.POSITIVE_INFINITY, open, newThisRun: Number.POSITIVE_INFINITY }
      : { openPerCourse, open, newThisRun: newPerRun };
  return admit(heads, courseOf, room).map((id) => [id, held.get(id) ?? 1]);
}

/**
 * Wakes what was snoozed until today, then lets held proposals come before a person, worst first, within the limits.
 * @returns ids of the admitted
 */
export function admitHeld(workspace: Workspace, library: Library, limits: 'keep' | 'lift'): string[] {
  let admitted: [string, number][] = [];
  workspace.ledger.transact('perennial', (view) => {
    admitted = admissible(workspace, view, library, limits);
    return [
      ...endedSnoozes(view, workspace.today),
      ...admitted.map(
        ([proposal, revision]): LedgerEvent => ({
          type: 'proposal-status',
          ...{ proposal, revision, status: 'pending', why: 'verified, waits for a decision' },
        }),
      ),
    ];
  });
  return admitted.map(([id]) => id);
}

/** Whether the next run would bring held proposals before a person though nothing else changes. */
export function moreWaits(workspace: Workspace, library: Library): boolean {
  return admissible(workspace, workspace.ledger, library, 'keep').length > 0;
}
