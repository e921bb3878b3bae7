/** One tab of the browser, used for one lesson after another; everything of the last lesson goes with the next navigation. */
import type { CDPSession, Browser as Chromium, Page } from 'puppeteer';
import { LostBrowserError } from './lost-browser.ts';
import { guardRequests, type RequestGate, type ServedPage } from './requests.ts';

export interface Tab {
  /** Loads the page; resolves when its own files are there, or given up on. */
  load(page: ServedPage): Promise<void>;
  /** Loads a library into our own world, unless it came with the page. */
  need(library: Library): Promise<void>;
  /** Runs an expression in our own world of the loaded page, which the page's scripts (off anyway) cannot see. */
  evaluate<T>(expression: string): Promise<T>;
  send: CDPSession['send'];
  missingStyles(): number;
  /** Lets go of what the lessons before left behind. */
  tidy(): Promise<void>;
  /** Rejects, with the reason, when the renderer dies; never resolves. */
  crashed: Promise<never>;
  close(): Promise<void>;
}

/** A program of ours that defines one global name. */
export interface Library {
  name: string;
  source: string;
}

const worldName = 'perennial';

/** @param libraries come with every page: the browser then has their source at hand, and sends for it no more */
export async function openTab(chromium: Chromium, libraries: Library[] = []): Promise<Tab> {
  const page: Page = await chromium.newPage();
  const session = await page.createCDPSession();
  const gate: RequestGate = await guardRequests(session);
  await session.send('Page.enable');
  for (const { source } of libraries) {
    // Not in frames: a page of a thousand would hold a thousand engines.
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName,
      source: `if (window === window.top) {\n${source}\n}`,
    });
  }
  await session.send('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(() => undefined);
  session.on('Page.javascriptDialogOpening', () => {
    session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => undefined);
  });
  const crashed = new Promise<never>((_, reject) => {
    session.on('Inspector.targetCrashed', () => reject(new Error('The page crashed.')));
    page.on('close', () =>
      reject(chromium.connected ? new Error('The page was closed.') : new LostBrowserError('The browser ended.')),
    );
    chromium.on('disconnected', () => reject(new LostBrowserError('The browser ended.')));
  });
  crashed.catch(() => undefined);

  let world = 0;
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: world,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  };
  return {
    crashed,
    async load(served) {
      gate.serve(served);
      const loaded = new Promise<void>((resolve) => {
        session.once('Page.loadEventFired', () => resolve());
      });
      const { frameId, errorText } = await session.send('Page.navigate', { url: served.url });
      if (errorText) throw new Error(`The page does not load: ${errorText}.`);
      await loaded;
      ({ executionContextId: world } = await session.send('Page.createIsolatedWorld', { frameId, worldName }));
    },
    evaluate,
    async need({ name, source }) {
      if ((await evaluate<string>(`typeof ${name}`)) === 'undefined') await evaluate(`${source};0`);
    },
    send: session.send.bind(session) as CDPSession['send'],
    missingStyles: gate.missingStyles,
    async tidy() {
      await session.send('HeapProfiler.collectGarbage');
    },
    async close() {
      await page.close({ runBeforeUnload: false });
    },
  };
}
