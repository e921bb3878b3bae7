/**
 * Run as a process of its own by the crash tests: intends and publishes (or takes back) what the ledger of a library holds, and
 * is killed on the way. Says `ready` once loaded, so that kills hit the work and not the loading.
 */
import { join } from 'node:path';
import { openLedger } from '../ledger/sqlite.ts';
import { intend, reviewer } from './intend.fixture.ts';
import { withPublishLock } from './lock.ts';
import { openPublisher } from './open.ts';
import { recoverPublications, targetOf } from './recover.ts';
import { planUndo } from './undo.ts';

const [root = '', to = 'git', target = '', what = 'publish'] = process.argv.slice(2);
const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
process.stdout.write('ready\n');
await withPublishLock(join(root, '.perennial'), async () => {
  await recoverPublications(ledger, root, reviewer);
  const kind = to as 'git' | 'folder' | 'branch' | 'patch';
  const publisher = await openPublisher(root, targetOf({ to: kind, target: target || null }));
  for (const { proposal } of ledger.proposals({ statuses: ['approved', 'publish-failed'] })) {
    const publication = `pub-${proposal.id}-${ledger.head().seq}`;
    const change = await intend(publisher, ledger, proposal, publication);
    const { commit } = await publisher.publish(change);
    ledger.transact(reviewer, () => [{ type: 'publication-done', publication, commit }]);
  }
  if (what !== 'undo') return;
  for (const { id, proposal } of ledger.publications({ states: ['done'] })) {
    const plan = await planUndo(ledger, id, publisher);
    if (!plan.ok) throw new Error(plan.message);
    ledger.transact(reviewer, () => [{ type: 'undo-intended', publication: id, files: plan.changes, edits: plan.edits }]);
    const fields = {
      publication: id,
      proposalId: proposal,
      revision: 1,
      rule: 'some-rule@1.0',
      title: 'Back',
      rationale: '',
      by: reviewer,
    };
    const { commit } = await publisher.publish({
      ...fields,
      ledgerHead: ledger.head().hash,
      files: plan.files,
      at: new Date().toISOString(),
      kind: 'undo',
    });
    ledger.transact(reviewer, () => [{ type: 'undo-done', publication: id, commit }]);
  }
});
ledger.close();
