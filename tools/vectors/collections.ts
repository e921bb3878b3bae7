/** Collections in Chroma, spoken to through LangChain's vector store with vectors of our own. */
import type { Chroma as ChromaStore } from '@langchain/community/vectorstores/chroma';
import type { ChromaClient } from 'chromadb';
import { sha256 } from './store.ts';
import type { VectorDocument, VectorHit } from './vectors.ts';

export interface ChromaCollection {
  count(): Promise<number>;
  /** Keeps ids, metadata and vectors; the texts stay where they are. */
  upsert(documents: Pick<VectorDocument, 'id' | 'metadata'>[], vectors: number[][]): Promise<void>;
  remove(ids: string[]): Promise<void>;
  search(vector: number[], k: number, where?: VectorDocument['metadata']): Promise<VectorHit[]>;
  /** Removes the collection itself; the next use makes it anew. */
  drop(): Promise<void>;
}

const chunk = 1000;

/** On first use: nothing else needs these large modules. */
export async function loadChroma() {
  const [{ ChromaClient: Client }, { Chroma }, { Embeddings }] = await Promise.all([
    import('chromadb'),
    import('@langchain/community/vectorstores/chroma'),
    import('@langchain/core/embeddings'),
  ]);
  return { Client, Chroma, Embeddings };
}

export async function connectChroma(url: string): Promise<ChromaClient> {
  const { Client } = await loadChroma();
  const at = new URL(url);
  const ssl = at.protocol === 'https:';
  return new Client({ host: at.hostname, port: Number(at.port) || (ssl ? 443 : 8000), ssl });
}

/**
 * @param name any text; Chroma allows few characters, so the readable part is joined by a hash of the whole.
 */
export async function openCollection(client: ChromaClient, name: string): Promise<ChromaCollection> {
  const { Chroma, Embeddings } = await loadChroma();

  // Vectors always come from our own cache; LangChain must never embed by itself.
  class OwnVectors extends Embeddings {
    override embedDocuments(): Promise<number[][]> {
      return Promise.reject(new Error('Texts are embedded before they reach the collection.'));
    }
    override embedQuery(): Promise<number[]> {
      return Promise.reject(new Error('Queries are embedded before they reach the collection.'));
    }
  }

  const safe = `${
    name
      .replace(/[^a-zA-Z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40) || 'c'
  }-${sha256(name).slice(0, 12)}`;
  const open = (): ChromaStore => new Chroma(new OwnVectors({}), { collectionName: safe, index: client });
  let store = open();

  return {
    async count() {
      return (await store.ensureCollection()).count();
    },
    async upsert(documents, vectors) {
      for (let i = 0; i < documents.length; i += chunk) {
        const part = documents.slice(i, i + chunk);
        await store.addVectors(
          vectors.slice(i, i + chunk),
          // Chroma refuses empty metadata.
          part.map(({ metadata }) => ({ pageContent: '', metadata: { ...metadata, _: 0 } })),
          { ids: part.map((document) => document.id) },
        );
      }
    },
    async remove(ids) {
      for (let i = 0; i < ids.length; i += chunk) await store.delete({ ids: ids.slice(i, i + chunk) });
    },
    async search(vector, k, where) {
      const found = await store.similaritySearchVectorWithScore(vector, k, filter(where) as never);
      return found
        .map(([document, distance]) => ({
          id: document.id ?? '',
          metadata: withoutMark(document.metadata),
          // Squared Euclidean distance of unit vectors.
          similarity: Math.max(-1, Math.min(1, 1 - distance / 2)),
        }))
        .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
    },
    async drop() {
      await store.ensureCollection();
      await client.deleteCollection({ name: safe });
      store = open();
    },
  };
}

function filter(where?: VectorDocument['metadata']): Record<string, unknown> | undefined {
  const parts = Object.entries(where ?? {}).map(([key, value]) => ({ [key]: value }));
  return parts.length > 1 ? { $and: parts } : parts[0];
}

function withoutMark(metadata: Record<string, unknown>): VectorDocument['metadata'] {
  const { _: _mark, ...rest } = metadata;
  return rest as VectorDocument['metadata'];
}
