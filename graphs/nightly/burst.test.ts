import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBurst } from './burst.ts';
import { difference, snapshot } from './changes.ts';

describe('a burst', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('of many events is one run, after peace has come', async () => {
    const run = vi.fn(async () => {});
    const burst = openBurst({ settle: 100, longest: 10_000, run });
    for (let event = 0; event < 50; event++) {
      burst.touch();
      await vi.advanceTimersByTimeAsync(50);
      expect(run).not.toHaveBeenCalled();
    }
    await vi.advanceTimersByTimeAsync(100);
    await burst.rest();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('that never ends still starts a run', async () => {
    const run = vi.fn(async () => {});
    const burst = openBurst({ settle: 100, longest: 1_000, run });
    for (let event = 0; event < 25; event++) {
      burst.touch();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(run).toHaveBeenCalledTimes(1);
    await burst.close();
  });

  it('during a run is one more run, never two at a time', async () => {
    let atOnce = 0;
    const most: number[] = [];
    const run = vi.fn(async () => {
      most.push(++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 500));
      atOnce--;
    });
    const burst = openBurst({ settle: 100, longest: 1_000, run });
    burst.touch();
    await vi.advanceTimersByTimeAsync(200);
    for (let event = 0; event < 5; event++) burst.touch();
    await vi.advanceTimersByTimeAsync(5_000);
    await burst.rest();
    expect(most).toEqual([1, 1]);
  });

  it('that was closed starts nothing any more', async () => {
    const run = vi.fn(async () => {});
    const burst = openBurst({ settle: 100, longest: 1_000, run });
    burst.touch();
    await burst.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('what changed', () => {
  let root = '';
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'perennial-changes-'));
    put('a.md', 'one');
    put('deep/b.md', 'two');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const changesOf = (work: () => void) => {
    const before = snapshot(root);
    work();
    return difference(before, snapshot(root));
  };

  it('is what is new, gone, or written again', () => {
    expect(
      changesOf(() => {
        put('a.md', 'three');
        rmSync(join(root, 'deep/b.md'));
        put('new/c.md', 'four');
      }),
    ).toEqual(['a.md', 'deep/b.md', 'new/c.md']);
  });

  it('is seen where an editor writes aside and renames to the same length', () => {
    expect(
      changesOf(() => {
        put('aside', 'eno');
        renameSync(join(root, 'aside'), join(root, 'a.md'));
      }),
    ).toEqual(['a.md']);
  });

  it('is nothing where only Perennial, git, packages or an editor’s leftovers were written', () => {
    expect(
      changesOf(() => {
        for (const path of [
          '.perennial/ledger.db',
          '.git/index',
          'node_modules/x/README.md',
          'a.md~',
          '.a.md.swp',
          '4913',
          '.DS_Store',
        ])
          put(path, 'x');
      }),
    ).toEqual([]);
  });

  it('never follows a link out of the library', () => {
    const outside = mkdtempSync(join(tmpdir(), 'perennial-outside-'));
    symlinkSync(outside, join(root, 'linked'));
    expect(changesOf(() => writeFileSync(join(outside, 'x.md'), 'x'))).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});
