/** For tests: the model layer against a scripted server, each test in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { ModelConfig } from '../config/schema.ts';
import type { ModelRequest } from './models.ts';
import { type OpenedModels, type OpenModelsOptions, openModels } from './open.ts';
import { type Reply, type ScriptedModel, type ScriptedRequest, startScriptedModel } from './scripted-server.ts';

/** An answer to `request` that holds. */
export const good = {
  outcome: 'Write a loop that prints each element of a list',
  level: 'apply',
  quote: 'Write a loop that prints each name in the list.',
  unsure: null,
};
export const request: ModelRequest & { input: Record<string, string> } = {
  prompt: 'observable-outcome',
  input: {
    outcome: 'Understand loops',
    lesson: 'Repeating actions with loops',
    passages: 'Write a loop that prints each name in the list. Loops repeat statements.',
    language: 'en',
  },
  lesson: 'python/loops',
  agent: 'alignment',
};

export let folder: string;
export let server: ScriptedModel | null = null;
let opened: OpenedModels[] = [];
export let log: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-models-'));
  log = [];
});
afterEach(async () => {
  for (const models of opened) models.close();
  opened = [];
  await server?.close();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

export async function serve(script: (request: ScriptedRequest) => Reply | Promise<Reply>): Promise<ScriptedModel> {
  server = await startScriptedModel(script);
  return server;
}

export function open(options: Partial<OpenModelsOptions> & { settings?: object } = {}): OpenedModels {
  const { settings, ...rest } = options;
  const models = openModels({
    config: ModelConfig.parse(settings ?? {}),
    env: { OPENAI_BASE_URL: server?.baseUrl, OPENAI_API_KEY: 'key-of-the-test' },
    cacheFile: join(folder, 'models.sqlite'),
    log: (line) => log.push(line),
    patience: { firstWaitMs: 1 },
    ...rest,
  });
  opened.push(models);
  return models;
}

/** One request against a server that always answers so. */
export async function answerTo(reply: Reply, options: Parameters<typeof open>[0] = {}) {
  await serve(() => reply);
  const models = open(options);
  return { models, answer: await models.ask(request) };
}

/** A request that no other number makes. */
export const numbered = (n: number): ModelRequest => ({
  ...request,
  input: { ...request.input, outcome: `Understand loops, part ${n}` },
});
