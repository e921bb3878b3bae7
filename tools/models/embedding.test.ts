import { describe, expect, it } from 'vitest';
import { good, log, open, request, serve, server } from './scripted-run.ts';
import { wordVector } from './scripted-server.ts';

const env = (model = 'text-embedding-3-small') => ({
  OPENAI_BASE_URL: server!.baseUrl,
  OPENAI_API_KEY: 'k',
  OPENAI_EMBEDDING_MODEL: model,
});

describe('vectors by an endpoint', () => {
  it('are none where no embedding model is named', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    expect(open().embedder).toBeNull();
  });

  it('come in batches, in order, as unit vectors', async () => {
    await serve(() => ({ kind: 'empty' }));
    const texts = Array.from({ length: 300 }, (_, at) => `word${at} and others`);
    const vectors = await open({ env: env() }).embedder!.embed(texts);
    expect(vectors).toHaveLength(300);
    expect(vectors[299]![7]).toBeCloseTo(wordVector(texts[299]!)[7]!, 4);
    expect(server!.requests.map(({ kind }) => kind)).toEqual(['embeddings', 'embeddings', 'embeddings']);
  });

  it('are in the account of the run, and held to its budget before a call is made', async () => {
    await serve(() => ({ kind: 'empty' }));
    const models = open({ env: env('text-embedding-3-large') });
    await models.embedder!.embed(['A loop repeats statements.']);
    expect(models.costs()).toMatchObject([
      { agent: 'retrieval', prompt: 'embedding', model: 'text-embedding-3-large', calls: 1 },
    ]);
    expect(models.spent().calls).toBe(1);
    expect(models.spent().dollars).toBeCloseTo((26 * 0.13) / 1e6, 12);
    const poor = open({ env: env(), maxCost: 0 });
    await expect(poor.embedder!.embed(['Another text.'])).rejects.toThrow('budget');
    expect(poor.degraded()).toContain('built-in embedding');
    expect(server!.requests).toHaveLength(1);
  });

  it('leave no personal data behind on the way', async () => {
    await serve(() => ({ kind: 'empty' }));
    await open({ env: env() }).embedder!.embed(['Write to Ada Example <ada.example@school.example> or call +44 20 7946 0991.']);
    expect(server!.requests[0]!.body).not.toMatch(/ada|Example|7946/);
  });

  it('of an unknown model count as the dearest known, and the log says so', async () => {
    await serve(() => ({ kind: 'empty' }));
    open({ env: env('house-embedding') });
    expect(log.join('\n')).toContain('The price of the embedding model "house-embedding" is not known');
  });

  it('that cannot be had are a sentence, and the endpoint is given up as for any other question', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    await server!.close();
    const models = open({ env: env(), patience: { firstWaitMs: 1, tries: 1 } });
    for (let n = 0; n < 3; n += 1) await expect(models.embedder!.embed([`text ${n}`])).rejects.toThrow('could not be asked');
    expect(models.available).toBe(false);
    expect(models.embeddingFault()).toContain('cannot be reached');
    expect(await models.ask(request)).toMatchObject({ ok: false, fault: 'circuit-open' });
  });
});
