/** An embedding whose vectors several machines share: a text that one of them has embedded, no other embeds again. */
import { type Elsewhere, keyOf } from '../cache/results.ts';
import type { Embedder } from './embedder.ts';
import { fromBytes, toBytes } from './store.ts';

/** Texts looked for, embedded and handed on at a time, unless the embedding says how many it takes: few, so that seldom two do the same. */
const usualStep = 8;

/**
 * Machines that begin a course at once want the same texts at once. So each goes through them in an order of its own, and looks
 * before each step what the others have done meanwhile.
 * @param random 0..1, another row of numbers on each machine
 */
export function sharing(inner: Embedder, elsewhere: Elsewhere, random: () => number = Math.random): Embedder {
  const keyFor = (text: string) => keyOf('vector', inner.id, text);
  const step = inner.step ?? usualStep;

  async function embedPart(texts: string[], known: Map<string, number[]>): Promise<void> {
    const there = elsewhere.find(texts.map(keyFor));
    for (const text of texts) {
      const value = there.get(keyFor(text));
      if (value !== undefined) known.set(text, fromBytes(Buffer.from(value, 'base64')));
    }
    const missing = texts.filter((text) => !known.has(text));
    if (missing.length === 0) return;
    const vectors = await inner.embed(missing);
    for (const [at, text] of missing.entries()) known.set(text, vectors[at]!);
    elsewhere.keep(new Map(missing.map((text, at) => [keyFor(text), toBytes(vectors[at]!).toString('base64')])));
  }

  return {
    id: inner.id,
    async embed(texts) {
      const known = new Map<string, number[]>();
      const parts = Array.from({ length: Math.ceil(texts.length / step) }, (_, at) => texts.slice(at * step, (at + 1) * step));
      while (parts.length > 0) await embedPart(parts.splice(Math.floor(random() * parts.length), 1)[0]!, known);
      return texts.map((text) => known.get(text)!);
    },
    close: () => inner.close(),
  };
}
