import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { faltering, heldLook, looksAt, openFolder, scheduledLibrary } from './night.fixture.ts';
import { history } from './record.ts';
import { type WatchOptions, watchLibrary } from './watching.ts';

let parent = '';
let root = '';
let stop = new AbortController();
let said: string[] = [];
beforeEach(async () => {
  parent = openFolder('watch');
  root = await scheduledLibrary(parent, 'Birds');
  stop = new AbortController();
  said = [];
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function watching(more: Partial<WatchOptions> = {}): Promise<Promise<{ runs: number }>[]> {
  let ended: Promise<{ runs: number }> | null = null;
  await new Promise<void>((ready) => {
    ended = watchLibrary({
      root,
      tz: 'UTC',
      signal: stop.signal,
      say: (line) => said.push(line),
      look: heldLook,
      settle: 300,
      every: 150,
      onReady: ready,
      ...more,
    });
  });
  return ended ? [ended] : [];
}

async function until(holds: () => boolean): Promise<void> {
  for (let patience = Date.now() + 30_000; !holds(); await sleep(25))
    if (Date.now() > patience) throw new Error(`In vain: ${said.join(' / ')}`);
}

const change = (text: string) => writeFileSync(join(root, 'wren.md'), text);

it('refreshes once for a burst of changes, and not for its own report', async () => {
  const [ended] = await watching();
  for (let event = 0; event < 5; event++) {
    change(`# The wren\n\nVersion ${event}.\n`);
    await sleep(20);
  }
  await until(() => said.length >= 2);
  await sleep(700);
  stop.abort();
  expect(await ended).toEqual({ runs: 1 });
  expect(said).toEqual(['Changed: wren.md', expect.stringContaining('on change, Birds: 2 lessons looked at')]);
  expect(history(join(root, '.perennial')).map((one) => one.why)).toEqual(['change']);
  expect(looksAt(root)).toHaveLength(2);
});

it('goes on after a run that failed, with the next change', async () => {
  const { look } = faltering(0);
  let calls = 0;
  const [ended] = await watching({
    look: (workspace, options) => {
      calls++;
      if (calls === 1) throw new Error('The disk is full.');
      return look(workspace, options);
    },
  });
  change('# One\n');
  await until(() => said.includes('Not refreshed: The disk is full.'));
  change('# Another\n');
  await until(() => said.some((line) => line.includes('on change, Birds')));
  stop.abort();
  expect(await ended).toEqual({ runs: 1 });
});

it('ends at once where it is stopped with nothing in hand', async () => {
  const [ended] = await watching();
  stop.abort();
  expect(await ended).toEqual({ runs: 0 });
  expect(said).toEqual([]);
});
