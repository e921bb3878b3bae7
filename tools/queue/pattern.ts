/**
 * The five fields of a cron pattern as sets of numbers (crontab(5) of Vixie cron, without its names for whole patterns).
 * Read here and not by the queue's own parser, because that one gives up in zones whose clocks skip midnight.
 */

export interface Pattern {
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  /** Does the day match? `weekday` is 0 (Sunday) to 6. */
  day: (dayOfMonth: number, weekday: number) => boolean;
  /** With every hour (or every nth) asked for, an hour that comes twice counts twice. */
  hourly: 'each-hour' | 'named-hours';
}

interface Field {
  name: string;
  low: number;
  high: number;
  words: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of the month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: months },
  { name: 'day of the week', low: 0, high: 7, words: weekdays },
];

export const example = 'as in "0 2 * * *", every night at two';

export class ScheduleFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScheduleFault';
  }
}

function numberOf(text: string, field: Field): number {
  const word = field.words.indexOf(text.toLowerCase());
  const number = word >= 0 ? word + field.low : /^\d{1,2}$/u.test(text) ? Number(text) : Number.NaN;
  return number >= field.low && number <= field.high ? number : Number.NaN;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with `/2` behind it; null where it is none of these. */
function numbersOf(part: string, field: Field): number[] | null {
  const match = /^(?:(\*)|([\da-z]+)(?:-([\da-z]+))?)(?:\/(\d{1,2}))?$/iu.exec(part);
  if (!match) return null;
  const [, star, from = '', to, every] = match;
  const step = every === undefined ? 1 : Number(every);
  const first = star ? field.low : numberOf(from, field);
  // A single number with a step runs on to the end of the field.
  const last = star || (to === undefined && every !== undefined) ? field.high : to === undefined ? first : numberOf(to, field);
  if (!(first <= last) || step < 1) return null;
  const numbers: number[] = [];
  for (let number = first; number <= last; number += step) numbers.push(number);
  return numbers;
}

function setOf(text: string, field: Field): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const numbers = numbersOf(part, field);
    if (!numbers)
      throw new ScheduleFault(
        `"${text}" cannot be the ${field.name} of a cron pattern (${field.low} to ${field.high}), ${example}.`,
      );
    for (const number of numbers) found.add(number);
  }
  return found;
}

const sorted = (numbers: ReadonlySet<number>) => [...numbers].sort((a, b) => a - b);

/** @throws ScheduleFault in one sentence for what is not five fields of cron */
export function parsePattern(cron: string): Pattern {
  const parts = cron.trim() === '' ? [] : cron.trim().split(/\s+/u);
  if (parts.length !== fields.length)
    throw new ScheduleFault(
      `"${cron}" has ${parts.length} cron fields instead of five (${fields.map((field) => field.name).join(', ')}), ${example}.`,
    );
  const [minute, hour, dayOfMonth, month, weekday] = fields.map((field, index) => setOf(parts[index] ?? '', field)) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekday.has(7)) weekday.add(0);
  const anyDay = parts[2]?.startsWith('*');
  const anyWeekday = parts[4]?.startsWith('*');
  return {
    minutes: sorted(minute),
    hours: sorted(hour),
    months: month,
    // Where both name days, either will do.
    day:
      anyDay || anyWeekday
        ? (day, week) => dayOfMonth.has(day) && weekday.has(week)
        : (day, week) => dayOfMonth.has(day) || weekday.has(week),
    hourly: parts[1]?.startsWith('*') ? 'each-hour' : 'named-hours',
  };
}
