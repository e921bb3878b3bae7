/** A request made ready to leave, and the key its answer is kept under. Pure. */
import { createHash } from 'node:crypto';
import { fitInput } from './messages.ts';
import type { ModelRequest, ModelTier } from './models.ts';
import type { KnownPeople } from './personal-pieces.ts';
import type { Prompt } from './prompt.ts';
import { redact } from './redact.ts';
import type { Route } from './route.ts';

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
 * @param people what the library holds about people (`redact`)
 * @throws for an unknown prompt, or inputs and pictures it does not take: defects of the caller
 */
export function prepare(prompts: ReadonlyMap<string, Prompt>, request: ModelRequest, people?: KnownPeople): Prepared {
  const prompt = prompts.get(request.prompt);
  if (!prompt) throw new Error(`There is no prompt "${request.prompt}"; there are ${[...prompts.keys()].join(', ')}.`);
  const input = fitInput(prompt, request.input);
  const count = request.pictures?.length ?? 0;
  if (count < prompt.pictures.min || count > prompt.pictures.max) {
    throw new Error(`The prompt "${prompt.id}" takes ${prompt.pictures.min} to ${prompt.pictures.max} pictures, not ${count}.`);
  }
  const { input: redacted, vault } = redact(input, people);
  return { prompt, request, input, redacted, vault };
}

export function tierOf({ request, prompt }: Prepared): ModelTier {
  return request.tier ?? prompt.tier;
}

/** Keys an answer may be kept under, by endpoint. */
export function keysOf(prepared: Prepared, routes: Route[]): string[] {
  return routes.map((route) => cacheKey(prepared, route.models[tierOf(prepared)].name));
}

/** Holds everything the answer depends on. The fence's number is not among it: it changes with every request. */
export function cacheKey({ prompt, redacted, request }: Prepared, model: string): string {
  const inputs = Object.keys(prompt.inputs).map((name) => [name, redacted[name]]);
  const pictures = (request.pictures ?? []).map(({ mime, bytes }) => [mime, createHash('sha256').update(bytes).digest('hex')]);
  return createHash('sha256')
    .update(JSON.stringify([1, model, prompt.id, prompt.version, prompt.hash, inputs, pictures]))
    .digest('hex');
}
