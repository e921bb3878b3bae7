/** Single pairs of outcome and text, judged without a course: what `perennial align judge` prints. */
import { cosine } from '../../tools/vectors/embedder.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import { type Background, backgroundOf } from './lexical.ts';
import { type Calibration, calibration, type PairVerdict, scorePair } from './score.ts';
import { codeMarksOf, sentencesOf, stemsOf } from './words.ts';

export interface Pair {
  id: string;
  outcome: string;
  text: string;
}

export interface JudgedPair {
  id: string;
  verdict: PairVerdict;
  /** 0..1, higher is more aligned. */
  score: number;
  /** A stretch of the pair's text, letter for letter; empty where the verdict is `none`. */
  quote: string;
}

const mostSentences = 24;
const beginning = 400;
const block = 32;
/** Texts without any of the words, counted in so that a small batch does not make every shared word look common. */
const imagined = 20;

/** A single text has no lesson around it that could speak for it: `none` takes more, `partial` less. */
const single: Calibration = { ...calibration, partial: 0.4, none: 0.1 };

/**
 * Judges every pair; how telling a word is comes from all texts of the batch together.
 * @throws where the embedding cannot be had.
 */
export async function judgePairs(pairs: Pair[], vectors: Vectors): Promise<JudgedPair[]> {
  const found = backgroundOf([...new Set(pairs.map((pair) => pair.text))].map(stemsOf));
  const background = { ...found, documents: found.documents + imagined };
  const judged: JudgedPair[] = [];
  for (let from = 0; from < pairs.length; from += block)
    judged.push(...(await judgeBlock(pairs.slice(from, from + block), background, vectors)));
  return judged;
}

async function judgeBlock(pairs: Pair[], background: Background, vectors: Vectors): Promise<JudgedPair[]> {
  const cut = pairs.map((pair) => ({ pair, sentences: sentencesOf(pair.text).slice(0, mostSentences) }));
  const embedded = await vectors.embed(
    cut.flatMap(({ pair, sentences }) => [
      pair.outcome,
      pair.text.slice(0, beginning) || ' ',
      ...sentences.map((one) => one.text),
    ]),
  );
  let at = 0;
  return cut.map(({ pair: { id, outcome, text }, sentences }) => {
    const wanted = embedded[at++]!;
    const whole = embedded[at++]!;
    const input = {
      outcome,
      text,
      marks: { outcome: codeMarksOf(outcome), text: codeMarksOf(text) },
      background,
      similarity: cosine(wanted, whole),
      sentenceSimilarity: new Map(sentences.map((one) => [one.start, cosine(wanted, embedded[at++]!)])),
    };
    const { verdict, score, quote } = scorePair(input, single);
    return { id, verdict, score, quote };
  });
}
