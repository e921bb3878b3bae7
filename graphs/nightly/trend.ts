/** How one figure went over the runs, as a line with a dot a run. */
import type { Markup } from '../../tools/report/escape.ts';
import { html } from '../../tools/report/escape.ts';
import { at, figureOf } from '../../tools/report/plots/figure.ts';
import type { NightRecord } from './record.ts';

export interface Trend {
  id: string;
  title: string;
  valueOf: (record: NightRecord) => number;
  /** As shown at dots and in the table. */
  show: (value: number) => string;
}

const width = 480;
const height = 180;
const left = 48;
const right = 20;
const top = 14;
const bottom = 30;

/** @param records oldest first, at least one */
export function trendChart(trend: Trend, records: readonly NightRecord[]): Markup {
  const values = records.map(trend.valueOf);
  const most = Math.max(...values, 0);
  const x = (index: number) => left + (records.length === 1 ? 0 : (index / (records.length - 1)) * (width - left - right));
  const y = (value: number) => top + (1 - (most === 0 ? 0 : value / most)) * (height - top - bottom);
  const [first, last] = [records[0], records.at(-1)];
  const drawing = html`${[0, most].map((tick) => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>`)}
${(most === 0 ? [0] : [0, most]).map((tick) => html`<text class="faint" text-anchor="end" x="${left - 6}" y="${at(y(tick) + 4)}">${trend.show(tick)}</text>`)}
<g class="main"><polyline class="series main" points="${values.map((value, index) => `${at(x(index))},${at(y(value))}`).join(' ')}"/>${values.map((value, index) => html`<circle class="filled" cx="${at(x(index))}" cy="${at(y(value))}" r="3"/>`)}</g>
<text class="faint" x="${left}" y="${height - 8}">${first?.day ?? ''}</text><text class="faint" text-anchor="end" x="${width - right}" y="${height - 8}">${last?.day ?? ''}</text>`;
  const description = `From ${first?.day} to ${last?.day}, ${records.length} runs: ${trend.show(values[0] ?? 0)} at first, ${trend.show(values.at(-1) ?? 0)} at last, at most ${trend.show(most)}.`;
  return figureOf({ id: trend.id, title: trend.title, description }, { width, height }, drawing, {
    header: ['Day', trend.title],
    rows: records.map((record, index) => [record.day, trend.show(values[index] ?? 0)]),
  });
}

const whole = (value: number) => String(value);

export const trends: readonly Trend[] = [
  { id: 'waiting', title: 'Decisions waiting after the run', valueOf: (one) => one.decisions, show: whole },
  { id: 'published', title: 'Published since the run before', valueOf: (one) => one.published, show: whole },
  { id: 'new', title: 'New for a person', valueOf: (one) => one.fresh, show: whole },
  { id: 'cost', title: 'Cost in US dollars', valueOf: (one) => one.cost, show: (value) => value.toFixed(2) },
];
