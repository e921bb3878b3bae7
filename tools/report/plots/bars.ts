/** Lying bars from 0 to 100%, each with its interval as a whisker, against a mark that should be reached. */
import { html, type Markup } from '../escape.ts';
import { at, type DataTable, type FigureTexts, figureOf, percent } from './figure.ts';

export interface Bar {
  name: string;
  /** 0..1; null where there is none, which is said in words. */
  value: number | null;
  low?: number;
  high?: number;
  /** Words behind the bar. */
  note: string;
  tone: 'main' | 'warn' | 'other';
}

export interface BarChart extends FigureTexts {
  bars: Bar[];
  /** Where a dashed line stands, and what it means. */
  mark?: { value: number; name: string };
  table: DataTable;
}

const width = 640;
const left = 190;
const plotWidth = 280;
const step = 28;
const top = 20;
const longestName = 26;

const tones = { main: 'main', warn: 'warn', other: 's4' } as const;

export function barChart(chart: BarChart): Markup {
  const bottom = top + chart.bars.length * step;
  const place = (value: number) => left + value * plotWidth;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      html`<line class="grid" x1="${at(place(tick))}" x2="${at(place(tick))}" y1="${top}" y2="${bottom}"/><text class="faint" text-anchor="middle" x="${at(place(tick))}" y="${bottom + 16}">${percent(tick)}</text>`,
  );
  const bars = chart.bars.map((bar, index) => {
    const y = top + index * step + 6;
    const short = bar.name.length > longestName ? `${bar.name.slice(0, longestName - 1)}…` : bar.name;
    const whisker =
      bar.low !== undefined && bar.high !== undefined
        ? html`<line class="whisker" x1="${at(place(bar.low))}" x2="${at(place(bar.high))}" y1="${y + 8}" y2="${y + 8}"/><line class="whisker" x1="${at(place(bar.low))}" x2="${at(place(bar.low))}" y1="${y + 4}" y2="${y + 12}"/><line class="whisker" x1="${at(place(bar.high))}" x2="${at(place(bar.high))}" y1="${y + 4}" y2="${y + 12}"/>`
        : null;
    const drawn =
      bar.value === null
        ? null
        : html`<rect class="filled" opacity=".75" x="${left}" y="${y}" width="${at(bar.value * plotWidth)}" height="16"/>`;
    return html`<g class="${tones[bar.tone]}"><text stroke="none" text-anchor="end" x="${left - 8}" y="${y + 12}">${short}</text>${drawn}</g>${whisker}<text x="${left + plotWidth + 10}" y="${y + 12}">${bar.note}</text>`;
  });
  const mark = chart.mark
    ? html`<line class="whisker" stroke-dasharray="4 3" x1="${at(place(chart.mark.value))}" x2="${at(place(chart.mark.value))}" y1="${top - 4}" y2="${bottom}"/><text class="faint" text-anchor="middle" x="${at(place(chart.mark.value))}" y="${top - 8}">${chart.mark.name}</text>`
    : null;
  return figureOf(chart, { width, height: bottom + 24 }, html`${ticks}${bars}${mark}`, chart.table);
}
