/** Opens the model layer for one run. Without an endpoint it opens too, and answers "unavailable". */
import { randomUUID } from 'node:crypto';
import type { Results } from '../cache/results.ts';
import type { Config } from '../config/schema.ts';
import type { Embedder } from '../vectors/embedder.ts';
import { asking } from './asking.ts';
import { openBudget } from './budget.ts';
import { degradedBy, type Refusals } from './degraded.ts';
import { endpointEmbedder } from './embedding.ts';
import { endpointsFor } from './endpoints.ts';
import { type Estimate, estimator } from './estimate.ts';
import { gate } from './gate.ts';
import type { ModelAnswer, ModelFault, ModelRefusal, ModelRequest, Models } from './models.ts';
import { pace } from './pace.ts';
import { defaultPatience, type Patience } from './patience.ts';
import { type KnownPeople, nobody } from './personal-pieces.ts';
import { keysOf, type Prepared, prepare } from './prepared.ts';
import { embeddingPriceOf, priceWarning } from './prices.ts';
import { readPrompts } from './prompt-files.ts';
import type { Tools } from './route.ts';
import { type Agreement, fallen, isFallen } from './shadow.ts';
import { shadowing, shadowPurpose } from './shadowing.ts';
import { sharingAnswers } from './shared-answers.ts';
import { sharingBudget } from './shared-budget.ts';
import { pause } from './sleep.ts';
import { forgiving, openStore, type SpendingLine, type Store } from './store.ts';

export interface OpenModelsOptions {
  config: Config['models'];
  /** `data.region` of the config: where lesson text may be worked on. */
  dataRegion?: string | undefined;
  /**
   * `OPENAI_API_KEY`, `OPENAI_BASE_URL`; `OPENAI_FALLBACK_API_KEY`, `OPENAI_FALLBACK_BASE_URL` for a second endpoint;
   * `OPENAI_EMBEDDING_MODEL` for vectors by the same endpoints.
   */
  env: NodeJS.ProcessEnv;
  /** SQLite file of answers and spending; made where absent. */
  cacheFile: string;
  /** Of a library that several machines work on: answers and budgets are theirs together. */
  shared?: { results: Pick<Results, 'get' | 'put'>; url: string; library: string };
  /** Default: the prompts that come with Perennial. */
  promptsDir?: string;
  /** What the library holds about people (`knownIn`), as it was read last: it leaves in no request, wherever it stands. */
  people?: () => KnownPeople;
  /** US dollars of this run; default: the config's `maxCostPerRun`. */
  maxCost?: number;
  /** Why models are switched off (`--no-model`); null or absent where they are not. */
  disabled?: string | null;
  /**
   * `estimate`: nothing is asked; every question is counted (`estimates`) and answered "unavailable". Works without an endpoint too.
   * Default: `ask`.
   */
  mode?: 'ask' | 'estimate';
  /** Gets lines for a person. They never hold content of a lesson or an answer. */
  log?: (line: string) => void;
  /** Names a run that others may share, or that a crash cut off: its budget holds for all of them together. Absent: a run of its own. */
  run?: string;
  /** For tests: how long to wait, and how often to try. */
  patience?: Partial<Patience>;
  /** For tests: how long a dead endpoint rests before one probe. */
  restMs?: number;
}

export interface OpenedModels extends Models {
  degraded(): string | null;
  /** Requests not answered, by reason. */
  refusals(): Partial<Record<ModelRefusal, number>>;
  /** US dollars that all who share this run spent, as far as is known. */
  spentInRun(): number;
  /** What this run spent, by lesson, agent, prompt and model; of one that has a name, what all who share it spent. */
  costs(): SpendingLine[];
  /** The name of a run that others may share; null: a run of its own. */
  readonly run: string | null;
  /** Version of each prompt, as `id@version`: part of cache keys and run records. */
  promptVersions(): Record<string, string>;
  /** Whether questions are only counted. */
  readonly mode: 'ask' | 'estimate';
  estimates(): Estimate[];
  /** Counts texts that would be embedded; nothing where no embedding model is set. */
  estimateTexts(texts: Iterable<string>): void;
  /** Vectors by the endpoint's embedding model; null where none is set or may be used. */
  readonly embedder: Embedder | null;
  /** Why the embedding model gave no vectors when it was asked; null while it did. */
  embeddingFault(): string | null;
  /** Waits for shadow checks under way. */
  settled(): Promise<void>;
  /** Agreement of the tiers by task, over all runs; and, one sentence each, what has fallen. */
  shadows(): { agreements: Agreement[]; fallen: string[] };
  close(): void;
}

/**
 * @throws where a prompt file is broken: one sentence with the file and what to mend
 */
export function openModels(options: OpenModelsOptions): OpenedModels {
  let read: ReturnType<typeof readPrompts> | null = null;
  const prompts = () => {
    read ??= readPrompts(options.promptsDir);
    return read;
  };
  const promptVersions = () =>
    Object.fromEntries([...prompts().values()].map(({ id, version, hash }) => [id, `${id}@${version}#${hash.slice(0, 12)}`]));
  const log = (line: string) => options.log?.(`Models: ${line}`);
  const mode = options.mode ?? 'ask';
  const { config } = options;
  // Only counting needs an endpoint's name and nothing behind it.
  const env = mode === 'estimate' && !options.disabled ? { OPENAI_API_KEY: 'none', ...options.env } : options.env;
  const { routes, blocked } = endpointsFor(config, env, mode === 'ask' ? options.dataRegion : undefined, options.restMs);
  for (const line of blocked) log(line);
  const off = options.disabled
    ? { fault: 'switched-off' as const, why: options.disabled }
    : routes.length > 0
      ? null
      : blocked.length > 0
        ? { fault: 'residency' as const, why: blocked.join(' ') }
        : { fault: 'not-configured' as const, why: 'No model endpoint: neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.' };
  // A broken prompt file is told before anything is asked.
  if (!off) prompts();
  if (off) return withoutModels(off.fault, off.why, (request) => void prepare(prompts(), request), promptVersions);

  const kept = storeOf(options, log);
  if (typeof kept === 'string')
    return withoutModels('not-configured', kept, (request) => void prepare(prompts(), request), promptVersions);
  const store = forgiving(sharedBy(options, kept), log);
  for (const { models } of routes) {
    for (const tier of ['small', 'large'] as const) {
      const warning = priceWarning(tier, models[tier]);
      if (warning) log(warning);
    }
  }

  const run = options.run ?? randomUUID();
  const perRun = options.maxCost ?? config.maxCostPerRun;
  const budget = openBudget({
    perRun,
    run: options.run === undefined ? 'own' : 'shared',
    perMonth: config.maxCostPerMonth ?? null,
    store,
    warn: log,
  });
  const refusals: Refusals = {};
  let calls = 0;
  let lastFault = '';
  let embeddingFault: string | null = null;
  const tools: Tools = {
    ...{ run, budget, gate: gate(config.concurrency), pace: pace(config.requestsPerMinute) },
    ...{ patience: { ...defaultPatience, ...options.patience }, random: Math.random, sleep: pause, log },
    sent: () => {
      calls += 1;
    },
  };
  const { ask } = asking(routes, store, tools, config.timeoutSeconds);
  const names = { small: routes[0]!.models.small.name, large: routes[0]!.models.large.name };
  const shadows = shadowing({ settings: config.shadow, names, store, ask, keyOf: (one) => keysOf(one, routes)[0]!, log });
  const counted = estimator(routes, store);
  const embeddingModel = env.OPENAI_EMBEDDING_MODEL ? embeddingPriceOf(env.OPENAI_EMBEDDING_MODEL, config.prices) : null;
  const unpriced = embeddingModel && priceWarning('embedding', embeddingModel);
  if (unpriced) log(unpriced);

  async function asked<T>(prepared: Prepared): Promise<ModelAnswer<T>> {
    if (mode === 'ask') return shadows.ask<T>(prepared);
    const key = keysOf(prepared, routes).find((one) => store.answer(one) !== null);
    if (key !== undefined) return (await ask<T>(prepared)).answer;
    counted.add(prepared);
    const shadow = shadows.shadowOf(prepared);
    if (shadow) counted.add(shadow, shadowPurpose);
    return { ok: false, reason: 'unavailable', fault: 'only-estimated', detail: 'Only counted, not asked.', cost: 0 };
  }

  return {
    mode,
    get available() {
      return routes.some(
        ({ breaker, missing, models }) => !breaker.dead && !(missing.has(models.small.name) && missing.has(models.large.name)),
      );
    },
    async ask<T>(request: ModelRequest): Promise<ModelAnswer<T>> {
      const prepared = prepare(prompts(), request, options.people?.());
      const answer = await asked<T>(shadows.placed(prepared));
      if (!answer.ok) {
        refusals[answer.reason] = (refusals[answer.reason] ?? 0) + 1;
        if (answer.reason === 'endpoint') lastFault = answer.detail;
      }
      return answer;
    },
    spent: () => ({
      dollars: budget.dollars(),
      calls,
      refused: Object.values(refusals).reduce((sum, count) => sum + count, 0) - (refusals.unavailable ?? 0),
    }),
    degraded: () =>
      mode === 'estimate'
        ? 'Nothing was asked: questions were only counted.'
        : degradedBy(refusals, routes, lastFault, embeddingFault),
    refusals: () => ({ ...refusals }),
    spentInRun: () => (options.run === undefined ? budget.dollars() : store.spentInRun(run)),
    costs: () => store.lines(run),
    run: options.run ?? null,
    promptVersions,
    estimates: () => counted.lines(),
    estimateTexts(texts) {
      if (embeddingModel) counted.addTexts(texts, embeddingModel);
    },
    embedder:
      embeddingModel === null
        ? null
        : endpointEmbedder(routes, embeddingModel, tools, config.timeoutSeconds, {
            people: () => options.people?.() ?? nobody,
            failed: (detail) => {
              embeddingFault ??= detail;
            },
          }),
    embeddingFault: () => embeddingFault,
    settled: () => shadows.settled(),
    shadows() {
      const agreements = store.agreements(names.small, names.large);
      return {
        agreements,
        fallen: agreements.filter((one) => isFallen(one, config.shadow)).map(fallen),
      };
    },
    close: () => store.close(),
  };
}

function withoutModels(
  fault: Extract<ModelFault, 'not-configured' | 'switched-off' | 'residency'>,
  why: string,
  check: (request: ModelRequest) => void,
  promptVersions: OpenedModels['promptVersions'],
): OpenedModels {
  return {
    available: false,
    // Defects of a caller show without an endpoint too.
    ask: async (request) => {
      check(request);
      return { ok: false, reason: 'unavailable', fault, detail: why, cost: 0 };
    },
    spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
    degraded: () => why,
    refusals: () => ({}),
    spentInRun: () => 0,
    costs: () => [],
    run: null,
    promptVersions,
    mode: 'ask',
    estimates: () => [],
    estimateTexts: () => {},
    embedder: null,
    embeddingFault: () => null,
    settled: async () => {},
    shadows: () => ({ agreements: [], fallen: [] }),
    close: () => {},
  };
}

function sharedBy({ shared, config, run }: OpenModelsOptions, own: Store): Store {
  if (!shared) return own;
  const store = sharingAnswers(own, shared);
  return config.maxCostPerMonth === undefined && run === undefined ? store : sharingBudget(store, shared);
}

function storeOf({ cacheFile, config }: OpenModelsOptions, log: (line: string) => void): Store | string {
  try {
    return openStore(cacheFile);
  } catch (error) {
    const why = `${cacheFile} cannot be opened (${error instanceof Error ? error.message : error})`;
    if (config.maxCostPerMonth !== undefined) return `${why}, so the budget of the month cannot be kept: nothing is asked.`;
    log(`${why}: answers of this run are not kept for the next.`);
    return openStore(':memory:');
  }
}
