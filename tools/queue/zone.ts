/** Clocks on the wall of a time zone and moments, by the zone data that come with Node. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(tz: string): Intl.DateTimeFormat {
  const known =
    formats.get(tz) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: tz,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(tz, known);
  return known;
}

/** The clock on the wall, as if it were UTC: milliseconds, cut to the second. */
export function wallOf(moment: number, tz: string): number {
  const part = Object.fromEntries(
    formatOf(tz)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
}

const offsetAt = (moment: number, tz: string) => wallOf(moment, tz) - Math.floor(moment / 1000) * 1000;
const dayLong = 24 * 3600 * 1000;

/**
 * The moments at which a clock shows `wall` (as of `wallOf`): one as a rule, two where clocks go back. Where they are put
 * forward over it, the moment it would have been had they not: so much after the change as it is after the skipped hour's start.
 */
export function momentsOf(wall: number, tz: string): number[] {
  const before = offsetAt(wall - dayLong, tz);
  const after = offsetAt(wall + dayLong, tz);
  const moments = [...new Set([before, after])]
    .filter((offset) => offsetAt(wall - offset, tz) === offset)
    .map((offset) => wall - offset)
    .sort((a, b) => a - b);
  return moments.length > 0 ? moments : [wall - before];
}
