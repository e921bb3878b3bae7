/** How a course names outcomes in the tags of its items: by code ("LO3"), words or id; and what it would call another one. Pure. */
import type { Lesson, Outcome } from '../../../tools/library/lesson.ts';
import { isStatement } from '../outcomes.ts';
import { bare } from '../units.ts';

/** A code an outcome begins with: "LO3: …", "[B.2] …", "2.1 …". */
const code = /^[[(]?(\p{Lu}{1,5}[-_. ]?\d+(?:\.\d+)*|\d+(?:\.\d+)+)[\])]?\s*[:.)–—-]?\s+(?=\p{L})/u;

export function codeOf(outcome: Pick<Outcome, 'text'>): string | null {
  return code.exec(outcome.text)?.[1] ?? null;
}

/** Ways people write the same code. */
const spellings: ((code: string) => string)[] = [
  (one) => one,
  (one) => one.toLowerCase(),
  (one) => one.replace(/[-_. ]/u, ''),
  (one) => one.replace(/[-_. ]/u, '').toLowerCase(),
  (one) => one.replace(/^(\p{L}+)[-_. ]?/u, '$1-'),
  (one) => one.replace(/^(\p{L}+)[-_. ]?/u, '$1-').toLowerCase(),
];

/** Does an author's tag name the outcome: by its id, its words or its code? */
export function namesOutcome(tag: string, outcome: Pick<Outcome, 'id' | 'text'>): boolean {
  return wayOf(tag, outcome) !== null;
}

export type TagWay = 'id' | 'words' | 'code';

function wayOf(tag: string, outcome: Pick<Outcome, 'id' | 'text'>): TagWay | null {
  if (tag === outcome.id) return 'id';
  if (bare(tag) === bare(outcome.text)) return 'words';
  const own = codeOf(outcome);
  return own !== null && spellings.some((spell) => spell(own) === tag.trim()) ? 'code' : null;
}

export interface TagHabit {
  way: TagWay;
  /** Codes only: how they are spelt. */
  spell: (code: string) => string;
  /** Items whose tags name an outcome of their lesson, and items in all, in lessons that state outcomes. */
  tagged: number;
  items: number;
}

/**
 * What the course's tags have in common.
 * @param lessons those of a course whose items lie in formats with a place for tags are counted
 * @returns null where no tag names an outcome, or tags do so in different ways
 */
export function tagHabit(lessons: Lesson[], canHold: (item: Lesson['items'][number]) => boolean): TagHabit | null {
  const ways = new Map<TagWay, number>();
  let fitting = spellings;
  let tagged = 0;
  let items = 0;
  for (const lesson of lessons) {
    const outcomes = lesson.outcomes.filter(isStatement);
    if (outcomes.length === 0) continue;
    for (const item of lesson.items.filter(canHold)) {
      items += 1;
      const named = item.outcomes.flatMap((tag) => outcomes.flatMap((outcome) => ({ tag, outcome, way: wayOf(tag, outcome) })));
      const ours = named.filter(({ way }) => way !== null);
      if (ours.length > 0) tagged += 1;
      for (const { tag, outcome, way } of ours) {
        ways.set(way!, (ways.get(way!) ?? 0) + 1);
        if (way === 'code') fitting = fitting.filter((spell) => spell(codeOf(outcome)!) === tag.trim());
      }
    }
  }
  const [way, ...others] = ways.keys();
  const spell = fitting[0];
  return way === undefined || others.length > 0 || !spell ? null : { way, spell, tagged, items };
}

/** What the course calls an outcome in its tags; null where this one has no code. */
export function tagFor(outcome: Outcome, { way, spell }: Pick<TagHabit, 'way' | 'spell'>): string | null {
  if (way === 'id') return outcome.id;
  if (way === 'words') return outcome.text;
  const own = codeOf(outcome);
  return own === null ? null : spell(own);
}

/** As the configuration asks for it, in a course without a habit. */
export function askedHabit(way: 'code' | 'words'): Pick<TagHabit, 'way' | 'spell'> {
  return { way, spell: (one) => one };
}
