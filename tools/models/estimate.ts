/** What questions would cost that are not asked: nothing goes over the wire. Pure but for the store it reads. */

import { messagesOf, taskOf, textBytes } from './chat.ts';
import { embeddingTask } from './embedding.ts';
import { keysOf, type Prepared, tierOf } from './prepared.ts';
import { costOf, mostItCanCost, type PricedModel } from './prices.ts';
import type { Route } from './route.ts';
import type { Store } from './store.ts';

/** Calls of one task on one model. */
export interface Estimate {
  /** Prompt and version. */
  task: string;
  agent: string;
  model: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  /** Likely dollars. */
  dollars: number;
  /** Dollars it cannot exceed where no call is tried again and no answer is refused and asked of the large model. */
  atMost: number;
  /** Where the length of answers is taken from. */
  answers: 'measured' | 'assumed';
}

/** Bytes of English text a token, about (OpenAI's own rule of thumb: four characters). */
const bytesPerToken = 4;
/** Of the longest allowed answer, where no call of the task was ever made. */
const assumedShare = 0.25;

export interface Estimator {
  /** @param purpose what the money would be for, where it is not the answer itself */
  add(prepared: Prepared, purpose?: string): void;
  /** Texts that would be embedded; each counts once. */
  addTexts(texts: Iterable<string>, model: PricedModel): void;
  lines(): Estimate[];
}

/** @param routes the endpoints that would be asked; the first is counted */
export function estimator(routes: readonly Route[], store: Store): Estimator {
  const seen = new Set<string>();
  const lines = new Map<string, Estimate>();
  const texts = new Set<string>();

  function line(task: string, agent: string, model: string, answers: Estimate['answers']): Estimate {
    const key = `${task}\n${agent}\n${model}`;
    const known = lines.get(key) ?? { task, agent, model, calls: 0, tokensIn: 0, tokensOut: 0, dollars: 0, atMost: 0, answers };
    lines.set(key, known);
    return known;
  }

  return {
    add(prepared, purpose) {
      const { prompt, request } = prepared;
      const [key] = keysOf(prepared, [...routes]);
      const model = routes[0]?.models[tierOf(prepared)];
      if (!key || !model || seen.has(key)) return;
      seen.add(key);
      const task = taskOf(prepared, purpose);
      const measured = store.meanTokensOut(task, model.name);
      const pictures = request.pictures?.length ?? 0;
      const bytes = textBytes(prepared, messagesOf(prepared));
      const input = Math.ceil(bytes / bytesPerToken) + pictures * model.price.pictureTokens;
      const output = Math.ceil(measured ?? prompt.maxOutputTokens * assumedShare);
      const sum = line(task, request.agent, model.name, measured === null ? 'assumed' : 'measured');
      sum.calls += 1;
      sum.tokensIn += input;
      sum.tokensOut += output;
      sum.dollars += costOf(model.price, { input, cachedInput: 0, output });
      sum.atMost += mostItCanCost(model.price, { textBytes: bytes, pictures, maxOutputTokens: prompt.maxOutputTokens });
    },
    addTexts(added, model) {
      const fresh = [...added].filter((text) => !texts.has(text));
      if (fresh.length === 0) return;
      for (const text of fresh) texts.add(text);
      const bytes = fresh.reduce((sum, text) => sum + Buffer.byteLength(text) + 8, 0);
      const sum = line(embeddingTask, 'retrieval', model.name, 'measured');
      const input = Math.ceil(bytes / bytesPerToken);
      sum.calls += Math.ceil(fresh.length / 128);
      sum.tokensIn += input;
      sum.dollars += costOf(model.price, { input, cachedInput: 0, output: 0 });
      sum.atMost += mostItCanCost(model.price, { textBytes: bytes, pictures: 0, maxOutputTokens: 0 });
    },
    lines: () => [...lines.values()].sort((a, b) => b.dollars - a.dollars || (a.task < b.task ? -1 : 1)),
  };
}
