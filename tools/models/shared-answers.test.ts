import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openResults } from '../cache/results.ts';
import { openSharedResults } from '../cache/shared.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { dropSharedAnswers, sharingAnswers } from './shared-answers.ts';
import { type KeptAnswer, openStore } from './store.ts';

const database = testDatabase();
const value: KeptAnswer = { kind: 'value', model: 'small', value: { words: 'A heron stands in the reeds.' } };
const refusal: KeptAnswer = { kind: 'refusal', model: 'small', reason: 'refused', fault: 'declined', detail: '' };
const later = () => new Date(Date.now() + 8 * 86_400_000);

it('an answer that one machine paid for is not asked for by another', () => {
  const others = openResults(':memory:');
  const [one, two] = [openStore(':memory:'), openStore(':memory:')];
  sharingAnswers(one, others).keep('question', 'describe', value);
  expect(sharingAnswers(two, others).answer('question')).toEqual(value);
  expect(sharingAnswers(two, others).answer('another')).toBeNull();
  expect(two.answer('question')).toBeNull();
  for (const open of [one, two, others]) open.close();
});

it('a refusal of another machine is asked for again after a week, an answer is not', () => {
  const others = openResults(':memory:');
  const [one, two] = [openStore(':memory:'), openStore(':memory:')];
  sharingAnswers(one, others).keep('refused', 'describe', refusal);
  sharingAnswers(one, others).keep('answered', 'describe', value);
  expect(sharingAnswers(two, others).answer('refused')).toEqual(refusal);
  expect(sharingAnswers(two, others, later).answer('refused')).toBeNull();
  expect(sharingAnswers(two, others, later).answer('answered')).toEqual(value);
  for (const open of [one, two, others]) open.close();
});

it.skipIf(database.cannot !== null)(
  'answers of before their time are dropped where machines share them, and nothing else is',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-answers-'));
    const url = database.url();
    const file = join(folder, 'cache.db');
    const opened = () => openSharedResults({ url, near: openResults(file), complain: () => {} });
    try {
      const others = opened();
      const own = openStore(':memory:');
      sharingAnswers(own, others, () => new Date('2026-01-01')).keep('old', 'describe', value);
      sharingAnswers(own, others, () => new Date('2026-03-01')).keep('new', 'describe', value);
      others.put('a result', { at: '2026-01-01', what: 'else' });
      for (const one of [others, own]) one.close();
      expect(dropSharedAnswers(url, file, '2026-02-01T00:00:00.000Z')).toBe(1);
      const [again, fresh] = [opened(), openStore(':memory:')];
      const answers = sharingAnswers(fresh, again);
      expect([answers.answer('old'), answers.answer('new'), again.get('a result')]).toEqual([null, value, expect.anything()]);
      for (const one of [again, fresh]) one.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
