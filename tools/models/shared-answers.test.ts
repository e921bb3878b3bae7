import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openResults, type Results } from '../cache/results.ts';
import { openSharedResults } from '../cache/shared.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { dropSharedAnswers, sharingAnswers } from './shared-answers.ts';
import { type KeptAnswer, openStore } from './store.ts';

const database = testDatabase();
const value: KeptAnswer = { kind: 'value', model: 'small', value: { words: 'A heron stands in the reeds.' } };
const refusal: KeptAnswer = { kind: 'refusal', model: 'small', reason: 'refused', fault: 'declined', detail: '' };
const birds = (results: Results) => ({ results, library: 'birds' });
const later = () => new Date(Date.now() + 8 * 86_400_000);

it('an answer that one machine paid for is not asked for by another', () => {
  const others = openResults(':memory:');
  const [one, two] = [openStore(':memory:'), openStore(':memory:')];
  sharingAnswers(one, birds(others)).keep('question', 'describe', value);
  expect(sharingAnswers(two, birds(others)).answer('question')).toEqual(value);
  expect(sharingAnswers(two, birds(others)).answer('another')).toBeNull();
  expect(two.answer('question')).toBeNull();
  for (const open of [one, two, others]) open.close();
});

it('a refusal of another machine is asked for again after a week, an answer is not', () => {
  const others = openResults(':memory:');
  const [one, two] = [openStore(':memory:'), openStore(':memory:')];
  sharingAnswers(one, birds(others)).keep('refused', 'describe', refusal);
  sharingAnswers(one, birds(others)).keep('answered', 'describe', value);
  expect(sharingAnswers(two, birds(others)).answer('refused')).toEqual(refusal);
  expect(sharingAnswers(two, birds(others), later).answer('refused')).toBeNull();
  expect(sharingAnswers(two, birds(others), later).answer('answered')).toEqual(value);
  for (const open of [one, two, others]) open.close();
});

it.skipIf(database.cannot !== null)(
  'answers of a library of before their time are dropped where machines share them, and nothing else is',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-answers-'));
    const url = database.url();
    const file = join(folder, 'cache.db');
    const opened = () => openSharedResults({ url, near: openResults(file), complain: () => {} });
    try {
      const others = opened();
      const own = openStore(':memory:');
      const old = () => new Date('2026-01-01');
      sharingAnswers(own, birds(others), old).keep('old', 'describe', value);
      sharingAnswers(own, birds(others), () => new Date('2026-03-01')).keep('new', 'describe', value);
      for (const library of ['aviary', 'zoo'])
        sharingAnswers(own, { results: others, library }, old).keep('old', 'describe', value);
      others.put('a result', { at: '2026-01-01', what: 'else' });
      // Vectors lie beside them, and are no JSON.
      others.elsewhere?.keep(new Map([['a vector', 'AACAPwAA']]));
      for (const one of [others, own]) one.close();
      const drop = () => dropSharedAnswers({ url, library: 'birds' }, file, '2026-02-01T00:00:00.000Z');
      expect([drop(), drop()]).toEqual([1, 0]);
      const [again, fresh] = [opened(), openStore(':memory:')];
      const answers = sharingAnswers(fresh, birds(again));
      expect([answers.answer('old'), answers.answer('new'), again.get('a result')]).toEqual([null, value, expect.anything()]);
      for (const library of ['aviary', 'zoo'])
        expect(sharingAnswers(fresh, { results: again, library }).answer('old')).toEqual(value);
      expect(again.elsewhere?.find(['a vector']).size).toBe(1);
      for (const one of [again, fresh]) one.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
