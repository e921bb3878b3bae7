/** A page of plots as one file: no script, no network; a Content-Security-Policy that names its one style by its hash. */
import { createHash } from 'node:crypto';
import { html, type Markup, trusted } from '../escape.ts';
import { plotStyle } from './figure.ts';

const pageStyle = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1.5rem;background:#fff;color:#1d2320}@media (prefers-color-scheme:dark){body{background:#161a18;color:#e8ece9}}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr));gap:1rem 2rem}`;

export interface PlotPage {
  title: string;
  /** Paragraphs under the title. */
  lead: string[];
  sections: { title: string; lead?: string; plots: Markup[] }[];
}

/** Every word of responses is escaped. */
export function plotPage({ title, lead, sections }: PlotPage): string {
  const style = pageStyle + plotStyle;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy.replaceAll('"', '&quot;'))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${lead.map((text) => html`<p>${text}</p>`)}
${sections.map(
  (
    section,
  ) => html`<section><h2>${section.title}</h2>${section.lead ? html`<p>${section.lead}</p>` : null}<div class="plots">${section.plots}</div></section>
`,
)}</main>
</body>
</html>
`.text;
}
