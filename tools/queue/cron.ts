/** When a schedule comes due: five cron fields read in a time zone. Nothing here looks at the clock. */
import { type Pattern, parsePattern, ScheduleFault } from './pattern.ts';
import { momentsOf, wallOf } from './zone.ts';

export { ScheduleFault } from './pattern.ts';

export interface When {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  /** Zone of the IANA time zone database, such as Europe/Berlin. */
  tz: string;
}

/** The rarest pattern, 29 February on one day of the week, comes once in 28 years, or in 40 over a century without leap day. */
const horizonDays = 41 * 366;

/** @throws ScheduleFault in one sentence where the zone is not known here */
export function assertZone(tz: string): void {
  try {
    // Offsets such as +02:00 pass as zones in newer runtimes, yet know no summer time.
    if (/^[+-]?\d/u.test(tz)) throw new RangeError('an offset');
    new Intl.DateTimeFormat('en', { timeZone: tz });
  } catch (error) {
    throw new ScheduleFault(`--tz takes a time zone such as Europe/Berlin or America/New_York, and "${tz}" is none.`, {
      cause: error,
    });
  }
}

/** @throws ScheduleFault in one sentence for what is not five cron fields, names no zone, or never comes */
export function assertWhen(when: When): void {
  assertZone(when.tz);
  const pattern = parsePattern(when.cron);
  // 28 years hold every pairing of a date with a day of the week.
  const start = Date.UTC(2000, 0, 1);
  for (let day = 0; day < horizonDays; day++) if (matches(pattern, start + day * dayLong)) return;
  throw new ScheduleFault(`"${when.cron}" names a day that never comes.`);
}

const dayLong = 24 * 3600 * 1000;

function matches(pattern: Pattern, day: number): boolean {
  const date = new Date(day);
  return pattern.months.has(date.getUTCMonth() + 1) && pattern.day(date.getUTCDate(), date.getUTCDay());
}

/** Moments of one day of the calendar (its midnight as if in UTC), in order, each once. */
function momentsOfDay(pattern: Pattern, day: number, tz: string): number[] {
  if (!matches(pattern, day)) return [];
  const moments = new Set<number>();
  for (const hour of pattern.hours)
    for (const minute of pattern.minutes) {
      const [first, ...again] = momentsOf(day + (hour * 60 + minute) * 60_000, tz);
      if (first !== undefined) moments.add(first);
      if (pattern.hourly === 'each-hour') for (const one of again) moments.add(one);
    }
  return [...moments].sort((a, b) => a - b);
}

const dayOf = (moment: number, tz: string) => Math.floor(wallOf(moment, tz) / dayLong) * dayLong;

/** The next times after `from`, soonest first. @throws ScheduleFault for a pattern that does not come any more */
export function nextRuns(when: When, from: Date, howMany: number): Date[] {
  const pattern = parsePattern(when.cron);
  const found = new Set<number>();
  // A day early: what a skipped hour pushed over midnight belongs to the day before.
  let day = dayOf(from.getTime(), when.tz) - dayLong;
  for (let looked = 0; looked < horizonDays; looked++, day += dayLong) {
    for (const moment of momentsOfDay(pattern, day, when.tz)) if (moment > from.getTime()) found.add(moment);
    if (found.size >= howMany)
      return [...found]
        .sort((a, b) => a - b)
        .slice(0, howMany)
        .map((moment) => new Date(moment));
  }
  throw new ScheduleFault(`"${when.cron}" names a day that never comes.`);
}

/** The last time at or before `now`, out of those that `nextRuns` names. */
export function lastDue(when: When, now: Date): Date {
  const pattern = parsePattern(when.cron);
  let day = dayOf(now.getTime(), when.tz);
  for (let looked = 0; looked < horizonDays; looked++, day -= dayLong) {
    const last = momentsOfDay(pattern, day, when.tz).findLast((moment) => moment <= now.getTime());
    if (last !== undefined) return new Date(last);
  }
  throw new ScheduleFault(`"${when.cron}" names a day that never comes.`);
}

/**
 * Was a run missed, and which? However many were (a machine off for a week), the newest stands for them all.
 * @param since when the schedule was set, or the due time of the last run that came to an end, whichever is later
 * @returns the due time to be caught up with, or null
 */
export function missed(when: When, since: Date, now: Date): Date | null {
  // A clock set back must not make an old due time look new.
  if (now.getTime() <= since.getTime()) return null;
  const due = lastDue(when, now);
  return due.getTime() > since.getTime() ? due : null;
}

/** "Sun 22 Nov 2026, 02:00 CET" in the schedule's own zone. */
export function localTime(at: Date, tz: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: tz,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return `${parts.weekday} ${parts.day} ${parts.month} ${parts.year}, ${parts.hour}:${parts.minute} ${parts.timeZoneName}`;
}

/** `YYYY-MM-DD` of a moment in a zone. */
export function localDay(at: Date, tz: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', { timeZone: tz, year: 'numeric', month: '2-digit', day: '2-digit' })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}
