import { describe, expect, it } from 'vitest';
import { readPrompts } from './prompt-files.ts';
import { good, log, numbered, open, serve, server } from './scripted-run.ts';
import { agree, compareAnswers, isShadowed } from './shadow.ts';

const always = { small: 'small-model', large: 'large-model', shadow: { share: 1, threshold: 0.8, least: 4 } };
const other = { ...good, level: 'remember' };

/** The small tier decides as the large one does, or not. */
const tiers = (small: () => object) => (asked: { model: string }) =>
  ({ kind: 'json', value: asked.model === 'small-model' ? small() : good }) as const;

async function round(models: ReturnType<typeof open>, from: number, count: number) {
  for (let n = from; n < from + count; n += 1) {
    await models.ask(numbered(n));
    await models.settled();
  }
}

describe('shadow checks', () => {
  it('ask both tiers and leave the answer, and the account of refusals, as they were', async () => {
    await serve(tiers(() => other));
    const models = open({ settings: always });
    expect(await models.ask(numbered(1))).toMatchObject({ ok: true, model: 'small-model', value: { level: 'remember' } });
    await models.settled();
    expect(server!.requests.map(({ model }) => model)).toEqual(['small-model', 'large-model']);
    expect(models.costs().map(({ prompt, model }) => [prompt, model])).toEqual([
      ['observable-outcome@1.0', 'small-model'],
      ['observable-outcome@1.0 (shadow check)', 'large-model'],
    ]);
    expect(models.degraded()).toBeNull();
  });

  it('that find the small model fallen send its task to the large one, over runs, and say so', async () => {
    await serve(tiers(() => other));
    await round(open({ settings: always }), 0, 3);
    const models = open({ settings: always });
    expect(models.shadows().fallen).toEqual([]);
    await round(models, 3, 1);
    expect(models.shadows()).toMatchObject({ agreements: [{ task: 'observable-outcome@1.0', compared: 4, agreed: 0 }] });
    expect(models.shadows().fallen[0]).toMatch(/small-model decided as large-model did in 0 of the last 4 comparisons/);
    expect(await open({ settings: always }).ask(numbered(9))).toMatchObject({ ok: true, model: 'large-model' });
  });

  it('notice a small model whose answers can no longer be used, though the large one gives some', async () => {
    await serve(({ model }) =>
      model === 'small-model' ? { kind: 'text', text: 'Sure! Here you are.' } : { kind: 'json', value: good },
    );
    const models = open({ settings: always });
    await round(models, 0, 4);
    expect(models.shadows().agreements).toMatchObject([{ compared: 4, agreed: 0 }]);
    expect(await models.ask(numbered(9))).toMatchObject({ ok: true, model: 'large-model' });
  });

  it('hold nothing against a model for what another endpoint said in its place', async () => {
    await serve(({ model }) =>
      model === 'stand-in'
        ? { kind: 'json', value: other }
        : model === 'small-model'
          ? { kind: 'status', status: 404 }
          : { kind: 'json', value: good },
    );
    const models = open({
      settings: { ...always, fallback: { small: 'stand-in' } },
      env: { OPENAI_BASE_URL: server!.baseUrl, OPENAI_FALLBACK_BASE_URL: server!.baseUrl, OPENAI_API_KEY: 'k' },
    });
    await round(models, 0, 4);
    expect(server!.requests.filter(({ model }) => model === 'stand-in')).toHaveLength(4);
    expect(models.shadows().agreements).toEqual([]);
  });

  it('bring the task back to the small model once it agrees again', async () => {
    let fallen = true;
    await serve(tiers(() => (fallen ? other : good)));
    const models = open({ settings: always });
    await round(models, 0, 4);
    fallen = false;
    await round(models, 10, 20);
    expect(models.shadows().fallen).toEqual([]);
    expect(await models.ask(numbered(99))).toMatchObject({ model: 'small-model' });
  });

  it('cost nothing where their share is 0, and never go over the budget', async () => {
    await serve(tiers(() => good));
    const none = open({ settings: { ...always, shadow: { share: 0 } } });
    await round(none, 0, 3);
    expect(server!.requests).toHaveLength(3);
    const prices = { 'small-model': { input: 0, output: 0 }, 'large-model': { input: 1, output: 1 } };
    const poor = open({ settings: { ...always, prices }, maxCost: 0 });
    await round(poor, 50, 2);
    expect(server!.requests).toHaveLength(5);
    expect(poor.shadows().agreements).toEqual([]);
    expect(poor.degraded()).toBeNull();
    expect(log.join('\n')).not.toContain('failed');
  });

  it('take the share that was asked for, always the same questions', () => {
    const keys = Array.from({ length: 4000 }, (_, n) =>
      ((n * 2654435761) % 2 ** 32).toString(16).padStart(8, '0').padEnd(64, '0'),
    );
    const share = keys.filter((key) => isShadowed(key, 0.05)).length / keys.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.07);
  });
});

describe('two answers', () => {
  const prompts = readPrompts();
  it('agree where they decide alike, in whatever words', () => {
    const prompt = prompts.get('image-alternative')!;
    const [a, b] = ['A chart.', 'A bar chart of rain.'].map((alternative) => ({
      decision: 'describe',
      alternative,
      grounds: 'x',
    }));
    expect(agree(prompt, a!, b!)).toBe(true);
    expect(agree(prompt, a!, { ...b, decision: 'decorative' })).toBe(false);
  });

  it('of numbered questions are compared number by number, in whatever order', () => {
    const prompt = prompts.get('judge-outcomes')!;
    const answers = (...verdicts: string[]) =>
      verdicts.map((verdict, at) => ({ number: at + 1, verdict, quote: `words ${Math.random()}`, reason: 'x' }));
    const a = { answers: answers('full', 'none', 'partial') };
    const b = { answers: answers('full', 'full', 'partial').reverse() };
    expect(compareAnswers(prompt, a, b).sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { name: '1', alike: true },
      { name: '2', alike: false },
      { name: '3', alike: true },
    ]);
    expect(compareAnswers(prompt, a, { answers: answers('full', 'none') }).filter(({ alike }) => !alike)).toEqual([
      { name: '3', alike: false },
    ]);
    expect(agree(prompt, a, { answers: a.answers.toReversed() })).toBe(true);
  });

  it('differ where one is unsure', () => {
    const prompt = prompts.get('observable-outcome')!;
    const { unsure: _, ...sure } = good;
    expect(agree(prompt, sure, { ...sure, unsure: true })).toBe(false);
  });
});
