/**
 * Pages a second of our accessibility engines beside `pa11y-ci` and `@axe-core/cli`, over the same rendered pages, and memory over many pages.
 * `npx tsx evals/bench/audit.ts [DIR] [--tools FOLDER] [--chromedriver PATH] [--many 2000]`
 * DIR: a folder with Markdown files (default ../shared/library). FOLDER: where `npm install pa11y-ci @axe-core/cli` was run; they are
 * no dependency of this project. Without it only our own figures are printed. The axe rules are the same for all: tags of WCAG 2.0 to 2.2, A and AA.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseBrowser } from '../../tools/browser/executable.ts';
import { renderMarkdown } from '../../tools/browser/render-markdown.ts';
import { wcagTags } from './audit-child.ts';
import { type Measured, measure } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tools: { type: 'string' }, chromedriver: { type: 'string' }, many: { type: 'string', default: '2000' } },
});
const source = resolve(positionals[0] ?? '../shared/library');
const cores = cpus().length;
const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));

/** Every Markdown file as the page a learner would get. @returns absolute paths */
function rendered(): string[] {
  const into = join(folder, 'pages');
  mkdirSync(into);
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[/\\](?:\.git|\.perennial|node_modules)[/\\]/u.test(file))
    .sort();
  return files.map((file, index) => {
    const page = join(into, `${String(index).padStart(4, '0')}.html`);
    writeFileSync(page, renderMarkdown(readFileSync(file, 'utf8'), file.slice(source.length + 1), 'en'));
    return page;
  });
}

function line(name: string, pages: number, measured: Measured): number {
  const rate = pages / measured.seconds;
  const memory = Number.isNaN(measured.peakMegabytes) ? '' : `, peak ${measured.peakMegabytes.toFixed(0)} MB`;
  console.log(`${name}: ${measured.seconds.toFixed(1)} s, ${rate.toFixed(2)} pages a second${memory}`);
  return rate;
}

function ours(kind: string, extra: string[] = [], every: number | 'unwatched' = 'unwatched'): Promise<Measured> {
  const child = fileURLToPath(new URL('audit-child.ts', import.meta.url));
  return measure(process.execPath, ['--import', 'tsx', child, kind, join(folder, 'pages'), ...extra], {}, every);
}

try {
  const pages = rendered();
  console.log(
    `${cores} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, ${pages.length} pages of ${source}`,
  );
  const axe = await ours('axe');
  const axeRate = line('perennial, axe-core alone', pages.length, axe);
  const engineSeconds = Number(/engine seconds ([\d.]+)/u.exec(axe.stdout)?.[1] ?? Number.NaN);
  const floor = engineSeconds / cores;
  console.log(
    `floor: axe-core itself ran ${engineSeconds.toFixed(1)} s in the pages, over ${cores} cores ${floor.toFixed(1)} s; we take ${(axe.seconds / floor).toFixed(2)} times that`,
  );
  const allRate = line('perennial, all engines and rules', pages.length, await ours('all'));
  if (values.tools) {
    const { executable } = await chooseBrowser(undefined, console.error);
    const bin = (name: string) => join(resolve(values.tools ?? ''), 'node_modules', '.bin', name);
    const compare = (name: string, theirs: number) =>
      console.log(
        `against ${name}: ${(axeRate / theirs).toFixed(1)} times with axe-core alone, ${(allRate / theirs).toFixed(1)} times with everything`,
      );
    if (existsSync(bin('pa11y-ci'))) {
      const config = join(folder, 'pa11y.json');
      const chrome = ['--no-sandbox', '--disable-gpu'];
      writeFileSync(
        config,
        JSON.stringify({
          defaults: {
            runners: ['axe'],
            standard: 'WCAG2AA',
            concurrency: cores,
            timeout: 60_000,
            // With contexts of its own it loses pages at their closing in this browser, and counts them as done.
            useIncognitoBrowserContext: false,
            chromeLaunchConfig: { executablePath: executable, args: chrome },
          },
          urls: pages.map((page) => pathToFileURL(page).href),
        }),
      );
      const pa11y = await measure(bin('pa11y-ci'), ['--config', config, '--json'], {}, 'unwatched');
      const { results } = JSON.parse(pa11y.stdout) as { results: Record<string, { code?: string }[]> };
      const seen = Object.values(results).filter((issues) => issues.every((issue) => issue.code !== undefined)).length;
      if (seen !== pages.length) throw new Error(`pa11y-ci looked at ${seen} of ${pages.length} pages.`);
      compare('pa11y-ci', line('pa11y-ci, runner axe', pages.length, pa11y));
    } else console.log('pa11y-ci: left out (no binary)');
    if (existsSync(bin('axe')) && values.chromedriver) {
      const cli = await measure(
        bin('axe'),
        [
          ...pages.map((page) => pathToFileURL(page).href),
          '--tags',
          wcagTags.join(','),
          '--chromedriver-path',
          values.chromedriver,
          '--chrome-path',
          executable,
          '--chrome-options',
          'headless,no-sandbox,disable-gpu',
        ],
        {},
        'unwatched',
      );
      const seen = cli.stdout.match(/violations? found|issues? detected/giu)?.length ?? 0;
      if (seen < pages.length) throw new Error(`@axe-core/cli looked at ${seen} of ${pages.length} pages.`);
      compare('@axe-core/cli', line('@axe-core/cli', pages.length, cli));
    } else console.log('@axe-core/cli: left out (no binary, or no --chromedriver of the browser’s version)');
  } else console.log('pa11y-ci and @axe-core/cli: left out (give --tools FOLDER)');
  const many = Number(values.many);
  if (many > 0) {
    const long = await ours('all', [String(many)], 5_000);
    line(`perennial, everything, ${many} pages`, many, long);
    process.stdout.write(long.stdout.replace(/^engine.*\n/mu, ''));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
