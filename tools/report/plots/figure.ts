/**
 * The frame of a plot: an inline SVG with a name and a description, and the same figures as a table. No script, no network, no colour that carries
 * meaning alone; light and dark follow the reader's system (`plotStyle`).
 */
import { html, type Markup, type Value } from '../escape.ts';

export interface FigureTexts {
  /** Unique on the page: letters, digits and hyphens. */
  id: string;
  title: string;
  /** What the plot shows, in a sentence or two, for who does not see it. */
  description: string;
}

export interface DataTable {
  header: string[];
  rows: string[][];
}

/** @param key what tells the marks of the drawing apart, below it */
export function figureOf(
  texts: FigureTexts,
  size: { width: number; height: number },
  drawing: Value,
  table: DataTable,
  key: Markup | null = null,
): Markup {
  const { id, title, description } = texts;
  return html`<figure class="plot">
<figcaption>${title}</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${drawing}</svg>${key}
<details><summary>As a table<span class="vh">: ${title}</span></summary>
<div class="scroll" tabindex="0" role="group" aria-label="Table: ${title}"><table><thead><tr>${table.header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody></table></div></details>
</figure>
`;
}

/** Number for a coordinate: two decimals are finer than any screen. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function percent(value: number): string {
  return `${Math.round(100 * value)}%`;
}

/** Style of plots and their tables; every text keeps 4.5 to 1 and every line 3 to 1 against the page in both schemes. */
export const plotStyle = `
.plot{margin:0 0 1.5rem;--ink:#1d2320;--faint:#5c665f;--rule:#d5dbd6;--main:#1a6b3c;--s1:#1f5fa8;--s2:#a34700;--s3:#7a3b96;--s4:#5b6570;--warn:#a3241d}
@media (prefers-color-scheme:dark){.plot{--ink:#e8ece9;--faint:#a7b1aa;--rule:#3a423d;--main:#6fd096;--s1:#82b5f5;--s2:#f0a766;--s3:#cf9be6;--s4:#aeb8c2;--warn:#ff9c92}}
.plot figcaption{font-weight:600;margin-bottom:.25rem}
.plot svg{max-width:100%;height:auto;display:block}
.plot text{fill:var(--ink);font:12px system-ui,sans-serif}
.plot .faint{fill:var(--faint)}
.plot .grid{stroke:var(--rule);stroke-width:1}
.plot .series{fill:none;stroke-width:2}
.plot .band{stroke:none;opacity:.14}
.plot .main{stroke:var(--main);--own:var(--main)}.plot .s1{stroke:var(--s1);--own:var(--s1)}.plot .s2{stroke:var(--s2);--own:var(--s2)}.plot .s3{stroke:var(--s3);--own:var(--s3)}.plot .s4{stroke:var(--s4);--own:var(--s4)}.plot .warn{stroke:var(--warn);--own:var(--warn)}
.plot .filled{fill:var(--own)}
.plot .main.series{stroke-width:3.5}
.plot .key-of-lines{list-style:none;margin:.25rem 0 0;padding:0;font-size:.9rem}.plot .key-of-lines svg{display:inline-block;vertical-align:middle}
.plot .whisker{stroke:var(--ink);stroke-width:1.5}
.plot details{margin-top:.25rem}.plot summary{cursor:pointer;color:var(--faint)}
.plot .scroll{overflow-x:auto;position:relative}.plot table{border-collapse:collapse;font-size:.9rem}.plot th,.plot td{border-bottom:1px solid var(--rule);padding:.2rem .7rem .2rem 0;text-align:left;font-weight:400}.plot thead th{font-weight:600}
`;
