/** What speaks for each outcome in each unit of a course: words, BM25 and meaning side by side, before anyone judges. Pure. */
import { cosine } from '../../../tools/vectors/embedder.ts';
import { type Background, bm25, bm25Counted, countsOf, coverage, termsOf } from './lexical.ts';
import { sentencesOf, stemsOf } from './words.ts';

/** Ways of comparing, each 0..1 or a little above. */
export const channels = ['words', 'bm25', 'meaning', 'passage'] as const;
export type Channel = (typeof channels)[number];

/** One outcome beside one unit. */
export interface Evidence extends Record<Channel, number> {
  /** Cosine with the unit's beginning alone. */
  beginning: number;
  /** How many sentences begin with the outcome's own words (three are enough), 0..1. */
  subject: number;
  /** Share of sentences that mention one of them. */
  mention: number;
  /** Sum over its passages of the squared share of telling words: how much is said of the outcome, in passages. */
  said: number;
}

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
  /** Stems of each sentence, in order. */
  sentences: string[][];
  /** Of its beginning, and of each passage where those are embedded. */
  vectors: number[][];
}

/** BM25 is told as a share of what a short text of the outcome's own words would reach; a long, dense text reaches more. */
const mostBm25 = 2.5;

/** A term is an outcome's own where it holds this share of its weight. */
const ownShare = 0.15;
const enoughSubjects = 3;
/** Telling words at the beginning of a sentence: what it is about. */
const firstWords = 3;

/** Takes an outcome and units; `words` is the share of telling words in a unit, `passage` in its best passage. */
export function evidenceOf(claimant: Claimant, units: Held[], background: Background): Evidence[] {
  const terms = termsOf(claimant.text, background, claimant.marks);
  const query = terms.map((term) => term.stem);
  const ceiling = bm25(query, query, { ...background, meanLength: query.length || 1 });
  const all = terms.reduce((sum, term) => sum + term.weight, 0);
  const own = new Set(terms.filter((term) => term.weight > ownShare * all).map((term) => term.stem));
  return units.map((held) => {
    const near = held.vectors.map((vector) => cosine(claimant.vector, vector));
    const about = held.sentences.filter((stems) => stems.slice(0, firstWords).some((one) => own.has(one))).length;
    const shares = held.passages.map((stems) => coverage(terms, stems));
    const named = held.sentences.filter((stems) => stems.some((one) => own.has(one))).length;
    return {
      words: coverage(terms, held.stems),
      bm25: ceiling === 0 ? 0 : Math.min(mostBm25, bm25Counted(query, held.counts, held.length, background) / ceiling),
      meaning: Math.max(0, ...near),
      passage: Math.max(0, ...shares),
      beginning: Math.max(0, near[0] ?? 0),
      subject: Math.min(1, about / enoughSubjects),
      mention: held.sentences.length === 0 ? 0 : named / held.sentences.length,
      said: shares.reduce((sum, share) => sum + share * share, 0),
    };
  });
}

/** A unit made ready for `evidenceOf`. @param bag stems with repeats. */
export function heldOf(id: string, lesson: string, bag: string[], pieces: string[], vectors: number[][]): Held {
  const passages = pieces.map((piece) => new Set(stemsOf(piece)));
  const sentences = pieces.flatMap((piece) => sentencesOf(piece).map((sentence) => stemsOf(sentence.text)));
  return { id, lesson, counts: countsOf(bag), length: bag.length, stems: new Set(bag), passages, sentences, vectors };
}
