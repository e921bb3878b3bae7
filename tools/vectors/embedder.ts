/** Text to vectors, by whichever embedding is set up. */
export interface Embedder {
  /** Name and version; part of every cache key. */
  readonly id: string;
  /** Texts it takes in one request, where more at a time cost less. */
  readonly step?: number;
  /** One unit vector a text, in order. Rejects where the embedding cannot be had. */
  embed(texts: string[]): Promise<number[][]>;
  close(): Promise<void>;
}

/** Longest text that is embedded; a sentence embedding says nothing sharper of more. */
export const longestText = 4000;

/**
 * Scales to length 1 and rounds to five places: the same text gets the same vector whatever batch it came in.
 * A zero vector stays zero.
 */
export function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  if (length === 0) return vector;
  return vector.map((value) => Math.round((value / length) * 1e5) / 1e5);
}

/**
 * Cosine similarity of two unit vectors, -1..1.
 * @throws where they are of different lengths: then they come from different embeddings, and no number would mean anything
 */
export function cosine(a: number[], b: number[]): number {
  if (a.length !== b.length) throw new Error(`Vectors of ${a.length} and ${b.length} numbers cannot be compared.`);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * (b[i] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** Replaces halves of a surrogate pair (a text cut within an emoji): they are no text, and Chroma refuses them. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
