/** Meaning as vectors: embedding, and search over a collection kept in Chroma. */
export interface VectorDocument {
  id: string;
  text: string;
  metadata: Record<string, string | number | boolean>;
}

/** What stands under the id is known to whoever filled the collection: texts are not kept with vectors. */
export interface VectorHit {
  id: string;
  metadata: Record<string, string | number | boolean>;
  /** Cosine similarity, -1..1. */
  similarity: number;
}

export interface Vectors {
  /** Name and version of the embedding: part of cache keys. */
  readonly embedding: string;
  /** One unit vector a text; cached by text. */
  embed(texts: string[]): Promise<number[][]>;
  /** Makes a collection hold exactly these documents (adds, changes, removes by id and text). */
  sync(collection: string, documents: VectorDocument[]): Promise<void>;
  query(collection: string, text: string, k: number, where?: Record<string, string | number | boolean>): Promise<VectorHit[]>;
  close(): Promise<void>;
}
