/** Opens the model layer for one run. Without an endpoint it opens too, and answers "unavailable". */
import { randomUUID } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { asking, prepare } from './asking.ts';
import type { Endpoint } from './attempt.ts';
import { breaker } from './breaker.ts';
import { openBudget } from './budget.ts';
import { gate } from './gate.ts';
import type { ModelAnswer, ModelFault, ModelRefusal, ModelRequest, Models } from './models.ts';
import { defaultPatience, type Patience } from './patience.ts';
import { priceOf, priceWarning } from './prices.ts';
import { readPrompts } from './prompt-files.ts';
import type { Route } from './route.ts';
import { pause } from './sleep.ts';
import { forgiving, openStore, type SpendingLine, type Store } from './store.ts';

export interface OpenModelsOptions {
  config: Config['models'];
  /** `OPENAI_API_KEY`, `OPENAI_BASE_URL`; `OPENAI_FALLBACK_API_KEY`, `OPENAI_FALLBACK_BASE_URL` for a second endpoint. */
  env: NodeJS.ProcessEnv;
  /** SQLite file of answers and spending; made where absent. */
  cacheFile: string;
  /** Default: the prompts that come with Perennial. */
  promptsDir?: string;
  /** US dollars of this run; default: the config's `maxCostPerRun`. */
  maxCost?: number;
  /** Why models are switched off (`--no-model`); null or absent where they are not. */
  disabled?: string | null;
  /** Gets lines for a person. They never hold content of a lesson or an answer. */
  log?: (line: string) => void;
  /** Names the run in the spending record. */
  run?: string;
  /** For tests: how long to wait, and how often to try. */
  patience?: Partial<Patience>;
  /** For tests: how long a dead endpoint rests before one probe. */
  restMs?: number;
}

/** Said outright, so that the client does not look for it in an environment other than the one handed over. */
const openAi = 'https://api.openai.com/v1';

export interface OpenedModels extends Models {
  degraded(): string | null;
  /** Requests not answered, by reason. */
  refusals(): Partial<Record<ModelRefusal, number>>;
  /** What this run spent, by lesson, agent, prompt and model. */
  costs(): SpendingLine[];
  /** Version of each prompt, as `id@version`: part of cache keys and run records. */
  promptVersions(): Record<string, string>;
  close(): void;
}

/**
 * @throws where a prompt file is broken: one sentence with the file and what to mend
 */
export function openModels(options: OpenModelsOptions): OpenedModels {
  const prompts = readPrompts(options.promptsDir);
  const promptVersions = () =>
    Object.fromEntries([...prompts.values()].map(({ id, version, hash }) => [id, `${id}@${version}#${hash.slice(0, 12)}`]));
  const endpoints = endpointsOf(options);
  const log = (line: string) => options.log?.(`Models: ${line}`);
  const off = options.disabled
    ? { fault: 'switched-off' as const, why: options.disabled }
    : endpoints.length === 0
      ? { fault: 'not-configured' as const, why: 'No model endpoint: neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.' }
      : null;
  if (off) return withoutModels(off.fault, off.why, (request) => void prepare(prompts, request), promptVersions);

  const kept = storeOf(options, log);
  if (typeof kept === 'string')
    return withoutModels('not-configured', kept, (request) => void prepare(prompts, request), promptVersions);
  const store = forgiving(kept, log);

  const { config } = options;
  const routes = endpoints.map((endpoint, place): Route => {
    const names =
      place === 0 ? config : { small: config.fallback?.small ?? config.small, large: config.fallback?.large ?? config.large };
    return {
      endpoint,
      models: { small: priceOf(names.small, config.prices), large: priceOf(names.large, config.prices) },
      ...{ breaker: breaker(endpoint.name, 3, options.restMs), missing: new Set<string>(), modes: new Map(), pausedUntil: 0 },
    };
  });
  for (const { models } of routes) {
    for (const tier of ['small', 'large'] as const) {
      const warning = priceWarning(tier, models[tier]);
      if (warning) log(warning);
    }
  }

  const run = options.run ?? randomUUID();
  const perRun = options.maxCost ?? config.maxCostPerRun;
  const budget = openBudget({ perRun, perMonth: config.maxCostPerMonth ?? null, store, warn: log });
  const refusals: Partial<Record<ModelRefusal, number>> = {};
  let calls = 0;
  let lastFault = '';
  const { ask } = asking(routes, store, {
    ...{ run, budget, gate: gate(config.concurrency), patience: { ...defaultPatience, ...options.patience } },
    ...{ timeoutSeconds: config.timeoutSeconds, random: Math.random, sleep: pause, log },
    sent: () => {
      calls += 1;
    },
  });

  const usable = (route: Route) =>
    !route.breaker.dead && !(route.missing.has(route.models.small.name) && route.missing.has(route.models.large.name));
  return {
    get available() {
      return routes.some(usable);
    },
    async ask<T>(request: ModelRequest): Promise<ModelAnswer<T>> {
      const answer = await ask<T>(prepare(prompts, request));
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
    degraded() {
      const parts: string[] = [];
      if (refusals.endpoint) {
        const why = routes.flatMap(
          (route) =>
            route.breaker.story() ??
            [...route.missing].map((name) => `${route.endpoint.name} does not know the model "${name}".`),
        );
        parts.push(
          `${questions(refusals.endpoint)} left without a model because the endpoint failed. ${why.join(' ') || lastFault}`,
        );
      }
      if (refusals.budget) parts.push(`${questions(refusals.budget)} left without a model because the budget was reached.`);
      if (refusals.refused) parts.push(`${questions(refusals.refused)} left without a model because it declined to answer.`);
      const useless = (refusals.invalid ?? 0) + (refusals['cut-off'] ?? 0);
      if (useless > 0) parts.push(`${questions(useless)} left without a model because its answer could not be used.`);
      return parts.length > 0 ? parts.join(' ') : null;
    },
    refusals: () => ({ ...refusals }),
    costs: () => store.lines(run),
    promptVersions,
    close: () => store.close(),
  };
}

function withoutModels(
  fault: Extract<ModelFault, 'not-configured' | 'switched-off'>,
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
    costs: () => [],
    promptVersions,
    close: () => {},
  };
}

function endpointsOf({ env }: OpenModelsOptions): Endpoint[] {
  const found = (baseUrl: string | undefined, key: string | undefined): Endpoint[] =>
    baseUrl || key ? [{ name: nameOf(baseUrl), baseUrl: baseUrl || openAi, key: key || 'none' }] : [];
  const first = found(env.OPENAI_BASE_URL, env.OPENAI_API_KEY);
  return first.length > 0 ? [...first, ...found(env.OPENAI_FALLBACK_BASE_URL, env.OPENAI_FALLBACK_API_KEY)] : [];
}

/** Host only: an address may hold a secret in its path, query or user part. */
function nameOf(baseUrl: string | undefined): string {
  if (!baseUrl) return new URL(openAi).host;
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'OPENAI_BASE_URL (not an address)';
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

function questions(count: number): string {
  return count === 1 ? '1 question was' : `${count} questions were`;
}
