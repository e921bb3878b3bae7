/**
 * How surely a text serves an outcome: words in common and meaning in common, joined by a calibrated logistic model, and
 * silent (`unsure`) between the thresholds. Pure: similarities are handed in.
 */
import { type Background, bm25, coverage, type Term, termsOf } from './lexical.ts';
import { sentencesOf, stemsOf } from './words.ts';

export type PairVerdict = 'full' | 'partial' | 'none' | 'unsure';

export interface PairInput {
  outcome: string;
  /** The text as it stands; quotes are cut from it. */
  text: string;
  /** Heading or title of the text, if it has one. */
  title?: string;
  /** Code words of the outcome and of the text (`codeMarksOf`). */
  marks?: { outcome: string[]; text: string[] };
  /** Code that belongs to the text: it counts for words, never for quotes. */
  code?: string;
  /** What other texts of the course or batch say: tells common words from telling ones. */
  background: Background;
  /** Cosine of outcome and whole text; null where no embedding is at hand. */
  similarity: number | null;
  /** Cosine of outcome and each sentence, by start offset. */
  sentenceSimilarity?: ReadonlyMap<number, number>;
}

export interface PairFeatures {
  /** Share of the outcome's telling words in text, title and code. */
  words: number;
  /** The same for its best sentence. */
  sentence: number;
  /** The same for the title. */
  title: number;
  /** BM25 against the best a text of ordinary length could reach. */
  bm25: number;
  /** Best cosine, of whole text or sentence. */
  meaning: number;
}

export interface PairScore {
  verdict: PairVerdict;
  /** 0..1, higher is more aligned. */
  score: number;
  /** A stretch of `text`, word for word; empty where nothing carries the verdict. */
  quote: string;
  /** Offset of the quote in `text`. */
  start: number;
  /** The best stretch of `text`, whatever the verdict. */
  carrier: string;
  features: PairFeatures;
}

export interface Calibration {
  bias: number;
  words: number;
  sentence: number;
  title: number;
  bm25: number;
  meaning: number;
  /** From here on `full`; from `partial` on `partial`; up to `none` `none`; `unsure` between. */
  full: number;
  partial: number;
  none: number;
}

export const calibration: Calibration = {
  bias: -6.5,
  words: 3.2,
  sentence: 2.2,
  title: 0.8,
  bm25: 1.5,
  meaning: 5.5,
  full: 0.72,
  partial: 0.5,
  none: 0.3,
};

/** Highest score of all of a lesson at which "it does not teach this" is said for itself. */
export const surelyUntaught = 0.12;

/** Takes one outcome and one text; never throws. */
export function scorePair(input: PairInput, weights: Calibration = calibration): PairScore {
  const terms = termsOf(input.outcome, input.background, input.marks?.outcome);
  const best = bestSentence(terms, input);
  const features = featuresOf(input, terms, best?.coverage ?? 0);
  const score = logistic(features, weights);
  const verdict = verdictOf(score, weights);
  const carried = verdict !== 'none' && best !== null;
  return {
    verdict,
    score,
    quote: carried ? best.text : '',
    start: carried ? best.start : 0,
    carrier: best?.text ?? '',
    features,
  };
}

export function verdictOf(score: number, weights: Calibration = calibration): PairVerdict {
  if (score >= weights.full) return 'full';
  if (score >= weights.partial) return 'partial';
  return score <= weights.none ? 'none' : 'unsure';
}

export function logistic(features: PairFeatures, weights: Calibration): number {
  const sum =
    weights.bias +
    weights.words * features.words +
    weights.sentence * features.sentence +
    weights.title * features.title +
    weights.bm25 * features.bm25 +
    weights.meaning * features.meaning;
  return 1 / (1 + Math.exp(-sum));
}

function featuresOf(input: PairInput, terms: Term[], sentence: number): PairFeatures {
  const titleStems = stemsOf(input.title ?? '');
  const bag = [...titleStems, ...stemsOf(input.text), ...stemsOf(input.code ?? ''), ...(input.marks?.text ?? [])];
  const query = terms.map((term) => term.stem);
  const ceiling = bm25(query, query, { ...input.background, meanLength: query.length || 1 });
  const similarities = [input.similarity ?? 0, ...(input.sentenceSimilarity?.values() ?? [])];
  return {
    words: coverage(terms, new Set(bag)),
    sentence,
    title: coverage(terms, new Set(titleStems)),
    bm25: ceiling === 0 ? 0 : Math.min(1.5, bm25(query, bag, input.background) / ceiling),
    meaning: Math.max(0, ...similarities),
  };
}

/** The sentence (or two neighbours) that holds most of the outcome, its meaning breaking ties. */
function bestSentence(terms: Term[], input: PairInput): { text: string; start: number; coverage: number } | null {
  let best: { text: string; start: number; coverage: number; rank: number } | null = null;
  for (const sentence of sentencesOf(input.text)) {
    const share = coverage(terms, new Set(stemsOf(sentence.text)));
    const rank = share + (input.sentenceSimilarity?.get(sentence.start) ?? 0);
    if (!best || rank > best.rank) best = { text: sentence.text, start: sentence.start, coverage: share, rank };
  }
  return best;
}
