/** `perennial items analyse --html`: item curves and mastery by outcome as one page. */
import type { Markup } from './escape.ts';
import type { ItemsDocument } from './items-document.ts';
import { barChart } from './plots/bars.ts';
import { percent } from './plots/figure.ts';
import { lineChart } from './plots/lines.ts';
import { plotPage } from './plots/page.ts';

type Item = ItemsDocument['items'][number];

/** Most lines that can be told apart. */
const mostLines = 6;

/** Options by ability; null where there are too few groups to draw a line. */
export function itemCurve(item: Item, id: string): Markup | null {
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
    title: `${item.item} · N ${item.n}, p ${item.p?.toFixed(2) ?? '–'}, r ${item.pointBiserial?.toFixed(2) ?? '–'} · ${item.verdict}`,
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

/** Share of learners who know each outcome at the end. */
export function masteryBars(outcomes: ItemsDocument['outcomes'], id: string): Markup {
  const missed = outcomes.filter(({ verdict }) => verdict === 'not reached');
  return barChart({
    id,
    title: 'Mastery by outcome',
    description: `Estimated share of learners who know each outcome after their last answer, with 95% interval; 80% should. ${missed.length === 0 ? 'None is surely missed.' : `Not reached: ${missed.map(({ outcome }) => outcome).join(', ')}.`}`,
    bars: outcomes.map(({ outcome, mastery, masteryInterval, verdict, learners }) => ({
      name: outcome,
      value: mastery,
      ...(masteryInterval ? { low: masteryInterval[0], high: masteryInterval[1] } : {}),
      note: mastery === null ? `too few answers (N ${learners})` : `${percent(mastery)} ${verdict}`,
      tone: verdict === 'not reached' ? 'warn' : verdict === 'reached' ? 'main' : 'other',
    })),
    mark: { value: 0.8, name: '80%' },
    table: {
      header: ['outcome', 'learners', 'know it at the end', '95% interval', 'verdict'],
      rows: outcomes.map(({ outcome, learners, mastery, masteryInterval, verdict }) => [
        outcome,
        String(learners),
        mastery === null ? '–' : percent(mastery),
        masteryInterval ? `${percent(masteryInterval[0])} to ${percent(masteryInterval[1])}` : '–',
        verdict,
      ]),
    },
  });
}

function worstFirst(a: Item, b: Item): number {
  const rank = ({ miskey, verdict, dif }: Item) =>
    miskey ? 0 : verdict === 'negative' ? 1 : dif?.class === 'C' ? 2 : verdict === 'weak' ? 3 : 4;
  return rank(a) - rank(b);
}

export function itemsPage(document: ItemsDocument): string {
  const { items, test, outcomes, refreshFirst } = document;
  const curves = [...items].sort(worstFirst).flatMap((item, index) => itemCurve(item, `item-${index + 1}`) ?? []);
  const first = refreshFirst[0];
  return plotPage({
    title: 'How learners answered',
    lead: [
      `${test.learners} learners, ${test.items} items, ${test.answers} answers; alpha ${test.alpha?.toFixed(2) ?? '–'}${test.alphaInterval ? ` (95% ${test.alphaInterval[0].toFixed(2)} to ${test.alphaInterval[1].toFixed(2)})` : ''} over the ${test.complete} learners who answered everything.`,
      ...(first
        ? [
            `Refresh first: ${first.outcome}. ${first.lacking} learners lack it${first.downstream > 0 ? `, and ${first.downstream} more lack ${first.explains.join(', ')} for want of it` : ''}.`,
          ]
        : []),
    ],
    sections: [
      ...(outcomes.length > 0 ? [{ title: 'Outcomes', plots: [masteryBars(outcomes, 'mastery')] }] : []),
      {
        title: 'Items',
        lead: 'Who does well elsewhere should choose the key (thick line, with its 95% interval) more often, and each distractor less. The ones to look at come first.',
        plots: curves,
      },
    ],
  });
}
