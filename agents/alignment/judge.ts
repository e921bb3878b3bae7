/** Single pairs of outcome and text, judged without a course: what `perennial align judge` prints. */
import { cosine } from '../../tools/vectors/embedder.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import { fulfilment } from './scoring/fulfils.ts';
import { type Background, backgroundOf } from './scoring/lexical.ts';
import { type EmbeddedPair, type StandingOut, standingOut } from './scoring/pair-background.ts';
import { formOf, putsOff } from './scoring/pair-form.ts';
import { paragraphsOf, speakingPart } from './scoring/pair-part.ts';
import { likely, pairScore, pairVerdict, type SinglePair } from './scoring/pair-score.ts';
import { askedWords, tellingWords, wordsMet } from './scoring/pair-words.ts';
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
  /** Where the scorer was unsure and a model read the text. */
  read?: { model: string; why: string };
}

const mostSentences = 40;
const beginning = 400;
/** How much of a text is read word by word. */
const longest = 6000;
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
  return read.map(({ id, features, shared, carrier }, at) => {
    if (!features) return { id, verdict: 'none', score: 0, quote: '' };
    if (isForeign(pairs[at]!.text.slice(0, enough))) return { id, verdict: 'unsure', score: shared, quote: carrier };
    const found = likely(features);
    const verdict = pairVerdict(found);
    return { id, verdict, score: pairScore(found), quote: verdict === 'none' ? '' : carrier };
  });
}

export interface ReadPair {
  id: string;
  /** Null where the text is empty. */
  features: SinglePair | null;
  /** Share of the outcome's telling words that stand in the text, 0..1. */
  shared: number;
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
  const embedded: ToldPair[] = [];
  for (let from = 0; from < pairs.length; from += block)
    embedded.push(...(await embedBlock(pairs.slice(from, from + block), vectors, background)));
  const out = standingOut(embedded);
  return pairs.map((pair, at) => readPair(pair, embedded[at]!, out[at]!, background));
}

interface ToldPair extends EmbeddedPair {
  /** What of the text speaks of the outcome. */
  part: string;
}

const sentencesRead = (text: string) => sentencesOf(text).slice(0, mostSentences);

async function embedBlock(pairs: Pair[], vectors: Vectors, background: Background): Promise<ToldPair[]> {
  const read = pairs.map(({ outcome, text }) => ({
    outcome,
    text,
    told: [text.slice(0, beginning) || ' ', ...sentencesRead(text).map((one) => one.text)],
    asked: askedWords(outcome, background),
    words: tellingWords(text.slice(0, longest)),
  }));
  const wanted = read.flatMap(({ outcome, told, asked, words }) => [
    outcome,
    ...told,
    ...asked.map(({ word }) => word),
    ...words,
  ]);
  const different = [...new Set(wanted)];
  const embedded = await vectors.embed(different);
  const vectorOf = new Map(different.map((text, at) => [text, embedded[at]!]));
  const of = (text: string) => vectorOf.get(text)!;
  return read.map(({ outcome, text, told, asked, words }): ToldPair => {
    const weighed = asked.map(({ word, weight }) => ({ vector: of(word), weight }));
    const near = sentencesRead(text).map(({ start }, at) => ({ start, near: cosine(of(outcome), of(told[at + 1]!)) }));
    const paragraphs = paragraphsOf(text.slice(0, longest));
    const speaks = paragraphs.map(({ text: one, start, end }) => {
      const inside = near.filter((sentence) => sentence.start >= start && sentence.start < end);
      return wordsMet(weighed, tellingWords(one).map(of)) + Math.max(0, ...inside.map((sentence) => sentence.near));
    });
    return {
      outcome,
      text,
      wanted: of(outcome),
      told: told.map(of),
      asked: weighed,
      words: words.map(of),
      part: speakingPart(paragraphs, speaks),
    };
  });
}

function readPair({ id, outcome, text }: Pair, embedded: ToldPair, out: StandingOut, background: Background): ReadPair {
  const { wanted, told, part } = embedded;
  if (text.trim() === '') return { id, features: null, shared: 0, carrier: '' };
  const { features, carrier } = scorePair({
    outcome,
    text,
    marks: { outcome: codeMarksOf(outcome), text: codeMarksOf(text) },
    background,
    similarity: cosine(wanted, told[0]!),
    sentenceSimilarity: new Map(sentencesRead(text).map((one, at) => [one.start, cosine(wanted, told[at + 1]!)])),
  });
  const when = putsOff(carrier) ? ('later' as const) : ('now' as const);
  const pair = { ...out, fulfil: fulfilment(outcome, part), ...formOf(part), when };
  return { id, features: pair, shared: features.words, carrier };
}
