/** The index of runs, newest first: `reports/index.html` and `reports/index.md`. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, type Markup, trusted } from '../../tools/report/escape.ts';
import { plotStyle } from '../../tools/report/plots/figure.ts';
import type { NightRecord } from './record.ts';
import { trendChart, trends } from './trend.ts';

/** The page stays readable; older runs are in `runs.jsonl`. */
const shownRuns = 200;
/** A line of more dots is a smear. */
const drawnRuns = 60;

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8888}
td.n{text-align:right;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,28rem),1fr));gap:0 2rem}${plotStyle}`;

function outcome(record: NightRecord): string {
  if (record.result === 'failed') return `failed: ${record.reason ?? 'no reason was given'}`;
  if (record.news === 'quiet') return 'quiet';
  return record.result === 'partial' ? `cut short: ${record.reason ?? 'a limit was reached'}` : 'done';
}

const asked = (record: NightRecord) =>
  record.why === 'change' ? 'a changed file' : `${record.schedule}${record.why === 'catch-up' ? ' (caught up)' : ''}`;

/** A report's address as seen from the index, which lies in `reports/`. */
const address = (report: string) => `${report.replace(/^reports\//u, '')}/review`;

function row(record: NightRecord): Markup {
  return html`<tr><th scope="row">${record.day}</th><td>${asked(record)}</td><td>${outcome(record)}</td>
<td class="n">${record.lessons.looked}</td><td class="n">${record.notScanned.length}</td><td class="n">${record.fresh}</td>
<td class="n">${record.decisions}</td><td class="n">${record.published}</td><td class="n">${record.cost.toFixed(4)}</td>
<td>${record.report === null ? 'none' : html`<a href="${address(record.report)}.html">Report of ${address(record.report).replace('/review', '')}</a>`}</td></tr>
`;
}

/** Failed runs have no figures of their own; one dot is no trend. */
function charts(records: readonly NightRecord[]): Markup | null {
  const drawn = records.filter((one) => one.result !== 'failed').slice(-drawnRuns);
  if (drawn.length < 2) return null;
  const shown = trends.filter((trend) => drawn.some((one) => trend.valueOf(one) > 0));
  if (shown.length === 0) return null;
  return html`<h2>How it went</h2><div class="plots">${shown.map((trend) => trendChart(trend, drawn))}</div>`;
}

/** @param records oldest first */
export function indexHtml(library: string, records: readonly NightRecord[]): string {
  const newest = records.slice(-shownRuns).reverse();
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Runs of ${library}</title>
<style>${trusted(style)}</style></head><body><main><h1>Runs of ${library}</h1>
<p>The report as it stands now: <a href="review.html">review.html</a>.</p>
<div class="wide" role="region" aria-label="Runs" tabindex="0"><table><caption>Newest first. "New" are the changes that came before you in a run, "waiting" the decisions open after it, "published" what was published since the run before.</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Asked by</th><th scope="col">Outcome</th><th scope="col">Lessons looked at</th><th scope="col">Not scanned</th><th scope="col">New</th><th scope="col">Waiting</th><th scope="col">Published</th><th scope="col">Cost (USD)</th><th scope="col">Report</th></tr></thead>
<tbody>
${newest.map(row)}</tbody></table></div>${charts(records)}</main></body></html>
`;
  return page.text;
}

/** What a Markdown table cell may not hold is written out. */
const cell = (text: string) => text.replace(/[\\|<>&[\]`*_]/gu, (sign) => `&#${sign.codePointAt(0)};`).replace(/\s+/gu, ' ');

/** @param records oldest first */
export function indexMarkdown(library: string, records: readonly NightRecord[]): string {
  const rows = records
    .slice(-shownRuns)
    .reverse()
    .map((one) => {
      const report = one.report === null ? 'none' : `[report](${address(one.report)}.md)`;
      return `| ${one.day} | ${cell(asked(one))} | ${cell(outcome(one))} | ${one.lessons.looked} | ${one.notScanned.length} | ${one.fresh} | ${one.decisions} | ${one.published} | ${one.cost.toFixed(4)} | ${report} |`;
    });
  return `# Runs of ${cell(library)}

The report as it stands now: [review.md](review.md).

| Day | Asked by | Outcome | Looked at | Not scanned | New | Waiting | Published | Cost (USD) | Report |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${rows.join('\n')}
`;
}

/** Written aside and renamed: a reader never meets half an index. Reports that were dropped, or lie on another machine, are not linked to. */
export function writeIndex(own: string, library: string, nights: readonly NightRecord[]): void {
  mkdirSync(join(own, 'reports'), { recursive: true });
  const records = nights
    .slice(-shownRuns)
    .map((one) => (one.report !== null && existsSync(join(own, one.report)) ? one : { ...one, report: null }));
  for (const [name, text] of [
    ['index.html', indexHtml(library, records)],
    ['index.md', indexMarkdown(library, records)],
  ] as const) {
    const half = join(own, 'reports', `.${name}.${process.pid}`);
    writeFileSync(half, text);
    renameSync(half, join(own, 'reports', name));
  }
}
