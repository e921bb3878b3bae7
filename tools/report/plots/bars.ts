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

/** Narrow enough that its words can be read on a telephone. */
const width = 420;
const left = 12;
const plotWidth = 390;
const step = 42;
const top = 22;
const longestName = 42;

const tones = { main: 'main', warn: 'warn', other: 's4' } as const;

/** Each name stands above its bar, since outcomes are sentences. */
export function barChart(chart: BarChart): Markup {
  const bottom = top + chart.bars.length * step;
  const place = (value: number) => left + value * plotWidth;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      html`<line class="grid" x1="${at(place(tick))}" x2="${at(place(tick))}" y1="${top}" y2="${bottom}"/><text class="faint" text-anchor="middle" x="${at(place(tick))}" y="${bottom + 16}">${percent(tick)}</text>`,
  );
  const bars = chart.bars.map((bar, index) => {
    const y = top + index * step + 20;
    const room = longestName - Math.max(0, bar.note.length - 16);
    const short = bar.name.length > room ? `${bar.name.slice(0, room - 1)}…` : bar.name;
    const whisker =
      bar.low !== undefined && bar.high !== undefined
        ? html`<line class="whisker" x1="${at(place(bar.low))}" x2="${at(place(bar.high))}" y1="${y + 7}" y2="${y + 7}"/><line class="whisker" x1="${at(place(bar.low))}" x2="${at(place(bar.low))}" y1="${y + 3}" y2="${y + 11}"/><line class="whisker" x1="${at(place(bar.high))}" x2="${at(place(bar.high))}" y1="${y + 3}" y2="${y + 11}"/>`
        : null;
    const drawn =
      bar.value === null
        ? null
        : html`<rect class="filled" stroke="none" opacity=".75" x="${left}" y="${y}" width="${at(bar.value * plotWidth)}" height="14"/>`;
    return html`<g class="${tones[bar.tone]}"><text stroke="none" x="${left}" y="${y - 5}">${short}</text>${drawn}</g>${whisker}<text text-anchor="end" x="${left + plotWidth}" y="${y - 5}">${bar.note}</text>`;
  });
  // Between the names only the bars are crossed.
  const mark = chart.mark
    ? html`${chart.bars.map((_, index) => html`<line class="whisker" stroke-dasharray="4 3" x1="${at(place(chart.mark?.value ?? 0))}" x2="${at(place(chart.mark?.value ?? 0))}" y1="${top + index * step + 20}" y2="${top + index * step + 37}"/>`)}<text class="faint" text-anchor="middle" x="${at(place(chart.mark.value))}" y="${top - 8}">${chart.mark.name}</text>`
    : null;
  return figureOf(chart, { width, height: bottom + 24 }, html`${ticks}${bars}${mark}`, chart.table);
}
