import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decision, person, proposal, temporary } from './fixture.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './sqlite.ts';

const writer = join(dirname(fileURLToPath(import.meta.url)), 'writer.fixture.ts');

function start(...args: string[]): { output: () => string; ended: Promise<void>; ready: Promise<void>; kill: () => void } {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      resolve();
    });
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return { output: () => output, ended, ready, kill: () => child.kill('SIGKILL') };
}

function fresh(): { file: string; ledger: Ledger } {
  const file = join(temporary(), 'ledger.db');
  return { file, ledger: openLedger(file) };
}

describe('several processes', () => {
  it('writing at once wait for each other and lose nothing', async () => {
    const { file, ledger } = fresh();
    ledger.close();
    const writers = ['one', 'two', 'three'].map((name) => start(file, name, 'append', '25'));
    await Promise.all(writers.map((each) => each.ended));
    const again = openLedger(file);
    expect(again.verify()).toMatchObject({ events: 150, brokenAt: null });
    again.close();
  });

  it('publishing one change set at once: one wins, the others are told', async () => {
    const { file, ledger } = fresh();
    const one = proposal('p-one');
    ledger.transact(person, () => [
      { type: 'proposal-recorded', proposal: one },
      { type: 'decision-made', decision: decision(one, 'approve') },
    ]);
    const writers = ['one', 'two', 'three'].map((name) => start(file, name, 'publish'));
    await Promise.all(writers.map((each) => each.ended));
    const said = writers.map((each) => each.output().split('\n')[1] ?? '').sort();
    expect(said.filter((line) => line === 'won').length).toBe(1);
    expect(said.filter((line) => line.startsWith('lost: p-one@1 is already published or being published')).length).toBe(2);
    ledger.close();
  });

  it('killed at any moment leave whole transactions only, and all that were acknowledged', async () => {
    const { file, ledger } = fresh();
    ledger.close();
    let acknowledged = 0;
    for (const wait of [3, 40, 11, 77]) {
      const child = start(file, 'me', 'append', '100000');
      await child.ready;
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill();
      await child.ended;
      acknowledged += child.output().split('\n').length - 2;
      const again = openLedger(file);
      const report = again.verify();
      expect(report.brokenAt).toBeNull();
      expect(report.events % 2).toBe(0);
      expect(report.events / 2).toBeGreaterThanOrEqual(acknowledged);
      again.close();
    }
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });
});
