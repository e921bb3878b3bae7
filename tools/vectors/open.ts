/** Opens the vectors of a library: an embedding, a cache of what was embedded, and collections in Chroma. */
import type { ChromaClient } from 'chromadb';
import { latest } from '../cache/latest.ts';
import type { Elsewhere } from '../cache/results.ts';
import { batched } from './batched.ts';
import { type ChromaChild, startChroma } from './chroma-child.ts';
import { type ChromaCollection, connectChroma, openCollection } from './collections.ts';
import { type Embedder, longestText, wellFormed } from './embedder.ts';
import { localEmbedder } from './local-embedder.ts';
import { sharing } from './sharing.ts';
import { type Slot, takeSlot } from './slot.ts';
import { openVectorStore, sha256, type VectorStore } from './store.ts';
import type { VectorDocument, Vectors } from './vectors.ts';

export interface OpenVectorsOptions {
  /** Folder the cache and the collections live in (`.perennial/vectors`). */
  dir: string;
  /** Progress for people, a line a call. */
  log?: (line: string) => void;
  /** Environment to read CHROMA_URL from; default: the process's. */
  env?: Record<string, string | undefined>;
  /** In place of the embedding that comes with the program (the model layer's, where one is set). */
  embedder?: Embedder;
  /** Told of texts that this other embedding, named by `id`, would have to embed: they are counted, and embedded by `embedder` all the same. */
  counting?: { id: string; missing(texts: string[]): void };
  /** Where other machines find what is embedded here, and the other way round. */
  elsewhere?: Elsewhere | null;
}

const mostRecent = 4000;

/** Collections at hand: courses are looked at one after the other. */
const mostCollections = 16;

/** Documents embedded and sent to a collection together. */
const part = 2000;

/**
 * Nothing starts before it is needed: no folder, thread or server until a text must be embedded or searched for. A
 * text embedded before is read from the cache; a collection that holds its documents already is not touched; a query
 * asked before of an unchanged collection is answered from the cache.
 */
export function openVectors(options: OpenVectorsOptions): Vectors {
  const env = options.env ?? process.env;
  const own = options.embedder ?? localEmbedder();
  const embedder = batched(options.elsewhere ? sharing(own, options.elsewhere) : own);
  let store: VectorStore | null = null;
  let slot: Slot | null = null;
  let child: ChromaChild | null = null;
  let client: Promise<ChromaClient> | null = null;
  const collections = latest<string, Promise<ChromaCollection>>(mostCollections);
  const queues = new Map<string, Promise<unknown>>();
  /** What this process last asked each collection to hold, should the server have lost it. */
  const wanted = latest<string, VectorDocument[]>(mostCollections);
  const checked = new Set<string>();
  /** Vectors at hand without a look into the file. */
  const recent = new Map<string, number[]>();
  let closed = false;

  function opened(): VectorStore {
    if (closed) throw new Error('The vectors were closed.');
    store ??= openVectorStore(options.dir);
    return store;
  }

  /** Where collections live: their manifests are kept apart by place. */
  function place(): string {
    if (closed) throw new Error('The vectors were closed.');
    if (env.CHROMA_URL) return `${env.CHROMA_URL}#${sha256(options.dir).slice(0, 12)}`;
    slot ??= takeSlot(options.dir);
    return slot.name;
  }

  async function connect(): Promise<ChromaClient> {
    const where = place();
    if (env.CHROMA_URL) return connectChroma(env.CHROMA_URL);
    options.log?.(`Starting Chroma (${where}).`);
    child = await startChroma(slot!.path);
    return connectChroma(child.url);
  }

  function collection(key: string): Promise<ChromaCollection> {
    let open = collections.get(key);
    if (!open) {
      client ??= connect().catch((error) => {
        client = null;
        throw error;
      });
      open = client.then((connected) => openCollection(connected, key));
      open.catch(() => collections.delete(key));
      collections.set(key, open);
    }
    return open;
  }

  /** One at a time for each collection. */
  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work);
    const over = turn
      .catch(() => undefined)
      .then(() => {
        if (queues.get(key) === over) queues.delete(key);
      });
    queues.set(key, over);
    return turn;
  }

  async function embed(texts: string[]): Promise<number[][]> {
    const cut = texts.map((text) => wellFormed(text.slice(0, longestText)));
    const cache = opened();
    if (options.counting) {
      const have = cache.vectors(options.counting.id, [...new Set(cut)]);
      options.counting.missing([...new Set(cut)].filter((text) => !have.has(text)));
    }
    const known = new Map<string, number[]>();
    for (const text of cut) if (recent.has(text)) known.set(text, recent.get(text)!);
    for (const [text, vector] of cache.vectors(
      embedder.id,
      [...new Set(cut)].filter((text) => !known.has(text)),
    ))
      known.set(text, vector);
    const missing = [...new Set(cut)].filter((text) => !known.has(text));
    if (missing.length > 0) {
      if (missing.length > 200) options.log?.(`Embedding ${missing.length} texts.`);
      const step = 256;
      for (let i = 0; i < missing.length; i += step) {
        const some = missing.slice(i, i + step);
        const vectors = await embedder.embed(some);
        const fresh = new Map(some.map((text, at) => [text, vectors[at]!]));
        cache.keepVectors(embedder.id, fresh);
        for (const [text, vector] of fresh) known.set(text, vector);
      }
    }
    if (recent.size > mostRecent) recent.clear();
    for (const [text, vector] of known) recent.set(text, vector);
    return cut.map((text) => known.get(text)!);
  }

  async function bring(key: string, documents: VectorDocument[]): Promise<void> {
    const cache = opened();
    wanted.set(key, documents);
    const members = new Map(documents.map((document) => [document.id, hashOf(document)]));
    if (members.size !== documents.length) throw new Error(`The documents of collection ${key} do not have ids of their own.`);
    const hash = sha256(JSON.stringify([...members].sort(([a], [b]) => (a < b ? -1 : 1))));
    let before = cache.manifest(key);
    if (before?.hash === hash) return;
    const target = await collection(key);
    if (before && (before.hash === null || (await target.count()) !== before.members.size)) before = null;
    if (!before) await target.drop();
    cache.keepManifest(key, { hash: null, members: before?.members ?? new Map() });
    const changed = documents.filter((document) => before?.members.get(document.id) !== members.get(document.id));
    const removed = [...(before?.members.keys() ?? [])].filter((id) => !members.has(id));
    if (removed.length > 0) await target.remove(removed);
    // In parts: the vectors of a large library do not fit in memory at once.
    for (let i = 0; i < changed.length; i += part) {
      const some = changed.slice(i, i + part);
      await target.upsert(some, await embed(some.map((document) => document.text)));
    }
    cache.keepManifest(key, { hash, members });
    checked.add(key);
  }

  /** The collection with the documents its manifest names; filled again where the server lost them. */
  async function filled(name: string, key: string, size: number): Promise<ChromaCollection> {
    const target = await collection(key);
    if (checked.has(key)) return target;
    if ((await target.count()) !== size) {
      const documents = wanted.get(key);
      opened().keepManifest(key, { hash: null, members: new Map() });
      if (!documents) throw new Error(`Collection ${name} was lost from Chroma: fill it again before asking.`);
      await bring(key, documents);
    }
    checked.add(key);
    return target;
  }

  return {
    embedding: embedder.id,
    embed,
    sync(name, documents) {
      const key = keyOf(name);
      return inTurn(key, () => bring(key, documents));
    },
    query(name, text, k, where) {
      const key = keyOf(name);
      return inTurn(key, async () => {
        const cache = opened();
        const manifest = cache.manifest(key);
        if (!manifest?.hash) throw new Error(`Collection ${name} was never filled.`);
        if (manifest.members.size === 0) return [];
        const asked = sha256(text, String(k), JSON.stringify(Object.entries(where ?? {}).sort()));
        const known = cache.answer(key, manifest.hash, asked);
        if (known) return known;
        const [vector] = await embed([text]);
        const target = await filled(name, key, manifest.members.size);
        const hits = await target.search(vector!, Math.min(k, manifest.members.size), where);
        cache.keepAnswer(key, manifest.hash, asked, hits);
        return hits;
      });
    },
    async close() {
      closed = true;
      await Promise.allSettled(queues.values());
      await embedder.close();
      await child?.close();
      slot?.release();
      store?.close();
      store = null;
      slot = null;
      child = null;
    },
  };

  function keyOf(name: string): string {
    return `${place()}/${name}/${sha256(embedder.id).slice(0, 8)}`;
  }
}

function hashOf(document: VectorDocument): string {
  return sha256(document.text, JSON.stringify(Object.entries(document.metadata).sort()));
}
