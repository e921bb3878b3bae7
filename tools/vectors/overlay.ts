/**
 * Search over edited copies: embeds through the real store (and its cache), keeps the documents in memory.
 * Verifying a proposal must not change what the library's own collections hold.
 */
import type { VectorDocument, VectorHit, Vectors } from './vectors.ts';

/** @returns vectors whose collections live as long as the object; `close` leaves the real store open. */
export function overlayVectors(base: Vectors): Vectors {
  const collections = new Map<string, { document: VectorDocument; vector: number[] }[]>();
  return {
    embedding: base.embedding,
    embed: (texts) => base.embed(texts),
    async sync(collection, documents) {
      const vectors = await base.embed(documents.map((document) => document.text));
      collections.set(
        collection,
        documents.map((document, index) => ({ document, vector: vectors[index] ?? [] })),
      );
    },
    async query(collection, text, k, where) {
      const [wanted = []] = await base.embed([text]);
      const held = collections.get(collection) ?? [];
      return held
        .filter(({ document }) => Object.entries(where ?? {}).every(([name, value]) => document.metadata[name] === value))
        .map(({ document: { id, metadata }, vector }): VectorHit => ({ id, metadata, similarity: dot(wanted, vector) }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, k);
    },
    async close() {
      collections.clear();
    },
  };
}

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
