/** News of a field: dated notes that say what has moved. */
import { createHash } from 'node:crypto';

export interface NewsNote {
  /** Stable within its source. */
  id: string;
  title: string;
  /** Plain text. */
  text: string;
  /** ISO day the note carries. */
  date: string;
  /** File of the library, or address of the feed, it was read from. */
  source: string;
  /** Page a person can read it on. */
  url?: string;
}

export interface News {
  /** Hash over all notes: part of the cache key of rules that read them. */
  readonly snapshot: string;
  /** Newest first. */
  readonly notes: readonly NewsNote[];
  /** One sentence for each source or note that could not be used. */
  readonly faults: readonly string[];
}

export function newsFrom(notes: NewsNote[], faults: string[]): News {
  const sorted = [...notes].sort((a, b) => (a.date === b.date ? (a.id < b.id ? -1 : 1) : a.date < b.date ? 1 : -1));
  return { snapshot: createHash('sha256').update(JSON.stringify(sorted)).digest('hex'), notes: sorted, faults };
}
