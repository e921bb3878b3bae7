import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openRefused, type RefusedEvent } from './refused.ts';

it('keeps what was gathered while the ledger is away, says so, and goes on', async () => {
  const written: RefusedEvent[][] = [];
  const said: string[] = [];
  let away = true;
  const book = openRefused(
    (events) => {
      if (away) throw new Error('The database cannot be reached.');
      written.push(events);
    },
    (line) => said.push(line),
    0.02,
  );
  book.refused(null, 'the review', 'The token is wrong.');
  for (let left = 200; said.length === 0 && left > 0; left--) await sleep(10);
  expect(said[0]).toContain('The database cannot be reached.');
  book.refused(null, 'the review', 'The token is wrong.');
  away = false;
  for (let left = 200; written.length === 0 && left > 0; left--) await sleep(10);
  book.close();
  expect(written).toEqual([[expect.objectContaining({ person: null, why: 'The token is wrong.', times: 2 })]]);
});
