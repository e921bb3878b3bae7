/** From a request to an answer that holds: redact, look among what was paid for, ask, hold to the schema, put back, check. */
import { objectionTo } from './answer-checks.ts';
import { answerFrom } from './answer-text.ts';
import { chatRequest } from './chat.ts';
import { shareInFlight } from './in-flight.ts';
import type { ModelAnswer, ModelRequest, TokenCount } from './models.ts';
import { cacheKey, keysOf, type Prepared, tierOf } from './prepared.ts';
import { restore } from './redact.ts';
import { askRoute, type Route, type Tools } from './route.ts';
import type { KeptAnswer, Store } from './store.ts';

type Raw = { kept: KeptAnswer; cost: number; tokens: TokenCount };

/** An answer, and whether it was paid for now. */
export interface Asked<T> {
  answer: ModelAnswer<T>;
  from: 'kept' | 'fresh';
  /** Who answered, well or not; null where nobody was asked. */
  model: string | null;
}

export interface Asking {
  /** @param purpose what the money is for, where it is not the answer itself (shadow checks) */
  ask<T>(prepared: Prepared, purpose?: string): Promise<Asked<T>>;
}

const noTokens: TokenCount = { input: 0, output: 0 };

export function asking(routes: Route[], store: Store, tools: Tools, timeoutSeconds: number): Asking {
  const share = shareInFlight<Raw>();

  async function fresh(prepared: Prepared, signal: AbortSignal, purpose?: string): Promise<Raw> {
    const { prompt } = prepared;
    const tier = tierOf(prepared);
    let cost = 0;
    const tokens = { ...noTokens };
    let last: Raw | null = null;
    for (const route of routes) {
      const model = route.models[tier];
      const outcome = await askRoute(route, chatRequest(route, prepared, model, timeoutSeconds, signal, purpose), tools);
      cost += outcome.cost;
      tokens.input += outcome.tokens?.input ?? 0;
      tokens.output += outcome.tokens?.output ?? 0;
      const kept: KeptAnswer =
        outcome.kind === 'answer'
          ? answerFrom(outcome.text, prompt.output, model.name)
          : { kind: 'refusal', model: model.name, reason: outcome.reason, fault: outcome.fault, detail: outcome.detail };
      last = { kept, cost, tokens };
      if (kept.kind === 'value' || worthKeeping.has(kept.reason)) {
        store.keep(cacheKey(prepared, model.name), `${prompt.id}@${prompt.version}`, kept);
        return last;
      }
      if (kept.reason !== 'endpoint') return last;
    }
    return last!;
  }

  return {
    async ask<T>(prepared: Prepared, purpose?: string) {
      const { request } = prepared;
      const bad = pictureFault(request);
      if (bad) return kept({ ok: false, reason: 'invalid', fault: 'bad-request', detail: bad, cost: 0 });
      if (request.signal?.aborted) return kept(cancelled);
      const keys = keysOf(prepared, routes);
      for (const key of keys) {
        const known = store.answer(key);
        if (known) return kept(finish<T>(prepared, { kept: known, cost: 0, tokens: noTokens }), known.model);
      }
      let mine = false;
      const start = (signal: AbortSignal) => {
        mine = true;
        return fresh(prepared, signal, purpose);
      };
      const raw = await share(keys[0]!, start, request.signal);
      if (raw === 'called-off') return kept(cancelled);
      // Paid once, said once: whoever joined got it for nothing, like a kept answer.
      return mine
        ? { answer: finish<T>(prepared, raw), from: 'fresh', model: raw.kept.model }
        : kept(finish<T>(prepared, { kept: raw.kept, cost: 0, tokens: noTokens }), raw.kept.model);
    },
  };
}

function kept<T>(answer: ModelAnswer<T>, model: string | null = null): Asked<T> {
  return { answer, from: 'kept', model };
}

const worthKeeping = new Set(['refused', 'invalid', 'cut-off']);
const cancelled: ModelAnswer<never> = {
  ok: false,
  reason: 'unavailable',
  fault: 'cancelled',
  detail: 'The request was called off.',
  cost: 0,
};

export function finish<T>({ prompt, input, vault }: Prepared, { kept, cost, tokens }: Raw): ModelAnswer<T> {
  if (kept.kind === 'refusal') return { ok: false, reason: kept.reason, fault: kept.fault, detail: kept.detail, cost, tokens };
  const value = restore(kept.value, vault);
  const objection = objectionTo(prompt, value, input);
  if (objection) return { ok: false, reason: 'invalid', ...objection, cost, tokens };
  return { ok: true, value: value as T, model: kept.model, prompt: `${prompt.id}@${prompt.version}`, cost, tokens };
}

function pictureFault(request: ModelRequest): string | null {
  for (const { mime, bytes } of request.pictures ?? []) {
    if (!/^image\/(png|jpeg|gif|webp)$/.test(mime))
      return `A picture of the type "${mime.replace(/[^\w/+.-]/g, '')}" cannot be shown to a model: PNG or JPEG only.`;
    if (bytes.length > 20_000_000) return 'A picture of more than 20 MB cannot be shown to a model.';
  }
  return null;
}
