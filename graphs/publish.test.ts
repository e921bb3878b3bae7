/** From approval to the library and back, over real parts. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeSetOf } from '../agents/contract.ts';
import { openPublisher } from '../tools/publish/open.ts';
import { edit } from './deciding/edit.ts';
import {
  bytesOf,
  git,
  library,
  look,
  never,
  omar,
  open,
  proposal,
  publish,
  put,
  refreshed,
  rosa,
  statusOf,
  temporary,
  textOf,
  verdict,
} from './library.fixture.ts';
import { undo } from './publishing/undo.ts';

const marsh = `# Counting in the marsh

The **heron ** stands still while you count. Move slowly, and do not speak.

Stay on the path. The **bittern ** hides in the reed and is only heard.
`;
const pond = '# Counting at the pond\n\nA pond is small. The **coot ** swims in the open and is easy to count.\n';
const files = { 'marsh.md': marsh, 'pond.md': pond, 'notes/plan.txt': 'Not a lesson.\n' };
const heron = marsh.replace('**heron **', '**heron**');
const both = heron.replace('**bittern **', '**bittern**');

describe.each(['git', 'folder'] as const)('publishing into a %s', (kind) => {
  it('changes exactly what was approved: no other byte of the library', async () => {
    const root = library(files, kind);
    const before = bytesOf(root);
    const workspace = await refreshed(root);
    expect(bytesOf(root)).toEqual(before);
    const approved = proposal(workspace, 'emphasis-broken', 'heron');
    await verdict(workspace, approved, 'approve');
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'bittern'), 'reject');
    expect(bytesOf(root)).toEqual(before);
    const { published, refused } = await publish(workspace);
    expect(refused).toEqual([]);
    expect(published.map((one) => one.changeSet)).toEqual([changeSetOf(approved)]);
    expect(bytesOf(root)).toEqual({ ...before, 'marsh.md': heron });
    expect(statusOf(workspace, approved)).toBe('published');
    if (kind === 'git') {
      expect(git(root, 'status', '--porcelain')).toBe('');
      const message = git(root, 'log', '-1', '--format=%an <%ae>%n%B');
      expect(message).toContain(rosa);
      expect(message).toMatch(/^Proposal: p-\w+@1$/mu);
      expect(message).toMatch(/^Approved-by: Rosa Reviewer <rosa@example.org>$/mu);
      expect(message).toMatch(/^Rule: emphasis-broken@/mu);
    }
    expect((await publish(workspace)).published).toEqual([]);
  });

  it('lets two approved changes to one file both land, and takes each back on its own', async () => {
    const root = library(files, kind);
    const workspace = await refreshed(root);
    for (const words of ['heron', 'bittern']) await verdict(workspace, proposal(workspace, 'emphasis-broken', words), 'approve');
    const { published, refused } = await publish(workspace);
    expect(refused).toEqual([]);
    expect(published).toHaveLength(2);
    expect(textOf(root, 'marsh.md')).toBe(both);
    const first = published.find((one) => one.changeSet.startsWith(proposal(workspace, 'emphasis-broken', 'heron').id));
    expect((await undo(workspace, first?.publication ?? '', rosa)).state).toBe('undone');
    expect(textOf(root, 'marsh.md')).toBe(marsh.replace('**bittern **', '**bittern**'));
    const second = published.find((one) => one !== first);
    expect((await undo(workspace, second?.publication ?? '', rosa)).state).toBe('undone');
    expect(textOf(root, 'marsh.md')).toBe(marsh);
    expect(await undo(workspace, second?.publication ?? '', rosa)).toMatchObject({ state: 'refused', reason: 'not-published' });
    if (kind === 'git') expect(git(root, 'rev-list', '--count', 'HEAD').trim()).toBe('5');
    expect(workspace.ledger.verify().brokenAt).toBeNull();
  });

  it('writes nothing where the lesson has moved on, and says that the approval is stale', async () => {
    const root = library(files, kind);
    const workspace = await refreshed(root);
    const approved = proposal(workspace, 'emphasis-broken', 'heron');
    await verdict(workspace, approved, 'approve');
    const moved = `${marsh}\nA line somebody added.\n`;
    put(root, 'marsh.md', moved);
    if (kind === 'git') git(root, 'commit', '-qam', 'by hand');
    const { published, refused } = await publish(workspace);
    expect(published).toEqual([]);
    expect(refused.map((one) => one.reason)).toEqual(['stale']);
    expect(textOf(root, 'marsh.md')).toBe(moved);
    expect(statusOf(workspace, approved)).toBe('stale');
  });

  it('does not bring back an undone change by itself; approved again, it is published again', async () => {
    const root = library({ 'pond.md': pond }, kind);
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken', 'coot');
    await verdict(workspace, one, 'approve');
    const [publication] = (await publish(workspace)).published;
    await undo(workspace, publication?.publication ?? '', rosa);
    await look(workspace);
    expect(statusOf(workspace, one)).toBe('undone');
    expect((await publish(workspace)).published).toEqual([]);
    await verdict(workspace, one.id, 'reopen');
    await verdict(workspace, one.id, 'approve');
    expect((await publish(workspace)).refused).toEqual([]);
    expect(textOf(root, 'pond.md')).toBe(pond.replace('**coot **', '**coot**'));
  });

  it('refuses to take back what was changed by hand since, and touches nothing', async () => {
    const root = library({ 'pond.md': pond }, kind);
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'coot'), 'approve');
    const [publication] = (await publish(workspace)).published;
    const changed = pond.replace('**coot **', '**black coot**');
    put(root, 'pond.md', changed);
    if (kind === 'git') git(root, 'commit', '-qam', 'by hand');
    expect(await undo(workspace, publication?.publication ?? '', rosa)).toMatchObject({
      state: 'refused',
      reason: 'changed-since',
    });
    expect(textOf(root, 'pond.md')).toBe(changed);
  });

  it('keeps line ends, byte order mark and odd white space of every byte outside the edit', async () => {
    const odd = `\uFEFF# Pond\r\n\r\nA  pond\tis small.  \r\nThe **coot ** swims.\r\n\r\n\r\n* one\r\n+ two\r\n\u00a0\r\nNo line end here`;
    const root = library({ 'pond.md': odd }, kind);
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'coot'), 'approve');
    expect((await publish(workspace)).refused).toEqual([]);
    expect(textOf(root, 'pond.md')).toBe(odd.replace('**coot **', '**coot**'));
  });
});

describe('publishing elsewhere', () => {
  it('commits to a branch and leaves the work tree as it is', async () => {
    const root = library(files, 'git');
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'heron'), 'approve');
    const before = bytesOf(root);
    const { published, refused } = await publish(workspace, [], { kind: 'branch', name: 'freshen' });
    expect(refused).toEqual([]);
    expect(bytesOf(root)).toEqual(before);
    expect(git(root, 'show', 'freshen:marsh.md')).toBe(heron);
    expect(git(root, 'rev-list', '--count', 'main').trim()).toBe('1');
    expect((await undo(workspace, published[0]?.publication ?? '', rosa)).state).toBe('undone');
    expect(git(root, 'show', 'freshen:marsh.md')).toBe(marsh);
  });

  it.each(['git', 'folder'] as const)('gathers approved changes of a %s in a patch that applies', async (kind) => {
    const root = library(files, kind);
    const workspace = await refreshed(root);
    for (const words of ['heron', 'bittern', 'coot'])
      await verdict(workspace, proposal(workspace, 'emphasis-broken', words), 'approve');
    const before = bytesOf(root);
    const patch = join(temporary(), 'all.patch');
    const { refused } = await publish(workspace, [], { kind: 'patch', file: patch });
    expect(refused).toEqual([]);
    expect(bytesOf(root)).toEqual(before);
    git(root, 'apply', patch);
    expect(textOf(root, 'marsh.md')).toBe(both);
    expect(textOf(root, 'pond.md')).toBe(pond.replace('**coot **', '**coot**'));
  });
});

describe('a git work tree', () => {
  it('is not published into over the editor’s own uncommitted change of the file', async () => {
    const root = library(files, 'git');
    const draft = `${pond}\nA paragraph I am still writing\n`;
    put(root, 'pond.md', draft);
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'coot'), 'approve');
    const { published, refused } = await publish(workspace);
    expect(published).toEqual([]);
    expect(refused.map((one) => one.reason)).toEqual(['dirty']);
    expect(textOf(root, 'pond.md')).toBe(draft);
    expect(git(root, 'rev-list', '--count', 'HEAD').trim()).toBe('1');
  });

  it('takes changes while another file is dirty, and leaves that one alone', async () => {
    const root = library(files, 'git');
    const workspace = await refreshed(root);
    await verdict(workspace, proposal(workspace, 'emphasis-broken', 'coot'), 'approve');
    put(root, 'marsh.md', 'My half-written thought');
    const { refused } = await publish(workspace);
    expect(refused).toEqual([]);
    expect(textOf(root, 'marsh.md')).toBe('My half-written thought');
    expect(git(root, 'status', '--porcelain').trim()).toBe('M marsh.md');
  });

  it('is left alone while another git holds its index, and published into afterwards', async () => {
    const root = library({ 'pond.md': pond }, 'git');
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken', 'coot');
    await verdict(workspace, one, 'approve');
    const lock = join(root, '.git', 'index.lock');
    writeFileSync(lock, '');
    const { published, refused } = await publish(workspace);
    expect(published).toEqual([]);
    expect(refused[0]?.message).toContain('index.lock');
    expect(existsSync(lock)).toBe(true);
    expect(textOf(root, 'pond.md')).toBe(pond);
    rmSync(lock);
    expect((await publish(workspace)).published).toHaveLength(1);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});

describe('a proposal that nobody approved', () => {
  it('is refused by name, whatever its state', async () => {
    const root = library(files);
    const workspace = await refreshed(root);
    const before = bytesOf(root);
    const one = proposal(workspace, 'emphasis-broken', 'heron');
    expect((await publish(workspace, [one.id])).refused[0]?.reason).toBe('not-approved');
    await verdict(workspace, one, 'approve');
    await verdict(workspace, one, 'reject', { by: omar });
    expect((await publish(workspace, [changeSetOf(one)])).refused[0]?.reason).toBe('not-approved');
    expect((await publish(workspace, ['p-nothing'])).refused[0]?.reason).toBe('unknown-id');
    expect(bytesOf(root)).toEqual(before);
    expect((await openPublisher(root)).kind).toBe('folder');
  });

  it('is not published from a second workspace that read the library before', async () => {
    const root = library(files);
    const first = await refreshed(root);
    const one = proposal(first, 'emphasis-broken', 'heron');
    const second = await open(root);
    await verdict(first, one, 'approve');
    await verdict(second, one, 'reject', { by: omar });
    expect((await publish(first)).published).toEqual([]);
    expect(textOf(root, 'marsh.md')).toBe(marsh);
  });
});

it('does not publish what only the rules of the whole course object to', async () => {
  const root = library({ 'marsh.md': marsh, 'pond.md': pond });
  const workspace = await refreshed(root);
  const coot = proposal(workspace, 'emphasis-broken', 'coot');
  const words = await edit(
    workspace,
    {
      changeSet: changeSetOf(coot),
      digest: coot.digest,
      replacements: { 0: '[coot](marsh.md#the-coot)' },
      by: rosa,
      at: new Date().toISOString(),
    },
    never,
  );
  if (!words.ok) throw new Error(words.message);
  const bird = proposal(workspace, 'emphasis-broken', 'heron');
  await verdict(workspace, words.proposal, 'approve');
  await verdict(workspace, bird, 'approve');
  const { published, refused } = await publish(workspace);
  expect(published.map((one) => one.changeSet)).toEqual([changeSetOf(bird)]);
  expect(refused).toMatchObject([{ changeSet: changeSetOf(words.proposal), reason: 'conflict' }]);
  expect(refused[0]?.message).toContain('dead-anchor');
  expect(statusOf(workspace, coot)).toBe('approved');
  expect(textOf(root, 'pond.md')).toBe(pond);
});

it('verifies what goes to a branch on top of what was published there before', async () => {
  const root = library({ 'marsh.md': marsh, 'pond.md': pond }, 'git');
  const workspace = await refreshed(root);
  const to = { kind: 'branch', name: 'freshen' } as const;
  const sayInstead = async (words: string, text: string) => {
    const one = proposal(workspace, 'emphasis-broken', words);
    const request = { changeSet: changeSetOf(one), digest: one.digest, replacements: { 0: text }, by: rosa };
    const made = await edit(workspace, { ...request, at: new Date().toISOString() }, never);
    if (!made.ok) throw new Error(made.message);
    await verdict(workspace, made.proposal, 'approve');
    return made.proposal;
  };
  await sayInstead('coot', '<span id="coot">coot</span>');
  expect((await publish(workspace, [], to)).published).toHaveLength(1);
  const link = await sayInstead('heron', '[heron](pond.md#coot)');
  expect((await publish(workspace)).refused[0]?.message).toContain('dead-anchor');
  expect((await publish(workspace, [], to)).published.map((one) => one.changeSet)).toEqual([changeSetOf(link)]);
  expect(textOf(root, 'marsh.md')).toBe(marsh);
});
