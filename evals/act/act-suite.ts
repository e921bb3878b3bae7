/** The accessibility rules on the W3C's ACT test pages, beside axe-core alone on the same pages in the same run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditFile, type FileToAudit } from '../../agents/accessibility/audit-file.ts';
import type { LibraryFiles } from '../../agents/context.ts';
import type { RawFinding } from '../../agents/contract.ts';
import { openBrowser } from '../../tools/browser/launch.ts';
import type { Browser, EngineResult } from '../../tools/browser/page.ts';
import { libraryFiles } from '../../tools/library/files.ts';
import type { Models } from '../../tools/models/models.ts';
import type { Suite, SuiteOptions, SuiteResult } from '../suite.ts';
import { actTable } from './act-table.ts';
import { openAlwaysFails } from './always-fails.ts';
import { type ActCase, criteriaOf, type Expected, type Judged, type Named } from './score-act.ts';
import { summary } from './summary.ts';

/** Where the pages believe their pictures and scripts to lie on the W3C's site. */
const published = 'WAI/content-assets/wcag-act-rules/';

interface CaseFile {
  testcases: {
    testcaseId: string;
    testcaseTitle: string;
    relativePath: string;
    expected: Expected;
    ruleId: string;
    ruleName: string;
    ruleAccessibilityRequirements: Record<string, unknown> | null;
  }[];
}

export interface ActRun {
  judged: Judged[];
  /** The same pages with axe-core's failures alone. */
  axeAlone: Judged[];
  /** The same pages with a model that calls everything it is asked about a failure. */
  alwaysFails: Judged[];
  /** Requests that reached that model. */
  requests: number;
  failedRules: { path: string; rule: string; why: string }[];
}

export const actSuite: Suite = {
  name: 'act',
  describe: "recall and false alarms on the W3C's ACT test pages (--data: folder with testcases.json), beside axe-core alone",
  async run(options) {
    if (!options.dataDir)
      throw new Error('The ACT suite needs the test pages: give their folder (with testcases.json) with --data.');
    const cases = readCases(options.dataDir);
    const run = await judgeAll(options.dataDir, cases, options);
    const document = summary(run);
    if (!options.json) options.log(actTable(document));
    return { verdict: 'measured', document } satisfies SuiteResult;
  },
};

/** @throws where there is no readable testcases.json. */
export function readCases(folder: string): ActCase[] {
  const { testcases } = JSON.parse(readFileSync(join(folder, 'testcases.json'), 'utf8')) as CaseFile;
  return testcases.map((one) => ({
    id: one.testcaseId,
    path: one.relativePath,
    expected: one.expected,
    rule: one.ruleId,
    ruleName: one.ruleName,
    title: one.testcaseTitle,
    criteria: criteriaOf(one.ruleAccessibilityRequirements),
  }));
}

async function judgeAll(root: string, cases: ActCase[], options: SuiteOptions): Promise<ActRun> {
  const browser = await openBrowser({ limitSeconds: 30 });
  const model = await openAlwaysFails();
  const run: ActRun = { judged: [], axeAlone: [], alwaysFails: [], requests: 0, failedRules: [] };
  const waiting = [...cases];
  const files = beside(root);
  try {
    const work = async () => {
      for (let page = waiting.shift(); page; page = waiting.shift()) {
        const { judged, axeAlone, alwaysFails, failed } = await judge(root, page, browser, files, model.models);
        run.judged.push(judged);
        run.axeAlone.push(axeAlone);
        run.alwaysFails.push(alwaysFails);
        run.failedRules.push(...failed.map((one) => ({ path: page!.path, ...one })));
        if (run.judged.length % 100 === 0) options.log(`${run.judged.length} of ${cases.length} pages`);
      }
    };
    await Promise.all([work(), work()]);
    run.requests = model.requests();
    return run;
  } finally {
    await model.close();
    await browser.close();
  }
}

async function judge(root: string, page: ActCase, browser: Browser, files: LibraryFiles, models: Models) {
  const nothing: Judged = { page, outcome: 'not-scanned', fails: [], asks: [] };
  // SVG and XHTML files are no lessons: they are not scanned, and so flagged by nobody.
  if (!/\.html?$/i.test(page.path)) return { judged: nothing, axeAlone: nothing, alwaysFails: nothing, failed: [] };
  const opened = openedOnce(browser);
  try {
    const text = readFileSync(join(root, page.path), 'utf8');
    const file: FileToAudit = { root, path: page.path, text, format: 'html' };
    const alone = await auditFile(file, opened.browser, files);
    const read = await auditFile({ ...file, models }, opened.browser, files);
    // Asked while the page was open: the same results come again.
    const results = alone.failed.length > 0 ? [] : await opened.audit();
    const axeAlone: Judged = {
      page,
      outcome: 'scanned',
      fails: results
        .filter(({ engine, verdict }) => engine === 'axe-core' && verdict === 'fails')
        .map(({ rule, wcag }) => ({ by: 'axe-core', rule, criteria: wcag })),
      asks: [],
    };
    const failed = [...alone.failed, ...read.failed.filter(({ rule }) => !alone.failed.some((one) => one.rule === rule))];
    return { judged: judgedBy(page, alone.findings), axeAlone, alwaysFails: judgedBy(page, read.findings), failed };
  } finally {
    await opened.close();
  }
}

/** The same page for every audit of a file: it is put into a tab once. */
function openedOnce(browser: Browser) {
  let rendered: ReturnType<Browser['render']> | null = null;
  const once: Browser = {
    get pagesOpened() {
      return browser.pagesOpened;
    },
    version: () => browser.version(),
    close: async () => undefined,
    async render(request) {
      rendered ??= browser.render({ ...request, elsewhere: (path) => unpublished(path) });
      return { ...(await rendered), close: async () => undefined };
    },
  };
  return {
    browser: once,
    audit: async (): Promise<EngineResult[]> => (await rendered)?.audit() ?? [],
    close: async () => (await rendered?.catch(() => null))?.close(),
  };
}

function judgedBy(page: ActCase, findings: RawFinding[]): Judged {
  const of = (wanted: RawFinding['certainty']) => findings.filter(({ certainty }) => certainty === wanted).flatMap(named);
  return { page, outcome: 'scanned', fails: of('fails'), asks: of('needs-review') };
}

function named(finding: RawFinding): Named[] {
  const criteria = finding.wcag ?? [];
  return (finding.engines ?? ['perennial']).map((by) => ({ by, rule: finding.rule, criteria }));
}

function unpublished(path: string): string | null {
  return path.startsWith(published) ? path.slice(published.length) : null;
}

function beside(root: string): LibraryFiles {
  const files = libraryFiles(root);
  return {
    ...files,
    resolve(from, href) {
      const path = files.resolve(from, href);
      return path === null ? null : (unpublished(path) ?? path);
    },
  };
}
