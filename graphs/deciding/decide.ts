/** A person decides. The ledger hears of it first; all else follows from there. */
import { changeSetOf } from '../../agents/contract.ts';
import { type DecisionRequest, decideMany } from '../../tools/ledger/decide.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import type { LedgerView } from '../../tools/ledger/ledger.ts';
import type { Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { setAsideBy } from './set-aside.ts';

export type Refusal = { changeSet: string; reason: string; message: string };

export interface Decided {
  decided: string[];
  refused: Refusal[];
  /** Decisions of other people that these take the place of, a sentence each. */
  overruled: string[];
  /** How many other findings went with a rejection for a whole lesson, course or library. */
  setAside: number;
}

/** Commits decisions in one transaction; threads of what was closed end after it. */
export async function decide(workspace: Workspace, requests: DecisionRequest[]): Promise<Decided> {
  const by = requests[0]?.by ?? 'perennial';
  let outcome: ReturnType<typeof decideMany> = { events: [], decided: [], refused: [] };
  let overruled: string[] = [];
  let setAside = 0;
  let refusedOwn: Refusal[] = [];
  const courseOf = requests.some((request) => request.scope === 'course')
    ? courseLookup(await workspace.read())
    : (owner: string) => owner;
  workspace.ledger.transact(by, (view) => {
    const own = workspace.config.access?.fourEyes ? requests.filter((request) => isOwn(view, request)) : [];
    outcome = decideMany(
      view,
      requests.filter((request) => !own.includes(request)),
    );
    refusedOwn = own.map(refusalOfOwn);
    overruled = outcome.decided.flatMap((changeSet) => overruledBy(view, changeSet, by));
    const decisions = outcome.events.flatMap((event) => (event.type === 'decision-made' ? [event.decision] : []));
    const away = setAsideBy(view, decisions, courseOf);
    setAside = away.filter((event) => event.type === 'finding-closed').length;
    const told = refusedOwn.map(
      ({ changeSet, message }): LedgerEvent => ({
        type: 'access-refused',
        person: by,
        role: null,
        wanted: `approve ${changeSet}`,
        why: message,
        times: 1,
      }),
    );
    return [...outcome.events, ...away, ...told];
  });
  const closed = requests.filter((request) => request.verdict === 'reject' && outcome.decided.includes(request.changeSet));
  if (closed.length > 0) {
    // Loaded only here: an approval needs no graph, and answers at once.
    const { closeThreads } = await import('../approval.ts');
    await closeThreads(
      workspace,
      closed.flatMap((request) => {
        const record = workspace.ledger.proposal(request.changeSet.replace(/@\d+$/u, ''));
        return record ? [changeSetOf(record.proposal)] : [];
      }),
    );
  }
  return { decided: outcome.decided, refused: [...refusedOwn, ...outcome.refused], overruled, setAside };
}

/** Approving words of one's own: two people look at each change where the library asks for it (`access.fourEyes`). */
function isOwn(view: LedgerView, request: DecisionRequest): boolean {
  if (request.verdict !== 'approve') return false;
  const authors = view.proposal(request.changeSet.trim().replace(/@\d+$/u, ''))?.authors ?? [];
  return authors.some((author) => mailOf(author) === mailOf(request.by));
}

function mailOf(person: string): string {
  return (/<([^<>]*)>/u.exec(person)?.[1] ?? person).trim().toLowerCase();
}

function refusalOfOwn({ changeSet }: DecisionRequest): Refusal {
  return {
    changeSet,
    reason: 'own-words',
    message: `${changeSet} holds your own words: somebody else has to approve it (access.fourEyes).`,
  };
}

/** @returns the id of the course an owner (lesson id or `course:<id>`) belongs to; the owner itself where there is none */
function courseLookup(library: Library): (owner: string) => string {
  const courses = new Map(library.courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, course.id] as const)));
  return (owner) => (owner.startsWith('course:') ? owner.slice('course:'.length) : (courses.get(owner) ?? owner));
}

/** The last decision holds until the change set is published; who decided otherwise before is not passed over in silence. */
function overruledBy(view: LedgerView, changeSet: string, by: string): string[] {
  const record = view.proposal(changeSet.replace(/@\d+$/u, ''));
  const standing = record?.decision;
  if (!record || !standing || standing.by === by.trim()) return [];
  return [`${changeSetOf(record.proposal)} had been ${record.proposal.status} by ${standing.by}; your decision takes its place.`];
}

/** Active seconds a person spent on a change set; kept locally. */
export function timeSpent(workspace: Workspace, by: string, changeSet: string, activeSeconds: number): void {
  if (!Number.isFinite(activeSeconds) || activeSeconds <= 0 || activeSeconds > 86_400) return;
  workspace.ledger.transact(by, () => [{ type: 'review-timed', changeSet, activeSeconds: Math.round(activeSeconds * 10) / 10 }]);
}
