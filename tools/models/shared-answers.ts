/** Answers that were paid for on one machine serve every machine of the library. What was spent stays with the machine that spent it. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { keyOf, type Results } from '../cache/results.ts';
import { openConnection } from '../database/connection.ts';
import { freshEnough, type KeptAnswer, type Store } from './store.ts';

interface Shared {
  at: string;
  answer: KeptAnswer;
}

const nameOf = (key: string) => keyOf('model-answer', key);

/** Among results of all kinds only these begin so, as `keep` writes them. */
const shaped = '{"at":"%","answer":{%';

/**
 * Drops shared answers that were given before, from the database and from this machine's copy of it.
 * @param before ISO
 * @returns how many the database had
 * @throws DatabaseFault where it does not answer
 */
export function dropSharedAnswers(url: string, cacheFile: string, before: string): number {
  if (existsSync(cacheFile)) {
    const near = new Database(cacheFile, { timeout: 10_000 });
    try {
      near.prepare("DELETE FROM results WHERE value LIKE ? AND json_extract(value, '$.at') < ?").run(shaped, before);
    } finally {
      near.close();
    }
  }
  const connection = openConnection({ url });
  try {
    return connection.query("DELETE FROM perennial.result WHERE value LIKE $1 AND value::json ->> 'at' < $2 RETURNING 1", [
      shaped,
      before,
    ]).length;
  } finally {
    connection.close();
  }
}

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
