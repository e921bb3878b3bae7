/** How one figure went from run to run: a line with a dot a run, from zero to the most there was. */
import { html, type Markup } from '../escape.ts';
import { at, type DataTable, type FigureTexts, figureOf } from './figure.ts';

export interface TrendPoint {
  /** What stands under it: a day. */
  name: string;
  /** 0 or more. */
  value: number;
}

export interface TrendChart extends Pick<FigureTexts, 'id' | 'title'> {
  /** Oldest first, at least one. */
  points: readonly TrendPoint[];
  /** A value as it is shown. */
  show: (value: number) => string;
  /** Default: name and value. */
  table?: DataTable;
}

const width = 480;
const height = 180;
const left = 48;
const right = 20;
const top = 14;
const bottom = 30;

export function trendChart({ id, title, points, show, table }: TrendChart): Markup {
  const most = Math.max(...points.map((point) => point.value), 0);
  const x = (index: number) => left + (points.length === 1 ? 0 : (index / (points.length - 1)) * (width - left - right));
  const y = (value: number) => top + (1 - (most === 0 ? 0 : value / most)) * (height - top - bottom);
  const [first, last] = [points[0], points.at(-1)];
  const ticks = most === 0 ? [0] : [0, most];
  const drawing = html`${ticks.map((tick) => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text class="faint" text-anchor="end" x="${left - 6}" y="${at(y(tick) + 4)}">${show(tick)}</text>`)}
<g class="main"><polyline class="series main" points="${points.map((point, index) => `${at(x(index))},${at(y(point.value))}`).join(' ')}"/>${points.map((point, index) => html`<circle class="filled" cx="${at(x(index))}" cy="${at(y(point.value))}" r="3"/>`)}</g>
<text class="faint" x="${left}" y="${height - 8}">${first?.name ?? ''}</text>${points.length > 1 ? html`<text class="faint" text-anchor="end" x="${width - right}" y="${height - 8}">${last?.name ?? ''}</text>` : null}`;
  const description = `From ${first?.name} to ${last?.name}, ${points.length} runs: ${show(first?.value ?? 0)} at first, ${show(last?.value ?? 0)} at last, at most ${show(most)}.`;
  const shown = table ?? { header: ['Day', title], rows: points.map((point) => [point.name, show(point.value)]) };
  return figureOf({ id, title, description }, { width, height }, drawing, shown);
}
