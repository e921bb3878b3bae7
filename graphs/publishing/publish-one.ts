/** One approved change set into the library: said in the ledger before, done once, said after. Run again it does nothing twice. */
import { createHash, randomUUID } from 'node:crypto';
import { changeSetOf, type Proposal } from '../../agents/contract.ts';
import type { FileChange, LedgerEvent } from '../../tools/ledger/events.ts';
import { LedgerError } from '../../tools/ledger/faults.ts';
import { absent, applyEdits } from '../../tools/library/edits.ts';
import { onDisk } from '../../tools/publish/of-texts.ts';
import { openPublisher } from '../../tools/publish/open.ts';
import { type Publisher, PublishRefused, type PublishTarget } from '../../tools/publish/publisher.ts';
import type { Workspace } from '../workspace.ts';

/** What one command publishes with: where to, and for whom. */
export interface Publishing {
  workspace: Workspace;
  to: PublishTarget;
  by: string;
}

export type PublishOutcome =
  | { state: 'published'; changeSet: string; publication: string; commit: string | null; paths: string[] }
  | { state: 'refused'; changeSet: string; reason: string; message: string };

const publishers = new WeakMap<Publishing, Promise<Publisher>>();

/** One publisher for the length of one command: a patch gathers, a branch grows. */
export function publisherOf(publishing: Publishing): Promise<Publisher> {
  const known = publishers.get(publishing) ?? openPublisher(publishing.workspace.root, publishing.to);
  publishers.set(publishing, known);
  return known;
}

function shaOf(text: string | null): string {
  return text === null ? absent : createHash('sha256').update(text).digest('hex');
}

/** The files that must be there for it: a file that it makes is not, only the package it goes into. */
export function standing({ edits, bases }: Pick<Proposal, 'edits' | 'bases'>): string[] {
  return [...new Set(edits.map(({ path }) => (bases[path] === absent ? onDisk(path) : path)))];
}

export function refused(changeSet: string, reason: string, message: string): PublishOutcome {
  return { state: 'refused', changeSet, reason, message };
}

/**
 * Publishes a change set that is approved as it stands, onto exactly the text it was verified on.
 * @returns what was done, or why it was not; the library and the ledger agree in either case
 */
export async function publishChangeSet(publishing: Publishing, changeSet: string): Promise<PublishOutcome> {
  const { workspace, by } = publishing;
  const publisher = await publisherOf(publishing);
  const proposal = workspace.ledger.proposal(changeSet.replace(/@\d+$/u, ''))?.proposal;
  if (!proposal || changeSetOf(proposal) !== changeSet)
    return refused(changeSet, 'stale', `${changeSet} is no longer the newest revision.`);
  const paths = [...new Set(proposal.edits.map((edit) => edit.path))];
  const ready = await publisher.check(standing(proposal));
  if (!ready.ok) return refused(changeSet, ready.reason, ready.message);
  const files: { path: string; before: string | null; after: string }[] = [];
  for (const path of paths) {
    const before = await publisher.read(path);
    if (shaOf(before) !== proposal.bases[path]) {
      return refused(
        changeSet,
        'stale',
        `${path} has changed since ${changeSet} was verified; nothing was published. Run \`perennial refresh\` and decide again.`,
      );
    }
    files.push({
      path,
      before,
      after: applyEdits(
        before ?? '',
        proposal.edits.filter((edit) => edit.path === path),
      ),
    });
  }
  const publication = `pub-${randomUUID().slice(0, 12)}`;
  const changes: FileChange[] = files.map((file) => ({ path: file.path, before: shaOf(file.before), after: shaOf(file.after) }));
  const refusal = intend(publishing, [
    {
      type: 'publication-intended',
      publication,
      proposal: proposal.id,
      revision: proposal.revision,
      files: changes,
      to: publisher.kind,
      target: publisher.target,
    },
  ]);
  if (refusal !== null) return refused(changeSet, 'stale', `${refusal} Nothing was published.`);
  const decision = workspace.ledger
    .decisions(proposal.id)
    .findLast((one) => one.verdict === 'approve' && one.proposal === changeSet);
  try {
    const { commit } = await publisher.publish({
      publication,
      proposalId: proposal.id,
      revision: proposal.revision,
      rule: proposal.provenance.rule,
      title: proposal.title,
      rationale: proposal.rationale,
      by: decision?.by ?? by,
      ledgerHead: workspace.ledger.head().hash,
      ledger: workspace.ledger.id,
      files,
      at: new Date().toISOString(),
    });
    finish(publishing, proposal, publication, commit);
    return { state: 'published', changeSet, publication, commit, paths };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Anything but a clear "nothing was done" stays intended: recovery looks at the files and finishes or fails it.
    if (!(error instanceof PublishRefused) || error.reason === 'unfinished') return refused(changeSet, 'unfinished', why);
    workspace.ledger.transact(by, () => [{ type: 'publication-failed', publication, why }]);
    return refused(changeSet, error.reason, why);
  }
}

/** Says in the ledger what is about to be done. @returns why it may not be: someone took the approval back this very moment */
function intend({ workspace, by }: Publishing, events: LedgerEvent[]): string | null {
  try {
    workspace.ledger.transact(by, () => events);
    return null;
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'refused') return error.message;
    throw error;
  }
}

function finish(
  { workspace, by }: Publishing,
  proposal: Pick<Proposal, 'findings'>,
  publication: string,
  commit: string | null,
): void {
  workspace.ledger.transact(by, (view) => [
    { type: 'publication-done', publication, commit },
    ...proposal.findings
      .filter((fingerprint) => ['open', 'answered', 'known'].includes(view.finding(fingerprint)?.state ?? ''))
      .map((fingerprint) => ({ type: 'finding-closed' as const, fingerprint, why: 'published' as const })),
  ]);
}
