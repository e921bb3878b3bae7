/** Figures of the suite as text. Pure. */
import type { LevelFigures } from './levels.ts';
import type { JudgedFigures, PairFigures } from './pairs.ts';
import type { Figure, Method, Trial } from './protocol.ts';

const number = (value: number) => value.toFixed(2);
const range = ([low, high]: [number, number]) => `${number(low)}–${number(high)}`;

/** One block a trial: F1 over all plants, each kind apart, and what is answered where doubt is allowed. */
export function trialTable(trials: Trial[]): string {
  return trials
    .map((trial) => {
      const head = `${trial.question}: tested on ${trial.testedOn} (${trial.controls} controls, ${trial.plants} plants), calibrated on ${trial.trainedOn.join(', ')}`;
      const lines = (Object.keys(trial.results) as Method[]).flatMap((method) => {
        const { area, all, byKind, abstaining } = trial.results[method];
        const kinds = Object.entries(byKind).map(([kind, figure]) => `    ${kind.padEnd(14)} ${figureText(figure)}`);
        return [
          `  ${method.padEnd(8)} area ${number(area)}  all: ${figureText(all)}`,
          ...(kinds.length > 1 ? kinds : []),
          `    answered ${Math.round(100 * abstaining.share)}%, right ${Math.round(100 * abstaining.accuracy)}% (${abstaining.right}/${abstaining.answered}, ${range(abstaining.interval)})`,
        ];
      });
      return [head, ...lines, ''].join('\n');
    })
    .join('\n');
}

function figureText({ precision, recall, recallInterval, f1, f1Interval }: Figure): string {
  return `precision ${number(precision)} recall ${number(recall)} (${range(recallInterval)}) F1 ${number(f1)} (${range(f1Interval)})`;
}

export function levelTable(figures: LevelFigures[]): string {
  return [
    'levels (outcome against the verbs of its labelled exercises):',
    ...figures.map(
      ({ course, untouched, alarms, raised, lowered, unanswered }) =>
        `  ${course}: raised ${raised.found}/${raised.planted} (${range(raised.interval)}), lowered ${lowered.found}/${lowered.planted} (${range(lowered.interval)}), false alarms ${alarms}/${untouched}, not answered ${unanswered}`,
    ),
  ].join('\n');
}

export function pairTable({ crossed, heldOut, amid, longMentions, courses }: PairFigures): string {
  return [
    '',
    ...judgedLines('single pairs of our own, each subject judged by what was learnt on the others', crossed),
    ...judgedLines('the same, each text between two others', amid),
    ...judgedLines('of the first, outcomes whose partial text is as long as the full one', longMentions),
    ...judgedLines('single pairs held out', heldOut),
    ...courses.map((one) => `  ${one.course}: labelled sections against others, area ${number(one.area)} (${one.pairs} pairs)`),
  ].join('\n');
}

function judgedLines(what: string, { pairs, none, full, alone, answered, right, forced, confusion }: JudgedFigures): string[] {
  return [
    `${what} (${pairs}): area none/rest ${number(none)} (shared words ${number(alone.words)}, vectors ${number(alone.vectors)}), partial/full ${number(full)}; answered ${answered}/${pairs}, right ${right}/${answered}; each answered: right ${number(forced.right)}, macro-F1 ${number(forced.macroF1)}`,
    ...Object.entries(confusion).map(([labelled, verdicts]) => `  ${labelled}: ${JSON.stringify(verdicts)}`),
  ];
}
