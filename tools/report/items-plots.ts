/** Plots of item statistics: options by ability, mastery by outcome. */
import { unitOf } from './answers.ts';
import type { Markup } from './escape.ts';
import type { ItemsDocument } from './items-document.ts';
import { barChart } from './plots/bars.ts';
import { percent } from './plots/figure.ts';
import { lineChart } from './plots/lines.ts';

type Item = ItemsDocument['items'][number];

/** Learners whose answers are enough to trace what they know. */
export const enoughAnswers = 'with 3 answers or more';

/** Verdicts as a reader of the report needs them. */
const verdictWords: Record<Item['verdict'], string> = {
  'none: no key': 'no key is known',
  'none: too few learners': 'too few learners to judge',
  'none: everybody scored the same': 'everybody scored the same',
  works: 'works',
  unsure: 'not sure yet',
  weak: 'hardly tells who knows more',
  negative: 'who knows more gets it wrong',
};

/** Most lines that can be told apart. */
const mostLines = 6;

/** How an item's plot is read. */
export const curveLead =
  'Who does well elsewhere should choose the key (thick line, with its 95% interval) more often, and each distractor less.';

/** Options by ability; null where there are too few groups to draw a line. @param stem what the plot is called */
export function itemCurve(item: Item, id: string, stem: string = item.item): Markup | null {
  if (item.curve.length < 2) return null;
  const key = item.options.find((option) => option.key)?.option;
  const names = [...item.options]
    .sort((a, b) => Number(b.key) - Number(a.key) || b.n - a.n)
    .slice(0, mostLines)
    .map(({ option }) => option);
  const of = (point: Item['curve'][number], name: string) => point.options.find(({ option }) => option === name);
  const weakest = item.curve[0];
  const best = item.curve.at(-1);
  const keyed =
    key === undefined || !weakest || !best
      ? 'No key is known.'
      : `The key ${key} is chosen by ${percent(of(weakest, key)?.share ?? 0)} of the weakest and ${percent(of(best, key)?.share ?? 0)} of the strongest fifth.`;
  const doubt = item.miskey ? ` Perhaps ${item.miskey.option} is right and the key wrong.` : '';
  return lineChart({
    id,
    title: `${stem} · N ${item.n}, p ${item.p?.toFixed(2) ?? '–'}, r ${item.pointBiserial?.toFixed(2) ?? '–'} · ${verdictWords[item.verdict]}`,
    description: `Share of learners who chose each option, by their score on the other items. ${keyed}${doubt}`,
    x: 'score on the other items',
    y: 'chose it',
    series: names.map((name) => ({
      name: name === key ? `${name} (key)` : name,
      emphasis: name === key ? 'main' : 'other',
      points: item.curve.map((point) => {
        const own = of(point, name);
        return { x: point.ability, y: own?.share ?? 0, low: own?.interval[0] ?? 0, high: own?.interval[1] ?? 0 };
      }),
    })),
    table: {
      header: ['score on the other items', 'N', ...names.map((name) => (name === key ? `${name} (key)` : name))],
      rows: item.curve.map((point) => [
        percent(point.ability),
        String(point.n),
        ...names.map((name) => percent(of(point, name)?.share ?? 0)),
      ]),
    },
  });
}

/** Share of learners who know each outcome at the end, the least known first. */
export function masteryBars(document: Pick<ItemsDocument, 'outcomes' | 'outcomesFrom'>, id: string): Markup {
  const unit = unitOf(document);
  const outcomes = [...document.outcomes].sort((a, b) => (a.mastery ?? 2) - (b.mastery ?? 2));
  const missed = outcomes.filter(({ verdict }) => verdict === 'not reached');
  return barChart({
    id,
    title: `Mastery by ${unit}`,
    description: `Estimated share of learners who know each ${unit} after their last answer, with 95% interval; 80% should. ${missed.length === 0 ? 'None is surely missed.' : `Not reached: ${missed.map(({ outcome }) => outcome).join(', ')}.`}`,
    bars: outcomes.map(({ outcome, mastery, masteryInterval, verdict, learners, fitted }) => ({
      name: outcome,
      value: mastery,
      ...(masteryInterval ? { low: masteryInterval[0], high: masteryInterval[1] } : {}),
      note: mastery === null ? `too few: ${fitted} of ${learners} gave 3` : `${percent(mastery)} ${verdict}`,
      tone: verdict === 'not reached' ? 'warn' : verdict === 'reached' ? 'main' : 'other',
    })),
    mark: { value: 0.8, name: '80%' },
    table: {
      header: [unit, 'learners', enoughAnswers, 'know it at the end', '95% interval', 'verdict'],
      rows: outcomes.map(({ outcome, learners, fitted, mastery, masteryInterval, verdict }) => [
        outcome,
        String(learners),
        String(fitted),
        mastery === null ? '–' : percent(mastery),
        masteryInterval ? `${percent(masteryInterval[0])} to ${percent(masteryInterval[1])}` : '–',
        verdict,
      ]),
    },
  });
}
