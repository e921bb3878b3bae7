/** Answers that were paid for on one machine serve every machine of the library. What was spent stays with the machine that spent it. */
import { keyOf, type Results } from '../cache/results.ts';
import { freshEnough, type KeptAnswer, type Store } from './store.ts';

interface Shared {
  at: string;
  answer: KeptAnswer;
}

const nameOf = (key: string) => keyOf('model-answer', key);

/**
 * The same store, which looks among the answers of others where it has none of its own.
 * @param others results that several machines share
 */
export function sharingAnswers(store: Store, others: Pick<Results, 'get' | 'put'>, now: () => Date = () => new Date()): Store {
  return {
    ...store,
    answer(key) {
      const own = store.answer(key);
      if (own) return own;
      const found = others.get<Shared>(nameOf(key));
      return found && freshEnough(found.answer, found.at, now()) ? found.answer : null;
    },
    keep(key, prompt, answer) {
      store.keep(key, prompt, answer);
      others.put(nameOf(key), { at: now().toISOString(), answer } satisfies Shared);
    },
  };
}
