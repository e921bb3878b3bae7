/** Learners whose knowing is planted: how near Bayesian Knowledge Tracing comes to the parameters, to mastery, and to the gap that explains another. */
import { explainGaps, refreshFirst } from '../../agents/assessment/psychometrics/gaps.ts';
import { outcomeMastery } from '../../agents/assessment/psychometrics/mastery.ts';
import { knowsAfter, type TracingParameters } from '../../agents/assessment/psychometrics/tracing.ts';
import type { Pattern, Together } from '../../tools/learners/responses.ts';
import { type Share, shareOf } from './wrong-keys.ts';

type Name = keyof TracingParameters;
const names: Name[] = ['initial', 'learn', 'guess', 'slip'];

export interface TracingFigures {
  fits: number;
  /** Median and 90th percentile of the distance to the planted value, and how often the 95% interval holds it. */
  parameters: Record<Name | 'mastery', { median: number; ninetieth: number; covered: Share }>;
  /** Courses of three outcomes in a chain with a planted gap: the right one is named as cause, and comes first. */
  causes: Share;
  first: Share;
  /** Courses whose outcomes are independent of each other: none may be named as cause. */
  falseCauses: Share;
}

function between(random: () => number, from: number, to: number): number {
  return from + (to - from) * random();
}

interface Run {
  pattern: string;
  knows: boolean;
}

function run(random: () => number, { initial, learn, guess, slip }: TracingParameters, length: number): Run {
  let knows = random() < initial;
  let pattern = '';
  for (let step = 0; step < length; step++) {
    if (step > 0 && !knows) knows = random() < learn;
    pattern += (knows ? random() >= slip : random() < guess) ? '1' : '0';
  }
  return { pattern, knows };
}

export function counted(runs: readonly Run[]): Pattern[] {
  const counts = new Map<string, number>();
  for (const { pattern } of runs) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  return [...counts].map(([pattern, n]) => ({ pattern, n }));
}

function fits(random: () => number, count: number) {
  const distances: Record<Name | 'mastery', number[]> = { initial: [], learn: [], guess: [], slip: [], mastery: [] };
  const covered: Record<Name | 'mastery', number> = { initial: 0, learn: 0, guess: 0, slip: 0, mastery: 0 };
  for (let number = 0; number < count; number++) {
    const truth: TracingParameters = {
      initial: between(random, 0.1, 0.6),
      learn: between(random, 0.05, 0.35),
      guess: between(random, 0.1, 0.3),
      slip: between(random, 0.03, 0.2),
    };
    const length = [5, 8, 12][number % 3] ?? 5;
    const learners = [500, 1000, 2000][Math.floor(number / 3) % 3] ?? 500;
    const runs = Array.from({ length: learners }, () => run(random, truth, length));
    const own = outcomeMastery('outcome', counted(runs), random);
    if (!own.parameters || !own.intervals || own.mastery === null || !own.masteryInterval) continue;
    for (const name of names) {
      distances[name].push(Math.abs(own.parameters[name] - truth[name]));
      const [low, high] = own.intervals[name];
      if (low <= truth[name] && truth[name] <= high) covered[name] += 1;
    }
    const mastered = runs.filter(({ knows }) => knows).length / learners;
    distances.mastery.push(Math.abs(own.mastery - mastered));
    if (own.masteryInterval[0] <= mastered && mastered <= own.masteryInterval[1]) covered.mastery += 1;
  }
  return { distances, covered };
}

/** Three outcomes in a chain. `caused`: who lacks the first hardly learns the others; `independent`: each is hard by itself. */
function course(random: () => number, kind: 'caused' | 'independent') {
  const learners = 800;
  const outcomes = ['first', 'second', 'third'];
  const runs = outcomes.map((): Run[] => []);
  for (let learner = 0; learner < learners; learner++) {
    const first = run(random, { initial: 0.3, learn: 0.06, guess: 0.2, slip: 0.1 }, 8);
    runs[0]?.push(first);
    for (const at of [1, 2]) {
      const learn = kind === 'independent' ? 0.06 : first.knows ? 0.35 : 0.02;
      const initial = kind === 'independent' ? 0.3 : first.knows ? 0.5 : 0.05;
      runs[at]?.push(run(random, { initial, learn, guess: 0.2, slip: 0.1 }, 8));
    }
  }
  const fitted = outcomes.map((outcome, at) => outcomeMastery(outcome, counted(runs[at] ?? []), random));
  const chance = fitted.map(({ parameters }, at) =>
    (runs[at] ?? []).map(({ pattern }) => (parameters ? knowsAfter(pattern, parameters) : 0)),
  );
  const together = (
    [
      [1, 0],
      [2, 0],
      [2, 1],
    ] as const
  ).map(([outcome, needs]): Together => {
    const sums = { both: 0, onlyNeeds: 0, onlyOutcome: 0, neither: 0 };
    for (let learner = 0; learner < learners; learner++) {
      const a = chance[outcome]?.[learner] ?? 0;
      const b = chance[needs]?.[learner] ?? 0;
      sums.both += a * b;
      sums.onlyNeeds += (1 - a) * b;
      sums.onlyOutcome += a * (1 - b);
      sums.neither += (1 - a) * (1 - b);
    }
    return { outcome: outcomes[outcome] ?? '', needs: outcomes[needs] ?? '', ...sums };
  });
  const gaps = explainGaps(fitted, together);
  return { gaps, first: refreshFirst(fitted, gaps)[0]?.outcome };
}

export function tracingFigures(random: () => number, count: number, courses: number): TracingFigures {
  const { distances, covered } = fits(random, count);
  const of = (name: Name | 'mastery') => {
    const sorted = [...distances[name]].sort((a, b) => a - b);
    return {
      median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      ninetieth: sorted[Math.floor(sorted.length * 0.9)] ?? Number.NaN,
      covered: shareOf(covered[name], sorted.length),
    };
  };
  const caused = Array.from({ length: courses }, () => course(random, 'caused'));
  const independent = Array.from({ length: courses }, () => course(random, 'independent'));
  const second = caused.map(({ gaps }) => gaps.find((gap) => gap.outcome === 'second')?.explainedBy === 'first');
  return {
    fits: distances.initial.length,
    parameters: { initial: of('initial'), learn: of('learn'), guess: of('guess'), slip: of('slip'), mastery: of('mastery') },
    causes: shareOf(second.filter(Boolean).length, courses),
    first: shareOf(caused.filter(({ first }) => first === 'first').length, courses),
    falseCauses: shareOf(independent.filter(({ gaps }) => gaps.length > 0).length, courses),
  };
}
