/** Shadow checks at work: places each question with its tier, and asks the other tier a share of them in the background. */
import type { Asked } from './asking.ts';
import type { ModelAnswer } from './models.ts';
import type { Prepared } from './prepared.ts';
import { compareAnswers, isShadowed, type ShadowSettings, tierNow } from './shadow.ts';
import type { Store } from './store.ts';

export interface Shadowing {
  /** The question at the tier its task is asked of now; one that is not for the small tier stays as it is. */
  placed(prepared: Prepared): Prepared;
  /** Asks, and has the other tier asked as well where the question is among the share. */
  ask<T>(prepared: Prepared): Promise<ModelAnswer<T>>;
  /** The same question as it would be asked of the other tier, once the answer held; null where it is not among the share. */
  shadowOf(prepared: Prepared): Prepared | null;
  settled(): Promise<void>;
}

/** What its money is written down under, beside the task. */
export const shadowPurpose = 'shadow check';

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

  function shadowOf(prepared: Prepared): Prepared | null {
    if (!chosen.has(prepared) || !isShadowed(keyOf(at(prepared, 'small')), settings.share)) return null;
    const { signal: _, ...request } = at(prepared, prepared.request.tier === 'large' ? 'small' : 'large').request;
    return { ...prepared, request };
  }

  async function compare<T>(prepared: Prepared, shadow: Prepared, { answer, model }: Asked<T>): Promise<void> {
    const here = prepared.request.tier === 'large' ? 'large' : 'small';
    const there = here === 'large' ? 'small' : 'large';
    // Another endpoint that stood in answers with models of its own: they say nothing about these.
    if (model !== names[here]) return;
    const other = await ask<Record<string, unknown>>(shadow, shadowPurpose);
    const [small, large] = here === 'small' ? [answer, other.answer] : [other.answer, answer];
    // A budget that was reached or an endpoint that failed says nothing about quality; nor does what the large model cannot do either.
    if (!large.ok || (!small.ok && !isUseless(small)) || other.model !== names[there]) return;
    const compared = small.ok
      ? compareAnswers(prepared.prompt, small.value as Record<string, unknown>, large.value as Record<string, unknown>)
      : [{ name: '', alike: false }];
    const key = keyOf(at(prepared, 'small'));
    for (const { name, alike } of compared)
      store.compare(name === '' ? key : `${key}#${name}`, {
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
      const asked = await ask<T>(prepared);
      const { answer, from } = asked;
      const shadow = from === 'fresh' && (answer.ok || isUseless(answer)) ? shadowOf(prepared) : null;
      if (shadow) {
        const check = compare(prepared, shadow, asked)
          .catch((error) => log(`A shadow check failed (${error instanceof Error ? error.message : error}).`))
          .finally(() => underWay.delete(check));
        underWay.add(check);
      }
      return answer;
    },
    shadowOf,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** It came and could not be used, where another might have been. */
function isUseless(answer: ModelAnswer<unknown>): boolean {
  return !answer.ok && (answer.reason === 'invalid' || answer.reason === 'cut-off' || answer.reason === 'refused');
}
