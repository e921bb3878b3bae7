import { expect, it } from 'vitest';
import { openResults } from '../cache/results.ts';
import { sharingAnswers } from './shared-answers.ts';
import { type KeptAnswer, openStore } from './store.ts';

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
