/** A night on which nothing changed costs the walk over the files, and still brings back what became due. No agents run where only the keeping is tested. */
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { changeSetOf } from '../../agents/contract.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { finding, proposal } from '../../tools/ledger/fixture.ts';
import { library, look, put, rosa } from '../library.fixture.ts';
import { reportOnRun } from '../run-report.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

const opened: Workspace[] = [];
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

const birds = {
  'herons.md': '# Herons\n\nThey stand still.\n',
  'coots.md': '# Coots\n\n![A coot](coot.svg)\n',
  'coot.svg': '<svg/>',
};
const pending: LedgerEvent = { type: 'proposal-status', proposal: 'p-one', revision: 1, status: 'pending', why: 'verified' };

async function open(root: string, today = '2030-01-01'): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out', today });
  opened.push(workspace);
  return workspace;
}

/** A look without agents; was it over before anything was looked at? */
async function night(workspace: Workspace): Promise<'quiet' | 'whole'> {
  return (await look(workspace, { agents: [] })).quiet === null ? 'whole' : 'quiet';
}

describe('a night on which nothing changed', () => {
  it('opens no page, calls no model, reads no lesson and is one small event', async () => {
    const root = library(birds);
    const first = await open(root);
    const before = await look(first, { agents: [] });
    const files = (await reportOnRun(first, before)).files;
    const written = statSync(files.html).mtimeMs;
    const second = await open(root, '2030-01-02');
    const head = second.ledger.head().seq;
    const after = await look(second, { agents: [] });
    expect(after.quiet?.since).toBe(before.run.run);
    expect([after.run.pagesOpened, after.run.modelCalls, after.admitted]).toEqual([0, 0, []]);
    expect(after.run.lessons.map(({ lesson, status }) => [lesson, status]).sort()).toEqual(
      before.run.lessons.map(({ lesson }) => [lesson, 'unchanged']).sort(),
    );
    const events = second.ledger.events(head + 1);
    expect(events.map(({ event }) => event.type)).toEqual(['run-finished']);
    expect(JSON.stringify(events)).not.toContain('herons');
    expect(second.ledger.verify().brokenAt).toBeNull();
    const told = await reportOnRun(second, after);
    expect([told.state, statSync(files.html).mtimeMs]).toEqual(['as-it-was', written]);
  });

  it('is followed by another one, however many', async () => {
    const root = library(birds);
    await night(await open(root));
    for (const day of ['2030-01-02', '2030-01-03', '2030-03-01']) expect(await night(await open(root, day))).toBe('quiet');
    expect((await open(root)).ledger.runs().map((run) => run.lessons.length)).toEqual([3, 3, 3, 3]);
  });

  it('is told apart by bytes, not by times, where a lesson is made of them', async () => {
    const root = library(birds);
    await night(await open(root));
    utimesSync(join(root, 'herons.md'), new Date(), new Date());
    expect(await night(await open(root))).toBe('quiet');
    const { mtime } = statSync(join(root, 'herons.md'));
    put(root, 'herons.md', readFileSync(join(root, 'herons.md'), 'utf8').replace('still', 'stiff'));
    utimesSync(join(root, 'herons.md'), mtime, mtime);
    expect(await night(await open(root))).toBe('whole');
  });

  it('is none where a picture was drawn anew in the same moment and size, or a file came or went', async () => {
    const root = library(birds);
    await night(await open(root));
    const { mtime } = statSync(join(root, 'coot.svg'));
    put(root, 'coot.svg', '<SVG/>');
    utimesSync(join(root, 'coot.svg'), mtime, mtime);
    expect(await night(await open(root))).toBe('whole');
    put(root, 'notes.txt', 'new');
    expect(await night(await open(root))).toBe('whole');
    expect(await night(await open(root))).toBe('quiet');
  });

  it('writes the report again where it was taken away', async () => {
    const root = library(birds);
    const workspace = await open(root);
    const first = await reportOnRun(workspace, await look(workspace, { agents: [] }));
    (await import('node:fs')).rmSync(first.files.markdown);
    const again = await look(workspace, { agents: [] });
    expect(again.quiet).not.toBeNull();
    expect((await reportOnRun(workspace, again)).state).toBe('written');
    expect(readFileSync(first.files.markdown, 'utf8')).toContain('2 unchanged');
  });
});

describe('what became due', () => {
  const recorded = (): LedgerEvent[] => [
    { type: 'finding-recorded', finding: finding('one', { lesson: 'herons' }), known: 'new' },
    { type: 'proposal-recorded', proposal: proposal('p-one', 1, { lesson: 'herons', status: 'held-limit' }) },
  ];

  it('comes back on the day a snooze ends, after quiet nights before it', async () => {
    const root = library(birds);
    const workspace = await open(root);
    workspace.ledger.transact('perennial', () => [...recorded(), pending]);
    const { proposal: one } = workspace.ledger.proposal('p-one')!;
    const decision = {
      proposal: changeSetOf(one),
      digest: one.digest,
      by: rosa,
      at: '2030-01-01T08:00:00.000Z',
      scope: 'this' as const,
    };
    workspace.ledger.transact(rosa, () => [
      { type: 'decision-made', decision: { ...decision, verdict: 'snooze', until: '2030-02-01' } },
    ]);
    expect(await night(workspace)).toBe('whole');
    expect(await night(await open(root, '2030-01-31'))).toBe('quiet');
    const later = await open(root, '2030-02-01');
    expect(later.ledger.proposal('p-one')?.proposal.status).toBe('snoozed');
    expect(await night(later)).toBe('whole');
    expect(later.ledger.proposal('p-one')?.proposal.status).toBe('pending');
  });

  it('comes before a person where the limits leave room, until nothing is held that may come', async () => {
    const root = library(birds, 'folder', 'defaults:\n  limits:\n    newPerRun: 1\n');
    const workspace = await open(root);
    workspace.ledger.transact('perennial', () => [
      ...recorded(),
      { type: 'proposal-recorded', proposal: proposal('p-two', 1, { lesson: 'coots', status: 'held-limit' }) },
    ]);
    const nights = [];
    for (let at = 0; at < 3; at += 1) {
      const { quiet, admitted } = await look(workspace, { agents: [] });
      nights.push([quiet === null ? 'whole' : 'quiet', admitted.length]);
    }
    expect(nights).toEqual([
      ['whole', 1],
      ['whole', 1],
      ['quiet', 0],
    ]);
  });

  it('is looked at on the day on which a version named in a lesson loses its support, and not for other versions', async () => {
    const facts =
      'retirements:\n  - name: Sitter\n    aliases: []\n    kind: closed\n    closed: 2030-05-01\n    successor: null\n    url: https://example.org\n  - name: Nester\n    aliases: []\n    kind: closed\n    closed: 2030-04-01\n    successor: null\n    url: https://example.org\n';
    const root = library(
      { ...birds, 'herons.md': '# Herons\n\nOpen Nester.\n', 'facts/gone.yaml': facts },
      'folder',
      'facts:\n  retirements: facts/gone.yaml\n',
    );
    expect(await night(await open(root))).toBe('whole');
    expect(await night(await open(root, '2030-03-31'))).toBe('quiet');
    expect(await night(await open(root, '2030-04-01'))).toBe('whole');
    expect(await night(await open(root, '2030-04-02'))).toBe('whole');
    expect(await night(await open(root, '2030-05-01'))).toBe('quiet');
  });

  it('is looked at after a decision, a change of the configuration and a run with other agents', async () => {
    const root = library(birds);
    const workspace = await open(root);
    workspace.ledger.transact('perennial', () => [...recorded(), pending]);
    await night(workspace);
    const { proposal: one } = workspace.ledger.proposal('p-one')!;
    workspace.ledger.transact(rosa, () => [
      {
        type: 'decision-made',
        decision: {
          proposal: changeSetOf(one),
          digest: one.digest,
          by: rosa,
          at: '2030-01-01T08:00:00.000Z',
          scope: 'this',
          verdict: 'approve',
        },
      },
    ]);
    expect(await night(workspace)).toBe('whole');
    expect(await night(workspace)).toBe('quiet');
    expect((await look(workspace, { agents: ['assessment'], write: 'look-only' })).quiet).toBeNull();
    put(root, 'perennial.config.yaml', `${readFileSync(join(root, 'perennial.config.yaml'), 'utf8')}title: Birds of the marsh\n`);
    expect(await night(await open(root))).toBe('whole');
  });
});
