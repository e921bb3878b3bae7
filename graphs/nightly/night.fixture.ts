/** For tests: small scheduled libraries, and a look at them that needs no browser and can be held up. */
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LessonOutcome, RunRecord } from '../../tools/ledger/events.ts';
import { setSchedule } from '../../tools/queue/schedules.ts';
import { ownFolder } from '../opening/own-folder.ts';
import type { Look } from './night.ts';

/** Every account may enter: the server's may be another. */
export function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `perennial-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** A library of two lessons with a schedule set some days ago, so that a run is owed. */
export async function scheduledLibrary(parent: string, name: string, daysAgo = 3, cron = '0 2 * * *'): Promise<string> {
  const root = join(parent, name);
  mkdirSync(root);
  writeFileSync(
    join(root, 'perennial.config.yaml'),
    `version: 1\ntitle: ${name}\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n`,
  );
  writeFileSync(join(root, 'wren.md'), '# The wren\n\nA small bird with a loud voice.\n');
  writeFileSync(join(root, 'robin.md'), '# The robin\n\nIt follows the gardener.\n');
  const setAt = new Date(Date.now() - daysAgo * 24 * 3600 * 1000).toISOString();
  await setSchedule(join(root, ownFolder), { name: 'nightly', cron, tz: 'UTC', setAt });
  return root;
}

/** Beside the library: what its looks did, a line each (`PID start`, `PID end`). */
const diary = (root: string) => `${root}.looks`;
const brake = (root: string) => `${root}.hold`;

export function looksAt(root: string): string[] {
  return existsSync(diary(root)) ? readFileSync(diary(root), 'utf8').trim().split('\n') : [];
}

/** While it lies there, looks at the library take for ever. */
export const holdFile = brake;

const outcome = (lesson: string, status: LessonOutcome['status'], reason?: string): LessonOutcome => ({
  lesson,
  course: 'birds',
  title: lesson,
  path: `${lesson}.md`,
  status,
  unchecked: [],
  findings: 0,
  ...(reason === undefined ? {} : { reason }),
});

export function runRecord(lessons: LessonOutcome[]): RunRecord {
  const at = new Date().toISOString();
  return {
    run: `r-${at}`,
    startedAt: at,
    finishedAt: at,
    agents: [],
    lessons,
    pagesOpened: 0,
    modelCalls: 0,
    cost: 0,
    withoutModel: 'none in this test',
    seconds: {},
    alignment: [],
    versions: {},
    partial: null,
  };
}

/** A look that reads the library for real, judges nothing, and can be held up by a file. */
export const heldLook: Look = async (workspace, options) => {
  appendFileSync(diary(workspace.root), `${process.pid} start\n`);
  const library = await workspace.read();
  while (existsSync(brake(workspace.root))) {
    options.signal.throwIfAborted();
    await sleep(20);
  }
  appendFileSync(diary(workspace.root), `${process.pid} end\n`);
  return {
    run: runRecord(['wren', 'robin'].map((one) => outcome(one, 'scanned'))),
    quiet: null,
    library: async () => library,
    admitted: [],
    findings: [],
    wouldRecord: [],
  };
};

/** Looks of which the first ones leave a lesson out, for a reason that may pass. */
export function faltering(times: number, path = 'wren.md'): { look: Look; calls: () => number } {
  let calls = 0;
  const look: Look = async (workspace) => {
    calls++;
    const wren =
      calls <= times ? { ...outcome('wren', 'not-scanned', 'the page took too long'), path } : outcome('wren', 'scanned');
    const lessons = [path === 'wren' ? { ...wren, lesson: path } : wren, outcome('robin', calls === 1 ? 'scanned' : 'unchanged')];
    const library = await workspace.read();
    return { run: runRecord(lessons), quiet: null, library: async () => library, admitted: [], findings: [], wouldRecord: [] };
  };
  return { look, calls: () => calls };
}
