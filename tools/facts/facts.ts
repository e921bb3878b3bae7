/** Dated facts about the world. */
export interface ReleaseCycle {
  product: string;
  /** Human name: "Node.js". */
  label: string;
  /** "3.8", "16". */
  cycle: string;
  released: string | null;
  /** ISO date of end of life; null where none is known. `true`-like facts without a date carry the date they were read. */
  endOfLife: string | null;
  latest: string | null;
  /** Where a person can check it. */
  url: string;
  /** ISO date on which this was read or written. */
  asOf: string;
}

export interface Retirement {
  name: string;
  /** Further spellings under which it appears in lessons. */
  aliases: string[];
  closed: string;
  /** The name is also an everyday word: a capital at the beginning of a sentence proves nothing. */
  commonWord?: boolean;
  /** `renamed`: it lives on under the successor's name. Default: closed. */
  kind?: 'closed' | 'renamed';
  successor: string | null;
  url: string;
}

export interface Facts {
  /** Hash over everything known: part of the cache key of rules that use facts. */
  readonly snapshot: string;
  /** Names and aliases that can appear before a version: "Python", "python", "Node.js", "node". */
  products(): { id: string; names: string[] }[];
  cycle(product: string, version: string): ReleaseCycle | null;
  /** Newest cycle that is supported on the date; null where unknown. */
  current(product: string, date: string): ReleaseCycle | null;
  /** Newest cycle that was out on the date, long-term or not; null where unknown. */
  newest?(product: string, date: string): ReleaseCycle | null;
  retirements(): Retirement[];
  /**
   * Every day (ISO) on which one of the facts begins or ends to hold. Absent: nobody can say.
   * @param about only facts about what has one of these names; default: all
   */
  days?(about?: (names: readonly string[]) => boolean): string[];
}
