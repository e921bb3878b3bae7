/** Opens the browser in which lessons are seen as their learners see them. */
import { availableParallelism } from 'node:os';
import { accesslint } from './accesslint-run.ts';
import { axeCore } from './axe-run.ts';
import { chooseBrowser, type Sandbox } from './executable.ts';
import type { Browser } from './page.ts';
import { openPool } from './pool.ts';
import { renderPage } from './rendered-page.ts';
import { supervise } from './supervisor.ts';

const engineLibraries = { 'axe-core': axeCore, accesslint };

export interface BrowserOptions {
  /** Where the browser is unpacked; default: the user's cache folder. */
  cacheDir?: string;
  log?: (message: string) => void;
  /** What a person should know even where nobody asked: that there is no sandbox. */
  warn?: (message: string) => void;
  /** Longest time one step (load, audit, picture) of one page may take; default 60. */
  limitSeconds?: number;
  /** Engines that come with every page; the others are loaded where they are asked for. Default: all. */
  engines?: (keyof typeof engineLibraries)[];
  /** Pages in use at once; default: the number of cores. */
  pages?: number;
}

export interface OpenedBrowser extends Browser {
  /** Process id of the running browser; null before the first page. */
  pid(): number | null;
  /** Which program runs, where it was found, and whether its sandbox is on. */
  readonly facts: { executable: string; origin: string; sandbox: Sandbox };
}

/**
 * Finds (or unpacks) a browser; the process starts with the first page and starts again where it dies.
 *
 * @throws where there is no browser that can run here.
 */
export async function openBrowser(options: BrowserOptions = {}): Promise<OpenedBrowser> {
  const choice = await chooseBrowser(options.cacheDir, options.log ?? (() => undefined));
  const supervisor = supervise(choice, options.warn);
  const pool = openPool(supervisor, {
    pages: options.pages ?? Math.max(1, availableParallelism()),
    limitMs: (options.limitSeconds ?? 60) * 1000,
    libraries: (options.engines ?? ['axe-core', 'accesslint']).map((name) => engineLibraries[name]),
  });
  return {
    get facts() {
      return { executable: choice.executable, origin: choice.origin, sandbox: supervisor.sandbox() };
    },
    get pagesOpened() {
      return pool.pagesOpened;
    },
    pid: () => supervisor.pid(),
    render: (request) => renderPage(pool, request),
    async version() {
      const { chromium } = await supervisor.acquire();
      return chromium.version();
    },
    close: () => pool.close(),
  };
}
