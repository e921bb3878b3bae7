/** The page round a Markdown lesson. Nothing of it has a source, so nothing of it is ever reported. */

const theme = `
body { margin: 0; background: #ffffff; color: #1a1a1a; font: 16px/1.6 "Open Sans", system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
img, video, iframe { max-width: 100%; }
img { height: auto; }
pre { padding: 0.75rem; background: #f4f4f4; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
table { border-collapse: collapse; }
th, td { border: 1px solid #767676; padding: 0.3rem 0.6rem; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid #767676; }
main > div { margin: 1rem 0; padding: 0.1rem 1rem; border-left: 3px solid #1f5f8b; }
a { color: #0645ad; }
`;

export interface PageParts {
  title: string;
  /** Text of the h1 that the front matter's title becomes; null where the lesson writes its own. */
  heading: string | null;
  language: string;
  body: string;
}

export function wrapPage(parts: PageParts): string {
  const heading = parts.heading === null ? '' : `<h1>${escapeHtml(parts.heading)}</h1>\n`;
  return `<!doctype html>
<html lang="${escapeHtml(parts.language)}">
<head><meta charset="utf-8"><title>${escapeHtml(parts.title)}</title><style>${theme}</style></head>
<body><main>
${heading}${parts.body}
</main></body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
