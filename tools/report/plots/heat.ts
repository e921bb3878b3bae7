/** A grid of shares: each cell carries its number, so that its shade only helps. */
import { html, type Markup } from '../escape.ts';
import { at, type DataTable, type FigureTexts, figureOf, percent } from './figure.ts';

export interface HeatGrid extends FigureTexts {
  columns: string[];
  rows: { name: string; values: (number | null)[] }[];
}

const left = 190;
const cell = { width: 64, height: 26 };
const longestName = 26;

function shortened(name: string, longest: number): string {
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

export function heatGrid(grid: HeatGrid): Markup {
  const top = 26;
  const table: DataTable = {
    header: ['', ...grid.columns],
    rows: grid.rows.map(({ name, values }) => [name, ...values.map((value) => (value === null ? '–' : percent(value)))]),
  };
  const drawing = html`${grid.columns.map((name, column) => html`<text class="faint" text-anchor="middle" x="${left + (column + 0.5) * cell.width}" y="${top - 8}">${shortened(name, 9)}</text>`)}${grid.rows.map(
    ({ name, values }, row) =>
      html`<text text-anchor="end" x="${left - 8}" y="${top + row * cell.height + 17}">${shortened(name, longestName)}</text>${values.map(
        (value, column) =>
          html`<g class="s1"><rect class="filled" stroke="none" opacity="${at(value === null ? 0 : 0.06 + 0.34 * value)}" x="${left + column * cell.width + 1}" y="${top + row * cell.height + 1}" width="${cell.width - 2}" height="${cell.height - 2}"/><text stroke="none" text-anchor="middle" x="${left + (column + 0.5) * cell.width}" y="${top + row * cell.height + 17}">${value === null ? '–' : percent(value)}</text></g>`,
      )}`,
  )}`;
  return figureOf(
    grid,
    { width: left + grid.columns.length * cell.width + 4, height: top + grid.rows.length * cell.height + 4 },
    drawing,
    table,
  );
}
