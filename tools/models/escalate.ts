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
