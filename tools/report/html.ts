/**
 * `review.html`: the report as one file. No network, no inline handlers; a Content-Security-Policy that names our one
 * style and one script by their hashes, so that nothing a lesson or a model wrote can run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type mostOf, roleFor } from '../access/roles.ts';
import { html, trusted } from './escape.ts';
import { cardMarkup } from './html-card.ts';
import { gapLine, indexSection, restSections, summarySection } from './html-sections.ts';
import { plotStyle } from './plots/figure.ts';
import type { ReportModel } from './types.ts';
import { plural, todayLine } from './words.ts';

const clientParts = ['clock.js', 'outbox.js', 'deck.js', 'panels.js', 'keys.js'];

function asset(name: string): string {
  return readFileSync(new URL(`./client/${name}`, import.meta.url), 'utf8');
}

/** The page's style and script, read once. */
let assets: { style: string; script: string } | null = null;
function pageAssets(): { style: string; script: string } {
  assets ??= {
    style: asset('review.css') + plotStyle,
    script: `(() => {\n'use strict';\n${clientParts.map(asset).join('\n')}\n})();`,
  };
  return assets;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export interface HtmlOptions {
  /** `file`: decisions are saved as decisions.json. `served`: they go to the server it came from. */
  mode: 'file' | 'served';
  /** What its reader may do; the rest is not offered. Default: decide. */
  may?: ReturnType<typeof mostOf>;
}

/** What is asked of the reader, or who may do what they may not. */
function ledeOf(may: NonNullable<HtmlOptions['may']>): string {
  if (may === 'decide') return 'Approve what is right, reject what is not.';
  const decide = `deciding takes the role ${roleFor('decide')}`;
  return may === 'word'
    ? `You may edit and answer here; ${decide}.`
    : `You may read here; edits and answers take the role ${roleFor('word')}, ${decide}.`;
}

/** Renders the whole report. Every word of lessons and models is escaped. */
export function renderHtml(model: ReportModel, options: HtmlOptions): string {
  const { style, script } = pageAssets();
  const connect = options.mode === 'served' ? "'self'" : "'none'";
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; connect-src ${connect}; base-uri 'none'; form-action 'none'`;
  const gap = gapLine(model);
  const total = model.cards.length;
  const may = options.may ?? 'decide';
  const decide =
    options.mode === 'served' ? 'Each decision is kept at once.' : 'Save your decisions at the end as one small file.';
  const page = html`<!doctype html>
<html lang="en" data-mode="${options.mode}" data-may="${may}" data-library="${model.library.title}" data-today="${model.today}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy.replaceAll('"', '&quot;'))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${todayLine(model.estimate)} ${model.library.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#today">Skip to the decisions</a>
<header class="top"><p class="brand"><span class="leaf" aria-hidden="true"></span>Perennial <span class="library" dir="auto">${model.library.title}</span></p>
<nav class="js-only" aria-label="Views"><button type="button" data-view="cards" aria-pressed="true">One at a time</button><button type="button" data-view="list" aria-pressed="false">Whole list <kbd>L</kbd></button><button type="button" data-help>Keys <kbd>?</kbd></button>${options.mode === 'file' ? html`<button type="button" data-save hidden>Save decisions</button>` : null}</nav></header>
<main id="today">
<div class="intro"><h1>${todayLine(model.estimate).replace(/\.$/u, '')}</h1>
<p class="lede">${ledeOf(may)} Nothing is written into the library before it is published. <span class="js-only">${decide}</span> <span class="basis">${model.estimate.basis}</span></p>
${gap ? html`<p class="notice"><span>${gap}</span> <a href="#summary-title" data-show-list>See which and why</a></p>` : null}
<p class="no-script">Scripts are off, so this page is for reading. Decide in review.md or with the commands shown.</p>
${total > 0 ? html`<div class="progress js-only"><progress id="progress" max="${total}" value="0" aria-label="Decisions made"></progress><span id="progress-text">0 of ${total} decided</span></div>` : null}</div>
<div id="overview">${summarySection(model)}${indexSection(model)}</div>
<div id="deck">${total > 0 ? html`<h2 class="cards-title">${plural(total, 'decision')}</h2>` : html`<p class="empty">Nothing waits for a decision. The library is as fresh as Perennial can tell.</p>`}${model.cards.map((card, index) => cardMarkup(card, index + 1))}
<section id="finished" class="card js-only" hidden aria-labelledby="finished-title"><h2 id="finished-title" tabindex="-1">All decided</h2><p id="finished-text"></p><p class="buttons"><button type="button" class="primary" data-save hidden>Save decisions.json</button> <button type="button" data-show-list>See the whole list</button></p><p id="finished-next">${options.mode === 'file' ? html`Then read them in: <code>${model.commands[1]?.line.replace('review.md', 'decisions.json')}</code>` : html`Then publish what you approved: <code>${model.commands[2]?.line}</code>`}</p></section></div>
<div id="rest">${restSections(model, options.mode)}</div>
</main>
<div class="bar js-only" role="region" aria-label="Decide" hidden><p id="toast"></p><div class="bar-buttons"><button type="button" class="primary" data-act="approve"><kbd>A</kbd> <span>Approve</span></button><button type="button" data-act="reject"><kbd>R</kbd> <span>Reject</span></button><button type="button" data-act="edit"><kbd>E</kbd> <span>Edit</span></button><button type="button" data-act="snooze"><kbd>S</kbd> <span>Snooze</span></button><button type="button" data-act="undo" disabled><kbd>U</kbd> <span>Undo</span></button><span class="gap"></span><button type="button" data-act="previous"><kbd>P</kbd> <span>Previous</span></button><button type="button" data-act="next"><kbd>N</kbd> <span>Next</span></button></div></div>
<div id="live" class="vh" role="status" aria-live="polite"></div>
<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl class="keys"><div><dt><kbd>A</kbd></dt><dd>Approve, or go to the answer of a question</dd></div><div><dt><kbd>R</kbd></dt><dd>Reject with a reason (<kbd>1</kbd>–<kbd>4</kbd>), or “not a fault”</dd></div><div><dt><kbd>E</kbd></dt><dd>Edit the new text</dd></div><div><dt><kbd>S</kbd></dt><dd>Snooze</dd></div><div><dt><kbd>N</kbd> <kbd>→</kbd></dt><dd>Next</dd></div><div><dt><kbd>P</kbd> <kbd>←</kbd></dt><dd>Previous</dd></div><div><dt><kbd>U</kbd></dt><dd>Undo the last decision</dd></div><div><dt><kbd>L</kbd></dt><dd>The whole list, or back</dd></div><div><dt><kbd>Esc</kbd></dt><dd>Close what is open</dd></div></dl><p><label><input type="checkbox" id="shortcuts" checked> Single keys are on</label></p><p class="buttons"><button type="button" class="primary" data-close-help>Close</button></p></dialog>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.text;
}
