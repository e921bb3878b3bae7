/** An embedding model behind an OpenAI-compatible endpoint; replaces the local one where OPENAI_EMBEDDING_MODEL names it. */
import { type Embedder, unit } from './embedder.ts';

export interface RemoteEmbedding {
  model: string;
  apiKey: string;
  baseURL?: string;
}

export function remoteEmbedder(settings: RemoteEmbedding): Embedder {
  let client: Promise<{ embedDocuments(texts: string[]): Promise<number[][]> }> | null = null;

  function connect() {
    client ??= import('@langchain/openai').then(
      ({ OpenAIEmbeddings }) =>
        new OpenAIEmbeddings({
          model: settings.model,
          apiKey: settings.apiKey,
          configuration: settings.baseURL ? { baseURL: settings.baseURL } : {},
          maxRetries: 2,
          batchSize: 128,
          // Many compatible servers know no base64.
          encodingFormat: 'float',
        }),
    );
    return client;
  }

  return {
    id: `${settings.baseURL ?? 'openai'}:${settings.model}`,
    async embed(texts) {
      const vectors = await (await connect()).embedDocuments(texts);
      if (vectors.length !== texts.length || vectors.some((vector) => vector.length !== vectors[0]!.length))
        throw new Error(
          `The embedding model ${settings.model} answered with ${vectors.length} vectors for ${texts.length} texts.`,
        );
      return vectors.map(unit);
    },
    async close() {},
  };
}
