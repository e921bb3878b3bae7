/** Everything approved, or what is named, into the library: refitted, verified together once more, then one by one through the gate. */
import { changeSetOf, type Edit, type Proposal } from '../agents/contract.ts';
import { byUrgency } from '../agents/reconcile.ts';
import { canonicalJson } from '../tools/ledger/chain.ts';
import { inverse } from '../tools/ledger/invert.ts';
import type { ProposalRecord } from '../tools/ledger/ledger.ts';
import { absent, rebaseEdits } from '../tools/library/edits.ts';
import type { Library } from '../tools/library/lesson.ts';
import { resumeThread } from './approval.ts';
import { ownChanges } from './publishing/lineage.ts';
import { type Publishing, type PublishOutcome, publisherOf, refused, standing } from './publishing/publish-one.ts';
import { verifyTogether } from './publishing/verify-together.ts';
import type { Workspace } from './workspace.ts';

export interface PublishRequest {
  /** Proposal or change set ids; empty: everything approved. */
  ids: string[];
  mode: 'publish' | 'dry-run';
  signal: AbortSignal;
}

export interface PublishResult {
  published: Extract<PublishOutcome, { state: 'published' }>[];
  refused: Extract<PublishOutcome, { state: 'refused' }>[];
  /** Dry run: what would be published. */
  would: string[];
}

/** Publishes approved change sets. What cannot be published is refused with its reason and stays as it was. */
export async function publishApproved(publishing: Publishing, request: PublishRequest): Promise<PublishResult> {
  const { workspace } = publishing;
  const result: PublishResult = { published: [], refused: [], would: [] };
  const take = (outcome: PublishOutcome) => {
    if (outcome.state === 'published') result.published.push(outcome);
    else result.refused.push(outcome);
  };
  const chosen = choose(workspace, request.ids, take).sort((a, b) => byUrgency(a.proposal, b.proposal));
  if (chosen.length === 0) return result;
  const library = await workspace.read(await textsAtDestination(publishing, chosen));
  const fitting = refit(workspace, library, chosen, request.mode, take);
  const sound = await verifyTogether(workspace, library, fitting, request.signal, take);
  if (request.mode === 'dry-run') {
    const publisher = await publisherOf(publishing);
    for (const proposal of sound) {
      const ready = await publisher.check(standing(proposal));
      if (ready.ok) result.would.push(changeSetOf(proposal));
      else take(refused(changeSetOf(proposal), ready.reason, ready.message));
    }
    return result;
  }
  for (const proposal of sound) {
    request.signal.throwIfAborted();
    const current = refitOne(workspace, proposal, await basesNow(publishing, proposal));
    if (!current) {
      take(refused(changeSetOf(proposal), 'stale', staleMessage(proposal)));
      continue;
    }
    if (!settle(workspace, publishing.by, current)) {
      take(refused(changeSetOf(proposal), 'stale', `${changeSetOf(proposal)} is no longer the newest revision.`));
      continue;
    }
    const outcome = await resumeThread(publishing, current, { go: 'publish' });
    if (outcome) take(outcome);
  }
  return result;
}

/** A branch or a patch holds what was published to it before, the work tree does not: what comes next is verified on top of that. */
async function textsAtDestination(publishing: Publishing, chosen: ProposalRecord[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (publishing.to.kind === 'auto') return texts;
  const publisher = await publisherOf(publishing);
  const here = new Map(
    (await publishing.workspace.read()).courses.flatMap((course) =>
      course.lessons.flatMap((lesson) => lesson.files.map((file) => [file.path, file.text] as const)),
    ),
  );
  const published = publishing.workspace.ledger
    .publications({ states: ['done'] })
    .filter(({ target }) => target === publisher.target)
    .flatMap(({ files }) => files);
  const made = new Set(published.filter(({ before }) => before === absent).map(({ path }) => path));
  for (const path of new Set([
    ...published.map(({ path }) => path),
    ...chosen.flatMap(({ proposal }) => Object.keys(proposal.bases)),
  ])) {
    const text = here.has(path) || made.has(path) ? await publisher.read(path) : null;
    if (text !== null && text !== here.get(path)) texts.set(path, text);
  }
  return texts;
}

function staleMessage(proposal: Proposal): string {
  const paths = [...new Set(proposal.edits.map((edit) => edit.path))].join(', ');
  return `${paths} has changed since ${changeSetOf(proposal)} was approved. Run \`perennial refresh\`: it finds the place again and asks you anew.`;
}

function choose(workspace: Workspace, ids: string[], take: (outcome: PublishOutcome) => void): ProposalRecord[] {
  if (ids.length === 0) return workspace.ledger.proposals({ statuses: ['approved', 'publish-failed'] });
  return [...new Set(ids)].flatMap((id) => {
    const record = workspace.ledger.proposal(id.replace(/@\d+$/u, ''));
    if (!record) {
      take(refused(id, 'unknown-id', `There is no proposal ${id}. \`perennial list\` shows those there are.`));
      return [];
    }
    const changeSet = changeSetOf(record.proposal);
    if (id.includes('@') && id !== changeSet) {
      take(refused(id, 'stale', `${id} is no longer the newest revision, ${changeSet} is. Look at it and decide again.`));
      return [];
    }
    if (record.proposal.status === 'published') {
      take(refused(changeSet, 'already-published', `${changeSet} is published already.`));
      return [];
    }
    if (record.proposal.status !== 'approved' && record.proposal.status !== 'publish-failed') {
      take(
        refused(
          changeSet,
          'not-approved',
          `${changeSet} is ${record.proposal.status}, not approved: \`perennial approve ${changeSet}\` first.`,
        ),
      );
      return [];
    }
    return [record];
  });
}

/** Where the approved edits stand in the files as they are now; what moved on otherwise is refused. */
function refit(
  workspace: Workspace,
  library: Library,
  chosen: ProposalRecord[],
  mode: PublishRequest['mode'],
  take: (outcome: PublishOutcome) => void,
): Proposal[] {
  const hashes = new Map(
    library.courses.flatMap((course) =>
      course.lessons.flatMap((lesson) => lesson.files.map((file) => [file.path, file.sha256] as const)),
    ),
  );
  return chosen.flatMap(({ proposal }) => {
    const now = Object.fromEntries(Object.keys(proposal.bases).map((path) => [path, hashes.get(path) ?? 'absent']));
    const fitted = refitOne(workspace, proposal, now);
    if (fitted) return [fitted];
    if (mode === 'publish') markStale(workspace, proposal);
    take(refused(changeSetOf(proposal), 'stale', staleMessage(proposal)));
    return [];
  });
}

/** Not where it has meanwhile got a new revision or another decision: that one is not about this text. */
function markStale(workspace: Workspace, { id, revision }: Proposal): void {
  workspace.ledger.transact('perennial', (view) => {
    const now = view.proposal(id)?.proposal;
    if (now?.revision !== revision || (now.status !== 'approved' && now.status !== 'publish-failed')) return [];
    const why = 'its file has changed since it was approved';
    return [{ type: 'proposal-status', proposal: id, revision, status: 'stale', why }];
  });
}

async function basesNow(publishing: Publishing, proposal: Proposal): Promise<Record<string, string>> {
  const publisher = await publisherOf(publishing);
  const now: Record<string, string> = {};
  for (const path of Object.keys(proposal.bases)) now[path] = (await publisher.state(path)) ?? 'absent';
  return now;
}

/**
 * A decision outlives a change of its file only where all of it was our own publications elsewhere in the file.
 * @returns the proposal with its edits where they stand now; null where anything else happened
 */
export function refitOne(workspace: Workspace, proposal: Proposal, now: Record<string, string>): Proposal | null {
  if (canonicalJson(now) === canonicalJson(proposal.bases)) return proposal;
  let edits = proposal.edits;
  for (const [path, hash] of Object.entries(proposal.bases)) {
    const steps = ownChanges(workspace.ledger, path, hash, now[path] ?? 'absent');
    if (!steps) return null;
    for (const { publication, kind } of steps) {
      const through = (kind === 'publish' ? inverse(publication.inverse) : (publication.undo?.edits ?? [])).filter(
        (edit) => edit.path === path,
      );
      const moved = rebaseEdits(
        edits.filter((edit) => edit.path === path),
        through,
      );
      if (!moved) return null;
      edits = inPlaceOf(edits, path, moved);
    }
  }
  return { ...proposal, edits, bases: now };
}

function inPlaceOf(edits: Edit[], path: string, moved: Edit[]): Edit[] {
  const left = [...moved];
  return edits.map((edit) => (edit.path === path ? (left.shift() ?? edit) : edit));
}

/** Writes a rebase into the ledger; digest and decision stay. @returns false where someone made a new revision meanwhile */
function settle(workspace: Workspace, by: string, current: Proposal): boolean {
  const { id, revision, edits, bases } = current;
  let newest = true;
  workspace.ledger.transact(by, (view) => {
    const recorded = view.proposal(id)?.proposal;
    newest = recorded?.revision === revision;
    if (!recorded || !newest || canonicalJson([recorded.edits, recorded.bases]) === canonicalJson([edits, bases])) return [];
    return [{ type: 'proposal-rebased', proposal: id, revision, edits, bases }];
  });
  return newest;
}
