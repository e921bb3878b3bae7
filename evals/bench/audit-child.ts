/** Run by `audit.ts` as a process of its own: `audit-child.ts axe|all FOLDER [PAGES]`. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { auditFile } from '../../agents/accessibility/audit-file.ts';
import { openBrowser } from '../../tools/browser/launch.ts';
import type { Browser } from '../../tools/browser/page.ts';
import { treeMegabytes } from './measure.ts';

export const wcagTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** @returns milliseconds axe-core itself took in the page */
async function axeAlone(browser: Browser, root: string, path: string, text: string): Promise<number> {
  const page = await browser.render({ root, path, text, format: 'html', title: path, language: 'en' });
  try {
    const options = JSON.stringify({ runOnly: { type: 'tag', values: wcagTags } });
    return await page.evaluate<number>(
      `(async () => { const started = performance.now(); await axe.run(document, ${options}); return performance.now() - started; })()`,
    );
  } finally {
    await page.close();
  }
}

async function everything(browser: Browser, root: string, path: string, text: string): Promise<number> {
  const { failed } = await auditFile({ root, path, text, format: 'html' }, browser);
  if (failed.length > 0) throw new Error(`${path}: ${failed[0]?.rule}: ${failed[0]?.why}`);
  return 0;
}

async function main(kind: string, root: string, wanted: number): Promise<void> {
  const files = readdirSync(root).sort();
  const work = kind === 'axe' ? axeAlone : everything;
  const atOnce = cpus().length;
  const browser = await openBrowser({ pages: atOnce, ...(kind === 'axe' ? { engines: ['axe-core'] as const } : {}) });
  const total = wanted || files.length;
  let next = 0;
  let engine = 0;
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < total) {
          const index = next++;
          const path = files[index % files.length] ?? '';
          engine += await work(browser, root, path, readFileSync(join(root, path), 'utf8'));
          if (wanted > 0 && (index + 1) % Math.ceil(wanted / 8) === 0)
            console.log(`after ${index + 1} pages: ${treeMegabytes(process.pid).toFixed(0)} MB in all processes`);
        }
      }),
    );
  } finally {
    await browser.close();
  }
  if (kind === 'axe') console.log(`engine seconds ${(engine / 1000).toFixed(2)}`);
}

const [, script, kind, root, pages] = process.argv;
if (script && import.meta.url === pathToFileURL(script).href && kind && root) await main(kind, root, Number(pages ?? 0));
