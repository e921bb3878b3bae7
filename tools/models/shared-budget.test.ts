import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundled } from '../../evals/crash/bundled.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { sharingBudget } from './shared-budget.ts';
import { forgiving, openStore, type Store } from './store.ts';

const database = testDatabase();

const month = (dollars: number) => ({ month: dollars, run: null });
const what = { run: 'r', lesson: 'l', agent: 'alignment', prompt: 'p', model: 'm' };
const machine = (library: string, now?: () => Date): Store =>
  sharingBudget(openStore(':memory:'), { url: database.url(), library, ...(now ? { now } : {}) });
const tokens = { input: 1, output: 1 };

describe.skipIf(database.cannot !== null)('the budget of a month', () => {
  it('holds for all machines of a library together, and for each library by itself', () => {
    const [one, two, other] = [machine('birds'), machine('birds'), machine('soil')];
    const first = one.reserve(what, 0.6, month(1)) as number;
    expect(first).toBeTypeOf('number');
    expect(two.reserve(what, 0.6, month(1))).toBe('month-budget');
    expect(other.reserve(what, 0.6, month(1))).toBeTypeOf('number');
    // What was reserved and cost less is free for the others.
    one.settle(first, 0.1, tokens);
    expect(two.spentThisMonth()).toBeCloseTo(0.1);
    expect(two.reserve(what, 0.6, month(1))).toBeTypeOf('number');
    for (const open of [one, two, other]) open.close();
  });

  it('is told apart by lesson, agent, prompt and model for all who share a run, what a killed worker had reserved with it', () => {
    const [one, two] = [machine('swifts'), machine('swifts')];
    const settled = one.reserve(what, 0.5, { month: null, run: 2 }) as number;
    one.settle(settled, 0.2, { input: 30, output: 4 });
    two.settle(two.reserve(what, 0.5, { month: null, run: 2 }) as number, 0.1, { input: 10, output: 2 });
    expect(two.reserve({ ...what, lesson: 'left open' }, 0.3, { month: null, run: 2 })).toBeTypeOf('number');
    expect(two.reserve({ ...what, run: 'the next night' }, 0.3, { month: null, run: 2 })).toBeTypeOf('number');
    const lines = [
      { ...what, calls: 2, tokensIn: 40, tokensOut: 6, dollars: expect.closeTo(0.3) },
      { ...what, lesson: 'left open', calls: 1, tokensIn: 0, tokensOut: 0, dollars: expect.closeTo(0.3) },
    ];
    expect([one.lines('r'), two.lines('r')]).toEqual([lines, lines]);
    for (const open of [one, two]) open.close();
  });

  it('begins anew with the month', () => {
    const one = machine('gulls', () => new Date('2026-11-30T23:59:00Z'));
    const two = machine('gulls', () => new Date('2026-12-01T00:01:00Z'));
    expect(one.reserve(what, 1, month(1))).toBeTypeOf('number');
    expect(two.reserve(what, 1, month(1))).toBeTypeOf('number');
    for (const open of [one, two]) open.close();
  });
});

it('lets nothing be spent where the database does not answer', () => {
  const said: string[] = [];
  const away = sharingBudget(openStore(':memory:'), { url: 'postgres://me:s3cret@127.0.0.1:9/none', library: 'birds' });
  const store = forgiving(away, (line) => said.push(line));
  expect(store.reserve(what, 0.01, month(1))).toBe('month-budget');
  expect(said.join()).toMatch(/^Spending cannot be written down/u);
  expect(said.join()).not.toContain('s3cret');
  store.close();
});

describe('the budget of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-budget-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Processes that spend at once under one name. @returns what each spent, in dollars, and why it stopped */
  async function spenders(files: string[], at: string, perRun: number): Promise<{ spent: number; refused: string }[]> {
    const script = await bundled(new URL('./spender.fixture.ts', import.meta.url));
    const children = files.map((file) =>
      spawn(process.execPath, [script, join(folder, file), at, 'birds', String(perRun)], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const words = children.map(() => '');
    const ready = children.map(
      (child, which) =>
        new Promise<void>((resolve) =>
          child.stdout.on('data', (chunk: Buffer) => {
            words[which] += chunk.toString();
            resolve();
          }),
        ),
    );
    const ended = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
    await Promise.all(ready);
    for (const child of children) child.stdin.write('go');
    await Promise.all(ended);
    return words.map((text) => JSON.parse(text.split('\n')[1] ?? '{}'));
  }
  const together = (spent: { spent: number }[]) => spent.reduce((sum, one) => sum + one.spent, 0);

  it('holds for all programs of a machine together, and for those that take it up after a crash', async () => {
    const spent = await spenders(['one.db', 'one.db', 'one.db'], '', 3);
    expect(spent.map((one) => one.refused)).toEqual(['run-budget', 'run-budget', 'run-budget']);
    expect(together(spent)).toBeLessThanOrEqual(3 + 1e-9);
    // Nothing is left but what no call fits into.
    expect(together(spent)).toBeGreaterThan(3 - 0.05 - 1e-9);
    expect(together(await spenders(['one.db'], '', 3))).toBe(0);
  });

  it.skipIf(database.cannot !== null)('holds for all machines together', async () => {
    const spent = await spenders(['a.db', 'b.db', 'c.db'], database.url(), 3);
    expect(spent.map((one) => one.refused)).toEqual(['run-budget', 'run-budget', 'run-budget']);
    expect(together(spent)).toBeLessThanOrEqual(3 + 1e-9);
    expect(together(spent)).toBeGreaterThan(3 - 0.05 - 1e-9);
  });

  it('of another name is another one', () => {
    const store = openStore(':memory:');
    const limits = { month: null, run: 1 };
    expect(store.reserve(what, 1, limits)).toBeTypeOf('number');
    expect(store.reserve(what, 0.1, limits)).toBe('run-budget');
    expect(store.reserve({ ...what, run: 'the next night' }, 1, limits)).toBeTypeOf('number');
    store.close();
  });
});
