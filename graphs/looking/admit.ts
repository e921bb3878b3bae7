/** What comes before a person at the end of a run. */
import { admit, isAskedFor } from '../../agents/reconcile.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { endedSnoozes } from '../../tools/ledger/remember.ts';
import type { Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';

/**
 * Wakes what was snoozed until today, then lets held proposals come before a person, worst first, within the limits.
 * @returns ids of the admitted
 */
export function admitHeld(workspace: Workspace, library: Library, limits: 'keep' | 'lift'): string[] {
  const courses = new Map(library.courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, course.id] as const)));
  const courseOf = (owner: string) =>
    owner.startsWith('course:') ? owner.slice('course:'.length) : (courses.get(owner) ?? owner);
  let admitted: string[] = [];
  workspace.ledger.transact('perennial', (view) => {
    const open = new Map<string, number>();
    for (const proposal of view.proposalHeads(['pending', 'edited', 'approved'])) {
      if (!isAskedFor(proposal)) open.set(courseOf(proposal.lesson), (open.get(courseOf(proposal.lesson)) ?? 0) + 1);
    }
    const held = new Map(view.proposalHeads(['held-limit']).map((proposal) => [proposal.id, proposal]));
    const { openPerCourse, newPerRun } = workspace.config.defaults.limits;
    const room =
      limits === 'lift'
        ? { openPerCourse: Number.POSITIVE_INFINITY, open, newThisRun: Number.POSITIVE_INFINITY }
        : { openPerCourse, open, newThisRun: newPerRun };
    admitted = admit([...held.values()], courseOf, room);
    return [
      ...endedSnoozes(view, workspace.today),
      ...admitted.map(
        (id): LedgerEvent => ({
          type: 'proposal-status',
          proposal: id,
          revision: held.get(id)?.revision ?? 1,
          status: 'pending',
          why: 'verified, waits for a decision',
        }),
      ),
    ];
  });
  return admitted;
}
