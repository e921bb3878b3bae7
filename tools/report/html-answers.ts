/** How learners answered: what to refresh first, which outcomes they reach, and the items to look at. Counts only. */
import {
  type AnswersView,
  type FlaggedItem,
  figuresLine,
  groundsLine,
  type ItemStatistics,
  refreshFirstLine,
  stemOf,
  testLine,
  unitOf,
} from './answers.ts';
import { html, type Markup } from './escape.ts';
import { curveLead, itemCurve, masteryBars } from './items-plots.ts';
import { showPlace } from './places.ts';
import { percent } from './plots/figure.ts';
import { plural } from './words.ts';

/** As many as one reads at a sitting. */
const mostFirst = 8;
const mostItems = 20;

type Interval = readonly [number, number] | null;

const interval = (range: Interval): Markup | null =>
  range ? html` <span class="hint">${range[0].toFixed(2)} to ${range[1].toFixed(2)}</span>` : null;

const ranged = (value: number | null, range: Interval): Markup =>
  value === null ? html`–` : html`${value.toFixed(2)}${interval(range)}`;

/** N, p and r of an item in one line, each with its interval. */
export function statisticsLine({ n, p, pInterval, pointBiserial, pointBiserialInterval }: ItemStatistics): Markup {
  return html`<p class="statistics">${plural(n, 'learner')} · p ${ranged(p, pInterval)} · r ${ranged(pointBiserial, pointBiserialInterval)}</p>`;
}

function distractors(item: ItemStatistics): string {
  return item.distractors ? `${item.distractors.working} of ${item.distractors.of}` : '–';
}

function itemRow({ statistics, asked, why }: FlaggedItem): Markup {
  const name = asked
    ? html`<span dir="auto">${asked.stem}</span> <span class="hint"><span dir="auto">${asked.lessonTitle}</span> <code class="place">${showPlace(asked.place)}</code></span>`
    : html`<span dir="auto">${statistics.item}</span> <span class="hint">not in the library</span>`;
  return html`<tr><th scope="row">${name}</th><td>${why.map((text) => html`<span class="why" dir="auto">${text}</span>`)}</td><td class="num">${statistics.n}</td><td class="num">${ranged(statistics.p, statistics.pInterval)}</td><td class="num">${ranged(statistics.pointBiserial, statistics.pointBiserialInterval)}</td><td class="num">${distractors(statistics)}</td></tr>`;
}

function itemsTable(view: AnswersView): Markup {
  const shown = view.flagged.slice(0, mostItems);
  const label = `Items of ${view.title} to look at`;
  const more = view.flagged.length - shown.length;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table class="answers"><caption class="vh">${label}, worst first</caption><thead><tr><th scope="col">Item</th><th scope="col">What the answers say</th><th scope="col" class="num">Learners</th><th scope="col" class="num">Share right (p)</th><th scope="col" class="num">Tells apart (r)</th><th scope="col" class="num">Distractors that work</th></tr></thead><tbody>${shown.map(itemRow)}</tbody></table></div>
<p class="hint">${figuresLine}</p>
${more > 0 ? html`<p class="hint">${plural(more, 'more item')} of this kind: perennial items analyse shows all.</p>` : null}`;
}

function curves(view: AnswersView, index: number): Markup | null {
  const drawn = view.flagged.slice(0, mostItems).flatMap(({ statistics, asked }, place) => {
    const curve = itemCurve(statistics, `curve-${index}-${place}`, asked?.stem);
    return curve ? [curve] : [];
  });
  if (drawn.length === 0) return null;
  return html`<details><summary>Who chose which option<span class="vh"> in ${view.title}</span></summary><p class="hint">${curveLead}</p><div class="plots">${drawn}</div></details>`;
}

function firstList(view: AnswersView): Markup | null {
  const shown = view.refreshFirst.slice(0, mostFirst);
  if (shown.length === 0) return null;
  const more = view.refreshFirst.length - shown.length;
  return html`<h4>Refresh first</h4><ol class="first">${shown.map(
    (one) =>
      html`<li><strong dir="auto">${one.outcome}</strong>${one.mastery?.mastery != null ? html` <span class="hint">${percent(one.mastery.mastery)} know it at the end${one.mastery.masteryInterval ? ` (${percent(one.mastery.masteryInterval[0])} to ${percent(one.mastery.masteryInterval[1])})` : ''}</span>` : null}<br><span dir="auto">${refreshFirstLine(one)}</span></li>`,
  )}</ol>${more > 0 ? html`<p class="hint">${more} more: see the bars.</p>` : null}`;
}

function courseMarkup(view: AnswersView, index: number): Markup {
  const { analysis } = view;
  const head = html`<h3 dir="auto">${view.title}</h3>`;
  if (!analysis)
    return html`${head}<p class="notice"><strong>The answers could not be read.</strong> <span dir="auto">${view.fault}</span></p>`;
  return html`${head}<p>${testLine(analysis)} <span class="hint">From <code class="place">${view.file}</code>; learners appear as counts only.</span></p>
${analysis.notes.map((note) => html`<p class="notice" dir="auto">${note}</p>`)}
${firstList(view)}
${analysis.outcomes.length > 0 ? masteryBars(analysis, `mastery-${index}`) : null}
<p class="hint" dir="auto">${groundsLine(analysis, stemOf(view))}</p>
${view.flagged.length > 0 ? html`<h4>Items to look at</h4>${itemsTable(view)}${curves(view, index)}` : html`<p>The answers say nothing against any item that enough learners answered.</p>`}`;
}

export function answersSection(answers: readonly AnswersView[]): Markup | null {
  if (answers.length === 0) return null;
  return html`<section aria-labelledby="answers-title"><h2 id="answers-title">How learners answered</h2>${answers.map(courseMarkup)}</section>`;
}

/** One line a course for the summary; null where there is nothing to say. */
export function answersLead(answers: readonly AnswersView[]): Markup | null {
  const lines = answers.flatMap((view) => {
    const first = view.refreshFirst[0];
    const parts = [
      ...(first && view.analysis
        ? [
            `By the answers of learners, refresh first the ${unitOf(view.analysis)} “${first.outcome}”. ${refreshFirstLine(first)}`,
          ]
        : []),
      ...(view.flagged.length > 0 ? [`${plural(view.flagged.length, 'item')} to look at.`] : []),
      ...(view.fault === null ? [] : [`The answers could not be read: ${view.fault}`]),
    ];
    return parts.length === 0 ? [] : [html`<p dir="auto">${view.title}: ${parts.join(' ')}</p>`];
  });
  return lines.length === 0 ? null : html`<h3>How learners answered</h3>${lines}<p><a href="#answers-title">All figures</a></p>`;
}
