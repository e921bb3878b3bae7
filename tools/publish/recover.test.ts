import { expect, it } from 'vitest';
import { repository, run, temporary, textOf, write } from './fixture.ts';
import { approvedLedger, intend, reviewer } from './intend.fixture.ts';
import { openPublisher } from './open.ts';
import { recoverPublications } from './recover.ts';

it('puts back what a cut-off publication had done where another of its files was changed by hand since', async () => {
  const root = temporary();
  write(root, 'a.md', 'teh\n');
  write(root, 'b.md', 'teh\n');
  const { ledger, proposal } = approvedLedger(root, ['a.md', 'b.md'], 'teh', 'the');
  await intend(await openPublisher(root), ledger, proposal, 'pub-1');
  write(root, 'a.md', 'the\n');
  write(root, 'b.md', 'by hand\n');
  expect(await recoverPublications(ledger, root, reviewer)).toMatchObject([{ publication: 'pub-1', outcome: 'failed' }]);
  expect([textOf(root, 'a.md'), textOf(root, 'b.md')]).toEqual(['teh\n', 'by hand\n']);
  expect(ledger.proposal('p-one')?.proposal.status).toBe('publish-failed');
  ledger.close();
});

it('finishes a publication whose commit stands, and leaves what the editor wrote since', async () => {
  const root = repository({ 'a.md': 'teh\n', '.gitignore': '.perennial/\n' });
  const { ledger, proposal } = approvedLedger(root, ['a.md'], 'teh', 'the');
  const publisher = await openPublisher(root);
  const { commit } = await publisher.publish(await intend(publisher, ledger, proposal, 'pub-1'));
  write(root, 'a.md', 'the, and more of mine\n');
  expect(await recoverPublications(ledger, root, reviewer)).toMatchObject([{ outcome: 'finished' }]);
  expect(ledger.publication('pub-1')).toMatchObject({ state: 'done', commit });
  expect(textOf(root, 'a.md')).toBe('the, and more of mine\n');
  expect(run(root, 'rev-list', '--count', 'HEAD').trim()).toBe('2');
  ledger.close();
});

it('marks as failed, and publishes nothing, where the file was changed by hand before anything was done', async () => {
  const root = repository({ 'a.md': 'teh\n', '.gitignore': '.perennial/\n' });
  const { ledger, proposal } = approvedLedger(root, ['a.md'], 'teh', 'the');
  await intend(await openPublisher(root), ledger, proposal, 'pub-1');
  write(root, 'a.md', 'by hand\n');
  expect(await recoverPublications(ledger, root, reviewer)).toMatchObject([{ outcome: 'failed' }]);
  expect([textOf(root, 'a.md'), run(root, 'rev-list', '--count', 'HEAD').trim()]).toEqual(['by hand\n', '1']);
  ledger.close();
});
