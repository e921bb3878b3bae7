/**
 * How well the words of an outcome are met in a text by words of like meaning: "voltage" by "volts", "join" by "combine".
 * After the recall of BERTScore (T. Zhang et al. 2020), with vectors of single words. Pure.
 */
import { cosine } from '../../../tools/vectors/embedder.ts';
import { type Background, termsOf } from './lexical.ts';
import { stemsOf, wordsOf } from './words.ts';

export interface Asked {
  word: string;
  /** How telling the word is. */
  weight: number;
}

/** Different words of a text that carry meaning, numbers left out. */
export function tellingWords(text: string): string[] {
  return [...new Set(wordsOf(text))].filter((word) => !/^\d/.test(word) && stemsOf(word).length > 0);
}

export function askedWords(outcome: string, background: Background): Asked[] {
  const weights = new Map(termsOf(outcome, background).map(({ stem, weight }) => [stem, weight]));
  return tellingWords(outcome).map((word) => ({ word, weight: weights.get(stemsOf(word)[0]!) ?? 0 }));
}

/** 0..1: the cosine of each word asked for with the nearest word told, by weight. */
export function wordsMet(asked: { vector: number[]; weight: number }[], told: number[][]): number {
  let met = 0;
  let all = 0;
  for (const { vector, weight } of asked) {
    all += weight;
    met += weight * told.reduce((best, one) => Math.max(best, cosine(vector, one)), 0);
  }
  return all === 0 ? 0 : met / all;
}
