/** The accessibility agent on pages whose right repair is known: everything proposed is published, then all engines look again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unspoken } from '../../agents/accessibility/engines/engine-objections.ts';
import type { Finding } from '../../agents/contract.ts';
import { openBrowser } from '../../tools/browser/launch.ts';
import type { Browser } from '../../tools/browser/page.ts';
import type { Suite, SuiteDoors, SuiteOptions } from '../suite.ts';
import { repairTable } from './repair-table.ts';
import { judge, type PageResult, type Sight, total } from './score-repair.ts';
import { pathOf, type RepairPage, readPages, textOf } from './sheet.ts';

const ownPages = fileURLToPath(new URL('./pages', import.meta.url));

/** What a refresh mends in one go, and what only shows once that is published. */
const mostRounds = 2;

/** The bars of issue 3. */
const bars = { gone: 0.95, clean: 0.8 };

export const repairSuite: Suite = {
  name: 'repair',
  describe:
    'repairs on pages whose right repair is known (--data: folder of page sheets): score gone, clean pages, harm, by rule and page',
  async run(options, doors) {
    const pages = readPages(options.dataDir ?? ownPages);
    const folder = mkdtempSync(join(tmpdir(), 'perennial-repair-'));
    const browser = await openBrowser({ limitSeconds: 30 });
    try {
      const library = join(folder, 'library');
      layOut(library, pages);
      const results = await mend(library, pages, browser, doors, options);
      const score = total(results.final);
      const first = total(results.afterOne);
      if (!options.json) options.log(repairTable(results.final, score, first));
      const sound = score.gone.axe >= bars.gone && score.gone.all >= bars.gone && score.clean >= bars.clean && score.harmed === 0;
      return {
        verdict: sound ? 'measured' : 'failed',
        document: { suite: 'repair', bars, total: score, afterOneRound: first, refused: results.refused, pages: results.final },
      };
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Each page in a folder of its own, so that no file beside it belongs to another. */
function layOut(root: string, pages: RepairPage[]): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const page of pages) {
    write(pathOf(page), textOf(page));
    for (const [path, text] of Object.entries(page.beside)) write(join(dirname(pathOf(page)), path), text);
  }
  const languages = [...new Set(pages.map(({ language }) => language))];
  const courses = languages.map(
    (language) =>
      `  - id: pages-${language.toLowerCase()}\n    title: Pages (${language})\n    root: ${language.toLowerCase()}\n    language: ${language}\n    lessons:\n` +
      pages
        .filter((page) => page.language === language)
        .map((page) => `      - ${page.id}/${page.id}.${page.format}\n`)
        .join(''),
  );
  write('perennial.config.yaml', `version: 1\ndefaults:\n  agents: [accessibility]\ncourses:\n${courses.join('')}`);
  for (const args of [
    ['init', '-q'],
    ['config', 'core.autocrlf', 'false'],
    ['config', 'user.name', 'Evaluation'],
    ['config', 'user.email', 'evaluation@perennial.invalid'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'As it was'],
  ])
    execFileSync('git', ['-C', root, ...args], { stdio: 'ignore' });
}

async function mend(root: string, pages: RepairPage[], browser: Browser, doors: SuiteDoors, options: SuiteOptions) {
  const first = await doors.round.refresh(root);
  for (const path of first.notScanned) options.log(`not scanned: ${path}`);
  const before = await sights(root, pages, browser, first.findings);
  const touched = new Map(pages.map((page) => [page.id, 0]));
  const refused: string[] = [];
  let seen = first;
  let after = before;
  let afterOne: PageResult[] = [];
  for (let round = 1; round <= mostRounds && seen.proposals.length > 0; round++) {
    const published = await doors.round.publishAll(root);
    refused.push(...published.refused);
    for (const page of pages)
      if (published.published.some(({ edits }) => edits.some(({ path }) => path === pathOf(page)))) touched.set(page.id, round);
    seen = await doors.round.refresh(root);
    after = await sights(root, pages, browser, seen.findings);
    if (round === 1) afterOne = resultsOf(pages, before, after, touched);
  }
  const final = resultsOf(pages, before, after, touched);
  return { final, afterOne: afterOne.length > 0 ? afterOne : final, refused };
}

function resultsOf(pages: RepairPage[], before: Map<string, Sight>, after: Map<string, Sight>, rounds: Map<string, number>) {
  return pages.map((page) => judge(page, before.get(page.id)!, after.get(page.id)!, rounds.get(page.id) ?? 0));
}

/** Independent of what the agent kept: each page is opened afresh. */
async function sights(root: string, pages: RepairPage[], browser: Browser, findings: Finding[]): Promise<Map<string, Sight>> {
  const seen = new Map<string, Sight>();
  const waiting = [...pages];
  const work = async () => {
    for (let page = waiting.shift(); page; page = waiting.shift())
      seen.set(page.id, await sightOf(root, page, browser, findings));
  };
  await Promise.all([work(), work()]);
  return seen;
}

async function sightOf(root: string, page: RepairPage, browser: Browser, findings: Finding[]): Promise<Sight> {
  const path = pathOf(page);
  const text = readFileSync(join(root, path), 'utf8');
  const opened = await browser.render({
    root,
    path,
    text,
    format: page.format === 'md' ? 'markdown' : 'html',
    title: page.id,
    language: page.language,
  });
  try {
    const results = await opened.audit();
    return {
      text,
      // What has no place in a Markdown file is of the page we put round it.
      engines: results
        .filter(({ verdict, span }) => verdict === 'fails' && (page.format === 'html' || span !== null))
        .map(({ engine, rule, impact }) => ({ engine, rule, impact })),
      objections: unspoken(results, findings, () => (page.format === 'md' ? 'markdown' : 'html')).map(
        ({ engine, rule }) => `${engine} ${rule}`,
      ),
      findings: findings
        .filter((finding) => finding.range.path === path && finding.certainty === 'fails' && finding.agent === 'accessibility')
        .map(({ rule, severity, message }) => ({ rule, severity, message })),
      words: (await opened.text()).match(/\p{L}{2,}/gu) ?? [],
      links: await opened.links(),
    };
  } finally {
    await opened.close();
  }
}
