/** A course is left closed only where nothing of what its look depended on has changed. No agents run: what is tested is the keeping. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { finding } from '../../tools/ledger/fixture.ts';
import { library, look, put } from '../library.fixture.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { settledCourses } from './settled.ts';

const opened: Workspace[] = [];
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

const two =
  'courses:\n  - id: birds\n    root: birds\n    lessons: ["*.md"]\n  - id: frogs\n    root: frogs\n    lessons: ["*.md"]\n';
const files = { 'birds/a.md': '# Herons\n\nThey stand still.\n', 'frogs/a.md': '# Frogs\n\nBy 2031 they will be counted.\n' };

async function open(root: string, today: string): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out', today });
  opened.push(workspace);
  return workspace;
}

/** Courses that would not be opened. */
async function closedIn(workspace: Workspace): Promise<string[]> {
  const read = await workspace.read();
  const settled = await settledCourses(workspace, read, []);
  return read.courses.filter((course) => settled.of(course) !== null).map((course) => course.id);
}

describe('a course that was looked at', () => {
  it('stays closed until one of its files changes, and leaves the others alone', async () => {
    const root = library(files, 'folder', two);
    const workspace = await open(root, '2030-01-01');
    expect(await closedIn(workspace)).toEqual([]);
    await look(workspace, { agents: [] });
    expect(await closedIn(workspace)).toEqual(['birds', 'frogs']);
    put(root, 'birds/a.md', '# Herons\n\nThey move.\n');
    expect(await closedIn(workspace)).toEqual(['frogs']);
    const { run } = await look(workspace, { agents: [] });
    expect(run.lessons.map((one) => one.lesson).sort()).toEqual(['birds/a', 'course:birds', 'course:frogs', 'frogs/a']);
    expect(await closedIn(workspace)).toEqual(['birds', 'frogs']);
  });

  it('is opened on another day where a text names a year to come', async () => {
    const root = library(files, 'folder', two);
    await look(await open(root, '2030-01-01'), { agents: [] });
    expect(await closedIn(await open(root, '2030-01-02'))).toEqual(['birds']);
  });

  it('is opened where the ledger has heard of it since', async () => {
    const root = library(files, 'folder', two);
    const workspace = await open(root, '2030-01-01');
    await look(workspace, { agents: [] });
    const event: LedgerEvent = { type: 'finding-recorded', finding: finding('x', { lesson: 'birds/a' }), known: 'new' };
    workspace.ledger.transact('Rosa Reviewer <rosa@example.org>', () => [event]);
    expect(await closedIn(workspace)).toEqual(['frogs']);
  });

  it('is opened by a run with other agents', async () => {
    const workspace = await open(library(files, 'folder', two), '2030-01-01');
    await look(workspace, { agents: [] });
    const read = await workspace.read();
    const settled = await settledCourses(workspace, read, ['assessment']);
    expect(read.courses.map((course) => settled.of(course))).toEqual([null, null]);
  });
});
