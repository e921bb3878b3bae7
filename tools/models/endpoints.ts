/** Which endpoints there are, by the environment, and which of them may be used. */
import type { Config } from '../config/schema.ts';
import type { Endpoint } from './attempt.ts';
import { breaker } from './breaker.ts';
import { priceOf } from './prices.ts';
import { residencyFault } from './residency.ts';
import type { Route } from './route.ts';

/** Said outright, so that the client does not look for it in an environment other than the one handed over. */
const openAi = 'https://api.openai.com/v1';

export interface Endpoints {
  routes: Route[];
  /** Why an endpoint that is set may not be used; empty where all may. */
  blocked: string[];
}

/**
 * @param env `OPENAI_API_KEY`, `OPENAI_BASE_URL`; `OPENAI_FALLBACK_API_KEY`, `OPENAI_FALLBACK_BASE_URL` for a second endpoint
 * @param dataRegion `data.region` of the config: an endpoint elsewhere makes no route, so nothing can be sent to it
 */
export function endpointsFor(
  config: Config['models'],
  env: NodeJS.ProcessEnv,
  dataRegion: string | undefined,
  restMs: number | undefined,
): Endpoints {
  const blocked: string[] = [];
  const routes = endpointsIn(env).flatMap(({ endpoint, place }): Route[] => {
    const [region, key] = place === 'first' ? [config.region, 'models.region'] : [config.fallbackRegion, 'models.fallbackRegion'];
    const fault = residencyFault(dataRegion, { name: endpoint.name, region, key });
    if (fault) {
      blocked.push(fault);
      return [];
    }
    const names =
      place === 'first'
        ? config
        : { small: config.fallback?.small ?? config.small, large: config.fallback?.large ?? config.large };
    return [
      {
        endpoint,
        models: { small: priceOf(names.small, config.prices), large: priceOf(names.large, config.prices) },
        ...{ breaker: breaker(endpoint.name, 3, restMs), missing: new Set<string>(), modes: new Map(), pausedUntil: 0 },
      },
    ];
  });
  return { routes, blocked };
}

function endpointsIn(env: NodeJS.ProcessEnv): { endpoint: Endpoint; place: 'first' | 'second' }[] {
  const found = (place: 'first' | 'second', baseUrl: string | undefined, key: string | undefined) =>
    baseUrl || key ? [{ endpoint: { name: nameOf(baseUrl), baseUrl: baseUrl || openAi, key: key || 'none' }, place }] : [];
  const first = found('first', env.OPENAI_BASE_URL, env.OPENAI_API_KEY);
  return first.length > 0 ? [...first, ...found('second', env.OPENAI_FALLBACK_BASE_URL, env.OPENAI_FALLBACK_API_KEY)] : [];
}

/** Host only: an address may hold a secret in its path, query or user part. */
function nameOf(baseUrl: string | undefined): string {
  if (!baseUrl) return new URL(openAi).host;
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'OPENAI_BASE_URL (not an address)';
}
