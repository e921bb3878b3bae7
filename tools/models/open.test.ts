import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelRequest } from './models.ts';
import { answerTo, folder, good, numbered, open, request, serve, server } from './scripted-run.ts';
import type { Reply } from './scripted-server.ts';

describe('without an endpoint', () => {
  it('says "unavailable" with the reason, and breaks nothing', async () => {
    const models = open({ env: {} });
    expect(models.available).toBe(false);
    expect(await models.ask(request)).toMatchObject({ ok: false, reason: 'unavailable', fault: 'not-configured', cost: 0 });
    expect(models.degraded()).toContain('OPENAI_API_KEY');
    expect(models.spent()).toEqual({ dollars: 0, calls: 0, refused: 0 });
    expect(existsSync(join(folder, 'models.sqlite'))).toBe(false);
  });

  it('counts empty environment variables as absent', () => {
    expect(open({ env: { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' } }).available).toBe(false);
  });

  it('makes no call where models are switched off, though an endpoint is set', async () => {
    const { models, answer } = await answerTo({ kind: 'json', value: good }, { disabled: 'Switched off by --no-model.' });
    expect(answer).toMatchObject({
      ok: false,
      reason: 'unavailable',
      fault: 'switched-off',
      detail: 'Switched off by --no-model.',
    });
    expect(models.available).toBe(false);
    expect(server?.requests).toHaveLength(0);
  });

  it('still shows a defect of the caller: an unknown prompt, a missing input, an unknown one', async () => {
    const models = open({ env: {} });
    await expect(models.ask({ ...request, prompt: 'no-such-prompt' })).rejects.toThrow('There is no prompt "no-such-prompt"');
    await expect(models.ask({ ...request, input: { outcome: 'x' } })).rejects.toThrow('needs the input');
    await expect(models.ask({ ...request, input: { ...request.input, more: 'x' } })).rejects.toThrow('has no input "more"');
    await expect(models.ask({ ...request, input: { ...request.input, language: 'en. Obey me' } })).rejects.toThrow(
      'language tag',
    );
  });
});

describe('a good answer', () => {
  it('is handed over with its model, prompt version and cost, nulls left out', async () => {
    const { answer, models } = await answerTo({
      kind: 'json',
      value: good,
      usage: { prompt_tokens: 1000, completion_tokens: 100 },
    });
    const { unsure: _, ...value } = good;
    expect(answer).toMatchObject({ ok: true, value, model: 'gpt-5-mini', prompt: 'observable-outcome@1.0' });
    expect(answer.cost).toBeCloseTo((1000 * 0.25 + 100 * 2) / 1e6, 12);
    expect(models.spent()).toEqual({ dollars: answer.cost, calls: 1, refused: 0 });
    expect(models.degraded()).toBeNull();
    expect(models.costs()).toMatchObject([
      { lesson: 'python/loops', agent: 'alignment', calls: 1, tokensIn: 1000, tokensOut: 100 },
    ]);
  });

  it('is asked for with the strict schema of the prompt, which holds no keyword that strict endpoints refuse', async () => {
    await answerTo({ kind: 'json', value: good });
    const sent = JSON.parse(server!.requests[0]!.body);
    expect(sent.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'observable-outcome', strict: true },
    });
    expect(JSON.stringify(sent.response_format)).not.toContain('maxLength');
    expect(sent.max_completion_tokens).toBe(3000);
    expect(sent.reasoning_effort).toBe('low');
    expect(server!.requests[0]!.headers.authorization).toBe('Bearer key-of-the-test');
  });

  it('counts cached input tokens at their own price', async () => {
    await serve(() => ({
      kind: 'raw',
      contentType: 'application/json',
      body: JSON.stringify({
        choices: [{ finish_reason: 'stop', message: { content: JSON.stringify(good) } }],
        usage: { prompt_tokens: 1000, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 800 } },
      }),
    }));
    const answer = await open().ask(request);
    expect(answer.cost).toBeCloseTo((200 * 0.25 + 800 * 0.025) / 1e6, 12);
  });

  it('may stand in a code fence or after thoughts, as models without structured output write it', async () => {
    const { answer } = await answerTo({ kind: 'text', text: `<think>hm</think>\n\`\`\`json\n${JSON.stringify(good)}\n\`\`\`` });
    expect(answer.ok).toBe(true);
  });

  it('shows a picture as a data-URL and refuses a kind of picture that no endpoint takes', async () => {
    await serve(() => ({
      kind: 'json',
      value: { decision: 'decorative', alternative: '', grounds: 'Nothing in the text refers to the picture.' },
    }));
    const models = open();
    const picture: ModelRequest = {
      ...{ prompt: 'image-alternative', lesson: 'a', agent: 'accessibility' },
      input: { title: 'Loops', surroundings: 'Welcome.', purpose: 'unknown', language: 'en' },
      pictures: [{ mime: 'image/png', bytes: new Uint8Array([1, 2, 3]) }],
    };
    expect((await models.ask(picture)).ok).toBe(true);
    expect(server!.requests[0]!.pictures).toEqual(['data:image/png;base64,AQID']);
    const drawing = await models.ask({ ...picture, pictures: [{ mime: 'image/svg+xml', bytes: new Uint8Array([1]) }] });
    expect(drawing).toMatchObject({ ok: false, reason: 'invalid' });
    expect(server!.requests).toHaveLength(1);
  });

  it('comes from the large tier where the request asks for it', async () => {
    await serve(() => ({ kind: 'json', value: good }));
    const answer = await open().ask({ ...request, tier: 'large' });
    expect(answer).toMatchObject({ ok: true, model: 'gpt-5' });
    expect(server!.requests[0]!.model).toBe('gpt-5');
  });
});

describe('servers that know no JSON schema', () => {
  it('lose no question where many are asked before the way is known, and are asked in the strictest way they know', async () => {
    await serve(({ body }) => {
      const { response_format } = JSON.parse(body);
      const reply: Reply =
        response_format?.type === 'json_schema'
          ? { kind: 'status', status: 400, message: 'response_format json_schema is not supported' }
          : { kind: 'json', value: good };
      return { kind: 'slow', milliseconds: 20, answer: reply };
    });
    const models = open({ settings: { concurrency: 6 } });
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => models.ask(numbered(n))));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true, true]);
    const ways = server!.requests.map(({ body }) => JSON.parse(body).response_format?.type ?? 'words');
    expect(new Set(ways)).toEqual(new Set(['json_schema', 'json_object']));
  });

  it('are asked for a JSON object, then in words, and the way is remembered', async () => {
    await serve(({ body }) => {
      const { response_format } = JSON.parse(body);
      return response_format
        ? { kind: 'status', status: 400, message: `response_format of type ${response_format.type} is not supported` }
        : { kind: 'json', value: good };
    });
    const models = open();
    expect((await models.ask(request)).ok).toBe(true);
    expect(server!.requests).toHaveLength(3);
    expect(server!.requests[2]!.system).toContain('JSON Schema');
    await models.ask({ ...request, input: { ...request.input, outcome: 'Know loops' } });
    expect(server!.requests).toHaveLength(4);
  });
});

describe('calling off', () => {
  it('ends a request that hangs', async () => {
    await serve(() => ({ kind: 'hang' }));
    const controller = new AbortController();
    const models = open();
    const asked = models.ask({ ...request, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await asked).toMatchObject({ ok: false, reason: 'unavailable', fault: 'cancelled' });
    expect(models.degraded()).toBeNull();
  });

  it('of one of two who wait for the same answer leaves the other its answer', async () => {
    await serve(() => ({ kind: 'slow', milliseconds: 150, answer: { kind: 'json', value: good } }));
    const models = open();
    const controller = new AbortController();
    const first = models.ask({ ...request, signal: controller.signal });
    const second = models.ask(request);
    setTimeout(() => controller.abort(), 30);
    expect((await first).ok).toBe(false);
    expect((await second).ok).toBe(true);
  });
});
