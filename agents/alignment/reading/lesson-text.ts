/** What of a lesson is put before a reader: all sections, all exercises, or all items, in reading order. Pure. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { furniture, type Unit } from '../units.ts';

export type Asked = 'taught' | 'practised' | 'assessed';

/** Tasks that lead step by step teach as well. */
const speaksTo: Record<Asked, (unit: Unit) => boolean> = {
  taught: ({ role, item }) => role === 'teaches' || (role === 'practises' && item === null),
  practised: ({ role }) => role === 'practises',
  assessed: ({ role }) => role === 'assesses',
};

export interface LessonText {
  /** Parts, each under its heading in square brackets. */
  text: string;
  /** What it was made of. */
  units: Unit[];
  /** `part`: the lesson has more than can be sent, so that nothing can be said of what is not there, or not more. */
  extent: 'whole' | 'part';
}

/** Characters that are sent, as the prompt's `maxLength` has it with room to spare. */
const longest = 23_000;
const longestCode = 4000;
/** Line breaks between two parts. */
const between = 2;

/**
 * Introductions, reviews and the like are left out: they announce and repeat, and the scorer does not count them as teaching either.
 * @param rank of two units that do not both fit, the one with the higher number is sent
 * @returns null where the lesson holds nothing of the kind
 */
export function lessonText(lesson: Lesson, units: Unit[], asked: Asked, rank: (unit: Unit) => number): LessonText | null {
  const own = units.filter((unit) => speaksTo[asked](unit) && !furniture.test(unit.title));
  if (own.every(({ pieces }) => pieces.length === 0)) return null;
  const files = lesson.files.map((file) => file.path);
  const order = own.toSorted((a, b) => files.indexOf(a.span.path) - files.indexOf(b.span.path) || a.span.start - b.span.start);
  const parts = new Map(order.map((unit) => [unit, partOf(unit)]));
  const cut = [...parts].some(([unit, part]) => part.length > longest || unit.code.trim().length > longestCode);
  for (const [unit, part] of parts) parts.set(unit, part.slice(0, longest));
  let room = longest + between;
  const sent = new Set<Unit>();
  for (const unit of order.toSorted((a, b) => rank(b) - rank(a))) {
    const length = parts.get(unit)!.length + between;
    if (length > room) continue;
    sent.add(unit);
    room -= length;
  }
  const kept = order.filter((unit) => sent.has(unit));
  return {
    text: kept.map((unit) => parts.get(unit)!).join('\n\n'),
    units: kept,
    extent: kept.length === order.length && !cut ? 'whole' : 'part',
  };
}

function partOf({ title, pieces, code }: Unit): string {
  const shown = code.trim() === '' ? [] : [`(code)\n${code.trim().slice(0, longestCode)}`];
  return [`[${title || 'without a heading'}]`, ...pieces.map(({ text }) => text), ...shown].join('\n');
}
