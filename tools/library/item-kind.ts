import type { ItemKind, ItemOption } from './lesson.ts';

const pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['right', 'wrong'],
  ['correct', 'incorrect'],
];

/**
 * What kind of question a set of options makes. Two options "True" and "False" (or Yes and No) are a statement to judge;
 * `several` where the author's form lets a learner tick more than one.
 */
export function kindOfItem(options: ItemOption[], several: boolean): ItemKind {
  const words = options.map((option) => option.text.toLowerCase().replace(/[^\p{L}]/gu, ''));
  if (options.length === 2 && pairs.some(([a, b]) => words.includes(a!) && words.includes(b!))) return 'true-false';
  return several ? 'multiple-response' : 'choice';
}
