/** `perennial eval responses`: what response data show of items and outcomes, against learners who do not exist and whose truth is known. */
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import type { Suite } from '../suite.ts';
import { type TracingFigures, tracingFigures } from './tracing.ts';
import { type UnequalFigures, unequalFigures } from './unequal.ts';
import { type Share, type WrongKeyFigures, wrongKeyFigures, wrongKeyTrials } from './wrong-keys.ts';

/** What must hold. */
const bars = { recall: 1, falseAlarms: 0.01, unequal: 0.05, parameter: 0.05 };

function percent({ share, count, of, interval }: Share): string {
  return `${(100 * share).toFixed(2)}% (${count} of ${of}; 95% ${(100 * interval[0]).toFixed(2)} to ${(100 * interval[1]).toFixed(2)}%)`;
}

function wrongKeyLines(figures: WrongKeyFigures): string[] {
  return [
    'Wrong keys (3 options or more, discrimination 0.8 to 2, p 0.3 to 0.9, N 200 to 2000, 10 to 60 items, 2PL and 3PL):',
    `  found           ${percent(figures.recall)}`,
    `  right one named ${percent(figures.named)}`,
    `  false alarms    ${percent(figures.falseAlarms)}`,
    ...figures.byLearners.map(
      ({ learners, recall, falseAlarms }) =>
        `  N ${String(learners).padEnd(5)} found ${recall.count} of ${recall.of}, false alarms ${falseAlarms.count} of ${falseAlarms.of}`,
    ),
    ...figures.missed.map(
      (one) =>
        `  missed: N ${one.learners}, ${one.items} items, p ${one.right.toFixed(2)}, a ${one.discrimination.toFixed(2)}, key chosen by ${one.chose}, chance ${one.posterior?.toFixed(3) ?? '–'}`,
    ),
  ];
}

function unequalLines(figures: UnequalFigures): string[] {
  return [
    '',
    'DIF (Mantel–Haenszel, purified; N 600 to 2000, 20 to 40 items, 2PL and 3PL, focal group 0 to 1 weaker on the whole):',
    `  false alarms, class B or C  ${percent(figures.falseAlarms)}`,
    `  false alarms, class C       ${percent(figures.falseAlarmsC)}`,
    `  significant without DIF     ${percent(figures.significant)}`,
    `  planted found, B or C       ${percent(figures.found)}`,
    `  planted found, C            ${percent(figures.foundC)}`,
    ...figures.byImpact.map(
      ({ impact, falseAlarms, falseAlarmsC }) =>
        `  group weaker by ${impact}: B or C ${falseAlarms.count}, C ${falseAlarmsC.count} of ${falseAlarms.of}`,
    ),
  ];
}

function tracingLines(figures: TracingFigures): string[] {
  return [
    '',
    `Knowledge tracing (${figures.fits} fits; N 500 to 2000, 5 to 12 answers a learner): distance to what was planted`,
    ...Object.entries(figures.parameters).map(
      ([name, { median, ninetieth, covered }]) =>
        `  ${name.padEnd(8)} median ${median.toFixed(3)}, 90% below ${ninetieth.toFixed(3)}; interval holds it ${percent(covered)}`,
    ),
    `  planted cause named    ${percent(figures.causes)}`,
    `  it comes first         ${percent(figures.first)}`,
    `  cause where is none    ${percent(figures.falseCauses)}`,
  ];
}

export const responsesSuite: Suite = {
  name: 'responses',
  describe: 'wrong keys, unequal items, knowledge: found again in simulated answers (a fresh seed each time unless --seed)',
  /** `n`: simulated tests for wrong keys (default 150); the other parts follow it. */
  async run(options) {
    // A rule must hold on seeds nobody has seen.
    const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
    const tests = options.n ?? 150;
    options.log(`Seed ${seed}, ${tests} tests.`);
    const random = seeded(seed);
    const wrongKeys = wrongKeyFigures(wrongKeyTrials(random, tests));
    for (const line of wrongKeyLines(wrongKeys)) options.log(line);
    const unequal = await unequalFigures(random, Math.max(10, Math.round(tests / 2)));
    for (const line of unequalLines(unequal)) options.log(line);
    const tracing = tracingFigures(random, Math.max(9, Math.round(tests / 5)), Math.max(5, Math.round(tests / 10)));
    for (const line of tracingLines(tracing)) options.log(line);
    const held =
      wrongKeys.recall.share >= bars.recall &&
      wrongKeys.falseAlarms.share <= bars.falseAlarms &&
      unequal.falseAlarms.share <= bars.unequal &&
      Object.values(tracing.parameters).every(({ median }) => median <= bars.parameter);
    return {
      verdict: held ? 'measured' : 'failed',
      document: { suite: 'responses', seed, tests, bars, wrongKeys, unequal, tracing },
    };
  },
};
