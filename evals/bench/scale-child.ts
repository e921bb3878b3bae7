/**
 * One refresh of a library in a process of its own, for `scale.ts`: prints one line of JSON.
 * `npx tsx evals/bench/scale-child.ts DIR real|stand-ins|no-rules [TODAY]`
 * With stand-ins, browser and embedding answer at once: what is measured is everything else. With no rules, what is left is reading,
 * the graphs, the ledger and the report.
 */
import { join } from 'node:path';
import { normal, seeded } from '../../agents/assessment/psychometrics/random.ts';
import { refresh } from '../../graphs/refresh.ts';
import { type RunReport, reportOnRun } from '../../graphs/run-report.ts';
import { openWorkspace } from '../../graphs/workspace.ts';
import type { Browser } from '../../tools/browser/page.ts';
import { noLook, type PageSurvey } from '../../tools/browser/survey.ts';
import { type Embedder, unit } from '../../tools/vectors/embedder.ts';
import { openVectors } from '../../tools/vectors/open.ts';
import { walkAndHash } from './bare-walk.ts';

export interface Measured {
  /** Milliseconds. */
  bareWalk: number;
  open: number;
  refresh: number;
  report: number;
  close: number;
  /** By part, in seconds; parts of lessons in hand at once are summed. */
  seconds: Record<string, number>;
  files: number;
  lessons: Record<string, number>;
  reason: string | null;
  /** `quiet`: nothing had changed, and nothing was looked at. */
  look: 'quiet' | 'whole';
  reportFile: RunReport['state'];
  pagesOpened: number;
  modelCalls: number;
  admitted: number;
  /** Megabytes of this process at its largest. */
  peakMegabytes: number;
}

const [root, parts, today] = process.argv.slice(2);
if (!root || (parts !== 'real' && parts !== 'stand-ins' && parts !== 'no-rules'))
  throw new Error('Give a library and what looks at it: npx tsx evals/bench/scale-child.ts DIR real|stand-ins|no-rules [TODAY]');

const nothingSeen: PageSurvey = {
  ...{ links: [], unusedHeaders: [], prohibitedNames: [], languages: [], fields: [], media: [], focusTraps: [], cutOff: [] },
  ...{ title: { mark: null, text: '' }, opening: '', headings: [], graphics: [], frames: [], focusUnseen: [] },
  ...noLook,
  ...{ words: 500, leadsElsewhere: 0, scripts: 0, content: 'as-written' },
};

/** Shows every page as one without faults. */
function standInBrowser(): Browser {
  let pagesOpened = 0;
  return {
    async render() {
      pagesOpened += 1;
      return {
        html: '',
        audit: async () => [],
        survey: async () => nothingSeen,
        evaluate: async () => {
          throw new Error('There is no page behind this one.');
        },
        picture: async () => null,
        text: async () => '',
        links: async () => [],
        close: async () => {},
      };
    },
    get pagesOpened() {
      return pagesOpened;
    },
    version: async () => 'stand-in',
    close: async () => {},
  };
}

/** A vector drawn from the words: texts that share many lie close. */
const standInEmbedder: Embedder = {
  id: 'words-drawn-by-lot',
  async embed(texts) {
    return texts.map((text) => {
      const sum = new Array<number>(64).fill(0);
      for (const word of text.toLowerCase().match(/[a-z]{4,}/gu) ?? []) {
        let mixed = 7;
        for (let at = 0; at < word.length; at += 1) mixed = (Math.imul(mixed, 31) + word.charCodeAt(at)) | 0;
        const random = seeded(mixed);
        for (let at = 0; at < sum.length; at += 1) sum[at]! += normal(random);
      }
      return unit(sum);
    });
  },
  close: async () => {},
};

const since = (start: number) => performance.now() - start;
walkAndHash(root);
let start = performance.now();
const files = walkAndHash(root);
const bareWalk = since(start);
start = performance.now();
const workspace = await openWorkspace(root, {
  models: 'leave-out',
  ...(today === undefined ? {} : { today }),
  ...(parts === 'real' ? {} : { browser: standInBrowser() }),
});
// What it takes to know the program is paid for; somebody may be at work on the sources while this runs.
const { ruleset } = workspace;
if (ruleset.length !== 64) throw new Error('The program has no hash.');
Object.defineProperty(workspace, 'ruleset', { value: 'of this benchmark' });
if (parts !== 'real') {
  const vectors = openVectors({ dir: join(workspace.own, 'vectors'), embedder: standInEmbedder });
  Object.assign(workspace, { vectors: async () => vectors });
  process.once('exit', () => void vectors.close());
}
const open = since(start);
start = performance.now();
const result = await refresh(workspace, {
  agents: parts === 'no-rules' ? [] : workspace.config.defaults.agents,
  write: 'record',
  known: 'new',
  limits: 'keep',
  signal: new AbortController().signal,
});
const refreshed = since(start);
start = performance.now();
const told = await reportOnRun(workspace, result);
const report = since(start);
const lessons: Record<string, number> = {};
for (const { status } of result.run.lessons) lessons[status] = (lessons[status] ?? 0) + 1;
const reason = result.run.lessons.find((one) => one.status === 'not-scanned')?.reason ?? null;
start = performance.now();
await workspace.close();
const close = since(start);
const measured: Measured = {
  ...{ bareWalk, open, refresh: refreshed, report, close, files, lessons },
  seconds: result.run.seconds,
  reason,
  look: result.quiet ? 'quiet' : 'whole',
  reportFile: told.state,
  pagesOpened: result.run.pagesOpened,
  modelCalls: result.run.modelCalls,
  admitted: result.admitted.length,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measured));
process.exit(0);
