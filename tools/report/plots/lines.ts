/** Lines over a common x: each told apart by dashes and a mark at its end, not by colour alone; long names stand in a key below. */
import { html, type Markup } from '../escape.ts';
import { at, type DataTable, type FigureTexts, figureOf, percent } from './figure.ts';

export interface Series {
  name: string;
  /** The one to look at: drawn thicker, with its interval as a band. */
  emphasis: 'main' | 'other';
  points: { x: number; y: number; low?: number; high?: number }[];
}

export interface LineChart extends FigureTexts {
  /** Both axes run from 0 to 1 and are labelled in percent. */
  x: string;
  y: string;
  series: Series[];
  table: DataTable;
}

/** Narrow enough that its words can be read on a telephone. */
const width = 400;
const left = 48;
const plotWidth = 280;
const top = 12;
const plotHeight = 190;
const height = top + plotHeight + 44;
const dashes = ['', '7 4', '2 3', '9 3 2 3', '1 5', '12 4'];
/** Longer names do not fit behind their lines. */
const longestName = 7;
const marks = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const placeX = (x: number) => left + x * plotWidth;
const placeY = (y: number) => top + (1 - y) * plotHeight;

/** Names at the ends of their lines, moved apart where they would lie on each other. */
function labels(series: Series[]): number[] {
  const ends = series.map(({ points }, index) => ({ index, y: placeY(points.at(-1)?.y ?? 0) })).sort((a, b) => a.y - b.y);
  ends.forEach((end, order) => {
    const before = ends[order - 1];
    if (before) end.y = Math.max(end.y, before.y + 15);
  });
  // What was pushed below the plot moves up again, and only what it meets on its way.
  for (let order = ends.length - 1; order >= 0; order--) {
    const end = ends[order];
    const below = ends[order + 1];
    if (end) end.y = Math.min(end.y, below ? below.y - 15 : top + plotHeight);
  }
  return series.map((_, index) => ends.find((end) => end.index === index)?.y ?? 0);
}

export function lineChart(chart: LineChart): Markup {
  const places = labels(chart.series);
  const looks = looksOf(chart.series);
  const keyed = chart.series.some(({ name }) => name.length > longestName);
  const drawn = chart.series.map((series, index) => {
    const { name, dash } = looks[index]!;
    const line = series.points.map(({ x, y }) => `${at(placeX(x))},${at(placeY(y))}`).join(' ');
    const banded = series.emphasis === 'main' && series.points.every(({ low, high }) => low !== undefined && high !== undefined);
    const band = [
      ...series.points.map(({ x, high }) => `${at(placeX(x))},${at(placeY(high ?? 0))}`),
      ...[...series.points].reverse().map(({ x, low }) => `${at(placeX(x))},${at(placeY(low ?? 0))}`),
    ].join(' ');
    const end = series.points.at(-1);
    const y = places[index] ?? 0;
    const short = keyed ? (marks[index] ?? '') : series.name;
    return html`<g class="${name}">${banded ? html`<polygon class="band filled" points="${band}"/>` : null}<polyline class="series ${name}" stroke-dasharray="${dash}" points="${line}"/>${series.points.map(({ x, y: value }) => html`<circle class="filled" cx="${at(placeX(x))}" cy="${at(placeY(value))}" r="3"/>`)}${end ? html`<line stroke-width="1" x1="${at(placeX(end.x) + 5)}" y1="${at(placeY(end.y))}" x2="${left + plotWidth + 14}" y2="${at(y)}"/><text x="${left + plotWidth + 18}" y="${at(y + 4)}" stroke="none">${short}</text>` : null}</g>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const frame = html`${ticks.map((tick) => html`<line class="grid" x1="${left}" x2="${left + plotWidth}" y1="${at(placeY(tick))}" y2="${at(placeY(tick))}"/><text class="faint" text-anchor="end" x="${left - 6}" y="${at(placeY(tick) + 4)}">${percent(tick)}</text><text class="faint" text-anchor="middle" x="${at(placeX(tick))}" y="${top + plotHeight + 16}">${percent(tick)}</text>`)}
<text class="faint" text-anchor="middle" x="${left + plotWidth / 2}" y="${top + plotHeight + 36}">${chart.x}</text><text class="faint" text-anchor="middle" transform="translate(11 ${top + plotHeight / 2}) rotate(-90)">${chart.y}</text>`;
  return figureOf(chart, { width, height }, html`${frame}${drawn}`, chart.table, keyed ? keyOf(chart.series, looks) : null);
}

/** Class and dashes of each line. */
function looksOf(series: readonly Series[]): { name: string; dash: string }[] {
  let other = 0;
  return series.map(({ emphasis }) => {
    if (emphasis === 'main') return { name: 'main', dash: '' };
    const look = { name: `s${(other % 4) + 1}`, dash: dashes[(other % (dashes.length - 1)) + 1] ?? '' };
    other += 1;
    return look;
  });
}

/** Mark, sample of the line and name in full. */
function keyOf(series: readonly Series[], looks: readonly { name: string; dash: string }[]): Markup {
  return html`<ul class="key-of-lines">${series.map(
    ({ name }, index) =>
      html`<li><svg aria-hidden="true" viewBox="0 0 34 8" width="34" height="8"><g class="${looks[index]?.name}"><line class="series ${looks[index]?.name}" stroke-dasharray="${looks[index]?.dash}" x1="0" x2="34" y1="4" y2="4"/></g></svg> <b>${marks[index]}</b> <span dir="auto">${name}</span></li>`,
  )}</ul>`;
}
