/** Takes a publication back: planned from the ledger, said before, done once, said after. */
import { openPublisher } from '../../tools/publish/open.ts';
import { PublishRefused } from '../../tools/publish/publisher.ts';
import { targetOf } from '../../tools/publish/recover.ts';
import { planUndo } from '../../tools/publish/undo.ts';
import type { Workspace } from '../workspace.ts';

export type UndoOutcome =
  | { state: 'undone'; publication: string; commit: string | null; paths: string[] }
  | { state: 'refused'; publication: string; reason: string; message: string };

/** Run under `withPublishLock`, after recovery. */
export async function undo(workspace: Workspace, publication: string, by: string): Promise<UndoOutcome> {
  const refuse = (reason: string, message: string): UndoOutcome => ({ state: 'refused', publication, reason, message });
  const record = workspace.ledger.publication(publication);
  if (!record)
    return refuse(
      'unknown-id',
      `There is no publication ${publication}. \`perennial list --status published\` shows what was published.`,
    );
  const publisher = await openPublisher(workspace.root, targetOf(record));
  const plan = await planUndo(workspace.ledger, publication, publisher);
  if (!plan.ok) return refuse(plan.reason, plan.message);
  const paths = plan.files.map((file) => file.path);
  const ready = await publisher.check(paths);
  if (!ready.ok) return refuse(ready.reason, ready.message);
  workspace.ledger.transact(by, () => [{ type: 'undo-intended', publication, files: plan.changes, edits: plan.edits }]);
  const proposal = workspace.ledger.proposal(record.proposal)?.proposal;
  try {
    const { commit } = await publisher.publish({
      publication,
      proposalId: record.proposal,
      revision: record.revision,
      rule: proposal?.provenance.rule ?? '',
      title: proposal?.title ?? record.proposal,
      rationale: proposal?.rationale ?? '',
      by,
      ledgerHead: workspace.ledger.head().hash,
      ledger: workspace.ledger.id,
      files: plan.files,
      at: new Date().toISOString(),
      kind: 'undo',
    });
    workspace.ledger.transact(by, () => [{ type: 'undo-done', publication, commit }]);
    return { state: 'undone', publication, commit, paths };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!(error instanceof PublishRefused) || error.reason === 'unfinished') return refuse('unfinished', why);
    workspace.ledger.transact(by, () => [{ type: 'undo-failed', publication, why }]);
    return refuse(error.reason, why);
  }
}
