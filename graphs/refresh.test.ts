/** What a refresh remembers, finds again and leaves alone. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeSetOf } from '../agents/contract.ts';
import type { Browser } from '../tools/browser/page.ts';
import { edit } from './deciding/edit.ts';
import {
  bytesOf,
  close,
  finding,
  library,
  look,
  never,
  open,
  proposal,
  publish,
  put,
  refreshed,
  rosa,
  sharedBrowser,
  statusOf,
  textOf,
  verdict,
} from './library.fixture.ts';
import { reportModel } from './report.ts';

const marsh = `# Counting in the marsh

The **heron ** stands still while you count. Move slowly, and do not speak.

Stay on the path. The **bittern ** hides in the reed and is only heard.
`;
const pond = '# Counting at the pond\n\nA pond is small. The **coot ** swims in the open and is easy to count.\n';
const later = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);

describe('a second refresh of an unchanged library', () => {
  it('opens no page, records nothing new and keeps every identity', async () => {
    const root = library({ 'marsh.md': marsh, 'pond.md': pond });
    const first = await open(root);
    const one = await look(first);
    expect(one.run.pagesOpened).toBeGreaterThan(0);
    const before = first.ledger.proposals().map((record) => record.proposal);
    const looked = one.run.lessons;
    await close(first);
    const second = await open(root);
    const head = second.ledger.head().seq;
    const again = await look(second);
    expect(again.run.pagesOpened).toBe(0);
    expect(again.run.modelCalls).toBe(0);
    expect(again.run.lessons.map((lesson) => lesson.status)).toEqual(looked.map(() => 'unchanged'));
    expect(second.ledger.events(head + 1).map(({ event }) => event.type)).toEqual(['run-finished']);
    expect(second.ledger.proposals().map((record) => record.proposal)).toEqual(before);
  });

  it('opens pages only for the lesson that changed', async () => {
    const root = library({ 'marsh.md': marsh, 'pond.md': pond });
    const browser = await sharedBrowser();
    const rendered = new Set<string>();
    const watched: Browser = {
      render(request) {
        rendered.add(request.path);
        return browser.render(request);
      },
      get pagesOpened() {
        return browser.pagesOpened;
      },
      version: () => browser.version(),
      close: () => browser.close(),
    };
    const workspace = await refreshed(root, { browser: watched });
    expect([...rendered].sort()).toEqual(['marsh.md', 'pond.md']);
    rendered.clear();
    put(root, 'pond.md', `${pond}\nWait ten minutes before you begin.\n`);
    await look(workspace);
    expect([...rendered]).toEqual(['pond.md']);
  });

  it('keeps every decision where checkpoints and cache were lost', async () => {
    const root = library({ 'marsh.md': marsh, 'pond.md': pond });
    const first = await refreshed(root);
    await verdict(first, proposal(first, 'emphasis-broken', 'heron'), 'approve');
    await verdict(first, proposal(first, 'emphasis-broken', 'bittern'), 'reject', { reason: 'intended' });
    await close(first);
    for (const name of [
      'checkpoints.db',
      'checkpoints.db-wal',
      'checkpoints.db-shm',
      'cache.db',
      'cache.db-wal',
      'structures.db',
      'structures.db-wal',
    ])
      rmSync(join(root, '.perennial', name), { force: true });
    const second = await refreshed(root);
    expect(statusOf(second, proposal(second, 'emphasis-broken', 'heron'))).toBe('approved');
    expect(statusOf(second, proposal(second, 'emphasis-broken', 'bittern'))).toBe('rejected');
    const { published, refused } = await publish(second);
    expect(refused).toEqual([]);
    expect(published).toHaveLength(1);
    expect(textOf(root, 'marsh.md')).toBe(marsh.replace('**heron **', '**heron**'));
  });

  it('works on where the cache is damaged', async () => {
    const root = library({ 'pond.md': pond });
    const first = await refreshed(root);
    await close(first);
    put(root, '.perennial/cache.db', 'this is no database, and long enough that nobody takes it for an empty one');
    put(root, '.perennial/checkpoints.db', 'neither is this, though it is long enough to be taken for the head of one');
    put(root, '.perennial/structures.db', 'nor is this, and it too is long enough to be taken for the head of one');
    const second = await refreshed(root);
    await verdict(second, proposal(second, 'emphasis-broken', 'coot'), 'approve');
    expect((await publish(second)).published).toHaveLength(1);
  });
});

describe('a rejected finding', () => {
  it('stays away, and returns when its text changes', async () => {
    const root = library({ 'marsh.md': marsh });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken', 'heron');
    await verdict(workspace, one, 'reject', { reason: 'not-a-fault' });
    const again = await look(workspace);
    expect(again.findings.map((found) => found.quote)).toEqual(['**bittern **']);
    expect(statusOf(workspace, one)).toBe('rejected');
    put(root, 'marsh.md', marsh.replace('**heron **', '**grey heron **'));
    await look(workspace);
    const fresh = proposal(workspace, 'emphasis-broken', 'grey heron');
    expect(fresh.id).not.toBe(one.id);
    expect(fresh.status).toBe('pending');
  });

  it('stays away when only the text around it moves', async () => {
    const root = library({ 'marsh.md': marsh });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken', 'heron');
    await verdict(workspace, one, 'reject', { reason: 'intended' });
    put(root, 'marsh.md', marsh.replace('# Counting in the marsh\n', '# Counting in the marsh\n\nA new first paragraph.\n'));
    const again = await look(workspace);
    expect(again.findings.map((found) => found.quote)).toEqual(['**bittern **']);
    expect(statusOf(workspace, one)).toBe('rejected');
  });

  it('keeps its kind away from the whole course where the reviewer said so', async () => {
    const root = library({ 'marsh.md': marsh, 'pond.md': pond });
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'heron'), 'reject', { reason: 'intended', scope: 'course' });
    put(root, 'pond.md', pond.replace('**coot **', '**black coot **'));
    const again = await look(workspace);
    expect(again.findings).toEqual([]);
    expect(again.admitted).toEqual([]);
  });

  it('comes back when it is reopened', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken', 'coot');
    await verdict(workspace, one, 'reject', { reason: 'not-a-fault' });
    await look(workspace);
    await verdict(workspace, one, 'reopen');
    await look(workspace);
    expect(statusOf(workspace, one)).toBe('pending');
    expect(finding(workspace, 'emphasis-broken').state).toBe('open');
  });
});

it('keeps a replacement rejected as the wrong one away, and the finding in sight', async () => {
  const root = library({ 'pond.md': pond });
  const workspace = await refreshed(root);
  const one = proposal(workspace, 'emphasis-broken', 'coot');
  await verdict(workspace, one, 'reject', { reason: 'wrong-fix' });
  const again = await look(workspace);
  expect(again.findings.map((found) => found.quote)).toEqual(['**coot **']);
  expect(finding(workspace, 'emphasis-broken').state).toBe('open');
  expect(statusOf(workspace, one)).toBe('rejected');
  expect(again.admitted).toEqual([]);
});

it('calls a fault that was mended by hand resolved', async () => {
  const root = library({ 'marsh.md': marsh });
  const workspace = await refreshed(root);
  const heron = proposal(workspace, 'emphasis-broken', 'heron');
  const bittern = proposal(workspace, 'emphasis-broken', 'bittern');
  await verdict(workspace, bittern, 'approve');
  put(root, 'marsh.md', marsh.replace('**heron **', '**heron**').replace('**bittern **', 'bittern'));
  await look(workspace);
  expect(statusOf(workspace, heron)).toBe('resolved');
  expect(statusOf(workspace, bittern)).toBe('resolved');
  expect(workspace.ledger.findings({ states: ['open'] })).toEqual([]);
  expect((await publish(workspace)).published).toEqual([]);
});

it('follows a place when a person writes above it, as a new revision that is asked for again', async () => {
  const root = library({ 'marsh.md': marsh });
  const workspace = await refreshed(root);
  const one = proposal(workspace, 'emphasis-broken', 'heron');
  await verdict(workspace, one, 'approve');
  const moved = marsh.replace('\n\nThe **heron', '\n\nBring boots.\n\nThe **heron');
  put(root, 'marsh.md', moved);
  await look(workspace);
  const now = proposal(workspace, 'emphasis-broken', 'heron');
  expect([now.id, now.revision, now.status, now.digest]).toEqual([one.id, 2, 'pending', one.digest]);
  expect(moved.slice(now.edits[0]?.start, now.edits[0]?.end)).toBe('**heron **');
  expect((await publish(workspace)).published).toEqual([]);
  await verdict(workspace, now, 'approve');
  expect((await publish(workspace)).published).toHaveLength(1);
  expect(textOf(root, 'marsh.md')).toBe(moved.replace('**heron **', '**heron**'));
});

it('keeps the decision where all that changed in the file was our own publication', async () => {
  const root = library({ 'marsh.md': marsh }, 'git');
  const workspace = await refreshed(root);
  const bittern = proposal(workspace, 'emphasis-broken', 'bittern');
  const heron = proposal(workspace, 'emphasis-broken', 'heron');
  await verdict(workspace, bittern, 'approve');
  await verdict(workspace, heron, 'approve');
  await publish(workspace, [heron.id]);
  await look(workspace);
  const now = proposal(workspace, 'emphasis-broken', 'bittern');
  expect([changeSetOf(now), now.status, now.edits[0]?.start]).toEqual([
    changeSetOf(bittern),
    'approved',
    (bittern.edits[0]?.start ?? 0) - 1,
  ]);
  expect((await publish(workspace)).published.map((one) => one.changeSet)).toEqual([changeSetOf(bittern)]);
  expect(textOf(root, 'marsh.md')).toBe(marsh.replace('**heron **', '**heron**').replace('**bittern **', '**bittern**'));
  expect((await look(workspace)).findings).toEqual([]);
});

it('starts from today’s backlog where the baseline was taken, and shows what is new', async () => {
  const root = library({ 'marsh.md': marsh });
  const workspace = await open(root);
  await look(workspace, { known: 'baseline' });
  expect(workspace.ledger.findings().map((record) => record.state)).toEqual(['known', 'known']);
  expect(workspace.ledger.proposals()).toEqual([]);
  await look(workspace);
  expect(workspace.ledger.proposals({ statuses: ['pending', 'held-limit'] })).toEqual([]);
  put(root, 'marsh.md', `${marsh}\nThe **teal ** dabbles.\n`);
  await look(workspace);
  expect(workspace.ledger.proposals({ statuses: ['pending'] }).map((record) => record.proposal.edits[0]?.quote)).toEqual([
    '**teal **',
  ]);
});

it('asks nobody about a lesson that was taken away, and asks again when it comes back', async () => {
  const root = library({ 'marsh.md': marsh, 'pond.md': pond });
  const workspace = await refreshed(root);
  const coot = proposal(workspace, 'emphasis-broken', 'coot');
  await verdict(workspace, proposal(workspace, 'emphasis-broken', 'heron'), 'reject', { reason: 'intended' });
  const bittern = proposal(workspace, 'emphasis-broken', 'bittern');
  rmSync(join(root, 'marsh.md'));
  await look(workspace);
  expect([statusOf(workspace, bittern), statusOf(workspace, coot)]).toEqual(['resolved', 'pending']);
  put(root, 'marsh.md', marsh);
  await look(workspace);
  expect(statusOf(workspace, bittern)).toBe('pending');
  expect(statusOf(workspace, proposal(workspace, 'emphasis-broken', 'heron'))).toBe('rejected');
});

it('forgets nothing about a lesson that cannot be read for a while', async () => {
  const root = library({ 'marsh.md': marsh, 'pond.md': pond });
  const workspace = await refreshed(root);
  const coot = proposal(workspace, 'emphasis-broken', 'coot');
  await verdict(workspace, coot, 'approve');
  put(root, 'pond.md', '---\ntitle: [\n---\n');
  const result = await look(workspace);
  expect(result.run.lessons.find((lesson) => lesson.path === 'pond.md')).toMatchObject({ status: 'not-scanned', lesson: 'pond' });
  expect(statusOf(workspace, coot)).toBe('approved');
  put(root, 'pond.md', pond);
  await look(workspace);
  expect(statusOf(workspace, coot)).toBe('approved');
});

it('keeps decisions and identities of a lesson that was renamed', async () => {
  const root = library({ 'marsh.md': marsh, 'pond.md': pond });
  const workspace = await refreshed(root);
  const rejected = proposal(workspace, 'emphasis-broken', 'heron');
  const waiting = proposal(workspace, 'emphasis-broken', 'bittern');
  await verdict(workspace, rejected, 'reject', { reason: 'intended' });
  renameSync(join(root, 'marsh.md'), join(root, 'wetland.md'));
  await look(workspace);
  expect(statusOf(workspace, rejected)).toBe('rejected');
  const now = proposal(workspace, 'emphasis-broken', 'bittern');
  expect([now.id, now.status, now.edits[0]?.path]).toEqual([waiting.id, 'pending', 'wetland.md']);
  await verdict(workspace, now, 'approve');
  expect((await publish(workspace)).published).toHaveLength(1);
  expect(textOf(root, 'wetland.md')).toBe(marsh.replace('**bittern **', '**bittern**'));
});

it('holds back what is over the limit, worst first, and lets it come when asked or when there is room', async () => {
  const skip = `${marsh}\n#### Too deep\n\nA heading that skips levels.\n`;
  const root = library({ 'marsh.md': skip }, 'folder', 'defaults:\n  limits:\n    newPerRun: 1\n    openPerCourse: 2\n');
  const workspace = await refreshed(root);
  const states = () =>
    Object.fromEntries(workspace.ledger.proposals().map(({ proposal: one }) => [one.edits[0]?.quote, one.status]));
  expect(Object.values(states()).sort()).toEqual(['held-limit', 'held-limit', 'pending']);
  const open = workspace.ledger.proposals({ statuses: ['pending'] })[0]?.proposal;
  const held = workspace.ledger.proposals({ statuses: ['held-limit'] }).map((record) => record.proposal);
  expect(open?.severity === 'moderate' || held.every((one) => one.severity === open?.severity)).toBe(true);
  await look(workspace);
  expect(workspace.ledger.proposals({ statuses: ['pending'] })).toHaveLength(2);
  await look(workspace);
  expect(workspace.ledger.proposals({ statuses: ['pending'] })).toHaveLength(2);
  const last = workspace.ledger.proposals({ statuses: ['held-limit'] })[0]?.proposal;
  await verdict(workspace, last?.id ?? '', 'release');
  expect(workspace.ledger.proposals({ statuses: ['held-limit'] })).toEqual([]);
});

it('lifts the limits where asked, in its report too', async () => {
  const limits = 'defaults:\n  limits:\n    newPerRun: 1\n    decisionsPerCourse: 1\n';
  const workspace = await open(library({ 'marsh.md': marsh, 'pond.md': pond }, 'folder', limits));
  const heldBack = async () => (await reportModel(workspace, await workspace.read())).held.proposals.length;
  await look(workspace);
  expect(await heldBack()).toBe(2);
  await look(workspace, { limits: 'lift' });
  expect(workspace.ledger.proposals({ statuses: ['pending'] })).toHaveLength(3);
  expect(await heldBack()).toBe(0);
});

it('brings a snoozed change back on its day, not before', async () => {
  const root = library({ 'pond.md': pond });
  const first = await refreshed(root);
  const one = proposal(first, 'emphasis-broken', 'coot');
  await verdict(first, one, 'snooze', { until: later });
  await look(first);
  expect(statusOf(first, one)).toBe('snoozed');
  await close(first);
  const then = await open(root, { today: later });
  await look(then);
  expect(statusOf(then, one)).toBe('pending');
});

it('leaves one of two changes that want the same text, and says which stands in the way', async () => {
  const root = library({
    'marsh.md': '# Marsh\n\nClick [here](counting-tabel.md) to read the table of counts.\n\nMore.\n',
    'counting-table.md': '# Reading a table of counts\n\nEach row is one visit.\n',
  });
  const workspace = await refreshed(root);
  const all = workspace.ledger.proposals();
  expect(all.map((record) => record.proposal.agent).sort()).toEqual(['accessibility', 'assessment']);
  const waiting = all.filter((record) => record.proposal.status === 'pending');
  const aside = all.filter((record) => record.proposal.status === 'superseded');
  expect([waiting.length, aside.length]).toEqual([1, 1]);
  expect(aside[0]?.why).toContain(waiting[0]?.proposal.id);
});

it('writes nothing but its own folder, and with a dry run not even the ledger', async () => {
  const root = library({ 'marsh.md': marsh });
  const before = bytesOf(root);
  const workspace = await open(root);
  const result = await look(workspace, { write: 'look-only' });
  expect(result.wouldRecord.some((event) => event.type === 'proposal-recorded')).toBe(true);
  expect(workspace.ledger.events()).toEqual([]);
  await look(workspace);
  expect(bytesOf(root)).toEqual(before);
});

it('leaves a person’s own words in place of what the rule would write again', async () => {
  const root = library({ 'pond.md': pond });
  const workspace = await refreshed(root);
  const one = proposal(workspace, 'emphasis-broken', 'coot');
  const made = await edit(
    workspace,
    { changeSet: one.id, replacements: { 0: '*coot*' }, by: rosa, at: new Date().toISOString() },
    never,
  );
  expect(made.ok).toBe(true);
  await look(workspace);
  const now = proposal(workspace, 'emphasis-broken', 'coot');
  expect([now.revision, now.origin, now.edits[0]?.replacement]).toEqual([2, 'person', '*coot*']);
  put(root, 'pond.md', pond.replace('A pond is small.', 'A pond is small and still.'));
  await look(workspace);
  const moved = proposal(workspace, 'emphasis-broken', 'coot');
  expect([moved.revision, moved.origin, moved.edits[0]?.replacement, moved.status]).toEqual([3, 'person', '*coot*', 'pending']);
});
