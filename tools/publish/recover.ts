/** After a cut: every publication and undo that was intended and not done is finished, done again, or marked failed. */
import { setTimeout } from 'node:timers/promises';
import type { Edit } from '../../agents/contract.ts';
import { sha256 } from '../ledger/chain.ts';
import type { FileChange, LedgerEvent } from '../ledger/events.ts';
import { inverse } from '../ledger/invert.ts';
import type { Ledger, PublicationRecord } from '../ledger/ledger.ts';
import { absent, applyEdits } from '../library/edits.ts';
import { unpackedPath } from '../library/items/package.ts';
import { sweepCopies } from './atomic.ts';
import { removeOwnLock } from './index-update.ts';
import { personOf } from './message.ts';
import { openPublisher } from './open.ts';
import { bytesOf, placeOf } from './place.ts';
import { type ChangedFile, type Publisher, PublishRefused, type PublishTarget } from './publisher.ts';
import { workTreeOf } from './worktree.ts';

/** What a file at the destination is: as before the change, as after it, or something else. */
export type FileState = 'before' | 'after' | 'other';
export type Remedy = 'finish' | 'redo' | 'roll-back' | 'fail';

/**
 * What to do about a change that was intended. Pure.
 * `found`: its trace stands (commit or patch section); a plain folder has none, there the files tell.
 */
export function remedyFor(kind: Publisher['kind'], found: 'found' | 'not-found', files: FileState[]): Remedy {
  if (found === 'found') return 'finish';
  if (kind !== 'folder') return files.every((file) => file === 'before') ? 'redo' : 'fail';
  if (files.every((file) => file === 'after')) return 'finish';
  if (!files.includes('other')) return 'redo';
  return files.includes('after') ? 'roll-back' : 'fail';
}

export interface Recovered {
  publication: string;
  what: 'publish' | 'undo';
  /** `waiting`: something else must end first (a lock); it stays intended and is tried next time. */
  outcome: 'finished' | 'redone' | 'failed' | 'waiting';
  message: string;
}

interface Intended {
  record: PublicationRecord;
  what: 'publish' | 'undo';
  files: FileChange[];
  /** In positions of `before`. */
  edits: Edit[];
}

/** Where a publication went, as a wish for `openPublisher`. */
export function targetOf(record: Pick<PublicationRecord, 'to' | 'target'>): PublishTarget {
  if (record.to === 'branch' && record.target !== null) return { kind: 'branch', name: record.target };
  if (record.to === 'patch' && record.target !== null) return { kind: 'patch', file: record.target };
  return { kind: 'auto' };
}

/**
 * Brings ledger and library back into agreement; run before every publish and undo, under `withPublishLock`.
 * Safe to be cut off itself, and to run again.
 */
export async function recoverPublications(
  ledger: Ledger,
  root: string,
  by: string,
  now: () => Date = () => new Date(),
): Promise<Recovered[]> {
  const recovered: Recovered[] = [];
  for (const record of ledger.publications({ states: ['intended', 'undo-intended'] })) {
    const intended: Intended =
      record.state === 'intended'
        ? { record, what: 'publish', files: record.files, edits: inverse(record.inverse) }
        : { record, what: 'undo', files: record.undo?.files ?? [], edits: record.undo?.edits ?? [] };
    recovered.push(await recoverOne(ledger, root, by, now, intended));
  }
  // What could not be finished left its lock, and nothing takes it up again.
  const tree = recovered.every(({ outcome }) => outcome !== 'waiting') ? await workTreeOf(root) : null;
  if (tree) await removeOwnLock(tree);
  return recovered;
}

async function recoverOne(ledger: Ledger, root: string, by: string, now: () => Date, intended: Intended): Promise<Recovered> {
  const { record, what } = intended;
  const report = (outcome: Recovered['outcome'], message: string): Recovered => ({
    publication: record.id,
    what,
    outcome,
    message,
  });
  try {
    const publisher = await openPublisher(root, targetOf(record));
    const { remedy, files } = await look(publisher, intended);
    if (remedy === 'fail' || remedy === 'roll-back') {
      const back = files
        .filter((file) => file.state === 'after')
        .map(({ path, before, after }) => ({ path, before: after, after: before }));
      if (remedy === 'roll-back') await publisher.publish(changeOf(ledger, intended, 'undo', back, by, now));
      const why = `it was cut off, and ${intended.files.map((file) => file.path).join(', ')} changed meanwhile`;
      settle(ledger, by, intended, { failed: why });
      sweepCopiesOf(root, intended.files);
      return report('failed', `${record.id} was not ${what === 'undo' ? 'taken back' : 'published'}: ${why}.`);
    }
    const { commit } = await publisher.publish(changeOf(ledger, intended, what, files, by, now));
    settle(ledger, by, intended, { commit });
    return remedy === 'finish'
      ? report('finished', `${record.id} had been cut off after its effect; it is complete now.`)
      : report('redone', `${record.id} had been cut off before its effect; it was done now.`);
  } catch (error) {
    if (!(error instanceof PublishRefused)) throw error;
    if (error.reason === 'unfinished' || error.reason === 'branch-checked-out') return report('waiting', error.message);
    settle(ledger, by, intended, { failed: error.message });
    return report('failed', error.message);
  }
}

/** Takes away the copies that were to take the files' places. */
function sweepCopiesOf(root: string, files: FileChange[]): void {
  for (const { path } of files) {
    const file = unpackedPath(path)?.archive ?? path;
    if (bytesOf(root, file)) sweepCopies(placeOf(root, file));
  }
}

function hashOf(text: string | null): string {
  return text === null ? absent : sha256(text);
}

/** No text where no file is to be: a file that a publication made, before it or taken back. */
function textOr(hash: string, text: string): string | null {
  return hash === absent ? null : text;
}

/** What stands at the destination, and the texts of the files that are known there. */
async function look(
  publisher: Publisher,
  intended: Intended,
): Promise<{ remedy: Remedy; files: (ChangedFile & { state: FileState })[] }> {
  const states: FileState[] = [];
  const files: (ChangedFile & { state: FileState })[] = [];
  for (const change of intended.files) {
    const text = await publisher.read(change.path);
    const hash = hashOf(text);
    const state: FileState = hash === change.after ? 'after' : hash === change.before ? 'before' : 'other';
    states.push(state);
    if (state === 'other') continue;
    const edits = intended.edits.filter((edit) => edit.path === change.path);
    const before = state === 'before' ? text : textOr(change.before, applyEdits(text ?? '', inverse(edits)));
    const after = state === 'before' ? textOr(change.after, applyEdits(text ?? '', edits)) : text;
    if (hashOf(before) !== change.before || hashOf(after) !== change.after)
      throw new Error(`${intended.record.id}: the ledger's edits do not lead from its base to its result for ${change.path}.`);
    files.push({ path: change.path, before, after, state });
  }
  const find = async () => ((await publisher.find(intended.record.id, intended.what)) ? 'found' : 'not-found');
  const first = remedyFor(publisher.kind, await find(), states);
  if (first !== 'fail' || publisher.kind === 'folder') return { remedy: first, files };
  // A git that outlived its killed parent may be moving the branch this very moment; then the trace shows now.
  await setTimeout(300);
  return { remedy: remedyFor(publisher.kind, await find(), states), files };
}

function changeOf(
  ledger: Ledger,
  { record }: Intended,
  kind: 'publish' | 'undo',
  files: ChangedFile[],
  by: string,
  now: () => Date,
) {
  const proposal = ledger.proposal(record.proposal)?.proposal;
  const approval = ledger.decisions(record.proposal).findLast((decision) => decision.verdict === 'approve');
  return {
    publication: record.id,
    proposalId: record.proposal,
    revision: record.revision,
    rule: proposal?.provenance.rule ?? '',
    title: proposal?.title ?? record.proposal,
    rationale: proposal?.rationale ?? '',
    by: (kind === 'undo' ? [record.undo?.by, by] : []).find((name) => name && personOf(name)) ?? approval?.by ?? record.by,
    ledgerHead: ledger.head().hash,
    ledger: ledger.id,
    files: files.map(({ path, before, after }) => ({ path, before, after })),
    at: now().toISOString(),
    kind,
  };
}

/** Writes the end into the ledger, unless another process has done so. */
function settle(
  ledger: Ledger,
  by: string,
  { record, what }: Intended,
  end: { commit: string | null } | { failed: string },
): void {
  const waiting = what === 'publish' ? 'intended' : 'undo-intended';
  const publication = record.id;
  const event: LedgerEvent =
    'failed' in end
      ? { type: what === 'publish' ? 'publication-failed' : 'undo-failed', publication, why: end.failed }
      : { type: what === 'publish' ? 'publication-done' : 'undo-done', publication, commit: end.commit };
  ledger.transact(by, (view) => (view.publication(publication)?.state === waiting ? [event] : []));
}
