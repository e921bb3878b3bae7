/** Everything one command needs of one library, opened on first use and closed together. */
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { LibraryFiles } from '../agents/context.ts';
import type { Browser } from '../tools/browser/page.ts';
import { openResults, type Results } from '../tools/cache/results.ts';
import { openSharedResults } from '../tools/cache/shared.ts';
import { discoverCourses } from '../tools/config/discover.ts';
import { loadKeptConfig } from '../tools/config/kept.ts';
import type { Config } from '../tools/config/schema.ts';
import type { Checkpoints } from '../tools/database/checkpoints.ts';
import { databaseUrl } from '../tools/database/place.ts';
import type { Facts } from '../tools/facts/facts.ts';
import type { Ledger } from '../tools/ledger/ledger.ts';
import { openLedgerOf } from '../tools/ledger/open.ts';
import { libraryFiles, togetherOf } from '../tools/library/files.ts';
import { unpackedPath } from '../tools/library/items/package.ts';
import type { Library } from '../tools/library/lesson.ts';
import type { OpenedModels } from '../tools/models/open.ts';
import { knownIn } from '../tools/models/personal-library.ts';
import { type KnownPeople, nobody } from '../tools/models/personal-pieces.ts';
import { replaceFile } from '../tools/publish/atomic.ts';
import { excludeFromGit } from '../tools/publish/exclude.ts';
import type { Sandbox } from '../tools/sandbox/sandbox.ts';
import type { Vectors } from '../tools/vectors/vectors.ts';
import { knownLessons } from './opening/known-lessons.ts';
import { once } from './opening/once.ts';
import { makeOwnFolder, ownFolder, requireFolder } from './opening/own-folder.ts';
import { rulesetHash } from './opening/ruleset.ts';
import { openSources, type Sources } from './opening/sources.ts';
import { overlaidFiles } from './publishing/overlaid-files.ts';

/**
 * Lessons in hand at once: as many as there are processors, and, where models are asked, as many again, and two for each question
 * that can be out: while some wait for answers and some work, others have their next question ready.
 * @param questions questions to models at once; 0 where none is asked
 */
export function lessonsAtOnce(questions: number): number {
  const working = Math.max(2, availableParallelism());
  return questions > 0 ? 2 * questions + 2 * working : working;
}

/** Lessons in hand while the texts of a course become vectors, which is what most wait for then: more of them can be taken up. */
export const mostLessonsAtOnce = (atOnce: number): number => 2 * atOnce;

/** Loaded on first use: `list` and `approve` answer at once, without a browser's or a model's client in memory. */
const parts = {
  browser: () => import('../tools/browser/launch.ts'),
  facts: () => import('../tools/facts/open.ts'),
  vectors: () => import('../tools/vectors/open.ts'),
  models: () => import('../tools/models/open.ts'),
  checkpoints: () => import('../tools/database/checkpoints.ts'),
  sandbox: async () => ({ ...(await import('../tools/sandbox/open.ts')), ...(await import('../tools/sandbox/kept.ts')) }),
  reading: async () => ({
    ...(await import('../tools/library/read.ts')),
    ...(await import('../tools/library/structure-cache.ts')),
  }),
};

/** Loads all that is otherwise loaded on first use. */
export async function loadParts(): Promise<void> {
  await Promise.all([parts.reading(), parts.vectors(), parts.models(), parts.facts(), parts.browser(), parts.checkpoints()]);
}

export interface WorkspaceOptions {
  /** ISO date that counts as today; default: the clock's. */
  today?: string;
  /** US dollars this run may spend; overrides the config. */
  maxCost?: number;
  /** Names a run that several workers share, or that is taken up again: what it may spend on models is spent together. */
  run?: string;
  /** `estimate`: nothing is asked, every question is counted. */
  models?: 'use' | 'leave-out' | 'estimate';
  /** Whether code samples are run; overrides the config. */
  code?: 'run' | 'off';
  /** A browser that runs already; it outlives the workspace. */
  browser?: Browser;
  env?: NodeJS.ProcessEnv;
  /** Folder of prompts in place of Perennial's own. */
  promptsDir?: string;
  log?: (line: string) => void;
  /** Lines a person should see without asking. */
  warn?: (line: string) => void;
}

export interface Workspace extends Sources {
  /** Absolute path of the library. */
  root: string;
  /** Absolute path of `.perennial`. */
  own: string;
  config: Config;
  configPath: string | null;
  today: string;
  ledger: Ledger;
  results: Results;
  /** Hash over the program's own rules: part of every result's key. */
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
  /** From now on vectors come from the built-in embedding: the endpoint's cannot be had. What was made of them must be made anew. */
  useBuiltInEmbedding(): Promise<void>;
  /** Runs code samples; null unless it was asked for. */
  sandbox(): Promise<Sandbox | null>;
  /** Where the approval graph keeps its threads. */
  checkpoints(): Promise<Checkpoints>;
  close(): Promise<void>;
}

/**
 * @throws LibraryError or ConfigError in one sentence where the folder or its config cannot be used.
 */
export async function openWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const root = resolve(folder);
  requireFolder(root);
  const own = join(root, ownFolder);
  const keptConfig = join(own, 'config.json');
  const { config, path: configPath, keep } = loadKeptConfig(root, keptConfig);
  makeOwnFolder(own);
  if (keep !== null) replaceFile(keptConfig, Buffer.from(keep));
  await excludeFromGit(root);
  const env = options.env ?? process.env;
  const ledger = await openLedgerOf(root, join(own, 'ledger.db'), env);
  const results = shareResults(openOrReplace(join(own, 'cache.db'), options.log), env, options);
  const today = options.today ?? process.env.PERENNIAL_TODAY ?? new Date().toISOString().slice(0, 10);
  const log = options.log ?? (() => {});
  // A lesson in hand may hold its own page, its edited copy's and a sibling's: fewer would leave lessons waiting for each other.
  const pages = 3 * mostLessonsAtOnce(lessonsAtOnce(config.models.concurrency));
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
      ...(config.facts.retirements === undefined ? {} : { retirementsFile: config.facts.retirements }),
      cacheDir: join(own, 'facts'),
      today,
    }),
  );
  let builtInEmbedding = false;
  const openVectorsOnce = () =>
    once(async () => {
      const { openVectors } = await parts.vectors();
      const base = { dir: join(own, 'vectors'), log, elsewhere: results.elsewhere };
      const { embedder, mode, estimateTexts } = env.OPENAI_EMBEDDING_MODEL && !builtInEmbedding ? await models() : noEmbedder;
      if (!embedder) return openVectors(base);
      return mode === 'ask'
        ? openVectors({ ...base, embedder })
        : openVectors({ ...base, counting: { id: embedder.id, missing: estimateTexts } });
    });
  let vectors = openVectorsOnce();
  const shared = databaseUrl(env);
  /** Of the library as it was read last; its texts are gone through when a model is first asked. */
  let people: () => KnownPeople = () => nobody;
  const models = once(async () =>
    (await parts.models()).openModels({
      config: config.models,
      people: () => people(),
      env,
      cacheFile: join(own, 'models.db'),
      ...(shared === null ? {} : { shared: { results, url: shared, library: ledger.id } }),
      ...(options.promptsDir === undefined ? {} : { promptsDir: options.promptsDir }),
      dataRegion: config.data.region,
      mode: options.models === 'estimate' ? 'estimate' : 'ask',
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
      ...(options.run === undefined ? {} : { run: options.run }),
      disabled: options.models === 'leave-out' ? 'It was switched off for this run.' : null,
      log,
    }),
  );
  const sandbox = once(async () => {
    if ((options.code ?? config.defaults.code) !== 'run') return null;
    const { openSandbox, keptSandbox } = await parts.sandbox();
    return keptSandbox(openSandbox(), results);
  });
  const checkpoints = once(async () => {
    const { openFileCheckpoints, openPostgresCheckpoints } = await parts.checkpoints();
    return shared === null ? openFileCheckpoints(join(own, 'checkpoints.db')) : openPostgresCheckpoints(shared, ledger.id);
  });
  const structures = once(async () => (await parts.reading()).openStructureCache(join(own, 'structures.db')));
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
      const { readLibrary } = await parts.reading();
      const library = await readLibrary(root, config, {
        known: knownLessons(ledger),
        cache: await structures(),
        ...(overlay && overlay.size > 0 ? { overlay } : {}),
      });
      let known: KnownPeople | null = null;
      people = () => (known ??= knownIn(textsOf(library, files)));
      return library;
    },
    async browser() {
      const running = options.browser ?? (await browser());
      opened = running;
      return running;
    },
    pagesOpened: () => (opened ? opened.pagesOpened - pagesBefore : 0),
    facts,
    vectors: () => vectors(),
    models,
    async useBuiltInEmbedding() {
      builtInEmbedding = true;
      const before = vectors;
      vectors = openVectorsOnce();
      await (await before.made())?.close();
    },
    sandbox,
    checkpoints,
    ...openSources({ root, own, config, today }),
    async close() {
      const made = await Promise.allSettled([browser.made(), vectors.made(), models.made(), checkpoints.made()]);
      await Promise.allSettled(made.map((part) => (part.status === 'fulfilled' ? part.value?.close() : undefined)));
      (await structures.made())?.close();
      results.close();
      ledger.close();
    },
  };
}

/** File by file, so that they are not all in memory; what lies in a package is. One that is gone meanwhile is left out. */
function* textsOf({ courses }: Library, files: LibraryFiles): Iterable<string> {
  for (const { lessons } of courses)
    for (const lesson of lessons)
      for (const file of lesson.files) {
        const text = unpackedPath(file.path) ? file.text : files.read(file.path);
        if (text !== null) yield text;
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

function shareResults(near: Results, env: NodeJS.ProcessEnv, told: Pick<WorkspaceOptions, 'log' | 'warn'>): Results {
  const url = databaseUrl(env);
  return url === null ? near : openSharedResults({ url, near, complain: told.warn ?? told.log ?? (() => {}) });
}

const noEmbedder = { embedder: null, mode: 'ask' as const, estimateTexts: () => {} };

export function libraryTitle(workspace: Pick<Workspace, 'config' | 'root'>): string {
  return workspace.config.title ?? basename(workspace.root);
}
