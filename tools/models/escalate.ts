/** Small first, large where the small one's answer did not hold. Never on the model's own word: only on what was verified. */
import type { ModelAnswer, ModelRequest, Models } from './models.ts';

export interface Verified<T> {
  answer: ModelAnswer<T>;
  /** Why the small tier's answer was not taken; null where it was, or where only one tier was asked. */
  escalated: string | null;
  /** Dollars of both. */
  cost: number;
}

/**
 * Asks the prompt's tier; where the answer fails verification, or broke its schema, target, language or length, asks the
 * large tier once. An honest "unsure", a refusal, a budget or a dead endpoint is not escalated.
 * @param verify null where the answer holds, else the objection; may throw only on a defect
 */
export async function askVerified<T>(
  models: Models,
  request: ModelRequest,
  verify: (value: T) => string | null | Promise<string | null>,
): Promise<Verified<T>> {
  const first = await models.ask<T>(request);
  const objection = first.ok
    ? await verify(first.value)
    : first.reason === 'invalid' || first.reason === 'cut-off'
      ? first.detail
      : null;
  if (objection === null) return { answer: first, escalated: null, cost: first.cost };
  if (request.tier === 'large') return { answer: refuted(first, objection), escalated: null, cost: first.cost };

  // Where the prompt's own tier is the large one already, this is the same request: its kept answer, at no cost.
  const second = await models.ask<T>({ ...request, tier: 'large' });
  const cost = first.cost + second.cost;
  const still = second.ok ? await verify(second.value) : null;
  return { answer: still === null ? second : refuted(second, still), escalated: objection, cost };
}

function refuted<T>(answer: ModelAnswer<T>, objection: string): ModelAnswer<T> {
  if (!answer.ok) return answer;
  return { ok: false, reason: 'invalid', fault: 'off-target', detail: objection, cost: answer.cost };
}

/**
 * The same for a question in parts: what holds is taken, and where parts have no answer that holds the same question goes to the large
 * tier once, for those alone. (Where the large tier was asked already this is its kept answer, at no cost.)
 * @param held of an answer, what holds by part; a part that is not in it counts as unanswered
 * @returns by part what held, with who said it; parts that were never answered so are not in it
 */
export async function askVerifiedParts<Part, T, Kept>(
  models: Models,
  parts: Part[],
  request: ModelRequest,
  held: (value: T) => Map<Part, Kept>,
): Promise<Map<Part, { kept: Kept; model: string; prompt: string }>> {
  const found = new Map<Part, { kept: Kept; model: string; prompt: string }>();
  let open = parts;
  for (const tier of ['own', 'large'] as const) {
    if (open.length === 0) break;
    const answer = await models.ask<T>(tier === 'large' ? { ...request, tier } : request);
    if (answer.ok) {
      const { model, prompt } = answer;
      for (const [part, kept] of held(answer.value)) if (open.includes(part)) found.set(part, { kept, model, prompt });
    } else if (answer.reason !== 'invalid' && answer.reason !== 'cut-off') break;
    open = open.filter((part) => !found.has(part));
  }
  return found;
}
