/** Everything one command needs of one library, opened on first use and closed together. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LibraryFiles } from '../agents/context.ts';
import type { Browser } from '../tools/browser/page.ts';
import { openResults, type Results } from '../tools/cache/results.ts';
import { discoverCourses } from '../tools/config/discover.ts';
import { loadConfig } from '../tools/config/load.ts';
import type { Config } from '../tools/config/schema.ts';
import type { Facts } from '../tools/facts/facts.ts';
import { learnerKey } from '../tools/learners/pseudonym.ts';
import type { ResponseSet } from '../tools/learners/responses.ts';
import type { Ledger } from '../tools/ledger/ledger.ts';
import { openLedger } from '../tools/ledger/sqlite.ts';
import { LibraryError } from '../tools/library/errors.ts';
import { libraryFiles, togetherOf } from '../tools/library/files.ts';
import type { KnownLesson } from '../tools/library/identity.ts';
import type { Course, Library } from '../tools/library/lesson.ts';
import type { OpenedModels } from '../tools/models/open.ts';
import { excludeFromGit } from '../tools/publish/exclude.ts';
import type { Vectors } from '../tools/vectors/vectors.ts';
import { overlaidFiles } from './overlaid-files.ts';

/** Lessons in hand at once. */
export function lessonsAtOnce(): number {
  return Math.max(2, availableParallelism());
}

/** Loaded on first use: `list` and `approve` answer at once, without a browser's or a model's client in memory. */
const parts = {
  browser: () => import('../tools/browser/launch.ts'),
  facts: () => import('../tools/facts/open.ts'),
  vectors: () => import('../tools/vectors/open.ts'),
  models: () => import('../tools/models/open.ts'),
  responses: () => import('../tools/learners/read-responses.ts'),
  reading: async () => ({
    ...(await import('../tools/library/read.ts')),
    ...(await import('../tools/library/structure-cache.ts')),
  }),
};

/** Folder in a library that is Perennial's own. */
export const ownFolder = '.perennial';

export interface WorkspaceOptions {
  /** ISO date that counts as today; default: the clock's. */
  today?: string;
  /** US dollars this run may spend; overrides the config. */
  maxCost?: number;
  models?: 'use' | 'leave-out';
  /** A browser that runs already; it outlives the workspace. */
  browser?: Browser;
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  /** Lines a person should see without asking. */
  warn?: (line: string) => void;
}

export interface Workspace {
  /** Absolute path of the library. */
  root: string;
  /** Absolute path of `.perennial`. */
  own: string;
  config: Config;
  configPath: string | null;
  today: string;
  ledger: Ledger;
  results: Results;
  /** Hash over the program's own rules and prompts: part of every result's key. */
  ruleset: string;
  /** Sight of the files as of the last `read`. */
  readonly files: LibraryFiles;
  /** @param overlay texts that stand in place of files, by path: the library as another branch has it */
  read(overlay?: ReadonlyMap<string, string>): Promise<Library>;
  browser(): Promise<Browser>;
  /** Pages opened so far; 0 where no browser was started. */
  pagesOpened(): number;
  facts(): Promise<Facts>;
  vectors(): Promise<Vectors>;
  models(): Promise<OpenedModels>;
  /** Learners' answers to the course's items, ids hashed; null where the config names none. */
  responses(course: Pick<Course, 'id' | 'config'>): Promise<ResponseSet | null>;
  close(): Promise<void>;
}

/**
 * @throws LibraryError or ConfigError in one sentence where the folder or its config cannot be used.
 */
export async function openWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const root = resolve(folder);
  requireFolder(root);
  const { config, path: configPath } = loadConfig(root);
  const own = join(root, ownFolder);
  makeOwnFolder(own);
  await excludeFromGit(root);
  const ledger = openLedger(join(own, 'ledger.db'));
  const results = openOrReplace(join(own, 'cache.db'), options.log);
  const today = options.today ?? process.env.PERENNIAL_TODAY ?? new Date().toISOString().slice(0, 10);
  const env = options.env ?? process.env;
  const log = options.log ?? (() => {});
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) & { made(): Promise<T> | null } => {
    let made: Promise<T> | null = null;
    return Object.assign(
      () => {
        made ??= make();
        return made;
      },
      { made: () => made },
    );
  };
  // A lesson in hand may hold its own page, its edited copy's and a sibling's: fewer would leave lessons waiting for each other.
  const pages = 3 * lessonsAtOnce();
  const browser = once(async () =>
    (await parts.browser()).openBrowser({
      log,
      ...(options.warn ? { warn: options.warn } : {}),
      pages,
      limitSeconds: config.defaults.limits.lessonSeconds,
    }),
  );
  const pagesBefore = options.browser?.pagesOpened ?? 0;
  let opened: Browser | null = null;
  const facts = once(async () =>
    (await parts.facts()).openFacts({
      root,
      ...(config.facts.endOfLife === undefined ? {} : { endOfLifeDir: config.facts.endOfLife }),
      online: config.facts.online,
      cacheDir: join(own, 'facts'),
      today,
    }),
  );
  const vectors = once(async () => (await parts.vectors()).openVectors({ dir: join(own, 'vectors'), log }));
  const models = once(async () =>
    (await parts.models()).openModels({
      config: config.models,
      env,
      cacheFile: join(own, 'models.db'),
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
      disabled: options.models === 'leave-out' ? 'switched off for this run' : null,
      log,
    }),
  );
  const answers = new Map<string, Promise<ResponseSet>>();
  const responses = async (course: Pick<Course, 'id' | 'config'>): Promise<ResponseSet | null> => {
    const file = (course.config ?? config.courses.find((one) => one.id === course.id))?.responses;
    if (file === undefined) return null;
    const known =
      answers.get(file) ??
      (await parts.responses()).readResponses(join(root, file), { key: learnerKey(join(own, 'learner.key')), name: file });
    answers.set(file, known);
    return known;
  };
  const lookAround = () => libraryFiles(root, togetherOf(config.courses.length > 0 ? config.courses : discoverCourses(root)));
  let files: LibraryFiles = lookAround();
  return {
    root,
    own,
    config,
    configPath,
    today,
    ledger,
    results,
    get ruleset() {
      return rulesetHash();
    },
    get files() {
      return files;
    },
    async read(overlay) {
      // A server lives for hours: what was there at its start need not be there now.
      files = overlay ? overlaidFiles(lookAround(), overlay) : lookAround();
      const { readLibrary, openStructureCache } = await parts.reading();
      return readLibrary(root, config, {
        known: knownLessons(ledger),
        cache: openStructureCache(join(own, 'structures.json')),
        ...(overlay && overlay.size > 0 ? { overlay } : {}),
      });
    },
    async browser() {
      const running = options.browser ?? (await browser());
      opened = running;
      return running;
    },
    pagesOpened: () => (opened ? opened.pagesOpened - pagesBefore : 0),
    facts,
    vectors,
    models,
    responses,
    async close() {
      const made = await Promise.allSettled([browser.made(), vectors.made(), models.made()]);
      await Promise.allSettled(made.map((part) => (part.status === 'fulfilled' ? part.value?.close() : undefined)));
      results.close();
      ledger.close();
    },
  };
}

/** Where each lesson was last seen, and with which bytes: a lesson that was only moved keeps its id. */
function knownLessons(ledger: Ledger): Map<string, KnownLesson> {
  const known = new Map([...ledger.lessonPaths()].map(([id, path]): [string, KnownLesson] => [id, { path }]));
  for (const states of [['rejected'], ['open', 'known', 'answered']] as const) {
    for (const { finding } of ledger.findings({ states: [...states] })) {
      const lesson = known.get(finding.lesson);
      if (lesson?.path === finding.range.path) lesson.sha256 = finding.contentHash;
    }
  }
  return known;
}

/** A library that is misspelt must not come into being by looking for it. */
function requireFolder(root: string): void {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (!stats) throw new LibraryError('no-such-folder', `There is no folder ${root}; check the spelling.`);
  if (!stats.isDirectory()) throw new LibraryError('not-a-folder', `${root} is a file; name the folder that holds the library.`);
}

/** Not `recursive`: that reports a read-only disk as a missing folder. */
function makeOwnFolder(own: string): void {
  try {
    mkdirSync(own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function openOrReplace(file: string, log?: (line: string) => void): Results {
  try {
    return openResults(file);
  } catch (error) {
    log?.(`The cache ${file} cannot be read (${error instanceof Error ? error.message : error}); working without it.`);
    return openResults(':memory:');
  }
}

let ruleset: string | null = null;

/** Hash over the source of agents, graphs, prompts and the readers: a change of the program makes old results stale. */
function rulesetHash(): string {
  if (ruleset) return ruleset;
  const home = dirname(dirname(fileURLToPath(import.meta.url)));
  const hash = createHash('sha256');
  const walk = (folder: string) => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.includes('.test.') && entry.name !== 'README.md') hash.update(entry.name).update(readFileSync(path));
    }
  };
  for (const folder of [
    'agents',
    'graphs',
    'prompts',
    'tools/library',
    'tools/browser',
    'tools/facts',
    'tools/learners',
    'tools/vectors',
  ])
    walk(join(home, folder));
  // Engines and parsers come with their versions.
  hash.update(readFileSync(join(home, 'package.json')));
  ruleset = hash.digest('hex');
  return ruleset;
}

/** Writes a file of Perennial's own under `.perennial`; makes folders. */
export function writeOwn(workspace: Pick<Workspace, 'own'>, path: string, content: string | Uint8Array): string {
  const file = join(workspace.own, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

export function libraryTitle(workspace: Pick<Workspace, 'config' | 'root'>): string {
  return workspace.config.title ?? basename(workspace.root);
}
