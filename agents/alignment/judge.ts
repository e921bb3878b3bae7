/** Single pairs of outcome and text, judged without a course: what `perennial align judge` prints. */
import { cosine } from '../../tools/vectors/embedder.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import { fulfilment } from './scoring/fulfils.ts';
import { type Background, backgroundOf } from './scoring/lexical.ts';
import { type EmbeddedPair, standingOut } from './scoring/pair-background.ts';
import { pairScore, pairVerdict, type SinglePair } from './scoring/pair-score.ts';
import { type PairVerdict, scorePair } from './scoring/score.ts';
import { codeMarksOf, isForeign, sentencesOf, stemsOf } from './scoring/words.ts';

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

/** How much of a text is looked at to tell its language. */
const enough = 2000;

/**
 * Judges every pair. Of a text in another language than English only the words are compared, and the verdict is `unsure`. How telling a word is, and how near things are anyway, comes from the batch as a whole: a pair may be judged
 * a little differently among others.
 * @throws where the embedding cannot be had.
 */
export async function judgePairs(pairs: Pair[], vectors: Vectors): Promise<JudgedPair[]> {
  const read = await readPairs(pairs, vectors);
  return read.map(({ id, features, carrier }, at) => {
    if (features && isForeign(pairs[at]!.text.slice(0, enough)))
      return { id, verdict: 'unsure', score: pairScore({ ...features, out: 0 }), quote: carrier };
    const score = features ? pairScore(features) : 0;
    const verdict = pairVerdict(score);
    return { id, verdict, score, quote: verdict === 'none' ? '' : carrier };
  });
}

export interface ReadPair {
  id: string;
  /** Null where the text is empty. */
  features: SinglePair | null;
  /** The stretch of text nearest to the outcome. */
  carrier: string;
}

/**
 * What `judgePairs` judges by, in the order of the pairs.
 * @throws where the embedding cannot be had.
 */
export async function readPairs(pairs: Pair[], vectors: Vectors): Promise<ReadPair[]> {
  const found = backgroundOf([...new Set(pairs.map((pair) => pair.text))].map(stemsOf));
  const background = { ...found, documents: found.documents + imagined };
  const embedded: EmbeddedPair[] = [];
  for (let from = 0; from < pairs.length; from += block)
    embedded.push(...(await embedBlock(pairs.slice(from, from + block), vectors)));
  const out = standingOut(embedded);
  return pairs.map((pair, at) => readPair(pair, embedded[at]!, out[at]!, background));
}

const sentencesRead = (text: string) => sentencesOf(text).slice(0, mostSentences);

async function embedBlock(pairs: Pair[], vectors: Vectors): Promise<EmbeddedPair[]> {
  const texts = pairs.map(({ outcome, text }) => [
    outcome,
    text.slice(0, beginning) || ' ',
    ...sentencesRead(text).map((one) => one.text),
  ]);
  const embedded = await vectors.embed(texts.flat());
  let at = 0;
  return pairs.map(({ outcome, text }, place) => {
    const [wanted, ...told] = embedded.slice(at, at + texts[place]!.length);
    at += texts[place]!.length;
    return { outcome, text, wanted: wanted!, told };
  });
}

function readPair({ id, outcome, text }: Pair, embedded: EmbeddedPair, out: number, background: Background): ReadPair {
  const { wanted, told } = embedded;
  if (text.trim() === '') return { id, features: null, carrier: '' };
  const { features, carrier } = scorePair({
    outcome,
    text,
    marks: { outcome: codeMarksOf(outcome), text: codeMarksOf(text) },
    background,
    similarity: cosine(wanted, told[0]!),
    sentenceSimilarity: new Map(sentencesRead(text).map((one, at) => [one.start, cosine(wanted, told[at + 1]!)])),
  });
  return { id, features: { words: features.words, out, fulfil: fulfilment(outcome, text) }, carrier };
}
