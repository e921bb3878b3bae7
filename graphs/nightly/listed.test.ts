import { expect, it } from 'vitest';
import { listed } from './listed.ts';

const nightly = { name: 'nightly', cron: '0 2 * * *', tz: 'Europe/Berlin', setAt: '2026-11-18T12:00:00.000Z' };
const now = new Date('2026-11-21T12:00:00Z');

it('tells the next runs and the newest one that was missed, as a worker catches up with that alone', () => {
  const [one] = listed({ schedules: () => [nightly], nights: () => [] }, now);
  expect(one).toMatchObject({ fault: null, missed: '2026-11-21T01:00:00.000Z', last: null });
  expect(one?.next).toEqual(['2026-11-22T01:00:00.000Z', '2026-11-23T01:00:00.000Z', '2026-11-24T01:00:00.000Z']);
});

it('shows the others where one was damaged by hand, and why that one never runs', () => {
  const lost = { ...nightly, name: 'lost', tz: 'Europe/Nowhere' };
  const list = listed({ schedules: () => [lost, nightly], nights: () => [] }, now);
  expect(list.map((one) => [one.name, one.next.length])).toEqual([
    ['lost', 0],
    ['nightly', 3],
  ]);
  expect(list[0]?.fault).toContain('Europe/Nowhere');
});
