import { describe, expect, it } from 'vitest';
import { good, numbered, open, request, serve, server } from './scripted-run.ts';

describe('what a run would cost', () => {
  it('is counted without asking, each question once, with or without an endpoint', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    for (const env of [undefined, {}]) {
      const models = open({ mode: 'estimate', ...(env ? { env } : {}) });
      expect(models.available).toBe(true);
      for (const n of [1, 2, 2]) {
        const answer = await models.ask(numbered(n));
        expect(answer).toMatchObject({ ok: false, reason: 'unavailable', fault: 'only-estimated', cost: 0 });
      }
      const [line] = models.estimates();
      expect(line).toMatchObject({ task: 'observable-outcome@1.0', model: 'gpt-5-mini', calls: 2, answers: 'assumed' });
      expect(line!.dollars).toBeGreaterThan(0);
      expect(line!.atMost).toBeGreaterThan(line!.dollars);
    }
    expect(server!.requests).toEqual([]);
  });

  it('leaves out what was paid for, takes the length of answers from it, and never falls below what the next run costs', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const paid = open({ settings: { shadow: { share: 0 } } });
    await paid.ask(request);
    const counted = open({ mode: 'estimate' });
    expect((await counted.ask(request)).ok).toBe(true);
    await counted.ask(numbered(1));
    const [line] = counted.estimates();
    expect(line).toMatchObject({ calls: 1, answers: 'measured', tokensOut: 50 });
    const next = open({ settings: { shadow: { share: 0 } } });
    await next.ask(numbered(1));
    expect(next.spent().dollars).toBeLessThanOrEqual(line!.atMost);
    expect(Math.abs(next.spent().dollars - line!.dollars) / line!.dollars).toBeLessThan(0.3);
  });

  it('counts what the other tier would be asked of the same questions, as a run asks it', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const settings = { shadow: { share: 0.4 } };
    const questions = Array.from({ length: 12 }, (_, n) => numbered(n));
    const counted = open({ mode: 'estimate', settings });
    for (const one of questions) await counted.ask(one);
    const models = open({ settings });
    for (const one of questions) await models.ask(one);
    await models.settled();
    const calls = (lines: { calls: number; model: string }[]) =>
      Object.fromEntries(lines.map((line) => [line.model, line.calls]).sort());
    expect(calls(counted.estimates())).toEqual(calls(models.costs()));
    expect(calls(models.costs())['gpt-5']).toBeGreaterThan(0);
  });

  it('counts texts that an embedding model would get', () => {
    const models = open({ mode: 'estimate', env: { OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' } });
    models.estimateTexts(['one text', 'another']);
    models.estimateTexts(['one text']);
    expect(models.estimates()).toMatchObject([{ task: 'embedding', calls: 1 }]);
  });
});
