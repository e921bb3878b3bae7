import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAnswers } from './answer-store.ts';
import type { ItemOutcomes } from './item-outcomes.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcomes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = 'learner,item,score\nS1,a,1\nS1,b,0\nS1,c,1\nS2,a,0\nS2,b,1\nS2,c,1\n';
const tagged = plain.replaceAll(/^(S.*)$/gmu, '$1,file').replace('score', 'score,outcome');

async function runs(text: string, options: ItemOutcomes, leftOut?: ReadonlySet<string>) {
  const path = join(folder, 'answers.csv');
  writeFileSync(path, text);
  const store = await openAnswers(path, { key: new Uint8Array(32).fill(7), name: 'answers.csv', ...options });
  try {
    const found = await store.sequences(leftOut);
    const shown = [...found].map(([outcome, own]) => [outcome, own.map(({ pattern, n }) => `${pattern}×${n}`).join(' ')]);
    return { from: store.outcomesFrom, runs: Object.fromEntries(shown) as Record<string, string> };
  } finally {
    store.close();
  }
}

const all = () => ['library'];
const lesson = () => ['Lesson 1'];

describe('outcomes of items', () => {
  it('are those the library names, before those of the file', async () => {
    expect(await runs(tagged, { outcomes: all, otherwise: lesson })).toEqual({ from: 'given', runs: { library: '011×1 101×1' } });
  });
  it('are those of the file where the library names none', async () => {
    expect(await runs(tagged, { outcomes: () => [], otherwise: lesson })).toEqual({
      from: 'column',
      runs: { file: '011×1 101×1' },
    });
  });
  it('are stood in for by what is given where fewer than half the items name one', async () => {
    const few = (item: string) => (item === 'a' ? ['library'] : []);
    expect((await runs(plain, { outcomes: few, otherwise: lesson })).runs).toEqual({ 'Lesson 1': '011×1 101×1' });
    const most = (item: string) => (item === 'a' ? [] : ['library']);
    expect((await runs(plain, { outcomes: most, otherwise: lesson })).runs).toEqual({ library: '01×1 11×1' });
    expect((await runs(plain, { outcomes: few })).runs).toEqual({ library: '0×1 1×1' });
  });
  it('are none where nobody says', async () => {
    expect(await runs(plain, {})).toEqual({ from: 'none', runs: {} });
  });
  it('are not read off items whose key is in doubt', async () => {
    expect((await runs(plain, { outcomes: all }, new Set(['b']))).runs).toEqual({ library: '01×1 11×1' });
    expect((await runs(plain, { outcomes: all }, new Set(['a', 'b', 'c']))).runs).toEqual({});
  });
});
