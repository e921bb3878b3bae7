/** Planted wrong keys: how many are found, and how many right keys are doubted. */
import { doubtedFrom } from '../../agents/assessment/psychometrics/analysis.ts';
import { proportionInterval } from '../../agents/assessment/psychometrics/intervals.ts';
import { suspectKey } from '../../agents/assessment/psychometrics/miskey.ts';
import { tallyRows } from '../../tools/learners/tally-rows.ts';
import { type Abilities, letter, makeTest, rowsOf, type TestShape } from './learners.ts';

export interface Share {
  share: number;
  count: number;
  of: number;
  interval: [number, number];
}

export function shareOf(count: number, of: number): Share {
  return { share: of === 0 ? 0 : count / of, count, of, interval: of === 0 ? [0, 1] : proportionInterval(count / of, of) };
}

export interface WrongKeyTrial {
  /** Learners in the test. */
  learners: number;
  items: number;
  miskeyed: boolean;
  /** Share of these learners who chose what is really right. */
  right: number;
  discrimination: number;
  /** Learners who chose the marked key. */
  chose: number;
  /** Chance that another option is right; null where nothing was judged. */
  posterior: number | null;
  /** The suspect is the option that is really right. */
  named: boolean;
}

export interface WrongKeyFigures {
  /** Items with a wrong key that are doubted. */
  recall: Share;
  /** Of these, those whose suspect is the right answer. */
  named: Share;
  /** Sound items that are doubted. */
  falseAlarms: Share;
  byLearners: { learners: number; recall: Share; falseAlarms: Share }[];
  missed: WrongKeyTrial[];
}

function oneOf<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

/** Every condition the bar names, drawn anew for each test. Sound items may be poor (discrimination from 0.3) and very easy or hard. */
export function drawShape(random: () => number): TestShape {
  return {
    learners: oneOf(random, [200, 200, 300, 500, 1000, 2000]),
    items: oneOf(random, [10, 15, 20, 30, 40, 60]),
    options: oneOf(random, [3, 4, 5]),
    discrimination: [0.3, 2.2],
    right: [0.2, 0.95],
    guessing: oneOf(random, [0, 0, 0.1, 0.2]),
    abilities: oneOf(random, ['normal', 'normal', 'skewed', 'two groups'] satisfies Abilities[]),
    temptation: oneOf(random, [0, 0.2, 0.4, 0.6]),
    halfKnowing: oneOf(random, [0, 0, 0.3]),
  };
}

/** What the bar asks: discrimination of at least 0.8, p between 0.3 and 0.9. */
export const planted = { discrimination: [0.8, 2] as [number, number], right: [0.3, 0.9] as [number, number] };

/** @returns every item of `tests` simulated tests; planted ones only where the bar's limits hold for the learners at hand */
export function wrongKeyTrials(random: () => number, tests: number): WrongKeyTrial[] {
  const trials: WrongKeyTrial[] = [];
  for (let test = 0; test < tests; test++) {
    const shape = drawShape(random);
    const count = 1 + Math.floor(random() * Math.max(1, shape.items / 10));
    const miskeyed = new Set<number>();
    while (miskeyed.size < count) miskeyed.add(Math.floor(random() * shape.items));
    const made = makeTest(random, shape, miskeyed, planted);
    const options = Array.from({ length: shape.options }, (_, option) => letter(option));
    const tallies = new Map(tallyRows(rowsOf(made)).items.map((tally) => [tally.item, tally]));
    made.items.forEach((item, place) => {
      const cells = tallies.get(item.id)?.cells ?? [];
      const chose = (option: number) => cells.reduce((sum, cell) => sum + (cell.option === letter(option) ? cell.n : 0), 0);
      // The p of the bar is that of the learners at hand, not of the draw.
      const right = chose(item.truth) / shape.learners;
      if (miskeyed.has(place) && (right < planted.right[0] || right > planted.right[1])) return;
      const suspect = suspectKey(cells, options, letter(item.key));
      trials.push({
        learners: shape.learners,
        items: shape.items,
        miskeyed: miskeyed.has(place),
        right,
        discrimination: item.discrimination,
        chose: chose(item.key),
        posterior: suspect?.posterior ?? null,
        named: suspect?.option === letter(item.truth),
      });
    });
  }
  return trials;
}

export function doubted({ posterior }: WrongKeyTrial, from = doubtedFrom): boolean {
  return posterior !== null && posterior >= from;
}

export function wrongKeyFigures(trials: WrongKeyTrial[]): WrongKeyFigures {
  const figures = (own: WrongKeyTrial[]) => {
    const wrong = own.filter((one) => one.miskeyed);
    const sound = own.filter((one) => !one.miskeyed);
    const found = wrong.filter((one) => doubted(one));
    return {
      recall: shareOf(found.length, wrong.length),
      named: shareOf(found.filter((one) => one.named).length, found.length),
      falseAlarms: shareOf(sound.filter((one) => doubted(one)).length, sound.length),
    };
  };
  const sizes = [...new Set(trials.map(({ learners }) => learners))].sort((a, b) => a - b);
  return {
    ...figures(trials),
    byLearners: sizes.map((learners) => {
      const { recall, falseAlarms } = figures(trials.filter((one) => one.learners === learners));
      return { learners, recall, falseAlarms };
    }),
    missed: trials.filter((one) => one.miskeyed && !doubted(one)),
  };
}
