/** What a run writes of its courses. No agents run: what is tested is the record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { library, look, put } from '../library.fixture.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

const opened: Workspace[] = [];
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

const two =
  'courses:\n  - id: birds\n    root: birds\n    lessons: ["*.md"]\n  - id: frogs\n    root: frogs\n    lessons: ["*.md"]\n';

async function open(root: string): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out', today: '2030-01-01' });
  opened.push(workspace);
  return workspace;
}

const written = (workspace: Workspace, from: number) =>
  workspace.ledger.events(from).map(({ event }) => {
    if (event.type === 'course-looked') return `${event.course}: ${event.lessons.map(({ lesson }) => lesson).join(' ')}`;
    return event.type === 'run-finished' ? `run of ${event.run.lessons.length} beside` : event.type;
  });

describe('a run', () => {
  it('is an event a course and a small one of its own, and is read whole', async () => {
    const root = library({ 'birds/a.md': '# Herons\n', 'birds/b.md': '# Geese\n', 'frogs/a.md': '# Frogs\n' }, 'folder', two);
    writeFileSync(join(root, 'birds/c.md'), Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
    const workspace = await open(root);
    const first = await look(workspace, { agents: [] });
    const [birds, frogs, run] = written(workspace, 1);
    expect([frogs, run]).toEqual(['frogs: frogs/a course:frogs', 'run of 0 beside']);
    expect(birds).toBe('birds: birds/c birds/a birds/b course:birds');
    const [read] = workspace.ledger.runs(1);
    expect(read?.lessons).toEqual(first.run.lessons);
    expect(read?.lessons.filter(({ course }) => course === 'frogs').map(({ lesson }) => lesson)).toEqual([
      'frogs/a',
      'course:frogs',
    ]);

    const head = workspace.ledger.head().seq;
    put(root, 'frogs/a.md', '# Frogs and toads\n');
    const second = await look(workspace, { agents: [] });
    expect(written(workspace, head + 1)).toEqual(['frogs: frogs/a course:frogs', 'run of 0 beside']);
    expect(second.run.lessons.filter(({ course }) => course === 'birds').map(({ status }) => status)).toContain('unchanged');
    const unread = second.run.lessons.filter(({ status }) => status === 'not-scanned');
    expect(unread.map(({ path }) => path)).toEqual(['birds/c.md']);
    expect(second.run.lessons.map(({ lesson }) => lesson).sort()).toEqual(first.run.lessons.map(({ lesson }) => lesson).sort());
  });

  it('of one lesson says all in its own event', async () => {
    const root = library({ 'birds/a.md': '# Herons\n', 'frogs/a.md': '# Frogs\n' }, 'folder', two);
    const workspace = await open(root);
    await look(workspace, { agents: [], lesson: 'frogs/a' });
    expect(written(workspace, 1)).toEqual(['run of 1 beside']);
  });
});
