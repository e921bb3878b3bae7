/** What speaks for each outcome in each unit of a course: words, BM25 and meaning side by side, before anyone judges. Pure. */
import { cosine } from '../../tools/vectors/embedder.ts';
import { type Background, bm25, bm25Counted, countsOf, coverage, termsOf } from './lexical.ts';
import { stemsOf } from './words.ts';

/** Ways of comparing, each 0..1 or a little above. */
export const channels = ['words', 'bm25', 'meaning', 'passage'] as const;
export type Channel = (typeof channels)[number];

/** One outcome beside one unit. */
export type Evidence = Record<Channel, number>;

export interface Claimant {
  id: string;
  text: string;
  /** Code words (`codeMarksOf`). */
  marks: string[];
  vector: number[];
}

/** What is read of a unit. */
export interface Held {
  id: string;
  lesson: string;
  counts: ReadonlyMap<string, number>;
  length: number;
  stems: ReadonlySet<string>;
  /** Stems of each passage. */
  passages: ReadonlySet<string>[];
  /** Of its beginning and of each passage. */
  vectors: number[][];
}

/** BM25 is told as a share of what a short text of the outcome's own words would reach; a long, dense text reaches more. */
const mostBm25 = 2.5;

/** Takes an outcome and units; `words` is the share of telling words in a unit, `passage` in its best passage. */
export function evidenceOf(claimant: Claimant, units: Held[], background: Background): Evidence[] {
  const terms = termsOf(claimant.text, background, claimant.marks);
  const query = terms.map((term) => term.stem);
  const ceiling = bm25(query, query, { ...background, meanLength: query.length || 1 });
  return units.map((held) => ({
    words: coverage(terms, held.stems),
    bm25: ceiling === 0 ? 0 : Math.min(mostBm25, bm25Counted(query, held.counts, held.length, background) / ceiling),
    meaning: Math.max(0, ...held.vectors.map((vector) => cosine(claimant.vector, vector))),
    passage: Math.max(0, ...held.passages.map((stems) => coverage(terms, stems))),
  }));
}

/** A unit made ready for `evidenceOf`. @param bag stems with repeats. */
export function heldOf(id: string, lesson: string, bag: string[], pieces: string[], vectors: number[][]): Held {
  const passages = pieces.map((piece) => new Set(stemsOf(piece)));
  return { id, lesson, counts: countsOf(bag), length: bag.length, stems: new Set(bag), passages, vectors };
}
