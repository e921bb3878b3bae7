/** Answers that were paid for on one machine serve every machine of the library. What was spent stays with the machine that spent it. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { keyOf, type Results } from '../cache/results.ts';
import { openConnection } from '../database/connection.ts';
import { freshEnough, type KeptAnswer, type Store } from './store.ts';

interface Shared {
  /** Comes first, and is always as long: see `dropped`. */
  at: string;
  answer: KeptAnswer;
}

/** Hexadecimal digits, as of `keyOf`. */
const keyLength = 64;

/** All answers of a library begin alike among the keys of results, so that they are found without going through all that is kept. */
const ofLibrary = (library: string) => keyOf('model-answers', library);
const nameOf = (library: string, key: string) => `${ofLibrary(library)}${keyOf('model-answer', key)}`;

/**
 * Condition on results for a library's answers of before a time. Keys are hexadecimal digits alone, which every collation has in
 * the same order. The time is read at its place; values of others, which need not be JSON, are not parsed.
 */
const dropped = (first: string, last: string, before: string) =>
  `key BETWEEN ${first} AND ${last} AND substr(value, ${'{"at":"'.length + 1}, ${'2026-01-01T00:00:00.000Z'.length}) < ${before}`;

/**
 * Drops a library's shared answers that were given before, in the database and in this machine's copy of it.
 * @param shared `library`: id of its ledger; answers of other libraries stay
 * @param before ISO
 * @returns how many the database had
 * @throws DatabaseFault where it does not answer
 */
export function dropSharedAnswers(shared: { url: string; library: string }, cacheFile: string, before: string): number {
  const range = ['0', 'f'].map((digit) => ofLibrary(shared.library) + digit.repeat(keyLength));
  if (existsSync(cacheFile)) {
    const near = new Database(cacheFile, { timeout: 10_000 });
    try {
      near.prepare(`DELETE FROM results WHERE ${dropped('?', '?', '?')}`).run(...range, before);
    } finally {
      near.close();
    }
  }
  const connection = openConnection({ url: shared.url });
  try {
    return connection.query(`DELETE FROM perennial.result WHERE ${dropped('$1', '$2', '$3')} RETURNING 1`, [...range, before])
      .length;
  } finally {
    connection.close();
  }
}

/**
 * The same store, which looks among the answers of others where it has none of its own.
 * @param shared results that several machines share, and the id of the library's ledger
 */
export function sharingAnswers(
  store: Store,
  { results, library }: { results: Pick<Results, 'get' | 'put'>; library: string },
  now: () => Date = () => new Date(),
): Store {
  return {
    ...store,
    answer(key) {
      const own = store.answer(key);
      if (own) return own;
      const found = results.get<Shared>(nameOf(library, key));
      return found && freshEnough(found.answer, found.at, now()) ? found.answer : null;
    },
    keep(key, prompt, answer) {
      store.keep(key, prompt, answer);
      results.put(nameOf(library, key), { at: now().toISOString(), answer } satisfies Shared);
    },
  };
}
