/** What a call costs: US dollars per million tokens, as the maker listed them in August 2025. Prices change: `models.prices` of the config wins. */
import type { ModelTier } from './models.ts';

export interface Price {
  /** Dollars per million tokens sent. */
  input: number;
  /** Dollars per million tokens sent that the endpoint had cached. */
  cachedInput?: number;
  /** Dollars per million tokens written, hidden reasoning counted. */
  output: number;
  /** Most tokens one picture can count as. */
  pictureTokens?: number;
}

/** Most tokens of a picture where tiles are counted: 8 tiles of 512 pixels after scaling to 768 × 2048. */
const tiled = { 'gpt-4o': 85 + 8 * 170, 'gpt-4o-mini': 2833 + 8 * 5667, 'gpt-5': 70 + 8 * 140, o: 75 + 8 * 150 };

export const prices: Readonly<Record<string, Price>> = {
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10, pictureTokens: tiled['gpt-5'] },
  'gpt-5-chat-latest': { input: 1.25, cachedInput: 0.125, output: 10, pictureTokens: tiled['gpt-5'] },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2, pictureTokens: Math.ceil(1536 * 1.62) },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4, pictureTokens: Math.ceil(1536 * 2.46) },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8, pictureTokens: tiled['gpt-4o'] },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6, pictureTokens: Math.ceil(1536 * 1.62) },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4, pictureTokens: Math.ceil(1536 * 2.46) },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10, pictureTokens: tiled['gpt-4o'] },
  // Its first version kept its price when the family became cheaper.
  'gpt-4o-2024-05-13': { input: 5, output: 15, pictureTokens: tiled['gpt-4o'] },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6, pictureTokens: tiled['gpt-4o-mini'] },
  o1: { input: 15, cachedInput: 7.5, output: 60, pictureTokens: tiled.o },
  o3: { input: 2, cachedInput: 0.5, output: 8, pictureTokens: tiled.o },
  'o3-mini': { input: 1.1, cachedInput: 0.55, output: 4.4 },
  'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4, pictureTokens: Math.ceil(1536 * 1.72) },
  'gpt-4-turbo': { input: 10, output: 30, pictureTokens: tiled['gpt-4o'] },
  'gpt-4': { input: 30, output: 60 },
  'gpt-3.5-turbo': { input: 0.5, output: 1.5 },
};

/** Embedding models: nothing is written, so there is nothing to pay for output. */
export const embeddingPrices: Readonly<Record<string, Price>> = {
  'text-embedding-3-small': { input: 0.02, output: 0 },
  'text-embedding-3-large': { input: 0.13, output: 0 },
  'text-embedding-ada-002': { input: 0.1, output: 0 },
};

export interface PricedModel {
  name: string;
  price: Required<Price>;
  known: 'from-config' | 'from-table' | 'dearest';
}

/**
 * Price of a model: the config's, else the table's (a dated name such as `gpt-5-mini-2025-08-07` counts as its family),
 * else the dearest of both in every respect, so that a budget holds whatever the model turns out to cost.
 */
export function priceOf(name: string, configured: Readonly<Record<string, Price>> = {}): PricedModel {
  const own = configured[name];
  if (own) return { name, price: filled(own), known: 'from-config' };
  const listed = prices[name] ?? prices[name.replace(/-\d{4}-\d{2}-\d{2}$/, '')];
  if (listed) return { name, price: filled(listed), known: 'from-table' };
  return { name, price: dearest(configured), known: 'dearest' };
}

/** The same for an embedding model; an unknown one costs what the dearest known embedding model does. */
export function embeddingPriceOf(name: string, configured: Readonly<Record<string, Price>> = {}): PricedModel {
  const own = configured[name];
  if (own) return { name, price: filled(own), known: 'from-config' };
  const listed = embeddingPrices[name];
  if (listed) return { name, price: filled(listed), known: 'from-table' };
  const input = Math.max(...Object.values(embeddingPrices).map((price) => price.input));
  return { name, price: filled({ input, output: 0 }), known: 'dearest' };
}

/** One line for the log where a model's price is not known; null where it is. */
export function priceWarning(tier: ModelTier | 'embedding', priced: PricedModel): string | null {
  if (priced.known !== 'dearest') return null;
  const { input, output } = priced.price;
  return `The price of ${tier === 'embedding' ? 'the embedding model' : `models.${tier}`} "${priced.name}" is not known: it is counted as the dearest known ($${input} in, $${output} out per million tokens). Set it under models.prices.`;
}

/** Dollars for tokens that were used. */
export function costOf(price: Required<Price>, used: { input: number; cachedInput: number; output: number }): number {
  const fresh = Math.max(0, used.input - used.cachedInput);
  return (fresh * price.input + used.cachedInput * price.cachedInput + used.output * price.output) / 1e6;
}

/**
 * The most a call can cost before it is made. A token is never shorter than one byte, so the bytes of all text sent,
 * plus what the wire format adds, are an upper bound of its tokens.
 */
export function mostItCanCost(
  price: Required<Price>,
  sent: { textBytes: number; pictures: number; maxOutputTokens: number },
): number {
  const wireTokens = 200;
  const input = sent.textBytes + wireTokens + sent.pictures * price.pictureTokens;
  const dearerInput = Math.max(price.input, price.cachedInput);
  return (input * dearerInput + sent.maxOutputTokens * price.output) / 1e6;
}

function filled(price: Price): Required<Price> {
  return {
    input: price.input,
    cachedInput: price.cachedInput ?? price.input,
    output: price.output,
    pictureTokens: price.pictureTokens ?? 1500,
  };
}

function dearest(configured: Readonly<Record<string, Price>>): Required<Price> {
  const all = [...Object.values(prices), ...Object.values(configured)].map(filled);
  const input = Math.max(...all.map((price) => price.input));
  const picture = Math.max(...all.map((price) => price.pictureTokens * price.input));
  return {
    input,
    cachedInput: input,
    output: Math.max(...all.map((price) => price.output)),
    pictureTokens: Math.ceil(picture / input),
  };
}
