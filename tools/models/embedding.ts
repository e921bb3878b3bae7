/** An embedding model behind the endpoints: within the same budget, gate and breaker as every other question. */
import type { Embedder } from '../vectors/embedder.ts';
import { unit } from '../vectors/embedder.ts';
import type { KnownPeople } from './personal-pieces.ts';
import { mostItCanCost, type PricedModel } from './prices.ts';
import { redact } from './redact.ts';
import { askRoute, type Route, type RouteRequest, type Tools } from './route.ts';

/** Texts a request; a text is at most 4000 characters, so a request stays well within what endpoints take. */
const batchSize = 128;

/** What spending on vectors is written down under. */
export const embeddingTask = 'embedding';

/** The endpoint, or the budget, did not give the vectors: whoever asked may go on with the built-in embedding. */
export class EmbeddingUnavailable extends Error {
  constructor(detail: string) {
    super(`The embedding model could not be asked: ${detail}`);
    this.name = 'EmbeddingUnavailable';
  }
}

/**
 * Personal data is taken out of each text before it leaves.
 * @param failed told of a failure
 * @param people what the library holds about people (`redact`)
 * @throws EmbeddingUnavailable from `embed`
 */
export function endpointEmbedder(
  routes: Route[],
  model: PricedModel,
  tools: Tools,
  timeoutSeconds: number,
  { people, failed }: { people: () => KnownPeople; failed: (detail: string) => void },
): Embedder {
  const stop = new AbortController();

  async function batch(texts: string[]): Promise<number[][]> {
    let why = 'there is no endpoint.';
    for (const route of routes) {
      const outcome = await askRoute(route, requestFor(route, texts, model, timeoutSeconds, stop.signal), tools);
      if (outcome.kind === 'answer') {
        const vectors = vectorsIn(outcome.text, texts.length);
        if (vectors) return vectors.map(unit);
        why = `${model.name} did not answer with one vector for each of ${texts.length} texts.`;
      } else {
        why = outcome.detail;
        if (outcome.reason !== 'endpoint') break;
      }
    }
    failed(why);
    throw new EmbeddingUnavailable(why);
  }

  return {
    id: `${routes[0]?.endpoint.name ?? 'none'}:${model.name}`,
    step: batchSize,
    async embed(texts) {
      const known = people();
      const safe = texts.map((text) => redact({ text }, known).input.text ?? '');
      const parts: Promise<number[][]>[] = [];
      for (let at = 0; at < safe.length; at += batchSize) parts.push(batch(safe.slice(at, at + batchSize)));
      return (await Promise.all(parts)).flat();
    },
    async close() {
      stop.abort();
    },
  };
}

function requestFor(
  route: Route,
  texts: string[],
  model: PricedModel,
  timeoutSeconds: number,
  signal: AbortSignal,
): RouteRequest {
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 8, 0);
  return {
    ...{ kind: 'embeddings', task: embeddingTask, model, lesson: '(library)', agent: 'retrieval', signal },
    async prepare() {
      return {
        most: mostItCanCost(model.price, { textBytes, pictures: 0, maxOutputTokens: 0 }),
        async send() {
          const { attemptEmbedding } = await import('./attempt.ts');
          return attemptEmbedding({ endpoint: route.endpoint, model: model.name, texts, timeoutSeconds, signal });
        },
      };
    },
  };
}

/** One vector a text, in the order of the texts; null where the body holds something else. */
function vectorsIn(body: string, count: number): number[][] | null {
  const { data } = JSON.parse(body) as { data: { index?: unknown; embedding?: unknown }[] };
  const vectors: number[][] = [];
  for (const [place, entry] of data.entries()) {
    const at = typeof entry.index === 'number' ? entry.index : place;
    if (!Array.isArray(entry.embedding) || !entry.embedding.every((value) => Number.isFinite(value))) return null;
    vectors[at] = entry.embedding as number[];
  }
  const length = vectors[0]?.length ?? 0;
  const whole = vectors.length === count && length > 0 && Array.from(vectors).every((vector) => vector?.length === length);
  return whole ? vectors : null;
}
