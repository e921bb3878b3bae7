/** Answers of learners to items, as they are after reading: no learner can be recognised in them. */

export interface ResponseRow {
  /** Keyed hash of the learner's id; the id itself is gone after reading. */
  learner: string;
  /** Item id as in the library, e.g. `quiz-44.2`. */
  item: string;
  /** What was chosen: the option's text, letter (A …) or number (from 1). Null where only a score was recorded. */
  option: string | null;
  /** 0..1 where the file gives one; else it follows from the key. */
  score: number | null;
  /** 1 for the first; null where the file does not say (then the order of the file counts). */
  attempt: number | null;
}

export interface ResponseSet {
  rows: ResponseRow[];
  /** Hash over the file's bytes: part of the cache key of rules that use responses. */
  hash: string;
  /** Sentences on what could not be read. */
  notes: string[];
}
