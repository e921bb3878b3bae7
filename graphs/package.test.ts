/** Items in a zip package, from finding to publication and back, over real parts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { insertion, modelFor } from '../agents/assessment/writing/write-place.ts';
import { digestOf } from '../agents/proposal.ts';
import { canvasText, qti2Text, zipOf } from '../tools/library/items/example-items.ts';
import { packedText, repacked } from '../tools/library/items/package.ts';
import { zipBytes, zipEntries } from '../tools/library/items/zip.ts';
import { git, library, look, open, pixel, proposal, publish, put, rosa, statusOf, verdict } from './library.fixture.ts';
import { undo } from './publishing/undo.ts';
import type { Workspace } from './workspace.ts';

const config = `courses:
  - id: birds
    lessons: ["*.md"]
    items: [{ path: quiz.imscc, format: qti }]
`;
const lesson = '# Counting\n\nThe count is written down after each walk.\n';
const manifest =
  '<manifest><resources><resource type="imsqti_xmlv1p2" href="a.xml"/><resource type="imsqti_item_xmlv2p2" href="b.xml"/></resources></manifest>';
const entries = {
  'imsmanifest.xml': manifest,
  'a.xml': canvasText([
    { stem: 'What is 7 * 8?', options: ['54', '56', '64'], key: 0 },
    { stem: 'Who counts birds?', options: ['A watcher', 'A baker', 'A sailor'], key: 0 },
  ]),
  'b.xml': qti2Text('2.2', 'What is 6 * 9?', ['54', '56', '64'], 1),
  'pictures/reed.png': pixel,
};
/** As other programs pack: quickly, sizes behind the data, with a comment. */
const original = zipOf(entries, { level: 1, descriptors: true, comment: 'Unit 1' });

const bytesOf = (root: string) => readFileSync(join(root, 'quiz.imscc'));
const textIn = (root: string, name: string) => packedText('quiz.imscc', bytesOf(root), name) ?? '';

/** The compressed bytes of each entry. */
function raw(bytes: Buffer): Record<string, string> {
  return Object.fromEntries(
    zipEntries('p', bytes).map((entry) => {
      const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
      zipBytes('p', bytes, entry);
      return [entry.name, bytes.subarray(start, start + entry.compressedSize).toString('latin1')];
    }),
  );
}

const files = { 'lesson.md': lesson, 'quiz.imscc': original };

/** Looked at by the agent that knows items. */
async function looked(root: string): Promise<Workspace> {
  const workspace = await open(root);
  await look(workspace, { agents: ['assessment'] });
  return workspace;
}

describe.each(['git', 'folder'] as const)('a package in a %s', (kind) => {
  it('is published into entry by entry, and each publication is taken back byte for byte', async () => {
    const root = library(files, kind, config);
    const workspace = await looked(root);
    for (const words of ['i1o0', 'C1']) await verdict(workspace, proposal(workspace, 'item-wrong-key', words), 'approve');
    const { published, refused } = await publish(workspace);
    expect(refused).toEqual([]);
    expect(published.map((one) => one.paths.join()).sort()).toEqual(['quiz.imscc!/a.xml', 'quiz.imscc!/b.xml']);
    expect(textIn(root, 'a.xml')).toBe(entries['a.xml'].replace('>i1o0</varequal>', '>i1o1</varequal>'));
    expect(textIn(root, 'b.xml')).toBe(entries['b.xml'].replace('>C1</value>', '>C0</value>'));
    const [before, after] = [raw(original), raw(bytesOf(root))];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const name of ['imsmanifest.xml', 'pictures/reed.png']) expect(after[name]).toBe(before[name]);
    expect(bytesOf(root).toString('latin1')).toContain('Unit 1');
    if (kind === 'git') expect(git(root, 'status', '--porcelain')).toBe('');
    // In the order of publishing: the first is taken back through the second.
    for (const one of published) expect(await undo(workspace, one.publication, rosa)).toMatchObject({ state: 'undone' });
    expect(bytesOf(root).equals(original)).toBe(true);
    if (kind === 'git') expect(git(root, 'status', '--porcelain')).toBe('');
    expect(workspace.ledger.verify().brokenAt).toBeNull();
  });

  it('that moved on in another entry takes the change; in the same entry it is stale and nothing is written', async () => {
    const root = library(files, kind, config);
    const workspace = await looked(root);
    const [first, second] = ['i1o0', 'C1'].map((words) => proposal(workspace, 'item-wrong-key', words));
    if (!first || !second) throw new Error('Both are proposed.');
    for (const one of [first, second]) await verdict(workspace, one, 'approve');
    const moved = repacked('p', original, new Map([['a.xml', entries['a.xml'].replace('Who counts', 'Who here counts')]]));
    put(root, 'quiz.imscc', moved);
    if (kind === 'git') git(root, 'commit', '-qam', 'by hand');
    const { published, refused } = await publish(workspace);
    expect(refused.map((one) => [one.changeSet.split('@')[0], one.reason])).toEqual([[first.id, 'stale']]);
    expect(published.map((one) => one.paths)).toEqual([['quiz.imscc!/b.xml']]);
    expect(textIn(root, 'a.xml')).toContain('Who here counts');
    expect(textIn(root, 'a.xml')).toContain('>i1o0</varequal>');
    expect(statusOf(workspace, first)).toBe('stale');
  });
});

describe.each(['git', 'folder'] as const)('a new item of QTI 2 in a package in a %s', (kind) => {
  const two = (stem: string) =>
    qti2Text('2.2', stem, ['54', '56', '64'], 1)
      .replace('<!-- kept -->\n', '')
      .replace(/ {4}<p>Look.*<\/p>\n/, '');
  const packed = {
    'imsmanifest.xml':
      '<manifest><resources><resource identifier="A" type="imsqti_item_xmlv2p2" href="a.xml"><file href="a.xml"/></resource></resources></manifest>',
    'a.xml': two('What is 6 * 9?'),
  };
  const whole = zipOf(packed, { level: 1, descriptors: true });

  it('is published with the manifest that names it and the key it was mended with, or nothing is; and taken back to the byte', async () => {
    const root = library({ 'lesson.md': lesson, 'quiz.imscc': whole }, kind, config);
    const workspace = await looked(root);
    const [course] = (await workspace.read()).courses;
    const owner = course?.lessons[0];
    const model = owner && modelFor(owner);
    const options = ['A count of wings', 'A count of walks', 'A count of reeds'];
    const words = { stem: 'What does the watcher write down?', options, key: 1, misconceptions: [], feedback: '', quote: '' };
    const made = owner && model ? insertion(owner, model, words) : null;
    const old = proposal(workspace, 'item-wrong-key', 'C1');
    const edits = [...old.edits, ...(made ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
    const listing = owner?.files.find((file) => file.path.endsWith('imsmanifest.xml'));
    const created = edits.find((edit) => /i[0-9a-f]{32}\.xml$/.test(edit.path))?.path ?? '';
    const bases = { ...old.bases, 'quiz.imscc!/imsmanifest.xml': listing?.sha256 ?? '', [created]: 'absent' };
    const whole2 = {
      ...old,
      edits,
      bases,
      revision: old.revision + 1,
      digest: digestOf(edits),
      group: null,
      status: 'pending' as const,
    };
    workspace.ledger.transact('perennial', () => [{ type: 'proposal-recorded', proposal: whole2 }]);
    await verdict(workspace, whole2, 'approve');
    const { published, refused } = await publish(workspace);
    expect(refused).toEqual([]);
    expect(published[0]?.paths).toHaveLength(3);
    const items = (await (await open(root)).read()).courses[0]?.lessons[0]?.items ?? [];
    expect(items.map((item) => [item.stem.text, item.options.findIndex((option) => option.correct)])).toEqual([
      ['What is 6 * 9?', 0],
      [words.stem, 1],
    ]);
    if (kind === 'git') expect(git(root, 'status', '--porcelain')).toBe('');
    expect(await undo(workspace, published[0]?.publication ?? '', rosa)).toMatchObject({ state: 'undone' });
    expect(bytesOf(root).equals(whole)).toBe(true);
    if (kind === 'git') expect(git(root, 'status', '--porcelain')).toBe('');
    expect(workspace.ledger.verify().brokenAt).toBeNull();
  });
});

it('a package goes onto a branch, and not into a patch file', async () => {
  const root = library(files, 'git', config);
  const workspace = await looked(root);
  const one = proposal(workspace, 'item-wrong-key', 'C1');
  await verdict(workspace, one, 'approve');
  const patch = await publish(workspace, [one.id], { kind: 'patch', file: join(root, '.perennial', 'all.patch') });
  expect(patch.refused.map(({ message }) => message)).toEqual([expect.stringContaining('is no text, so a patch file cannot')]);
  const { published, refused } = await publish(workspace, [one.id], { kind: 'branch', name: 'review' });
  expect(refused).toEqual([]);
  expect(bytesOf(root).equals(original)).toBe(true);
  expect(git(root, 'diff', '--stat', 'main', 'review')).toContain('quiz.imscc');
  expect(await undo(workspace, published[0]?.publication ?? '', rosa)).toMatchObject({ state: 'undone' });
  expect(git(root, 'diff', '--stat', 'main', 'review')).toBe('');
});
