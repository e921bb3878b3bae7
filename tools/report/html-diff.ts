/** Changes and excerpts as rows: number, sign, words; insertions and deletions are marked by more than colour. */
import { html, type Markup } from './escape.ts';
import type { Hunk, Row, Segment } from './types.ts';

const signs: Record<Row['kind'], string> = { context: '', changed: '±', removed: '−', added: '+' };

/** White space that changes must be seen. */
function shown(text: string): string {
  return text.trim() === '' ? text.replaceAll(' ', '·').replaceAll('\t', '⇥') : text;
}

function segment(part: Segment): Markup {
  if (part.kind === 'deleted')
    return html`<del><span class="vh">[removed: </span>${shown(part.text)}<span class="vh">]</span></del>`;
  if (part.kind === 'inserted')
    return html`<ins><span class="vh">[added: </span>${shown(part.text)}<span class="vh">]</span></ins>`;
  return html`${part.text}`;
}

function rowMarkup(row: Row): Markup {
  const number = row.line === null ? html`<span class="vh">new line</span>` : html`<span class="vh">line </span>${row.line}`;
  return html`<div class="row ${row.kind}"><span class="n">${number}</span><span class="sign" aria-hidden="true">${signs[row.kind]}</span><code dir="auto">${row.segments.map(segment)}</code></div>`;
}

export function hunkMarkup(hunk: Hunk): Markup {
  const notes = {
    shown: null,
    shifted: html`<p class="shifted">The file has changed since: only the words of this change are shown.</p>`,
    made: html`<p class="shifted">This file is new.</p>`,
  };
  const note = notes[hunk.context];
  return html`<div class="hunk">${note}${hunk.rows.map(rowMarkup)}</div>`;
}

export function changesMarkup(hunks: readonly Hunk[]): Markup {
  const paths = [...new Set(hunks.map((hunk) => hunk.path))];
  return html`${paths.map(
    (path) =>
      html`<div class="change"><p class="file"><span class="vh">File: </span>${path}</p>${hunks.filter((hunk) => hunk.path === path).map(hunkMarkup)}</div>`,
  )}`;
}

/** Lines of a lesson; the place itself is marked by a bar and by words for those who do not see it. */
export function excerptMarkup(path: string, rows: readonly Row[]): Markup | null {
  if (rows.length === 0) return null;
  return html`<div class="change excerpt"><p class="file"><span class="vh">File: </span>${path}</p><div class="hunk">${rows.map(
    (row) =>
      html`<div class="row ${row.kind === 'context' ? 'context' : 'here'}"><span class="n"><span class="vh">line </span>${row.line}</span><span class="sign" aria-hidden="true">${row.kind === 'context' ? '' : '▸'}</span><code dir="auto">${row.segments.map((part) => part.text)}</code></div>`,
  )}</div></div>`;
}
