import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelConfig } from '../config/schema.ts';
import { askVerified } from './escalate.ts';
import { type OpenedModels, openModels } from './open.ts';
import { type Reply, type ScriptedModel, startScriptedModel } from './scripted-server.ts';

interface Outcome {
  outcome: string;
}
const answer = (outcome: string, more: object = {}): Reply => ({
  kind: 'json',
  value: { outcome, level: 'apply', quote: 'Write a loop.', unsure: null, ...more },
});
const request = {
  ...{ prompt: 'observable-outcome', lesson: 'loops', agent: 'alignment' },
  input: { outcome: 'Understand loops', lesson: 'Loops', passages: 'Write a loop.', language: 'en' },
};

let server: ScriptedModel;
let models: OpenedModels;
let folder: string;
let replies: { small: Reply; large: Reply };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-escalate-'));
  server = await startScriptedModel(({ model }) => (model === 'gpt-5' ? replies.large : replies.small));
  models = openModels({
    config: ModelConfig.parse({}),
    env: { OPENAI_BASE_URL: server.baseUrl },
    cacheFile: join(folder, 'models.sqlite'),
    patience: { tries: 1 },
  });
});
afterEach(async () => {
  models.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const verify = (value: Outcome) => (value.outcome.startsWith('Write') ? null : 'The outcome does not begin with a verb.');
const asked = () => server.requests.map(({ model }) => model);

describe('escalation', () => {
  it('asks the small tier alone where its answer verifies', async () => {
    replies = { small: answer('Write a loop'), large: answer('Write another loop') };
    expect(await askVerified<Outcome>(models, request, verify)).toMatchObject({
      answer: { ok: true, model: 'gpt-5-mini' },
      escalated: null,
    });
    expect(asked()).toEqual(['gpt-5-mini']);
  });

  it('asks the large tier where verification fails, and counts both costs', async () => {
    replies = { small: answer('Loops'), large: answer('Write a loop') };
    const result = await askVerified<Outcome>(models, request, verify);
    expect(result).toMatchObject({ answer: { ok: true, model: 'gpt-5' }, escalated: 'The outcome does not begin with a verb.' });
    expect(asked()).toEqual(['gpt-5-mini', 'gpt-5']);
    expect(result.cost).toBeCloseTo(models.spent().dollars, 12);
  });

  it.each<[string, Reply]>([
    ['broke its schema', { kind: 'text', text: 'no' }],
    ['was cut off', { kind: 'cut-off', value: { outcome: 'Write a loop' } }],
    ['quoted what is not there', answer('Write a loop', { quote: 'nowhere' })],
  ])('asks the large tier where the small answer %s', async (_, small) => {
    replies = { small, large: answer('Write a loop') };
    expect((await askVerified<Outcome>(models, request, verify)).answer).toMatchObject({ ok: true, model: 'gpt-5' });
  });

  it('refuses where neither tier verifies', async () => {
    replies = { small: answer('Loops'), large: answer('More loops') };
    expect((await askVerified<Outcome>(models, request, verify)).answer).toMatchObject({ ok: false, reason: 'invalid' });
    expect(asked()).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['an honest "unsure"', answer('', { quote: '', unsure: true })],
    ['a refusal', { kind: 'refusal', text: 'No.' }],
    ['a dead endpoint', { kind: 'status', status: 500 }],
  ])('does not ask again for %s', async (_, small) => {
    replies = { small, large: answer('Write a loop') };
    await askVerified<Outcome & { unsure?: boolean }>(models, request, (value) => (value.unsure ? null : verify(value)));
    expect(asked()).toEqual(['gpt-5-mini']);
  });
});
