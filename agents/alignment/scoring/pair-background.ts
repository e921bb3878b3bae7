/** How near an outcome is to any text of a batch, and a text to any outcome: what is near to everything is near to nothing. Pure. */
import { cosine } from '../../../tools/vectors/embedder.ts';
import { wordsMet } from './pair-words.ts';

export interface EmbeddedPair {
  outcome: string;
  text: string;
  wanted: number[];
  /** Whole text first, then its sentences. */
  told: number[][];
  /** The outcome's telling words. */
  asked: { vector: number[]; weight: number }[];
  /** The text's telling words. */
  words: number[][];
}

export interface StandingOut {
  /** Nearness less the mean of what the outcome has to other texts and the text to other outcomes. */
  out: number;
  /** `wordsMet`, in spreads above what the outcome's words have in other texts. */
  met: number;
}

/** Fewest other texts from which a mean is taken; with fewer, `usual` stands in. */
const fewest = 6;
/** At most so many others are looked at, evenly spread over the batch. */
const most = 60;
/** What unrelated texts have under the built-in embedding: mean nearness, mean and spread of `wordsMet`. */
const usual = { nearness: 0.3, met: 0.51, spread: 0.035 };
/** Added to every spread: the smallest that is believed. */
const leastSpread = 0.02;

export function nearness(wanted: number[], told: number[][]): number {
  return Math.max(0, ...told.map((vector) => cosine(wanted, vector)));
}

export function standingOut(pairs: EmbeddedPair[]): StandingOut[] {
  const texts = spread([...new Map(pairs.map((pair) => [pair.text, pair])).values()]);
  const outcomes = spread([...new Map(pairs.map((pair) => [pair.outcome, pair])).values()]);
  const ofOutcome = new Map<string, { nearness: number; met: number; spread: number }>();
  const ofText = new Map<string, number>();
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  return pairs.map((pair) => {
    let outcome = ofOutcome.get(pair.outcome);
    if (!outcome) {
      const others = texts.filter((other) => other.outcome !== pair.outcome);
      outcome = usual;
      if (others.length >= fewest) {
        const met = others.map((other) => wordsMet(pair.asked, other.words));
        const middle = mean(met);
        outcome = {
          nearness: mean(others.map((other) => nearness(pair.wanted, other.told))),
          met: middle,
          spread: Math.sqrt(mean(met.map((one) => (one - middle) ** 2))),
        };
      }
      ofOutcome.set(pair.outcome, outcome);
    }
    let text = ofText.get(pair.text);
    if (text === undefined) {
      const others = outcomes.filter((other) => other.outcome !== pair.outcome);
      text = others.length < fewest ? usual.nearness : mean(others.map((other) => nearness(other.wanted, pair.told)));
      ofText.set(pair.text, text);
    }
    return {
      out: nearness(pair.wanted, pair.told) - (outcome.nearness + text) / 2,
      met: (wordsMet(pair.asked, pair.words) - outcome.met) / (outcome.spread + leastSpread),
    };
  });
}

function spread(pairs: EmbeddedPair[]): EmbeddedPair[] {
  const step = Math.max(1, pairs.length / most);
  return Array.from({ length: Math.min(pairs.length, most) }, (_, at) => pairs[Math.floor(at * step)]!);
}
