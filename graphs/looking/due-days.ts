/** Days on which what was seen of a course may look otherwise though nobody changed a word of it. Pure. */
import type { Facts } from '../../tools/facts/facts.ts';

/** `each`: any day may matter; otherwise the days on which a fact about something its texts name begins or ends to hold. */
export type DueDays = 'each' | string[];

export function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

/**
 * @param texts of the course
 * @param today ISO; days before it are over
 */
export function dueDays(texts: Iterable<string>, facts: Pick<Facts, 'days'>, today: string): DueDays {
  const whole = [...texts].join('\n').toLowerCase();
  if (!facts.days || namesComingYear(whole, today)) return 'each';
  const about = facts.days((names) => names.some((name) => whole.includes(name.toLowerCase())));
  // With a new year, what was said in the year before is a year older.
  return [...about, `${Number(today.slice(0, 4)) + 1}-01-01`].filter((day) => day >= today);
}

/** A text that names this year or a later one may speak of a day that passes. */
function namesComingYear(text: string, today: string): boolean {
  const year = Number(today.slice(0, 4));
  for (const [found] of text.matchAll(/\b2\d{3}\b/gu)) if (Number(found) >= year) return true;
  return false;
}

/** First day after `from` on which something is due; null where nothing ever is. What begins on a day may be seen on the next only. */
export function firstDue(days: DueDays, from: string): string | null {
  if (days === 'each' || days.includes(from)) return nextDay(from);
  return days.filter((day) => day > from).sort()[0] ?? null;
}
