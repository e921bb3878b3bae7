/** One endpoint with its health, its models, and the way to ask it: tries, waits, money. */
import type { Endpoint, SchemaMode } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { Gate } from './gate.ts';
import type { Messages } from './messages.ts';
import type { ModelTier } from './models.ts';
import { type Patience, waitBefore } from './patience.ts';
import { costOf, mostItCanCost, type PricedModel } from './prices.ts';
import type { Prompt } from './prompt.ts';
import type { Failure, Outcome } from './wire.ts';

export interface Route {
  endpoint: Endpoint;
  models: Record<ModelTier, PricedModel>;
  breaker: Breaker;
  /** Models the endpoint said it does not know. */
  missing: Set<string>;
  /** How each model is asked for its schema, once found out. */
  modes: Map<string, SchemaMode>;
  /** Nothing is sent before this time (ms): the endpoint asked for a pause. */
  pausedUntil: number;
}

export interface RouteRequest {
  prompt: Prompt;
  tier: ModelTier;
  messages: () => Messages;
  pictures: { mime: string; bytes: Uint8Array }[];
  lesson: string;
  agent: string;
  signal: AbortSignal;
}

export interface Tools {
  run: string;
  budget: Budget;
  gate: Gate;
  patience: Patience;
  timeoutSeconds: number;
  random: () => number;
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  log: (line: string) => void;
  /** Told of each request that goes over the wire. */
  sent: () => void;
}

export type Routed = (Exclude<Outcome, { kind: 'failure' }> & { cost: number }) | (Failure & { cost: number });

const easierMode: Record<SchemaMode, SchemaMode | null> = { json_schema: 'json_object', json_object: 'words', words: null };

/** Asks one endpoint until it answers, cannot, or is given up. Never rejects. */
export async function askRoute(route: Route, request: RouteRequest, tools: Tools): Promise<Routed> {
  const { name } = route.models[request.tier];
  if (route.missing.has(name)) return { ...unasked('not-found', `The endpoint does not know the model "${name}".`), cost: 0 };
  const admission = route.breaker.admit();
  if (admission === 'no') return { ...unasked('circuit-open', route.breaker.story() ?? 'The endpoint counts as dead.'), cost: 0 };

  let cost = 0;
  for (let tried = 1; ; ) {
    const { outcome, dollars } = await oneTry(route, request, tools, admission);
    cost += dollars;
    if (
      outcome.kind === 'answer' ||
      outcome.reason === 'refused' ||
      outcome.reason === 'cut-off' ||
      outcome.reason === 'invalid'
    ) {
      route.breaker.succeeded();
      return { ...outcome, cost };
    }
    const mode = route.modes.get(name) ?? 'json_schema';
    const easier = outcome.schemaMode ? easierMode[mode] : null;
    if (easier) {
      route.modes.set(name, easier);
      tools.log(`${route.endpoint.name} does not take the answer schema as ${mode} for ${name}: asking with ${easier}.`);
      continue;
    }
    if (outcome.fault === 'not-found') route.missing.add(name);
    const wait = admission === 'probe' || route.breaker.dead ? null : waitBefore(tools.patience, outcome, tried, tools.random());
    if (wait === null) {
      route.breaker.failed(outcome);
      return { ...outcome, cost };
    }
    if (outcome.fault === 'rate-limit') route.pausedUntil = Math.max(route.pausedUntil, Date.now() + wait);
    tools.log(`${request.prompt.id} on ${name}: ${outcome.fault}, trying again in ${(wait / 1000).toFixed(1)} s.`);
    await tools.sleep(wait, request.signal);
    tried += 1;
  }
}

async function oneTry(
  route: Route,
  request: RouteRequest,
  tools: Tools,
  admission: 'yes' | 'probe',
): Promise<{ outcome: Outcome; dollars: number }> {
  try {
    return await tools.gate.through(async () => {
      if (admission === 'yes' && route.breaker.dead) {
        return { outcome: unasked('circuit-open', route.breaker.story() ?? 'The endpoint counts as dead.'), dollars: 0 };
      }
      const pause = route.pausedUntil - Date.now();
      if (pause > 0) await tools.sleep(pause, request.signal);
      return paidTry(route, request, tools);
    }, request.signal);
  } catch (error) {
    if (request.signal.aborted)
      return { outcome: unasked('cancelled', 'The request was called off.', 'unavailable'), dollars: 0 };
    throw error;
  }
}

async function paidTry(route: Route, request: RouteRequest, tools: Tools): Promise<{ outcome: Outcome; dollars: number }> {
  // Loaded with the first request: the client library takes seconds, and most commands ask no model.
  const { attempt } = await import('./attempt.ts');
  const { prompt, pictures, lesson, agent } = request;
  const { name, price } = route.models[request.tier];
  const messages = request.messages();
  const textBytes =
    Buffer.byteLength(messages.system + messages.user) + 2 * Buffer.byteLength(JSON.stringify(prompt.output.wire));
  const most = mostItCanCost(price, { textBytes, pictures: pictures.length, maxOutputTokens: prompt.maxOutputTokens });
  const reservation = tools.budget.reserve(
    { run: tools.run, lesson, agent, prompt: `${prompt.id}@${prompt.version}`, model: name },
    most,
  );
  if (typeof reservation === 'string') {
    const which = reservation === 'run-budget' ? 'of this run' : 'of this month';
    return {
      outcome: unasked(reservation, `The budget ${which} does not cover a call that may cost $${most.toFixed(4)}.`, 'budget'),
      dollars: 0,
    };
  }
  tools.sent();
  const mode = route.modes.get(name) ?? 'json_schema';
  const outcome = await attempt({
    ...{ endpoint: route.endpoint, model: name, prompt, messages, pictures, mode },
    ...{ timeoutSeconds: tools.timeoutSeconds, signal: request.signal },
  });
  const { tokens } = outcome;
  if (tokens) return { outcome, dollars: reservation.settle(costOf(price, tokens), tokens) };
  const free = outcome.kind === 'failure' && outcome.billed === 'nothing';
  return { outcome, dollars: reservation.settle(free ? 0 : 'all') };
}

function unasked(fault: Failure['fault'], detail: string, reason: Failure['reason'] = 'endpoint'): Failure {
  return { kind: 'failure', reason, fault, detail, again: 'cannot-help', retryAfterMs: null, tokens: null, billed: 'nothing' };
}
