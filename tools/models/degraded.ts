/** Why a run was, wholly or in part, without a model: sentences for its report. Pure. */
import type { ModelRefusal } from './models.ts';
import type { Route } from './route.ts';

export type Refusals = Partial<Record<ModelRefusal, number>>;

/** @param embedding why vectors came from the built-in embedding instead; null where they did not */
export function degradedBy(
  refusals: Refusals,
  routes: readonly Pick<Route, 'breaker' | 'missing' | 'endpoint'>[],
  lastFault: string,
  embedding: string | null,
): string | null {
  const parts: string[] = [];
  if (refusals.endpoint) {
    const why = routes.flatMap(
      (route) =>
        route.breaker.story() ?? [...route.missing].map((name) => `${route.endpoint.name} does not know the model "${name}".`),
    );
    parts.push(`${questions(refusals.endpoint)} left without a model because the endpoint failed. ${why.join(' ') || lastFault}`);
  }
  if (refusals.budget) parts.push(`${questions(refusals.budget)} left without a model because the budget was reached.`);
  if (refusals.refused) parts.push(`${questions(refusals.refused)} left without a model because it declined to answer.`);
  const useless = (refusals.invalid ?? 0) + (refusals['cut-off'] ?? 0);
  if (useless > 0) parts.push(`${questions(useless)} left without a model because its answer could not be used.`);
  if (embedding) parts.push(`The built-in embedding was used without the embedding model. ${embedding}`);
  return parts.length > 0 ? parts.join(' ') : null;
}

function questions(count: number): string {
  return count === 1 ? '1 question was' : `${count} questions were`;
}
