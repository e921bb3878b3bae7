import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { zipOf } from '../library/items/example-items.ts';
import { packedText } from '../library/items/package.ts';
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

it.each(['before', 'after', 'taken by another'] as const)('a new file of a package, cut off %s it was written', async (cut) => {
  const root = temporary();
  const file = join(root, 'q.zip');
  writeFileSync(file, zipOf({ 'list.xml': '<a/>' }));
  const made = { path: 'q.zip!/new.xml', start: 0, end: 0, replacement: '<new/>', quote: '' };
  const { ledger, proposal } = approvedLedger(root, ['q.zip!/list.xml'], '<a/>', '<a/><new/>', 'p-one', [made]);
  const publisher = await openPublisher(root);
  const change = await intend(publisher, ledger, proposal, 'pub-1');
  if (cut === 'after') await publisher.publish(change);
  const other = zipOf({ 'list.xml': '<a/>', 'new.xml': '<other/>' });
  if (cut === 'taken by another') {
    writeFileSync(file, other);
    await expect(publisher.publish(change)).rejects.toMatchObject({ reason: 'changed' });
  }
  const outcome = { before: 'redone', after: 'finished', 'taken by another': 'failed' }[cut];
  expect(await recoverPublications(ledger, root, reviewer)).toMatchObject([{ outcome }]);
  if (cut === 'taken by another') expect(readFileSync(file).equals(other)).toBe(true);
  else
    expect(['list.xml', 'new.xml'].map((name) => packedText('q.zip', readFileSync(file), name))).toEqual([
      '<a/><new/>',
      '<new/>',
    ]);
  ledger.close();
});
