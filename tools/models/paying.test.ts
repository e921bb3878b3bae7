import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerTo, folder, good, log, numbered, open, request, serve, server } from './scripted-run.ts';
import type { Reply } from './scripted-server.ts';

describe('never pays twice', () => {
  it('takes an identical request from the cache, in a later run too', async () => {
    const { models } = await answerTo({ kind: 'json', value: good });
    const again = await models.ask(request);
    expect(again).toMatchObject({ ok: true, cost: 0 });
    const later = open();
    expect(await later.ask(request)).toMatchObject({ ok: true, cost: 0 });
    expect(later.spent()).toEqual({ dollars: 0, calls: 0, refused: 0 });
    expect(server!.requests).toHaveLength(1);
  });

  it('asks again where the input, the model or the pictures differ', async () => {
    const { models } = await answerTo({ kind: 'json', value: good });
    await models.ask({ ...request, input: { ...request.input, outcome: 'Know loops' } });
    await models.ask({ ...request, tier: 'large' });
    expect(server!.requests).toHaveLength(3);
  });

  it('joins identical requests in flight', async () => {
    await serve(() => ({ kind: 'slow', milliseconds: 50, answer: { kind: 'json', value: good } }));
    const models = open();
    const answers = await Promise.all(Array.from({ length: 5 }, () => models.ask(request)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(server!.requests).toHaveLength(1);
    // Paid once, said once: what answers cost adds up to what was spent.
    expect(answers.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(models.spent().dollars, 12);
    expect(answers.map(({ tokens }) => tokens?.output)).toEqual([50, 0, 0, 0, 0]);
  });

  it('remembers a refusal and a broken answer, but never a fault of the endpoint', async () => {
    const { models } = await answerTo({ kind: 'refusal', text: 'No.' });
    expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'refused', cost: 0 });
    expect(server!.requests).toHaveLength(1);
    await server!.close();
    let down = true;
    await serve(() => (down ? { kind: 'status', status: 400 } : { kind: 'json', value: good }));
    const other = open({ cacheFile: join(folder, 'other.sqlite') });
    expect((await other.ask(request)).ok).toBe(false);
    down = false;
    expect((await other.ask(request)).ok).toBe(true);
  });

  it('works without a cache where its file cannot be made, and says so', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    writeFileSync(join(folder, 'file'), '');
    const cacheFile = join(folder, 'file', 'models.sqlite');
    const models = open({ cacheFile });
    expect((await models.ask(request)).ok).toBe(true);
    expect(log.join()).toContain('cannot be opened');
    const strict = open({ cacheFile, settings: { maxCostPerMonth: 1 } });
    expect(strict.available).toBe(false);
    expect(strict.degraded()).toContain('budget of the month');
  });
});

describe('money', () => {
  it('never goes over the budget, whatever comes at once, and says what was left out', async () => {
    await serve(() => ({
      kind: 'slow',
      milliseconds: 5,
      answer: { kind: 'json', value: good, usage: { prompt_tokens: 2000, completion_tokens: 3000 } },
    }));
    const maxCost = 0.03;
    const models = open({ maxCost, settings: { concurrency: 8 } });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => models.ask(numbered(n))));
    expect(models.spent().dollars).toBeLessThanOrEqual(maxCost);
    expect(answers.some(({ ok }) => ok)).toBe(true);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'budget').length).toBeGreaterThan(0);
    expect(answers.every((answer) => answer.ok || answer.fault === 'run-budget')).toBe(true);
    expect(models.degraded()).toContain('budget was reached');
  });

  it('leaves nothing out for want of money that is only reserved: it waits until the calls under way have told their cost', async () => {
    await serve(() => ({ kind: 'slow', milliseconds: 10, answer: { kind: 'json', value: good } }));
    // Each call may cost $0.007 and costs $0.0004: all twelve cost less than two may.
    const models = open({ maxCost: 0.016, settings: { shadow: { share: 0 } } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => models.ask(numbered(n))));
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(server!.mostAtOnce()).toBeLessThanOrEqual(2);
    expect(models.spent().dollars).toBeLessThanOrEqual(0.016);
    expect(models.degraded()).toBeNull();
  });

  it('makes no call at all with a budget of nothing', async () => {
    const { answer } = await answerTo({ kind: 'json', value: good }, { maxCost: 0 });
    expect(answer).toMatchObject({ ok: false, reason: 'budget', fault: 'run-budget' });
    expect(server!.requests).toHaveLength(0);
  });

  it('keeps the budget of a month over several runs', async () => {
    await serve(() => ({ kind: 'json', value: good, usage: { prompt_tokens: 2000, completion_tokens: 3000 } }));
    const settings = { maxCostPerMonth: 0.02 };
    const spent: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const models = open({ settings });
      await models.ask(numbered(run));
      spent.push(models.spent().dollars);
    }
    expect(spent.reduce((sum, dollars) => sum + dollars, 0)).toBeLessThanOrEqual(0.02);
    expect(spent[0]).toBeGreaterThan(0);
    expect(spent[4]).toBe(0);
  });

  it('counts what it cannot know as the most it could be: no usage reported, a time-out, a reset', async () => {
    for (const reply of [
      { kind: 'json', value: good, usage: null },
      { kind: 'hang' },
      { kind: 'reset', value: good },
    ] satisfies Reply[]) {
      await serve(() => reply);
      const models = open({
        cacheFile: ':memory:',
        settings: { timeoutSeconds: 1 },
        patience: { tries: 1, triesAfterTimeOut: 1 },
      });
      const answer = await models.ask(request);
      expect(answer.cost).toBeGreaterThan((3000 * 2) / 1e6);
      expect(models.spent().dollars).toBe(answer.cost);
      await server!.close();
    }
  });

  it.each<[string, Reply]>([
    ['a gateway that gave up waiting for the server behind it', { kind: 'status', status: 504 }],
    ['what is left of a completion', { kind: 'raw', body: '{"id":"x","choi', contentType: 'application/json' }],
  ])('counts %s as the most it could be', async (_, reply) => {
    const { answer, models } = await answerTo(reply, { patience: { tries: 1 } });
    expect(answer.cost).toBeGreaterThan((3000 * 2) / 1e6);
    expect(models.spent().dollars).toBe(answer.cost);
  });

  it('counts the tokens of an answer that is no completion and says what it used', async () => {
    const body = JSON.stringify({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 100 } });
    const { answer } = await answerTo({ kind: 'raw', body, contentType: 'application/json' });
    expect(answer).toMatchObject({ ok: false, fault: 'not-a-completion' });
    expect(answer.cost).toBeCloseTo((1000 * 0.25 + 100 * 2) / 1e6, 12);
  });

  it('prices an unknown model as the dearest known, and warns', async () => {
    const { answer } = await answerTo(
      { kind: 'json', value: good, usage: { prompt_tokens: 1000, completion_tokens: 100 } },
      { settings: { small: 'house-model' } },
    );
    expect(answer.cost).toBeCloseTo((1000 * 30 + 100 * 60) / 1e6, 12);
    expect(log.join()).toContain('models.small "house-model" is not known');
  });

  it("takes the config's price before its own", async () => {
    const { answer } = await answerTo(
      { kind: 'json', value: good },
      { settings: { small: 'house-model', prices: { 'house-model': { input: 0, output: 0 } } }, maxCost: 0 },
    );
    expect(answer).toMatchObject({ ok: true, cost: 0 });
    expect(log.join()).not.toContain('models.small');
  });
});

describe('a store that fails in the middle of a run', () => {
  it('is a line in the log; without a budget of the month the run goes on', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const models = open();
    models.close();
    expect((await models.ask(request)).ok).toBe(true);
    expect(log.join('\n')).toContain('Spending cannot be written down');
  });

  it('stops spending where the budget of a month must hold', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const models = open({ settings: { maxCostPerMonth: 5 } });
    models.close();
    expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'budget', fault: 'month-budget' });
    expect(server!.requests).toHaveLength(0);
  });
});
