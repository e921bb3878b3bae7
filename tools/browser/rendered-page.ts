/** A lesson on a page: loaded once, then asked for findings, text, links and pictures. */
import { type AccesslintViolation, accesslint, accesslintExpression, accesslintResults } from './accesslint-run.ts';
import { axeCore, axeExpression, type RawNode, toEngineResults } from './axe-run.ts';
import { addColourSources } from './colour-source.ts';
import { cutOffWhenDoubled } from './cut-off.ts';
import { readLinks, readText } from './in-page.ts';
import { LostBrowserError } from './lost-browser.ts';
import { markHtml } from './mark-html.ts';
import type { EngineResult, RenderedPage, RenderRequest } from './page.ts';
import { tooMuch } from './page-limits.ts';
import { takePicture } from './picture.ts';
import type { Lease, Pool } from './pool.ts';
import { linesBeyondWindow } from './reflow.ts';
import { renderMarkdown } from './render-markdown.ts';
import { pageUrl } from './requests.ts';
import { type LookSurvey, type MeaningSurvey, noLook, type PageFacts, type PageSurvey } from './survey.ts';
import { lookExpression } from './survey-look.ts';
import { meaningExpression } from './survey-meaning.ts';
import { surveyExpression } from './survey-page.ts';
import type { Tab } from './tab.ts';

/** A page whose browser was lost to another page's fault is loaded again; one that is there at every loss is at fault itself. */
const mostLosses = 2;

/**
 * @throws where the page cannot be loaded within the time limit; the browser itself survives or is replaced.
 */
export async function renderPage(pool: Pool, request: RenderRequest): Promise<RenderedPage & { close(): Promise<void> }> {
  const html = toPage(request);
  let lease: Lease | null = null;
  let end: 'failed' | 'closed' | null = null;
  let losses = 0;

  const giveBack = async (state: 'clean' | 'spoilt') => {
    const held = lease;
    lease = null;
    if (held) await pool.giveBack(held, state);
  };
  const loaded = async (): Promise<Lease> => {
    if (lease) return lease;
    const borrowed = await pool.borrow(request.signal);
    lease = borrowed;
    pool.countPage();
    const loading = borrowed.tab.load({
      root: request.root,
      url: pageUrl(request.path),
      html,
      ...(request.elsewhere ? { elsewhere: request.elsewhere } : {}),
    });
    await pool.limited(borrowed, 'Loading', loading, request.signal);
    return borrowed;
  };
  const attempt = async <T>(what: string, work: (tab: Tab) => Promise<T>): Promise<T> => {
    if (end) throw new Error(`${request.path}: its page ${end === 'closed' ? 'is closed' : 'failed before'}.`);
    for (;;) {
      try {
        const { tab } = await loaded();
        return await pool.limited(lease!, what, work(tab), request.signal);
      } catch (error) {
        await giveBack('spoilt');
        if (error instanceof LostBrowserError && losses < mostLosses) {
          losses += 1;
          continue;
        }
        end ??= 'failed';
        throw new Error(`${request.path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  };
  // One step after another: two in one tab would share its fate without knowing.
  let last: Promise<unknown> = Promise.resolve();
  const step = <T>(what: string, work: (tab: Tab) => Promise<T>): Promise<T> => {
    const next = last.then(() => attempt(what, work));
    last = next.catch(() => undefined);
    return next;
  };

  await step('Loading', async () => undefined);
  let audited: Promise<EngineResult[]> | null = null;
  let surveyed: Promise<PageSurvey> | null = null;
  const { format, path } = request;
  return {
    html,
    audit() {
      audited ??= step('The audit', async (tab) => {
        await tab.need(axeCore);
        const facts = { markdown: format === 'markdown', missingStyles: tab.missingStyles() > 0 };
        const nodes = await tab.evaluate<RawNode[]>(axeExpression(facts));
        await tab.need(accesslint);
        const violations = await tab.evaluate<AccesslintViolation[]>(accesslintExpression(format));
        const axeResults = toEngineResults(nodes, path, request.text.length);
        await addColourSources(tab, axeResults, request.text.length);
        return [...axeResults, ...accesslintResults(violations, path, request.text.length)];
      });
      return audited;
    },
    survey() {
      surveyed ??= step('The survey', async (tab) => {
        await tab.need(accesslint);
        const facts = await tab.evaluate<PageFacts>(surveyExpression);
        const meaning = await tab.evaluate<MeaningSurvey>(meaningExpression(format));
        if (format !== 'html') return { ...facts, ...meaning, ...noLook, cutOff: [] };
        const look = await tab.evaluate<Omit<LookSurvey, 'wide'>>(lookExpression);
        const cutOff = await cutOffWhenDoubled(tab);
        return { ...facts, ...meaning, ...look, cutOff, wide: await linesBeyondWindow(tab) };
      });
      return surveyed;
    },
    evaluate: (script) => step('A script', (tab) => tab.evaluate(script)),
    picture: (span) =>
      span.path === request.path ? step('The picture', (tab) => takePicture(tab, span)) : Promise.resolve(null),
    text: () => step('Reading the text', (tab) => tab.evaluate(readText)),
    links: () => step('Reading the links', (tab) => tab.evaluate(readLinks)),
    async close() {
      if (end === 'closed') return;
      end = 'closed';
      await last;
      await giveBack('clean');
    },
  };
}

function toPage(request: RenderRequest): string {
  const why = tooMuch(request.text, request.format);
  if (why) throw new Error(`${request.path} is not put on a page: ${why}.`);
  return request.format === 'markdown' ? renderMarkdown(request.text, request.title, request.language) : markHtml(request.text);
}
