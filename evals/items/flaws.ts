/** The 19 item-writing flaws of the literature, and which rules look for each. Definitions: README.md. */

/** By name in the labels, in the order of Tarrant et al. 2006; the rules of `agents/assessment/` that report it. */
export const flaws = {
  ambiguous: ['item-unclear-wording'],
  'implausible-distractors': ['item-implausible-distractor'],
  'none-of-the-above': ['item-all-or-none'],
  'longest-option-correct': ['key-by-length'],
  'gratuitous-information': ['item-window-dressing'],
  'true-false-series': ['item-statement-series'],
  'convergence-cues': ['item-convergence-cue'],
  'logical-cues': ['item-logical-cue'],
  'all-of-the-above': ['item-all-or-none'],
  'fill-in-the-blank': ['item-blank-in-stem'],
  'absolute-terms': ['item-absolute-words'],
  'word-repeats': ['item-word-clue'],
  'unfocused-stem': ['item-unfocused-stem'],
  'complex-options': ['item-complex-options'],
  'grammatical-cues': ['item-grammar-clue'],
  'lost-sequence': ['item-lost-sequence'],
  'vague-terms': ['item-vague-words'],
  'more-than-one-correct': ['item-with-several-keys', 'item-duplicate-options', 'item-two-right-answers'],
  'negative-wording': ['item-negative-stem', 'item-negative-statement'],
} as const satisfies Record<string, readonly string[]>;

export type Flaw = keyof typeof flaws;
export const flawNames = Object.keys(flaws) as Flaw[];

/** Faults of an item that are none of the 19; an item that has one is not clean. */
export const structural = 'structural';

/** Rules on faults that are none of the 19. */
export const structuralRules: readonly string[] = [
  'item-without-key',
  'item-wrong-key',
  'item-contradicts-lesson',
  'item-feedback-contradicts-key',
  'item-not-taught',
  'item-answered-by-another',
  'item-two-claims',
  'duplicate-items',
];

const known = new Set<string>([...flawNames, structural]);

/** @throws where a label names no flaw. */
export function flawNamed(name: string): Flaw | typeof structural {
  if (!known.has(name)) throw new Error(`“${name}” is no flaw; one of ${[...known].join(', ')}.`);
  return name as Flaw | typeof structural;
}
