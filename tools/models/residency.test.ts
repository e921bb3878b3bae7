import { describe, expect, it } from 'vitest';
import { good, log, open, request, serve, server } from './scripted-run.ts';
import { startScriptedModel } from './scripted-server.ts';

describe('lesson text that must stay in a region', () => {
  it('is not sent to an endpoint elsewhere, or of unknown place, and the report says why', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    for (const [settings, says] of [
      [{ region: 'us' }, 'works in "us"'],
      [{}, 'does not say where'],
      [{ region: 'europe' }, 'works in "europe"'],
    ] as const) {
      const models = open({ settings, dataRegion: 'eu', env: withEmbedding() });
      expect(models.available).toBe(false);
      expect(models.embedder).toBeNull();
      expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'unavailable', fault: 'residency' });
      expect(models.degraded()).toContain(says);
      expect(models.degraded()).toContain('models.region');
    }
    expect(server!.requests).toEqual([]);
  });

  it('is sent where the endpoint works in it, or in a part of it, or where no region is asked for', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    for (const [n, options] of [
      { settings: { region: 'eu' }, dataRegion: 'eu' },
      { settings: { region: 'eu-west-1' }, dataRegion: 'eu' },
      { settings: {} },
    ].entries()) {
      const models = open({ ...options, cacheFile: ':memory:' });
      expect((await models.ask(request)).ok).toBe(true);
      expect(server!.requests).toHaveLength(n + 1);
    }
  });

  it('never falls back to a second endpoint elsewhere', async () => {
    await serve(() => ({ kind: 'status', status: 500 }));
    const second = await startScriptedModel(() => ({ kind: 'json', value: good }));
    try {
      const models = open({
        settings: { region: 'eu', fallbackRegion: 'us' },
        dataRegion: 'eu',
        env: { OPENAI_BASE_URL: server!.baseUrl, OPENAI_API_KEY: 'k', OPENAI_FALLBACK_BASE_URL: second.baseUrl },
        patience: { firstWaitMs: 1, tries: 1 },
      });
      expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'endpoint' });
      expect(second.requests).toEqual([]);
      expect(log.join('\n')).toContain('models.fallbackRegion');
    } finally {
      await second.close();
    }
  });
});

const withEmbedding = () => ({
  OPENAI_BASE_URL: server!.baseUrl,
  OPENAI_API_KEY: 'k',
  OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small',
});
