/** Answers of learners to items, as they are after reading: counts of learners who are alike, in which nobody can be recognised. */

/** Which of a learner's attempts at an item count. */
export const attemptChoices = ['first', 'last', 'all'] as const;
export type Attempts = (typeof attemptChoices)[number];

/** Learners who gave the same answer to the item and have the same score elsewhere. */
export interface Cell {
  /** What was chosen: the option's text, letter or number. Null where only a score was recorded, or where the answer is one of many rare ones. */
  option: string | null;
  /** 0..1; null where neither a key nor the file says. */
  score: number | null;
  /** Mean score (0..1) on the learner's other items; null where there is no other. */
  rest: number | null;
  /** How many learners. */
  n: number;
}

/** Sums over the learners who answered all scored items. */
export interface CompleteSums {
  /** Of the item's scores, of their squares, and of score times total. */
  sum: number;
  squares: number;
  withTotal: number;
}

export interface ItemTally {
  item: string;
  cells: Cell[];
  /** Null where the item has no scores or nobody answered everything. */
  complete: CompleteSums | null;
  /** Right and wrong answers of two groups by matching score; null where no groups were asked for. */
  strata: Stratum[] | null;
}

/** Learners with one matching score: how many of each group answered right and wrong (scores of 0 or 1 only). */
export interface Stratum {
  /** Total score on the matching items, brought up to the length of the test where items were left out. */
  matching: number;
  referenceRight: number;
  referenceWrong: number;
  focalRight: number;
  focalWrong: number;
}

export interface TestTally {
  /** Answers that count, after attempts were chosen. */
  answers: number;
  learners: number;
  items: number;
  scoredItems: number;
  /** Learners who answered every scored item: how many, and the sums of their totals and of their squares. */
  complete: { n: number; sum: number; squares: number };
  attempts: Attempts;
}

/** What is known of a course's answers; small, whatever the size of the file. */
export interface ResponseSet {
  items: ItemTally[];
  test: TestTally;
  /** Sentences on what could not be read. */
  notes: string[];
}

/** Learners with the same run of right (1) and wrong (0) answers on an outcome's items, in the order of answering. */
export interface Pattern {
  pattern: string;
  n: number;
}

/** How many learners know both, one, or neither of two outcomes; shares of learners are counted as they are estimated. */
export interface Together {
  outcome: string;
  needs: string;
  both: number;
  onlyNeeds: number;
  onlyOutcome: number;
  neither: number;
}

/** What a recorded answer means: the option in the words of the item, and whether it is right (null: no key). Null: the item does not count. */
export type Marking = (item: string, recorded: string) => { option: string; right: boolean | null } | null;
