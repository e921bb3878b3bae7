/** The other outcome a reader might confuse with this one, and what parts the two. Pure. */
import type { AlignmentRow } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { readOutcome } from '../levels/bloom.ts';
import { stemsOf } from './words.ts';

/** Cosine from which on two outcomes are near each other. */
const near = 0.5;

/** Where the lesson's best section for an outcome says more of a sibling, that sibling; else the nearest outcome by meaning. */
export function nearestOutcome(row: OutcomeAlignment): Pick<AlignmentRow, 'nearest'> {
  const { standing, lesson } = row;
  if (standing?.claimed) {
    const { by, strength, own } = standing.claimed;
    const title = standing.best.title ? `"${standing.best.title}"` : 'the section nearest to it';
    const why = `${title} says more of that one (${strength.toFixed(2)}) than of this one (${own.toFixed(2)})`;
    return { nearest: { outcome: by.text, lesson: lesson.id, why } };
  }
  const sibling = row.siblings[0];
  if (!sibling || sibling.similarity < near) return {};
  return {
    nearest: {
      outcome: sibling.outcome.text,
      lesson: sibling.lesson.id,
      why: differenceOf(row.outcome.text, sibling.outcome.text),
    },
  };
}

/** What one outcome asks for and the other does not: words first, then the level. */
export function differenceOf(one: string, other: string): string {
  const theirs = new Set(stemsOf(other));
  const only = [...new Set(one.match(/[\p{L}\p{N}-]+/gu) ?? [])].filter((word) => {
    const stems = stemsOf(word);
    return stems.length > 0 && stems.every((stem) => !theirs.has(stem));
  });
  if (only.length > 0)
    return `only this one speaks of ${only
      .slice(0, 4)
      .map((word) => `"${word}"`)
      .join(', ')}`;
  const [a, b] = [readOutcome(one).level, readOutcome(other).level];
  return a !== null && b !== null && a !== b ? `this one asks learners to ${a}, that one to ${b}` : 'they say nearly the same';
}
