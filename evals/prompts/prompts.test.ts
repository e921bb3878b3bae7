import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ownPrompts, readPrompts } from '../../tools/models/prompt-files.ts';
import { type Reply, type ScriptedModel, type ScriptedRequest, startScriptedModel } from '../../tools/models/scripted-server.ts';
import { type Baseline, compare, readBaseline } from './baseline.ts';
import { isRight, measurePrompts, readCases } from './measure.ts';
import { goodNews } from './prompts-suite.ts';
import { honest, materialIn, schemaIn, soundAnswer } from './scripted-answers.ts';
import { variantsOf } from './swaps.ts';

let server: ScriptedModel | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const cases = readCases();

/** Knows the right answers by what the cases say of them. */
function expert({ user, schema, ...request }: ScriptedRequest): Record<string, unknown> {
  const value = honest(schemaIn(request)) as Record<string, unknown>;
  if (/the one wet day/.test(user))
    return { decision: 'describe', alternative: 'Bar chart of rain, 14 mm on day three.', grounds: 'The text names the values.' };
  if (/balloons/.test(user)) return { decision: 'decorative', alternative: '', grounds: 'The text does not refer to it.' };
  if (/last three letters/.test(user))
    return {
      outcome: 'Use slices to print part of a text',
      level: 'apply',
      quote: 'Use a slice to print the last three letters',
      unsure: null,
    };
  if (/Label the parts/.test(user))
    return {
      outcome: 'Label the parts of a cell in a drawing',
      level: 'remember',
      quote: 'Label the parts of the cell',
      unsure: null,
    };
  if (/For|for loop repeats/.test(user) && schema === 'repair-item')
    return {
      ...{
        stem: 'What repeats a block of statements for each town?',
        options: ['A for loop', 'A condition', 'A comment'],
        key: 0,
        misconceptions: ['', 'A condition chooses once; it repeats nothing.', ''],
      },
      ...{ feedback: null, quote: 'A for loop repeats a block of statements once for each element of a list.', unsure: null },
    };
  const shown = /opens (?:her|his) shop/.exec(user) ?? /timetable/.exec(user);
  if (shown) {
    const verdict = shown[0] === 'timetable' ? 'passes' : 'fails';
    return { answers: [{ number: 1, verdict, reason: 'The sentence shows it.', quote: shown[0] }] };
  }
  return schema === 'judge-outcomes' ? { answers: outcomesJudged(user) } : value;
}

function outcomesJudged(user: string) {
  const outcomes = materialIn({ user }, 'outcomes');
  const known = cases.find(({ input }) => input.outcomes === outcomes)!;
  const [quote] = materialIn({ user }, 'text').split('\n').slice(1);
  return outcomes.split('\n').map((_, at) => {
    const verdicts = known.expect[`answers.${at}.verdict`] as string[];
    return { number: at + 1, verdict: verdicts[0], quote: quote!.slice(0, 60), reason: 'The sentence shows it.' };
  });
}

async function measured(answer: (request: ScriptedRequest) => unknown, promptsDir?: string) {
  server = await startScriptedModel((request): Reply => ({ kind: 'json', value: answer(request) }));
  const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k' };
  const result = await measurePrompts({ env, cases, ...(promptsDir ? { promptsDir } : {}), log: () => {} });
  await server.close();
  return result.prompts;
}

describe('the prompts held against a baseline', () => {
  let good: Baseline;
  beforeAll(async () => {
    good = await measured(expert);
  });

  it('pass where nothing changed, with every case right and no verdict moved by a name', async () => {
    const now = good;
    for (const id of new Set(cases.map(({ prompt }) => prompt))) expect(now[id]!.asked).toMatchObject({ wrong: [], biased: [] });
    expect(compare(now, now)).toEqual({ regressions: [], uncompared: [] });
  });

  it('fail on bias where a verdict changes with the people in the lesson', async () => {
    const biased = await measured((request) => ({
      ...expert(request),
      ...(/Amina/.test(request.user) && request.schema === 'image-alternative'
        ? { decision: 'unsure', alternative: '', grounds: 'Not plain.' }
        : {}),
    }));
    const { regressions } = compare(biased, good);
    expect(regressions.map(({ prompt, kind }) => [prompt, kind])).toEqual([['image-alternative', 'bias']]);
    expect(regressions[0]!.says).toContain('chart-relied-on: names 1');
  });

  it('fail on quality where an answer that was right is wrong now', async () => {
    const worse = await measured((request) => ({
      ...expert(request),
      ...(request.schema === 'observable-outcome' && { level: 'create' }),
    }));
    expect(compare(worse, good).regressions.map(({ prompt, kind }) => [prompt, kind])).toEqual([
      ['observable-outcome', 'quality'],
    ]);
  });

  it('fail on cost where a prompt has grown, with and without an endpoint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-prompts-'));
    try {
      cpSync(ownPrompts, folder, { recursive: true });
      const file = join(folder, 'repair-item.md');
      writeFileSync(file, readFileSync(file, 'utf8').replace('# Request', `${'Think of the learner. '.repeat(60)}\n\n# Request`));
      const offline = (promptsDir?: string) =>
        measurePrompts({ env: {}, cases, ...(promptsDir ? { promptsDir } : {}), log: () => {} });
      const [before, after] = [await offline(), await offline(folder)];
      expect(before.unmeasured).toContain('No model endpoint');
      expect(compare(after.prompts, before.prompts).regressions.map(({ prompt, kind }) => [prompt, kind])).toEqual([
        ['repair-item', 'cost'],
      ]);
      const asked = compare(await measured(expert, folder), good).regressions;
      expect(new Set(asked.map(({ kind }) => kind))).toEqual(new Set(['cost']));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('fail on quality where no answer of a prompt can be used any more', async () => {
    const broken = await measured((request) => (request.schema === 'observable-outcome' ? { nothing: true } : expert(request)));
    expect(compare(broken, good).regressions.map(({ prompt, kind }) => [prompt, kind])).toContainEqual([
      'observable-outcome',
      'quality',
    ]);
  });

  it('say nothing of a prompt whose answers an endpoint failed to give, and say so', async () => {
    server = await startScriptedModel(
      (request): Reply =>
        request.schema === 'repair-item' ? { kind: 'status', status: 400 } : { kind: 'json', value: expert(request) },
    );
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k' };
    const now = await measurePrompts({ env, cases, log: () => {} });
    const { regressions, uncompared } = compare(now.prompts, good, now.cutShort);
    expect(regressions).toEqual([]);
    expect(uncompared).toEqual([expect.stringMatching(/^repair-item was not answered to the end: .*HTTP 400/)]);
    expect(now.unmeasured).toBeNull();
  });

  it('say of every prompt that an endpoint left unasked that it was, and not that nothing is worse', async () => {
    const [, second] = [...new Set([...readPrompts().keys()].filter((id) => cases.some(({ prompt }) => prompt === id)))];
    server = await startScriptedModel(
      (request): Reply =>
        request.schema === second ? { kind: 'status', status: 401 } : { kind: 'json', value: expert(request) },
    );
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k' };
    const now = await measurePrompts({ env, cases, log: () => {} });
    const withCases = Object.keys(now.prompts).filter((id) => cases.some(({ prompt }) => prompt === id));
    expect(Object.keys(now.cutShort)).toEqual(withCases.slice(1));
    expect(compare(now.prompts, good, now.cutShort).uncompared).toHaveLength(withCases.length - 1);
    expect(goodNews(now)).not.toContain('Nothing has become worse');
    expect(goodNews({ unmeasured: null, cutShort: {} })).toBe('Nothing has become worse.');
  });

  it('say which prompt of the baseline is there no more', async () => {
    const { 'repair-item': _, ...rest } = good;
    expect(compare(rest, good).uncompared).toEqual(['repair-item is in the baseline and no prompt any more']);
  });

  it('are not compared across models, and it is said', async () => {
    const old: Baseline = structuredClone(good);
    old['repair-item']!.asked!.model = 'older-model';
    expect(compare(good, old).uncompared.join()).toContain('older-model');
  });
});

it('the recorded baseline knows the prompts that come with Perennial, and none has grown since', async () => {
  const now = await measurePrompts({ env: {}, cases, log: () => {} });
  const measured = new Set(cases.map(({ prompt }) => prompt));
  expect(compare(now.prompts, readBaseline()).regressions.filter(({ prompt }) => measured.has(prompt))).toEqual([]);
  for (const { prompt } of cases) expect(readBaseline()[prompt]).toBeDefined();
});

it('every case is of a prompt there is, and can be swapped', () => {
  for (const one of cases) {
    expect([...readPrompts().keys()]).toContain(one.prompt);
    expect(variantsOf(one.input).length).toBeGreaterThan(3);
    expect(isRight({}, one)).toBe(false);
    for (const wanted of Object.values(one.expect))
      if ('copiedFrom' in wanted) expect(Object.keys(one.input)).toContain(wanted.copiedFrom);
  }
});

it('a verdict with a quotation that the text does not hold is no right answer', () => {
  const one = { input: { text: 'Maria ties\na bowline.' }, expect: { 'answers.0.quote': { copiedFrom: 'text' } } };
  const said = (quote: string) => isRight({ answers: [{ quote }] }, one);
  expect([said('ties a bowline'), said('Ties a bowline'), said('ties a knot'), said(' ')]).toEqual([true, false, false, false]);
});

it('the scripted model, which looks for shared words, quotes what is there, calls nothing full, and is not right for it', async () => {
  const said: { verdict: string; quote: string; text: string }[] = [];
  server = await startScriptedModel((request): Reply => {
    const value = soundAnswer(request) as { answers: { verdict: string; quote: string }[] };
    said.push(...value.answers.map((one) => ({ ...one, text: materialIn(request, 'text') })));
    return { kind: 'json', value };
  });
  const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'k' };
  const own = cases.filter(({ prompt }) => prompt === 'judge-outcomes');
  const { asked } = (await measurePrompts({ env, cases: own, log: () => {} })).prompts['judge-outcomes']!;
  expect(new Set(said.map(({ verdict }) => verdict))).toEqual(new Set(['partial', 'none']));
  for (const { quote, text } of said) expect(quote !== '' && text.includes(quote)).toBe(true);
  expect(asked!.wrong.filter((id) => id.includes('('))).toEqual([]);
  expect(asked!.wrong).toContain('shown-step-by-step');
});

it('a swap changes words and nothing within them', () => {
  const [names] = variantsOf({ text: 'John sheared the sheep with Maria.', language: 'en' });
  expect(names!.input).toEqual({ text: 'Fatima sheared the sheep with Amina.', language: 'en' });
  const genders = variantsOf({ text: 'She shows him her theorem.', language: 'en' }).find(({ name }) => name === 'genders');
  expect(genders!.input.text).toBe('He shows her his theorem.');
});
