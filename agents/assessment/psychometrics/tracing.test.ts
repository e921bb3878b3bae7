import { describe, expect, it } from 'vitest';
import { allPrerequisites, explainGaps, gapOf, refreshFirst } from './gaps.ts';
import { outcomeMastery } from './mastery.ts';
import { seeded } from './random.ts';
import { bounds, climb, fitTracing, knowsAfter, logLikelihood, type TracingParameters } from './tracing.ts';

function simulated(truth: TracingParameters, learners: number, length: number, seed: number) {
  const random = seeded(seed);
  const counts = new Map<string, number>();
  let mastered = 0;
  for (let learner = 0; learner < learners; learner++) {
    let knows = random() < truth.initial;
    let pattern = '';
    for (let step = 0; step < length; step++) {
      if (step > 0 && !knows) knows = random() < truth.learn;
      pattern += (knows ? random() >= truth.slip : random() < truth.guess) ? '1' : '0';
    }
    if (knows) mastered += 1;
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return { patterns: [...counts].map(([pattern, n]) => ({ pattern, n })), mastered: mastered / learners };
}

const truth: TracingParameters = { initial: 0.3, learn: 0.15, guess: 0.2, slip: 0.1 };

/** Chance of a run by summing over every hidden path. */
function byPaths(pattern: string, { initial, learn, guess, slip }: TracingParameters): number {
  let sum = 0;
  // A path is the first step at which the outcome is known; the last means never.
  for (let from = 0; from <= pattern.length; from++) {
    let chance = from === 0 ? initial : (1 - initial) * (1 - learn) ** (from - 1);
    if (from > 0) chance *= from < pattern.length ? learn : 1;
    for (let t = 0; t < pattern.length; t++) {
      const right = pattern[t] === '1';
      chance *= t >= from ? (right ? 1 - slip : slip) : right ? guess : 1 - guess;
    }
    sum += chance;
  }
  return sum;
}

describe('knowledge tracing', () => {
  it('gives each run the chance that summing over all hidden paths gives it', () => {
    for (const pattern of ['1', '0', '0101', '110110', '000111'])
      expect(Math.abs(logLikelihood([{ pattern, n: 1 }], truth) - Math.log(byPaths(pattern, truth)))).toBeLessThan(1e-9);
  });
  it('updates by Bayes, as Corbett and Anderson do', () => {
    // 0.3 · 0.9 / (0.3 · 0.9 + 0.7 · 0.2), then 0.15 of the rest learn, then a wrong answer.
    const first = 0.27 / (0.27 + 0.14);
    expect(Math.abs(knowsAfter('1', truth) - first)).toBeLessThan(1e-12);
    const before = first + (1 - first) * 0.15;
    expect(Math.abs(knowsAfter('10', truth) - (before * 0.1) / (before * 0.1 + (1 - before) * 0.8))).toBeLessThan(1e-12);
  });
  it('never makes the answers less likely by a step, and stays within its bounds', () => {
    const { patterns } = simulated({ ...truth, guess: 0.44, slip: 0.4 }, 300, 6, 3);
    let parameters: TracingParameters = { initial: 0.9, learn: 0.5, guess: 0.4, slip: 0.3 };
    let before = logLikelihood(patterns, parameters);
    for (let step = 0; step < 30; step++) {
      ({ parameters } = climb(patterns, parameters, 1));
      const now = logLikelihood(patterns, parameters);
      expect(now).toBeGreaterThanOrEqual(before - 1e-9);
      before = now;
      for (const [name, [low, high]] of Object.entries(bounds) as [keyof TracingParameters, [number, number]][])
        expect(parameters[name] >= low && parameters[name] <= high).toBe(true);
    }
  });
  it('recovers planted parameters within 0.05 and mastery within 0.03', () => {
    const { patterns, mastered } = simulated(truth, 3000, 10, 11);
    const { parameters } = fitTracing(patterns);
    for (const name of ['initial', 'learn', 'guess', 'slip'] as const)
      expect(Math.abs(parameters[name] - truth[name])).toBeLessThan(0.05);
    const mean = patterns.reduce((sum, { pattern, n }) => sum + n * knowsAfter(pattern, parameters), 0) / 3000;
    expect(Math.abs(mean - mastered)).toBeLessThan(0.03);
  });
  it('gives no verdict on fewer than 100 learners with three answers', () => {
    const { patterns } = simulated(truth, 99, 6, 1);
    expect(outcomeMastery('x', patterns, seeded(1))).toMatchObject({ parameters: null, verdict: 'none: too few answers' });
    const short = simulated(truth, 500, 2, 1);
    expect(outcomeMastery('x', short.patterns, seeded(1)).verdict).toBe('none: too few answers');
  });
  it('says what learners reach and what they do not', () => {
    const low = simulated({ ...truth, learn: 0.03 }, 800, 6, 5);
    const missed = outcomeMastery('x', low.patterns, seeded(1));
    expect(missed.verdict).toBe('not reached');
    const [from, to] = missed.masteryInterval ?? [1, 0];
    expect(from <= low.mastered && low.mastered <= to).toBe(true);
    const high = simulated({ ...truth, initial: 0.7, learn: 0.4 }, 800, 8, 5);
    expect(outcomeMastery('x', high.patterns, seeded(1)).verdict).toBe('reached');
  });
});

describe('gaps', () => {
  it('are explained by what those who lack it lack too', () => {
    const gap = gapOf({ outcome: 'b', needs: 'a', both: 180, onlyNeeds: 20, onlyOutcome: 60, neither: 140 });
    // 140 of 200 against 20 of 200: ratio 7; of 160 who lack b, 400 · 0.1 = 40 would still.
    expect(gap).toMatchObject({ explainedBy: 'a', n: 400 });
    expect(gap?.ratio).toBeCloseTo(7, 12);
    expect(gap?.explained).toBeCloseTo(0.75, 12);
  });
  it('are not explained by what makes no sure difference, nor by few learners', () => {
    expect(gapOf({ outcome: 'b', needs: 'a', both: 100, onlyNeeds: 100, onlyOutcome: 98, neither: 102 })).toBeNull();
    expect(gapOf({ outcome: 'b', needs: 'a', both: 30, onlyNeeds: 3, onlyOutcome: 5, neither: 40 })).toBeNull();
  });
  it('follow prerequisites near and far, and survive a circle', () => {
    const direct = [
      { outcome: 'c', needs: 'b' },
      { outcome: 'b', needs: 'a' },
      { outcome: 'a', needs: 'c' },
    ];
    expect(
      allPrerequisites(direct)
        .filter(({ outcome }) => outcome === 'c')
        .map(({ needs }) => needs)
        .sort(),
    ).toEqual(['a', 'b']);
  });
  it('put first what helps most learners, and blame nothing that is reached', () => {
    const mastery = (outcome: string, share: number, verdict: 'reached' | 'not reached') => ({
      outcome,
      learners: 400,
      fitted: 400,
      answers: 2000,
      parameters: truth,
      intervals: null,
      mastery: share,
      masteryInterval: null,
      verdict,
    });
    const outcomes = [mastery('a', 0.5, 'not reached'), mastery('b', 0.6, 'not reached'), mastery('c', 0.95, 'reached')];
    const together = [
      { outcome: 'b', needs: 'a', both: 180, onlyNeeds: 20, onlyOutcome: 60, neither: 140 },
      { outcome: 'b', needs: 'c', both: 200, onlyNeeds: 10, onlyOutcome: 40, neither: 150 },
    ];
    const gaps = explainGaps(outcomes, together);
    expect(gaps.map(({ outcome, explainedBy }) => [outcome, explainedBy])).toEqual([['b', 'a']]);
    expect(refreshFirst(outcomes, gaps)).toEqual([
      { outcome: 'a', lacking: 200, downstream: 120, gain: 320, explains: ['b'] },
      { outcome: 'b', lacking: 160, downstream: 0, gain: 160, explains: [] },
    ]);
  });
});
