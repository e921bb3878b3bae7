/** Everything one command needs of one library, opened on first use and closed together. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LibraryFiles } from '../agents/context.ts';
import type { Browser } from '../tools/browser/page.ts';
import { openResults, type Results } from '../tools/cache/results.ts';
import { openSharedResults } from '../tools/cache/shared.ts';
import { discoverCourses } from '../tools/config/discover.ts';
import { loadKeptConfig } from '../tools/config/kept.ts';
import { type Config, responsesOf } from '../tools/config/schema.ts';
import type { Checkpoints } from '../tools/database/checkpoints.ts';
import { databaseUrl } from '../tools/database/place.ts';
import type { Facts } from '../tools/facts/facts.ts';
import { learnerKey } from '../tools/learners/pseudonym.ts';
import type { ResponseSet } from '../tools/learners/responses.ts';
import type { Ledger } from '../tools/ledger/ledger.ts';
import { openLedgerOf } from '../tools/ledger/open.ts';
import { LibraryError } from '../tools/library/errors.ts';
import { libraryFiles, togetherOf } from '../tools/library/files.ts';
import type { KnownLesson } from '../tools/library/identity.ts';
import type { Course, Library } from '../tools/library/lesson.ts';
import type { LinkStates } from '../tools/links/state.ts';
import type { OpenedModels } from '../tools/models/open.ts';
import type { News } from '../tools/news/news.ts';
import { replaceFile } from '../tools/publish/atomic.ts';
import { excludeFromGit } from '../tools/publish/exclude.ts';
import type { Sandbox } from '../tools/sandbox/sandbox.ts';
import type { Vectors } from '../tools/vectors/vectors.ts';
import { stampOf } from './looking/looked.ts';
import { overlaidFiles } from './publishing/overlaid-files.ts';

/**
 * Lessons in hand at once: as many as there are processors, and, where models are asked, as many again as can have a question out,
 * and one more for each processor: while some wait for answers and some work, others have their next question ready.
 * @param questions questions to models at once; 0 where none is asked
 */
export function lessonsAtOnce(questions: number): number {
  const working = Math.max(2, availableParallelism());
  return questions > 0 ? questions + 2 * working : working;
}

/** Loaded on first use: `list` and `approve` answer at once, without a browser's or a model's client in memory. */
const parts = {
  browser: () => import('../tools/browser/launch.ts'),
  facts: () => import('../tools/facts/open.ts'),
  vectors: () => import('../tools/vectors/open.ts'),
  models: () => import('../tools/models/open.ts'),
  responses: async () => ({
    ...(await import('../tools/learners/read-responses.ts')),
    ...(await import('../agents/assessment/responses/response-key.ts')),
    ...(await import('../agents/assessment/psychometrics/dif.ts')),
  }),
  news: () => import('../tools/news/open.ts'),
  links: async () => ({ ...(await import('../tools/links/state.ts')), ...(await import('../tools/links/kept.ts')) }),
  checkpoints: () => import('../tools/database/checkpoints.ts'),
  sandbox: async () => ({ ...(await import('../tools/sandbox/open.ts')), ...(await import('../tools/sandbox/kept.ts')) }),
  reading: async () => ({
    ...(await import('../tools/library/read.ts')),
    ...(await import('../tools/library/structure-cache.ts')),
  }),
};

/** Folder in a library that is Perennial's own. */
export const ownFolder = '.perennial';

/** File in it that keeps what was learnt of addresses. */
export const linksName = 'links.json';

export interface WorkspaceOptions {
  /** ISO date that counts as today; default: the clock's. */
  today?: string;
  /** US dollars this run may spend; overrides the config. */
  maxCost?: number;
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
  /** Learners' answers to the course's items, ids hashed; null where the config names none. */
  responses(course: Course): Promise<ResponseSet | null>;
  /** What is kept of addresses on the web; asks nothing. */
  links(): Promise<LinkStates>;
  /** Dated notes on the course's field; null where the config names none. */
  news(course: Pick<Course, 'id' | 'config'>): Promise<News | null>;
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
  const pages = 3 * lessonsAtOnce(config.models.concurrency);
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
      const base = { dir: join(own, 'vectors'), log };
      const { embedder, mode, estimateTexts } = env.OPENAI_EMBEDDING_MODEL && !builtInEmbedding ? await models() : noEmbedder;
      if (!embedder) return openVectors(base);
      return mode === 'ask'
        ? openVectors({ ...base, embedder })
        : openVectors({ ...base, counting: { id: embedder.id, missing: estimateTexts } });
    });
  let vectors = openVectorsOnce();
  const models = once(async () =>
    (await parts.models()).openModels({
      config: config.models,
      env,
      cacheFile: join(own, 'models.db'),
      ...(options.promptsDir === undefined ? {} : { promptsDir: options.promptsDir }),
      dataRegion: config.data.region,
      mode: options.models === 'estimate' ? 'estimate' : 'ask',
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
      disabled: options.models === 'leave-out' ? 'switched off for this run' : null,
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
    const shared = databaseUrl(env);
    return shared === null ? openFileCheckpoints(join(own, 'checkpoints.db')) : openPostgresCheckpoints(shared, ledger.id);
  });
  const answers = new Map<string, Promise<ResponseSet>>();
  const responses = async (course: Course): Promise<ResponseSet | null> => {
    const stated = responsesOf(course.config ?? config.courses.find((one) => one.id === course.id));
    if (!stated) return null;
    // A course's answers are read by its own keys; a file that was replaced is read again.
    const name = `${course.id} ${JSON.stringify(stated)} ${stampOf(root, stated.file)}`;
    const known = answers.get(name) ?? readAnswers(course, stated);
    answers.set(name, known);
    return known;
  };
  const readAnswers = async (course: Course, stated: NonNullable<ReturnType<typeof responsesOf>>): Promise<ResponseSet> => {
    const { readResponses, courseMarking, purifiedDif } = await parts.responses();
    return readResponses(join(root, stated.file), {
      key: learnerKey(join(own, 'learner.key')),
      name: stated.file,
      attempts: stated.attempts,
      marking: courseMarking(course.lessons),
      ...('groups' in stated && stated.groups ? { groups: stated.groups } : {}),
      strata: async (items, by) => (await purifiedDif(items, by)).strata,
    });
  };
  const news = new Map<string, Promise<News>>();
  const newsOf = async (course: Pick<Course, 'id' | 'config'>): Promise<News | null> => {
    const from = (course.config ?? config.courses.find((one) => one.id === course.id))?.trends;
    if (from === undefined) return null;
    const known = news.get(from) ?? (await parts.news()).openNews({ root, from, cacheDir: join(own, 'news'), today });
    news.set(from, known);
    return known;
  };
  const linksFile = join(own, linksName);
  let links: { stamp: string; states: LinkStates } | null = null;
  const linksKept = async (): Promise<LinkStates> => {
    const stats = statSync(linksFile, { throwIfNoEntry: false });
    const stamp = stats ? `${stats.size} ${stats.mtimeMs}` : 'absent';
    if (links?.stamp === stamp) return links.states;
    const { linkStates, readKept } = await parts.links();
    links = { stamp, states: linkStates(readKept(linksFile)) };
    return links.states;
  };
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
      return readLibrary(root, config, {
        known: knownLessons(ledger),
        cache: await structures(),
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
    responses,
    links: linksKept,
    news: newsOf,
    async close() {
      const made = await Promise.allSettled([browser.made(), vectors.made(), models.made(), checkpoints.made()]);
      await Promise.allSettled(made.map((part) => (part.status === 'fulfilled' ? part.value?.close() : undefined)));
      (await structures.made())?.close();
      results.close();
      ledger.close();
    },
  };
}

/** Where each lesson was last seen, and with which bytes: a lesson that was only moved keeps its id. */
function knownLessons(ledger: Ledger): Map<string, KnownLesson> {
  return new Map(
    [...ledger.lessonPaths()].map(([id, path]): [string, KnownLesson] => [
      id,
      {
        path,
        // Asked for only where a lesson is not where it was.
        get sha256() {
          return hashLastSeen(ledger, id, path);
        },
      },
    ]),
  );
}

function hashLastSeen(ledger: Ledger, lesson: string, path: string): string | undefined {
  for (const states of [['open', 'known', 'answered'], ['rejected']] as const) {
    const last = ledger.findings({ lesson, states: [...states] }).findLast(({ finding }) => finding.range.path === path);
    if (last) return last.finding.contentHash;
  }
  return undefined;
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

function shareResults(near: Results, env: NodeJS.ProcessEnv, told: Pick<WorkspaceOptions, 'log' | 'warn'>): Results {
  const url = databaseUrl(env);
  return url === null ? near : openSharedResults({ url, near, complain: told.warn ?? told.log ?? (() => {}) });
}

const noEmbedder = { embedder: null, mode: 'ask' as const, estimateTexts: () => {} };

let ruleset: string | null = null;

/**
 * Hash over the source of agents, graphs and the readers: a change of the program makes old results stale. Prompts are not among it:
 * a result names the prompts that were asked for it (`asked.ts`), so a changed prompt makes only those stale.
 */
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
    'tools/library',
    'tools/browser',
    'tools/facts',
    'tools/learners',
    'tools/links',
    'tools/news',
    'tools/sandbox',
    'tools/web-platform',
    'tools/vectors',
    'tools/models',
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
