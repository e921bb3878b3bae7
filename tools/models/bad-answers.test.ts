import { describe, expect, it } from 'vitest';
import { answerTo, good, numbered, open, request, serve, server } from './scripted-run.ts';
import type { Reply } from './scripted-server.ts';

describe('a bad answer has its own name, is asked for once, and never throws', () => {
  const bad: [string, Reply, string, string][] = [
    ['words instead of JSON', { kind: 'text', text: 'Sure! Here is your outcome.' }, 'invalid', 'not-json'],
    ['JSON that stops in the middle', { kind: 'text', text: '{"outcome": "Wri' }, 'invalid', 'not-json'],
    ['a property too many', { kind: 'json', value: { ...good, extra: 1 } }, 'invalid', 'wrong-schema'],
    ['a level that does not exist', { kind: 'json', value: { ...good, level: 'know' } }, 'invalid', 'wrong-schema'],
    [
      'more words than allowed',
      { kind: 'json', value: { ...good, outcome: 'Write a loop '.repeat(40) } },
      'invalid',
      'wrong-schema',
    ],
    ['null', { kind: 'text', text: 'null' }, 'invalid', 'wrong-schema'],
    ['a refusal', { kind: 'refusal', text: 'I cannot help with that.' }, 'refused', 'declined'],
    ['a stop by the content filter', { kind: 'filtered' }, 'refused', 'declined'],
    ['an answer cut off', { kind: 'cut-off', value: good }, 'cut-off', 'too-long'],
    ['an empty answer', { kind: 'empty' }, 'invalid', 'empty'],
    [
      'a quotation that is in no passage',
      { kind: 'json', value: { ...good, quote: 'Learners write many loops.' } },
      'invalid',
      'off-target',
    ],
    ['no quotation', { kind: 'json', value: { ...good, quote: '' } }, 'invalid', 'off-target'],
    [
      'another language',
      {
        kind: 'json',
        value: { ...good, outcome: 'Eine Schleife schreiben, die jedes Element der Liste mit einer Zahl und dem Namen ausgibt' },
      },
      'invalid',
      'wrong-language',
    ],
    ['HTTP 400', { kind: 'status', status: 400, code: 'invalid_value' }, 'endpoint', 'bad-request'],
    ['HTTP 400 of the content filter', { kind: 'status', status: 400, code: 'content_filter' }, 'refused', 'declined'],
    ['HTTP 401', { kind: 'status', status: 401, code: 'invalid_api_key' }, 'endpoint', 'unauthorised'],
    ['HTTP 404', { kind: 'status', status: 404, code: 'model_not_found' }, 'endpoint', 'not-found'],
    ['HTTP 429 for want of money', { kind: 'status', status: 429, code: 'insufficient_quota' }, 'endpoint', 'quota'],
    ['a page of a proxy with status 200', { kind: 'raw', body: '<html>Sign in</html>' }, 'endpoint', 'not-a-completion'],
  ];
  it.each(bad)('%s', async (_, reply, reason, fault) => {
    const { answer, models } = await answerTo(reply);
    expect(answer).toMatchObject({ ok: false, reason, fault });
    expect(server!.requests).toHaveLength(1);
    expect(models.spent().refused).toBe(1);
  });

  it.each<[string, Reply, string]>([
    ['HTTP 429', { kind: 'status', status: 429, retryAfter: '0' }, 'rate-limit'],
    ['HTTP 500', { kind: 'status', status: 500 }, 'server-error'],
    ['a connection reset in the middle of the answer', { kind: 'reset', value: good }, 'reset'],
  ])('%s is tried again, a bounded number of times', async (_, reply, fault) => {
    const { answer } = await answerTo(reply, { patience: { firstWaitMs: 1, tries: 3 } });
    expect(answer).toMatchObject({ ok: false, reason: 'endpoint', fault });
    expect(server!.requests).toHaveLength(3);
  });

  it('a time-out is tried once more', async () => {
    const { answer } = await answerTo({ kind: 'hang' }, { settings: { timeoutSeconds: 1 } });
    expect(answer).toMatchObject({ ok: false, reason: 'endpoint', fault: 'time-out' });
    expect(server!.requests).toHaveLength(2);
  });

  it('a server that is not there is told apart, and costs nothing', async () => {
    await serve(() => ({ kind: 'empty' }));
    const { baseUrl } = server!;
    await server!.close();
    const models = open({ env: { OPENAI_BASE_URL: baseUrl } });
    expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'endpoint', fault: 'connection', cost: 0 });
  });

  it.each<[string, Reply]>([
    ['HTTP 500', { kind: 'status', status: 500 }],
    ['HTTP 429 with Retry-After', { kind: 'status', status: 429, retryAfter: '0' }],
    ['a reset', { kind: 'reset', value: good }],
  ])('is answered in the end where %s passes', async (_, reply) => {
    await serve(({ index }) => (index < 2 ? reply : { kind: 'json', value: good }));
    expect((await open().ask(request)).ok).toBe(true);
    expect(server!.requests).toHaveLength(3);
  });

  it('an endpoint that asks for a longer pause than anyone would wait is not waited for', async () => {
    const { answer } = await answerTo({ kind: 'status', status: 429, retryAfter: '3600' });
    expect(answer).toMatchObject({ ok: false, reason: 'endpoint', fault: 'rate-limit' });
    expect(server!.requests).toHaveLength(1);
  });

  it('an endpoint that asks for such a pause is left alone by every question, and the run says for how long', async () => {
    const { models } = await answerTo({ kind: 'status', status: 429, retryAfter: '3600' });
    for (const n of [1, 2, 3]) expect(await models.ask(numbered(n))).toMatchObject({ ok: false, fault: 'circuit-open' });
    expect(server!.requests).toHaveLength(1);
    expect(models.degraded()).toContain('a pause of 3600 s');
  });

  it('a pause that one answer asks for is kept by the questions that waited already', async () => {
    let pausedUntil = 0;
    let early = 0;
    await serve(({ index }) => {
      // The server's clock may be a moment behind by what it took to write the answer.
      if (index > 0) early += Date.now() < pausedUntil - 10 ? 1 : 0;
      else pausedUntil = Date.now() + 1000;
      return index === 0 ? { kind: 'status', status: 503, retryAfter: '1' } : { kind: 'json', value: good };
    });
    const models = open({ settings: { concurrency: 1 } });
    const answers = await Promise.all([1, 2].map((n) => models.ask(numbered(n))));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(early).toBe(0);
  });

  it('an honest "unsure" is an answer, with nothing quoted', async () => {
    const { answer } = await answerTo({ kind: 'json', value: { outcome: '', level: 'understand', quote: '', unsure: true } });
    expect(answer).toMatchObject({ ok: true, value: { unsure: true } });
  });
});
