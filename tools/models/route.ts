/** One endpoint with its health, its models, and the way to ask it: tries, waits, money. */
import { inSpan, type Span } from '../telemetry/spans.ts';
import type { Endpoint, SchemaMode } from './attempt.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { Gate } from './gate.ts';
import type { ModelTier } from './models.ts';
import type { Pace } from './pace.ts';
import { type Patience, waitBefore } from './patience.ts';
import { costOf, type PricedModel } from './prices.ts';
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

/** What is asked, whatever its kind (`chat.ts`, `embedding.ts`). */
export interface RouteRequest {
  kind: 'chat' | 'embeddings';
  /** Prompt and version, or what else the money is for. */
  task: string;
  model: PricedModel;
  lesson: string;
  agent: string;
  /** Made anew for each try: the most it can cost in dollars, and the way to send it once. */
  prepare(): Promise<{ most: number; send(mode: SchemaMode, span: Span): Promise<Outcome> }>;
  signal: AbortSignal;
}

export interface Tools {
  run: string;
  budget: Budget;
  gate: Gate;
  pace: Pace;
  patience: Patience;
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
  const { name } = request.model;
  if (route.missing.has(name)) return { ...unasked('not-found', `The endpoint does not know the model "${name}".`), cost: 0 };
  const admission = route.breaker.admit();
  if (admission === 'no') return { ...unasked('circuit-open', route.breaker.story() ?? 'The endpoint counts as dead.'), cost: 0 };

  let cost = 0;
  for (let tried = 1; ; ) {
    const { outcome, dollars, mode } = await oneTry(route, request, tools, admission);
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
    if (outcome.schemaMode) {
      // Another question may have found out in the meantime: then what it found is tried first.
      if (modeNow(route, name) !== mode) continue;
      const easier = easierMode[mode];
      if (easier) {
        route.modes.set(name, easier);
        tools.log(`${route.endpoint.name} does not take the answer schema as ${mode} for ${name}: asking with ${easier}.`);
        continue;
      }
    }
    if (outcome.fault === 'not-found') route.missing.add(name);
    const wait = admission === 'probe' || route.breaker.dead ? null : waitBefore(tools.patience, outcome, tried, tools.random());
    if (wait === null) {
      route.breaker.failed(outcome);
      return { ...outcome, cost };
    }
    if (outcome.fault === 'rate-limit') route.pausedUntil = Math.max(route.pausedUntil, Date.now() + wait);
    tools.log(`${request.task} on ${name}: ${outcome.fault}, trying again in ${(wait / 1000).toFixed(1)} s.`);
    await tools.sleep(wait, request.signal);
    tried += 1;
  }
}

async function oneTry(route: Route, request: RouteRequest, tools: Tools, admission: 'yes' | 'probe'): Promise<Tried> {
  const mode = modeNow(route, request.model.name);
  const dead = () => admission === 'yes' && route.breaker.dead;
  const given = (): Tried => ({
    outcome: unasked('circuit-open', route.breaker.story() ?? 'The endpoint counts as dead.'),
    dollars: 0,
    mode,
  });
  try {
    return await tools.gate.through(async () => {
      if (dead()) return given();
      await turnOf(route, tools, request.signal);
      request.signal.throwIfAborted();
      if (dead()) return given();
      const tried = await paidTry(route, request, tools);
      heed(route, tried.outcome, tools.patience);
      return tried;
    }, request.signal);
  } catch (error) {
    if (request.signal.aborted)
      return { outcome: unasked('cancelled', 'The request was called off.', 'unavailable'), dollars: 0, mode };
    throw error;
  }
}

/**
 * Waits until the endpoint asks for no pause and has a place for this request. A place is taken after the pause: those taken before it
 * would all be over when it ends, and everybody came at once.
 */
async function turnOf(route: Route, { pace, sleep }: Tools, signal: AbortSignal): Promise<void> {
  for (;;) {
    for (let left = route.pausedUntil - Date.now(); left > 0; left = route.pausedUntil - Date.now()) await sleep(left, signal);
    const turn = pace.place();
    if (turn === 0) return;
    await sleep(turn, signal);
    // The endpoint may ask for a longer pause, or die, while this waits.
    if (route.pausedUntil <= Date.now()) return;
  }
}

/** A pause that the endpoint asked for holds for every question, from before the next one has its turn. */
function heed(route: Route, outcome: Outcome, { longestRetryAfterMs }: Patience): void {
  const wish = outcome.kind === 'failure' && outcome.again === 'may-help' ? outcome.retryAfterMs : null;
  if (wish === null) return;
  if (wish > longestRetryAfterMs) route.breaker.restsFor(wish, outcome as Failure);
  else route.pausedUntil = Math.max(route.pausedUntil, Date.now() + wish);
}

/** How a try ended, what it cost, and how it asked for the schema. */
interface Tried {
  outcome: Outcome;
  dollars: number;
  mode: SchemaMode;
}

function modeNow(route: Route, model: string): SchemaMode {
  return route.modes.get(model) ?? 'json_schema';
}

async function paidTry(route: Route, request: RouteRequest, tools: Tools): Promise<Tried> {
  const { name, price } = request.model;
  const { task, lesson, agent } = request;
  const { most, send } = await request.prepare();
  const reserve = () => tools.budget.reserve({ run: tools.run, lesson, agent, prompt: task, model: name }, most);
  let reservation = reserve();
  while (typeof reservation === 'string') {
    const settling = tools.budget.settling();
    if (settling === null) break;
    await settling;
    request.signal.throwIfAborted();
    reservation = reserve();
  }
  if (typeof reservation === 'string') {
    const which = reservation === 'run-budget' ? 'of this run' : 'of this month';
    return {
      outcome: unasked(reservation, `The budget ${which} does not cover a call that may cost $${most.toFixed(4)}.`, 'budget'),
      dollars: 0,
      mode: modeNow(route, name),
    };
  }
  tools.sent();
  const attributes = {
    'gen_ai.operation.name': request.kind,
    'gen_ai.request.model': name,
    'server.address': route.endpoint.name,
    'perennial.task': task,
    'perennial.lesson': lesson,
    'perennial.agent': agent,
  };
  return inSpan(`${request.kind} ${name}`, attributes, async (span) => {
    const mode = modeNow(route, name);
    const outcome = await send(mode, span).catch((error) => {
      reservation.settle('all');
      throw error;
    });
    const { tokens } = outcome;
    const free = outcome.kind === 'failure' && outcome.billed === 'nothing';
    const dollars = tokens ? reservation.settle(costOf(price, tokens), tokens) : reservation.settle(free ? 0 : 'all');
    span.set({ 'perennial.cost_usd': dollars });
    if (tokens) span.set({ 'gen_ai.usage.input_tokens': tokens.input, 'gen_ai.usage.output_tokens': tokens.output });
    if (outcome.kind === 'failure') span.failed(outcome.fault);
    return { outcome, dollars, mode };
  });
}

function unasked(fault: Failure['fault'], detail: string, reason: Failure['reason'] = 'endpoint'): Failure {
  return { kind: 'failure', reason, fault, detail, again: 'cannot-help', retryAfterMs: null, tokens: null, billed: 'nothing' };
}
