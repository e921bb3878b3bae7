import { describe, expect, it } from 'vitest';
import { good, numbered, open, serve, server } from './scripted-run.ts';
import { startScriptedModel } from './scripted-server.ts';

describe('a dead endpoint', () => {
  it('degrades the run to "without a model" after three requests in a row, and says so', async () => {
    await serve(() => ({ kind: 'status', status: 500 }));
    const models = open({ patience: { firstWaitMs: 1, tries: 2 } });
    for (let n = 0; n < 6; n += 1) expect(await models.ask(numbered(n))).toMatchObject({ ok: false, reason: 'endpoint' });
    expect(server!.requests).toHaveLength(6);
    expect(models.available).toBe(false);
    expect(models.degraded()).toMatch(/^6 questions were left without a model because the endpoint failed\. .*HTTP 500/);
  });

  it('is given up at once where it refuses the key', async () => {
    await serve(() => ({ kind: 'status', status: 401 }));
    const models = open();
    await models.ask(numbered(1));
    await models.ask(numbered(2));
    expect(server!.requests).toHaveLength(1);
    expect(models.available).toBe(false);
    expect(models.degraded()).toContain('set OPENAI_API_KEY');
  });

  it('is tested with one request after a rest, and used again where that is answered', async () => {
    let down = true;
    await serve(() => (down ? { kind: 'status', status: 503 } : { kind: 'json', value: good }));
    const models = open({ restMs: 80, patience: { firstWaitMs: 1, tries: 1 } });
    for (let n = 0; n < 3; n += 1) await models.ask(numbered(n));
    expect(models.available).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await models.ask(numbered(3));
    expect(server!.requests).toHaveLength(4);
    down = false;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect((await models.ask(numbered(4))).ok).toBe(true);
    expect((await models.ask(numbered(5))).ok).toBe(true);
  });

  it('does not count a request that was itself at fault', async () => {
    await serve(() => ({ kind: 'status', status: 400 }));
    const models = open();
    for (let n = 0; n < 5; n += 1) await models.ask(numbered(n));
    expect(server!.requests).toHaveLength(5);
    expect(models.available).toBe(true);
  });

  it('leaves its questions to a second endpoint, which may name its models differently', async () => {
    await serve(() => ({ kind: 'status', status: 500 }));
    const second = await startScriptedModel(() => ({ kind: 'json', value: good }));
    try {
      const models = open({
        env: {
          OPENAI_BASE_URL: server!.baseUrl,
          OPENAI_API_KEY: 'a',
          OPENAI_FALLBACK_BASE_URL: second.baseUrl,
          OPENAI_FALLBACK_API_KEY: 'b',
        },
        settings: { fallback: { small: 'gpt-4.1-mini' } },
        patience: { firstWaitMs: 1, tries: 1 },
      });
      for (let n = 0; n < 5; n += 1) expect(await models.ask(numbered(n))).toMatchObject({ ok: true, model: 'gpt-4.1-mini' });
      expect(server!.requests).toHaveLength(3);
      expect(second.requests[0]!.headers.authorization).toBe('Bearer b');
      expect(models.available).toBe(true);
      expect(models.degraded()).toBeNull();
    } finally {
      await second.close();
    }
  });

  it('is never asked by more requests at once than allowed', async () => {
    await serve(() => ({ kind: 'slow', milliseconds: 20, answer: { kind: 'json', value: good } }));
    const models = open({ settings: { concurrency: 3 } });
    await Promise.all(Array.from({ length: 12 }, (_, n) => models.ask(numbered(n))));
    expect(server!.requests).toHaveLength(12);
    expect(server!.mostAtOnce()).toBe(3);
  });

  it('gets no more requests a minute than allowed, and nothing of what is called off while it waits for its turn', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const models = open({ settings: { requestsPerMinute: 2 } });
    const off = new AbortController();
    const three = [0, 1, 2].map((n) => models.ask({ ...numbered(n), signal: off.signal }));
    expect((await Promise.all(three.slice(0, 2))).every(({ ok }) => ok)).toBe(true);
    off.abort();
    expect(await three[2]).toMatchObject({ ok: false, fault: 'cancelled', cost: 0 });
    expect(server!.requests).toHaveLength(2);
    expect(models.spent().calls).toBe(2);
  });
});
