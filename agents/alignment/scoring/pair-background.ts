/** How near an outcome is to any text of a batch, and a text to any outcome: what is near to everything is near to nothing. Pure. */
import { cosine } from '../../../tools/vectors/embedder.ts';

export interface EmbeddedPair {
  outcome: string;
  text: string;
  wanted: number[];
  /** Whole text first, then its sentences. */
  told: number[][];
}

/** Fewest other texts from which a mean is taken; with fewer, `usual` stands in. */
const fewest = 6;
/** At most so many others are looked at, evenly spread over the batch. */
const most = 60;
/** Mean nearness of unrelated texts under the built-in embedding. */
const usual = 0.3;

export function nearness(wanted: number[], told: number[][]): number {
  return Math.max(0, ...told.map((vector) => cosine(wanted, vector)));
}

/** For each pair, its nearness less the mean of what its outcome has to other texts and its text to other outcomes. */
export function standingOut(pairs: EmbeddedPair[]): number[] {
  const texts = spread([...new Map(pairs.map((pair) => [pair.text, pair])).values()]);
  const outcomes = spread([...new Map(pairs.map((pair) => [pair.outcome, pair])).values()]);
  const ofOutcome = new Map<string, number>();
  const ofText = new Map<string, number>();
  const mean = (values: number[]) => (values.length < fewest ? usual : values.reduce((sum, one) => sum + one, 0) / values.length);
  return pairs.map((pair) => {
    let outcome = ofOutcome.get(pair.outcome);
    if (outcome === undefined) {
      const others = texts.filter((other) => other.outcome !== pair.outcome);
      outcome = mean(others.map((other) => nearness(pair.wanted, other.told)));
      ofOutcome.set(pair.outcome, outcome);
    }
    let text = ofText.get(pair.text);
    if (text === undefined) {
      const others = outcomes.filter((other) => other.outcome !== pair.outcome);
      text = mean(others.map((other) => nearness(other.wanted, pair.told)));
      ofText.set(pair.text, text);
    }
    return nearness(pair.wanted, pair.told) - (outcome + text) / 2;
  });
}

function spread(pairs: EmbeddedPair[]): EmbeddedPair[] {
  const step = Math.max(1, pairs.length / most);
  return Array.from({ length: Math.min(pairs.length, most) }, (_, at) => pairs[Math.floor(at * step)]!);
}
