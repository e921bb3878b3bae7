/** When a schedule comes due: five cron fields read in a time zone. Nothing here looks at the clock. */
import { CronExpressionParser } from 'cron-parser';

export interface When {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  /** Zone of the IANA time zone database, such as Europe/Berlin. */
  tz: string;
}

const fields = ['minute', 'hour', 'day of the month', 'month', 'day of the week'];
const names = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/iu;
const example = 'as in "0 2 * * *", every night at two';

/** Bounded: a pattern comes at least once in the eight years that two leap days may lie apart. */
const horizonMilliseconds = 9 * 366 * 24 * 3600 * 1000;

export class ScheduleFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScheduleFault';
  }
}

/** @throws ScheduleFault in one sentence where the zone is not known here */
export function assertZone(tz: string): void {
  try {
    // Offsets such as +02:00 pass as zones in newer runtimes, yet know no summer time.
    if (/^[+-]?\d/u.test(tz)) throw new RangeError('an offset');
    new Intl.DateTimeFormat('en', { timeZone: tz });
  } catch (error) {
    throw Object.assign(
      new ScheduleFault(`--tz takes a time zone such as Europe/Berlin or America/New_York, and "${tz}" is none.`),
      { cause: error },
    );
  }
}

function parse(when: When, from: Date) {
  return CronExpressionParser.parse(when.cron, { currentDate: from, tz: when.tz });
}

/**
 * @throws ScheduleFault in one sentence for what is not five cron fields, names no zone, or never comes
 */
export function assertWhen(when: When): void {
  assertZone(when.tz);
  const parts = when.cron.trim().split(/\s+/u);
  if (when.cron.trim() === '' || parts.length !== fields.length)
    throw new ScheduleFault(
      `"${when.cron}" has ${when.cron.trim() === '' ? 0 : parts.length} cron fields instead of five (${fields.join(', ')}), ${example}.`,
    );
  parts.forEach((part, index) => {
    const words = part.match(/[a-z]+/giu) ?? [];
    if (!/^[\da-z*,/-]+$/iu.test(part) || words.some((word) => index < 3 || !names.test(word)))
      throw new ScheduleFault(`"${part}" cannot be the ${fields[index]} of a cron pattern, ${example}.`);
  });
  let next: number;
  try {
    next = parse(when, new Date(0)).next().getTime();
  } catch (error) {
    throw Object.assign(
      new ScheduleFault(
        `"${when.cron}" is not a cron pattern that ever comes due (${error instanceof Error ? error.message : error}), ${example}.`,
      ),
      {
        cause: error,
      },
    );
  }
  if (next > horizonMilliseconds) throw new ScheduleFault(`"${when.cron}" names a day that never comes.`);
}

/** The next times after `from`, soonest first. */
export function nextRuns(when: When, from: Date, howMany: number): Date[] {
  const expression = parse(when, from);
  return Array.from({ length: howMany }, () => expression.next().toDate());
}

const threeHours = 3 * 3600 * 1000;

/**
 * The last time at or before `now`, out of those that `nextRuns` names. The parser's own "before" passes over a time that falls
 * into the hour the clocks skip, and names the second of two where they go back: so it only says where to start counting.
 */
export function lastDue(when: When, now: Date): Date {
  const back = parse(when, new Date(now.getTime() + 1));
  back.prev();
  const onward = parse(when, new Date(back.prev().getTime() - threeHours));
  let last = onward.next().toDate();
  for (let next = onward.next().toDate(); next <= now; next = onward.next().toDate()) last = next;
  return last;
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
