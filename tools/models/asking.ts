/** From a request to an answer that holds: redact, look among what was paid for, ask, hold to the schema, put back, check. */
import { createHash, randomBytes } from 'node:crypto';
import { objectionTo } from './answer-checks.ts';
import { answerFrom } from './answer-text.ts';
import { shareInFlight } from './in-flight.ts';
import { fill, fitInput } from './messages.ts';
import type { ModelAnswer, ModelRequest } from './models.ts';
import type { Prompt } from './prompt.ts';
import { redact, restore } from './redact.ts';
import { askRoute, type Route, type RouteRequest, type Tools } from './route.ts';
import type { KeptAnswer, Store } from './store.ts';

/** A request that can be sent: nothing personal in it, each part of known length. */
export interface Prepared {
  prompt: Prompt;
  request: ModelRequest;
  /** As the checks see it. */
  input: Record<string, string>;
  /** As it leaves. */
  redacted: Record<string, string>;
  vault: ReadonlyMap<string, string>;
}

/**
 * @throws for an unknown prompt, or inputs and pictures it does not take: defects of the caller
 */
export function prepare(prompts: ReadonlyMap<string, Prompt>, request: ModelRequest): Prepared {
  const prompt = prompts.get(request.prompt);
  if (!prompt) throw new Error(`There is no prompt "${request.prompt}"; there are ${[...prompts.keys()].join(', ')}.`);
  const input = fitInput(prompt, request.input);
  const count = request.pictures?.length ?? 0;
  if (count < prompt.pictures.min || count > prompt.pictures.max) {
    throw new Error(`The prompt "${prompt.id}" takes ${prompt.pictures.min} to ${prompt.pictures.max} pictures, not ${count}.`);
  }
  const { input: redacted, vault } = redact(input);
  return { prompt, request, input, redacted, vault };
}

type Raw = { kept: KeptAnswer; cost: number };

export interface Asking {
  ask<T>(prepared: Prepared): Promise<ModelAnswer<T>>;
}

export function asking(routes: Route[], store: Store, tools: Tools): Asking {
  const share = shareInFlight<Raw>();

  async function fresh(prepared: Prepared, signal: AbortSignal): Promise<Raw> {
    const { prompt, request } = prepared;
    const tier = request.tier ?? prompt.tier;
    const routed: RouteRequest = {
      ...{ prompt, tier, pictures: request.pictures ?? [], lesson: request.lesson, agent: request.agent, signal },
      messages: () => fill(prompt, prepared.redacted, randomBytes(16).toString('hex')),
    };
    let cost = 0;
    let last: Raw | null = null;
    for (const route of routes) {
      const { name } = route.models[tier];
      const outcome = await askRoute(route, routed, tools);
      cost += outcome.cost;
      const kept: KeptAnswer =
        outcome.kind === 'answer'
          ? answerFrom(outcome.text, prompt.output, name)
          : { kind: 'refusal', model: name, reason: outcome.reason, fault: outcome.fault, detail: outcome.detail };
      last = { kept, cost };
      if (kept.kind === 'value' || worthKeeping.has(kept.reason)) {
        store.keep(cacheKey(prepared, name), `${prompt.id}@${prompt.version}`, kept);
        return last;
      }
      if (kept.reason !== 'endpoint') return last;
    }
    return last!;
  }

  return {
    async ask<T>(prepared: Prepared) {
      const { prompt, request } = prepared;
      const bad = pictureFault(request);
      if (bad) return { ok: false, reason: 'invalid', fault: 'bad-request', detail: bad, cost: 0 };
      if (request.signal?.aborted) return cancelled;
      const keys = routes.map((route) => cacheKey(prepared, route.models[request.tier ?? prompt.tier].name));
      for (const key of keys) {
        const known = store.answer(key);
        if (known) return finish<T>(prepared, { kept: known, cost: 0 });
      }
      const raw = await share(keys[0]!, (signal) => fresh(prepared, signal), request.signal);
      return raw === 'called-off' ? cancelled : finish<T>(prepared, raw);
    },
  };
}

const worthKeeping = new Set(['refused', 'invalid', 'cut-off']);
const cancelled: ModelAnswer<never> = {
  ok: false,
  reason: 'unavailable',
  fault: 'cancelled',
  detail: 'The request was called off.',
  cost: 0,
};

function finish<T>({ prompt, input, vault }: Prepared, { kept, cost }: Raw): ModelAnswer<T> {
  if (kept.kind === 'refusal') return { ok: false, reason: kept.reason, fault: kept.fault, detail: kept.detail, cost };
  const value = restore(kept.value, vault);
  const objection = objectionTo(prompt, value, input);
  if (objection) return { ok: false, reason: 'invalid', ...objection, cost };
  return { ok: true, value: value as T, model: kept.model, prompt: `${prompt.id}@${prompt.version}`, cost };
}

/** Holds everything the answer depends on. The fence's number is not among it: it changes with every request. */
export function cacheKey({ prompt, redacted, request }: Prepared, model: string): string {
  const inputs = Object.keys(prompt.inputs).map((name) => [name, redacted[name]]);
  const pictures = (request.pictures ?? []).map(({ mime, bytes }) => [mime, createHash('sha256').update(bytes).digest('hex')]);
  return createHash('sha256')
    .update(JSON.stringify([1, model, prompt.id, prompt.version, prompt.hash, inputs, pictures]))
    .digest('hex');
}

function pictureFault(request: ModelRequest): string | null {
  for (const { mime, bytes } of request.pictures ?? []) {
    if (!/^image\/(png|jpeg|gif|webp)$/.test(mime))
      return `A picture of the type "${mime.replace(/[^\w/+.-]/g, '')}" cannot be shown to a model: PNG or JPEG only.`;
    if (bytes.length > 20_000_000) return 'A picture of more than 20 MB cannot be shown to a model.';
  }
  return null;
}
