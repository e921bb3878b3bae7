import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/browser/launch.ts';
import type { Browser } from '../../tools/browser/page.ts';
import { applyEdits } from '../../tools/library/edits.ts';
import { identify } from '../fingerprint.ts';
import { auditFile } from './audit-file.ts';
import { contrast } from './colour/contrast.ts';
import { exampleContext } from './example-lesson.ts';

let browser: Browser;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'page-rules-'));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
});

const audit = (path: string, text: string) =>
  auditFile({ root, path, text, format: path.endsWith('.html') ? 'html' : 'markdown' }, browser);

describe('rules on the rendered page', () => {
  it('finds nothing in a good Markdown lesson with boxes, code, tables and pictures', async () => {
    const text = [
      '---\ntitle: Good\n---\n',
      '::: objectives\n\n- Know it\n\n:::\n',
      '## First\n\nText with `code`, the [next lesson](other.md) and ![a map](map.png).\n',
      `\`\`\`python\n${'print("a long line of code") '.repeat(20)}\n\`\`\`\n`,
      '| a | b |\n| - | - |\n| 1 | 2 |\n',
      "![](x.png){alt='A chart'}\n",
    ].join('\n');
    const { findings, failed } = await audit('good.md', text);
    expect(failed).toEqual([]);
    expect(findings).toEqual([]);
  });

  it('brings what axe-core finds home to the source', async () => {
    const text =
      '<!doctype html>\n<html lang="en"><head><title>T</title></head><body><main><h1>A</h1>\n<form><input type="text"></form></main></body></html>\n';
    const { findings } = await audit('form.html', text);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'axe', certainty: 'fails', wcag: ['4.1.2'], engines: ['axe-core', 'accesslint'] });
    expect(text.slice(findings[0]!.range.start, findings[0]!.range.end)).toBe('<input type="text">');
  });

  it('reports a page whose browser step fails as failed, never as clean', async () => {
    const gone: Browser = {
      ...browser,
      render: () => Promise.reject(new Error('The browser went away.')),
    };
    const { failed } = await auditFile({ root, path: 'gone.html', text: '<html lang="en"><p>Words</p>', format: 'html' }, gone);
    expect(failed.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['contrast', 'axe']));
  });

  it('mends an inline colour by the nearest one that passes, and only what the author coloured', async () => {
    const text = '# A\n\nPlain and <span style="color: #e8903a; font-weight: bold">orange</span> words.\n';
    const context = exampleContext({ files: { 'colour.md': text } });
    const page = await browser.render({ root, path: 'colour.md', text, format: 'markdown', title: 'A', language: 'en' });
    context.page = async () => page;
    const detection = await contrast.check(context);
    await page.close();
    if (detection.outcome !== 'checked') throw new Error('not checked');
    const source = context.lesson.files[0]!;
    const [finding] = identify(detection.findings, { agent: 'accessibility', lesson: 'colour.md', source: () => source });
    expect(detection.findings).toHaveLength(1);
    const draft = await contrast.repair!(finding!, context);
    const mended = applyEdits(text, draft!.edits);
    expect(mended).toMatch(/<span style="color: #[0-9a-f]{6}; font-weight: bold">/);
    expect((await audit('colour.md', mended)).findings).toEqual([]);
  });

  it('asks for the size of what the author sized, and not of what the browser did', async () => {
    const links = '<ul><li><a href="a.html">A</a></li><li><a href="b.html">B</a></li></ul>';
    const page = (style: string) =>
      `<!doctype html>\n<html lang="en"><head><title>T</title><style>${style}</style></head><body><main><h1>A</h1>${links}</main></body></html>\n`;
    expect((await audit('plain.html', page('h1 { color: #000 }'))).findings).toEqual([]);
    const small = (await audit('small.html', page('a { font-size: 10px; line-height: 11px }'))).findings;
    expect(small).toMatchObject([{ wcag: ['2.5.8'] }, { wcag: ['2.5.8'] }]);
  });

  it('judges no colour of its own theme', async () => {
    const { findings } = await audit('theme.md', '# A\n\n> Quoted [source](https://example.org) text\n\n```\ncode\n```\n');
    expect(findings).toEqual([]);
  });
});
