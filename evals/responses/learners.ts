/** Learners who do not exist: abilities, items after the two- and three-parameter logistic models, wrong keys, unequal treatment. */

import { normal } from '../../agents/assessment/psychometrics/random.ts';
import type { AnswerRow } from '../../tools/learners/tally-rows.ts';

export type Abilities = 'normal' | 'skewed' | 'two groups';

export interface TestShape {
  learners: number;
  items: number;
  options: number;
  /** Logits per unit of ability, from and to. */
  discrimination: [number, number];
  /** Share of learners who get an item right, from and to. */
  right: [number, number];
  /** Chance of getting an item right without knowing: 0 for the two-parameter model. */
  guessing: number;
  abilities: Abilities;
  /** Share of the wrong answers that the most tempting distractor draws beyond its even part. */
  temptation: number;
  /** The tempting distractor attracts the half-knowing: how many logits per unit of ability (among those who err). */
  halfKnowing: number;
}

export interface MadeItem {
  id: string;
  /** Place of the right option. */
  truth: number;
  /** Place of the option marked as key. */
  key: number;
  discrimination: number;
  right: number;
}

export interface MadeTest {
  items: MadeItem[];
  abilities: number[];
  /** Chosen option by learner and item. */
  chosen: Uint8Array[];
}

export function ability(random: () => number, shape: Abilities): number {
  if (shape === 'normal') return normal(random);
  // Exponential, centred and of variance 1: many weak learners, few strong ones.
  if (shape === 'skewed') return -Math.log(1 - random()) - 1;
  return (random() < 0.5 ? -0.8 : 0.8) + 0.6 * normal(random);
}

function between(random: () => number, [from, to]: [number, number]): number {
  return from + (to - from) * random();
}

function knows(discrimination: number, difficulty: number, guessing: number, theta: number): number {
  return guessing + (1 - guessing) / (1 + Math.exp(-discrimination * (theta - difficulty)));
}

/** The difficulty at which this share of these learners is right; the ends where none is. */
function difficultyFor(share: number, discrimination: number, guessing: number, abilities: number[]): number {
  let low = -12;
  let high = 12;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const mean = abilities.reduce((sum, theta) => sum + knows(discrimination, middle, guessing, theta), 0) / abilities.length;
    if (mean > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** @param miskeyed places of items whose key is marked wrongly; those items keep within the bar's limits (`planted`) */
export function makeTest(
  random: () => number,
  shape: TestShape,
  miskeyed: ReadonlySet<number>,
  planted: Pick<TestShape, 'discrimination' | 'right'>,
): MadeTest {
  const abilities = Array.from({ length: shape.learners }, () => ability(random, shape.abilities));
  const sample = abilities.slice(0, 400);
  const chosen = abilities.map(() => new Uint8Array(shape.items));
  const items = Array.from({ length: shape.items }, (_, place): MadeItem => {
    const range = miskeyed.has(place) ? planted : shape;
    const discrimination = between(random, range.discrimination);
    const right = between(random, range.right);
    const guessing = Math.min(shape.guessing, right - 0.05);
    const difficulty = difficultyFor(right, discrimination, Math.max(0, guessing), sample);
    const truth = Math.floor(random() * shape.options);
    const wrong = Array.from({ length: shape.options }, (_, option) => option).filter((option) => option !== truth);
    const tempting = wrong[Math.floor(random() * wrong.length)] ?? 0;
    const even = (1 - shape.temptation) / wrong.length;
    const base = Math.log((shape.temptation + even) / (1 - shape.temptation - even + 1e-9));
    abilities.forEach((theta, learner) => {
      let option = truth;
      if (random() >= knows(discrimination, difficulty, Math.max(0, guessing), theta)) {
        const tempted = wrong.length === 1 || random() < 1 / (1 + Math.exp(-(base + shape.halfKnowing * theta)));
        const others = wrong.filter((one) => one !== tempting);
        option = tempted ? tempting : (others[Math.floor(random() * others.length)] ?? tempting);
      }
      const row = chosen[learner];
      if (row) row[place] = option;
    });
    const key = miskeyed.has(place) ? (wrong[Math.floor(random() * wrong.length)] ?? truth) : truth;
    return { id: `i${place}`, truth, key, discrimination, right };
  });
  return { items, abilities, chosen };
}

export function letter(option: number): string {
  return String.fromCharCode(65 + option);
}

/** Answers scored by the marked keys. */
export function rowsOf({ items, chosen }: MadeTest, group?: (learner: number) => 'reference' | 'focal'): AnswerRow[] {
  return chosen.flatMap((row, learner) =>
    items.map(({ id, key }, place): AnswerRow => {
      const option = row[place] ?? 0;
      return {
        learner: `l${learner}`,
        item: id,
        option: letter(option),
        score: option === key ? 1 : 0,
        ...(group ? { group: group(learner) } : {}),
      };
    }),
  );
}
