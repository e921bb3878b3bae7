import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { RefreshResult } from '../refresh.ts';
import type { Workspace } from '../workspace.ts';
import { openAhead } from './ahead.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function openLibrary(linger: number, fails: string[] = []) {
  const root = mkdtempSync(join(tmpdir(), 'perennial-ahead-'));
  roots.push(root);
  writeFileSync(join(root, 'teal.md'), '# The teal\n\nIt dabbles.\n');
  const seen: Workspace[] = [];
  const closed: Workspace[] = [];
  const flushed: Workspace[] = [];
  const look = async (workspace: Workspace, { lesson = '' }: { lesson?: string }) => {
    if (!seen.includes(workspace)) {
      const { close } = workspace;
      workspace.close = async () => {
        closed.push(workspace);
        await close();
      };
      workspace.results.flush = () => void flushed.push(workspace);
    }
    seen.push(workspace);
    if (fails.some((id) => lesson.includes(id))) throw new Error(`${lesson} fails`);
    return { run: { lessons: [] } } as unknown as RefreshResult;
  };
  const ahead = openAhead({ env: {}, signal: new AbortController().signal, look, linger });
  return { root, ahead, seen, closed, flushed };
}

it('the parts of one run share what is open, and hand on what they found; another run, or the end, closes it', async () => {
  const { root, ahead, seen, closed, flushed } = openLibrary(60_000);
  for (const of of ['one', 'one', 'two']) await ahead.look(root, of, ['teal'], 'nightly');
  expect([seen[0] === seen[1], seen[1] === seen[2]]).toEqual([true, false]);
  expect(flushed).toEqual(seen);
  expect(closed).toEqual([seen[0]]);
  await ahead.close();
  expect(closed).toEqual([seen[0], seen[2]]);
});

it('of two parts at once each has its own, and one stays open', async () => {
  const { root, ahead, seen, closed } = openLibrary(60_000);
  await Promise.all([ahead.look(root, 'one', ['teal'], 'nightly'), ahead.look(root, 'one', ['teal'], 'nightly')]);
  expect([seen[0] === seen[1], closed.length]).toEqual([false, 1]);
  await ahead.close();
  expect(new Set(closed)).toEqual(new Set(seen));
});

it('after a part that failed, and when no further part comes, nothing stays open', async () => {
  const { root, ahead, seen, closed } = openLibrary(1, ['coot']);
  await expect(ahead.look(root, 'one', ['coot'], 'nightly')).rejects.toThrow('coot');
  expect(closed).toEqual(seen);
  await ahead.look(root, 'one', ['teal'], 'nightly');
  await expect.poll(() => closed.length).toBe(2);
});
