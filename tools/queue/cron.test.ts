import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertWhen, assertZone, lastDue, localDay, localTime, missed, nextRuns, ScheduleFault } from './cron.ts';

const nightly = { cron: '0 2 * * *', tz: 'Europe/Berlin' };
const at = (iso: string) => new Date(iso);
const faultOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ScheduleFault) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a schedule', () => {
  it.each(['0 2 * * *', '*/15 8-17 * * 1-5', '30 6 1,15 * *', '0 0 29 2 *', '0 3 * jan-mar mon,thu', '0 2 * * 7'])(
    'accepts %s',
    (cron) => {
      expect(faultOf(() => assertWhen({ cron, tz: 'UTC' }))).toBe('accepted');
    },
  );

  it.each([
    ['', 'has 0 cron fields'],
    ['0 2 * *', 'has 4 cron fields'],
    ['0 0 2 * * *', 'has 6 cron fields'],
    ['@daily', 'has 1 cron fields'],
    ['61 2 * * *', '"61" cannot be the minute'],
    ['0 25 * * *', '"25" cannot be the hour'],
    ['0 2 0 * *', '"0" cannot be the day of the month'],
    ['0 2 * 5-2 *', '"5-2" cannot be the month'],
    ['0 2 * * 8', '"8" cannot be the day of the week'],
    ['*/0 2 * * *', '"*/0" cannot be the minute'],
    ['0 0 31 2 *', 'names a day that never comes'],
    ['H 2 * * *', '"H" cannot be the minute'],
    ['0 2 mon * *', '"mon" cannot be the day of the month'],
    ['0 2 L * *', '"L" cannot be'],
    ['0 2 1, * *', '"1," cannot be'],
    ['0 2 * * `id`', 'cannot be the day of the week'],
  ])('refuses "%s" in one sentence', (cron, why) => {
    const said = faultOf(() => assertWhen({ cron, tz: 'UTC' }));
    expect(said).toContain(why);
    expect(said).not.toContain('\n');
  });

  it.each(['Europe/Atlantis', '', '+02:00', 'Berlin', '../etc'])('refuses the zone "%s"', (tz) => {
    expect(faultOf(() => assertZone(tz))).toContain('none');
  });

  it('comes due at the same hour of the clock on the wall, winter and summer', () => {
    expect(nextRuns(nightly, at('2026-03-28T12:00:00Z'), 2).map((one) => one.toISOString())).toEqual([
      // On the night of 29 March, two o'clock does not exist in Berlin: the run comes at three, once.
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:00:00.000Z',
    ]);
  });

  it('comes once in the night that has two o’clock twice', () => {
    const runs = nextRuns(nightly, at('2026-10-24T12:00:00Z'), 3).map((one) => one.toISOString());
    expect(new Set(runs.map((one) => localDay(new Date(one), nightly.tz))).size).toBe(3);
  });

  it('comes once a day, and has been due when it comes due, wherever and whenever clocks change', () => {
    // Cairo and Santiago skip midnight itself; on Lord Howe Island clocks move by half an hour.
    for (const tz of ['Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Santiago'])
      for (const cron of ['30 2 * * *', '0 0 * * *']) {
        const runs = nextRuns({ cron, tz }, at('2026-01-01T12:00:00Z'), 365);
        expect([cron, tz, new Set(runs.map((run) => localDay(run, tz))).size]).toEqual([cron, tz, 365]);
        for (const run of runs) expect([cron, tz, lastDue({ cron, tz }, run)]).toEqual([cron, tz, run]);
        for (const [index, run] of runs.slice(1).entries())
          expect([cron, tz, lastDue({ cron, tz }, new Date(run.getTime() - 1))]).toEqual([cron, tz, runs[index]]);
      }
  });

  it('of every hour comes in both of the hours that bear one name', () => {
    const hourly = nextRuns({ cron: '0 * * * *', tz: 'Europe/Berlin' }, at('2026-10-24T23:30:00Z'), 3).map((one) =>
      one.toISOString(),
    );
    expect(hourly).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z']);
  });

  it('takes a date or a day of the week where both are named', () => {
    const runs = nextRuns({ cron: '0 0 13 * fri', tz: 'UTC' }, at('2026-05-01T12:00:00Z'), 4).map((one) =>
      one.toISOString().slice(0, 10),
    );
    expect(runs).toEqual(['2026-05-08', '2026-05-13', '2026-05-15', '2026-05-22']);
  });

  it('is due at its very moment, and not a moment before', () => {
    expect(lastDue(nightly, at('2026-06-10T00:00:00.000Z')).toISOString()).toBe('2026-06-10T00:00:00.000Z');
    expect(lastDue(nightly, at('2026-06-09T23:59:59.999Z')).toISOString()).toBe('2026-06-09T00:00:00.000Z');
  });
});

describe('catching up', () => {
  it('stands for a week of missed nights with one run, the newest', () => {
    expect(missed(nightly, at('2026-06-01T09:00:00Z'), at('2026-06-08T09:00:00Z'))?.toISOString()).toBe(
      '2026-06-08T00:00:00.000Z',
    );
  });

  it('owes nothing for times before the schedule was set', () => {
    expect(missed(nightly, at('2026-06-08T09:00:00Z'), at('2026-06-08T23:00:00Z'))).toBeNull();
  });

  it('owes nothing again for a time that was lived', () => {
    const due = at('2026-06-08T00:00:00Z');
    expect(missed(nightly, due, at('2026-06-08T23:00:00Z'))).toBeNull();
  });

  it('owes nothing while the clock is set back', () => {
    expect(missed(nightly, at('2026-06-08T00:00:00Z'), at('2026-06-05T10:00:00Z'))).toBeNull();
  });

  it('asks for each due time at most once, whenever it looks', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 72 * 3600 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('0 2 * * *', '*/30 * * * *', '15 4 * * 1'),
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'),
        (gaps, cron, tz) => {
          let since = new Date(start);
          let now = start;
          const asked: number[] = [];
          for (const gap of gaps) {
            now += gap * 1000;
            const due = missed({ cron, tz }, since, new Date(now));
            if (!due) continue;
            expect(due.getTime()).toBeLessThanOrEqual(now);
            expect(due.getTime()).toBeGreaterThan(since.getTime());
            asked.push(due.getTime());
            since = due;
          }
          expect(new Set(asked).size).toBe(asked.length);
        },
      ),
      { seed: 20261121, numRuns: 60 },
    );
  });
});

describe('times for people', () => {
  it('are told in the zone of the schedule, with its name', () => {
    expect(localTime(at('2026-11-22T01:00:00Z'), 'Europe/Berlin')).toMatch(/^Sun 22 Nov 2026, 02:00 (?:CET|GMT\+1)$/u);
  });

  it('take the day of the zone, not of UTC', () => {
    expect(localDay(at('2026-11-21T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-22');
    expect(localDay(at('2026-11-22T03:00:00Z'), 'America/New_York')).toBe('2026-11-21');
  });
});
