/** Texts asked for at the same moment go to an embedding together, and a text that is on its way already is not asked for again. */
import type { Embedder } from './embedder.ts';

interface Waiting {
  resolve(vector: number[]): void;
  reject(error: unknown): void;
}

/** @param size most texts in one call of `inner` */
export function batched(inner: Embedder, size = 256): Embedder {
  const onTheWay = new Map<string, Promise<number[]>>();
  let waiting = new Map<string, Waiting>();

  function send(): void {
    const all = [...waiting];
    waiting = new Map();
    for (let at = 0; at < all.length; at += size) void sendPart(all.slice(at, at + size));
  }

  async function sendPart(part: [string, Waiting][]): Promise<void> {
    try {
      const vectors = await inner.embed(part.map(([text]) => text));
      for (const [at, [, { resolve }]] of part.entries()) resolve(vectors[at]!);
    } catch (error) {
      for (const [, { reject }] of part) reject(error);
    } finally {
      for (const [text] of part) onTheWay.delete(text);
    }
  }

  function one(text: string): Promise<number[]> {
    const known = onTheWay.get(text);
    if (known) return known;
    // All that is asked for before the event loop goes round is one batch.
    if (waiting.size === 0) setImmediate(send);
    const vector = new Promise<number[]>((resolve, reject) => waiting.set(text, { resolve, reject }));
    onTheWay.set(text, vector);
    return vector;
  }

  return {
    id: inner.id,
    embed: (texts) => Promise.all(texts.map(one)),
    close: () => inner.close(),
  };
}
