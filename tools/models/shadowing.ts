/** Shadow checks at work: places each question with its tier, and asks the other tier a share of them in the background. */
import type { Asked } from './asking.ts';
import type { ModelAnswer } from './models.ts';
import type { Prepared } from './prepared.ts';
import { agree, isShadowed, type ShadowSettings, tierNow } from './shadow.ts';
import type { Store } from './store.ts';

export interface Shadowing {
  /** The question at the tier its task is asked of now; one that is not for the small tier stays as it is. */
  placed(prepared: Prepared): Prepared;
  /** Asks, and has the other tier asked as well where the question is among the share. */
  ask<T>(prepared: Prepared): Promise<ModelAnswer<T>>;
  settled(): Promise<void>;
}

export interface ShadowingParts {
  settings: ShadowSettings;
  names: { small: string; large: string };
  store: Store;
  ask<T>(prepared: Prepared, purpose?: string): Promise<Asked<T>>;
  keyOf(prepared: Prepared): string;
  log: (line: string) => void;
}

export function shadowing({ settings, names, store, ask, keyOf, log }: ShadowingParts): Shadowing {
  const underWay = new Set<Promise<void>>();
  const taskOf = ({ prompt }: Prepared) => `${prompt.id}@${prompt.version}`;
  const routed = ({ prompt, request }: Prepared) => prompt.tier === 'small' && request.tier === undefined;
  const at = (prepared: Prepared, tier: 'small' | 'large'): Prepared => ({
    ...prepared,
    request: { ...prepared.request, tier },
  });

  /** One whose tier was chosen here: the prompt's own, or the large one in its place. */
  const chosen = new WeakSet<Prepared>();

  async function compare<T>(prepared: Prepared, answer: Extract<ModelAnswer<T>, { ok: true }>): Promise<void> {
    const here = prepared.request.tier === 'large' ? 'large' : 'small';
    const { signal: _, ...request } = at(prepared, here === 'large' ? 'small' : 'large').request;
    const other = (await ask<Record<string, unknown>>({ ...prepared, request }, 'shadow check')).answer;
    // A budget that was reached or an endpoint that failed says nothing about quality.
    if (!other.ok && (other.reason === 'budget' || other.reason === 'endpoint' || other.reason === 'unavailable')) return;
    const alike = other.ok && agree(prepared.prompt, answer.value as Record<string, unknown>, other.value);
    store.compare(keyOf(at(prepared, 'small')), {
      ...{ task: taskOf(prepared), ...names },
      verdict: alike ? 'agreed' : 'differed',
    });
  }

  return {
    placed(prepared) {
      if (!routed(prepared) || names.small === names.large || settings.share === 0) return prepared;
      const agreement = store.agreements(names.small, names.large).find(({ task }) => task === taskOf(prepared)) ?? null;
      const placed = at(prepared, tierNow(agreement, settings));
      chosen.add(placed);
      return placed;
    },
    async ask<T>(prepared: Prepared) {
      const { answer, from } = await ask<T>(prepared);
      if (chosen.has(prepared) && answer.ok && from === 'fresh' && isShadowed(keyOf(at(prepared, 'small')), settings.share)) {
        const check = compare(prepared, answer)
          .catch((error) => log(`A shadow check failed (${error instanceof Error ? error.message : error}).`))
          .finally(() => underWay.delete(check));
        underWay.add(check);
      }
      return answer;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
