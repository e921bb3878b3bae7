import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from '../ledger/sqlite.ts';
import { repository, run, temporary, textOf, write } from './fixture.ts';
import { approvedLedger, intend, reviewer } from './intend.fixture.ts';
import { openPublisher } from './open.ts';
import type { Publisher } from './publisher.ts';
import { planUndo, type UndoPlan } from './undo.ts';

const start = 'first teh line\nsecond taht line\nthird adn line\n';

async function publish(root: string, ledger: Ledger, publisher: Publisher, from: string, to: string): Promise<string> {
  const id = `p-${from}`;
  const made = approvedLedger(root, ['a.md'], from, to, id);
  made.ledger.close();
  const change = await intend(publisher, ledger, made.proposal, `pub-${from}`);
  const { commit } = await publisher.publish(change);
  ledger.transact(reviewer, () => [{ type: 'publication-done', publication: change.publication, commit }]);
  return change.publication;
}

async function undo(ledger: Ledger, publisher: Publisher, publication: string): Promise<UndoPlan> {
  const plan = await planUndo(ledger, publication, publisher);
  if (!plan.ok) return plan;
  ledger.transact(reviewer, () => [{ type: 'undo-intended', publication, files: plan.changes, edits: plan.edits }]);
  const fields = {
    publication,
    proposalId: 'p',
    revision: 1,
    rule: 'r@1.0',
    title: 'Say it',
    rationale: '',
    by: reviewer,
    ledgerHead: ledger.head().hash,
  };
  const { commit } = await publisher.publish({ ...fields, files: plan.files, at: '2026-01-03T00:00:00.000Z', kind: 'undo' });
  ledger.transact(reviewer, () => [{ type: 'undo-done', publication, commit }]);
  return plan;
}

describe.each(['git', 'folder'])('undo in a %s', (kind) => {
  async function library(): Promise<{ root: string; ledger: Ledger; publisher: Publisher }> {
    const root = kind === 'git' ? repository({ 'a.md': start, '.gitignore': '.perennial/\n' }) : temporary();
    if (kind === 'folder') write(root, 'a.md', start);
    mkdirSync(join(root, '.perennial'), { recursive: true });
    return { root, ledger: openLedger(join(root, '.perennial', 'ledger.db')), publisher: await openPublisher(root) };
  }
  const handEdit = (root: string, change: (text: string) => string) => {
    write(root, 'a.md', change(textOf(root, 'a.md')));
    if (kind === 'git') run(root, 'commit', '-qam', 'by hand');
  };

  it('takes back one publication and keeps those made before and after it, in any order', async () => {
    const { root, ledger, publisher } = await library();
    const one = await publish(root, ledger, publisher, 'teh', 'the very');
    const two = await publish(root, ledger, publisher, 'taht', 'that');
    await publish(root, ledger, publisher, 'adn', '');
    expect((await undo(ledger, publisher, two)).ok).toBe(true);
    expect(textOf(root, 'a.md')).toBe('first the very line\nsecond taht line\nthird  line\n');
    expect((await undo(ledger, publisher, one)).ok).toBe(true);
    expect((await undo(ledger, publisher, 'pub-adn')).ok).toBe(true);
    expect(textOf(root, 'a.md')).toBe(start);
    expect(await undo(ledger, publisher, one)).toMatchObject({ ok: false, reason: 'not-published' });
    expect(await undo(ledger, publisher, 'pub-none')).toMatchObject({ ok: false, reason: 'unknown-id' });
    if (kind === 'git') {
      expect(run(root, 'log', '-1', '--format=%(trailers:key=Reverts-Publication,valueonly)').trim()).toBe('pub-adn');
      expect(run(root, 'status', '--porcelain')).toBe('');
    }
    ledger.close();
  });

  it('finds the place again after hands changed other lines', async () => {
    const { root, ledger, publisher } = await library();
    const one = await publish(root, ledger, publisher, 'taht', 'that');
    handEdit(root, (text) => `A new first line.\n${text}`);
    expect((await undo(ledger, publisher, one)).ok).toBe(true);
    expect(textOf(root, 'a.md')).toBe(`A new first line.\n${start}`);
    ledger.close();
  });

  it('is refused where the published text was changed by hand, by a later publication, or is gone', async () => {
    const { root, ledger, publisher } = await library();
    const one = await publish(root, ledger, publisher, 'taht', 'that');
    await publish(root, ledger, publisher, 'that', 'which');
    expect(await undo(ledger, publisher, one)).toMatchObject({ ok: false, reason: 'published-over' });
    handEdit(root, (text) => text.replace('which', 'what'));
    expect(await undo(ledger, publisher, one)).toMatchObject({ ok: false, reason: 'changed-since' });
    expect(await undo(ledger, publisher, 'pub-that')).toMatchObject({ ok: false, reason: 'changed-since' });
    ledger.close();
  });
});
