/** What the model layer promises a whole run: account, traces without content, prompts that make stale only their own, residency, embeddings. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Proposal } from '../agents/contract.ts';
import { honest, schemaIn, soundAnswer } from '../evals/prompts/scripted-answers.ts';
import { costsBy } from '../tools/ledger/costs.ts';
import type { RunRecord } from '../tools/ledger/events.ts';
import { ownPrompts } from '../tools/models/prompt-files.ts';
import { type ScriptedModel, type ScriptedRequest, startScriptedModel } from '../tools/models/scripted-server.ts';
import { renderMarkdown } from '../tools/report/markdown.ts';
import { statusReport } from '../tools/report/status.ts';
import { shareChroma } from './chroma.fixture.ts';
import { close, library, look, open } from './library.fixture.ts';
import { reportModel } from './report.ts';

shareChroma();

let server: ScriptedModel | null = null;
const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = null;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const lesson = `---
title: Soil and water
---

## Learning objectives

- Become familiar with the drainage of soils

## Drainage

Water drains from sandy soil in three minutes. Pour five litres of water on it and write down when the last of it is gone.
`;
const files = { 'soil.md': lesson };
const config = 'courses:\n  - id: soil\n    lessons: ["*.md"]\n';

const answering = (request: ScriptedRequest) => ({ kind: 'json', value: soundAnswer(request) }) as const;
const env = (more: NodeJS.ProcessEnv = {}) => ({ OPENAI_BASE_URL: server!.baseUrl, OPENAI_API_KEY: 'k', ...more });
const alignment = { agents: ['alignment' as const] };

describe('a run with a model', () => {
  /** One run for both: what it left in the ledger, and what it told a collector of traces. */
  let left: { run: RunRecord; runs: RunRecord[]; written: Proposal; models: ReturnType<typeof statusReport>['models'] };
  let sent = '';
  beforeAll(async () => {
    server = await startScriptedModel(answering);
    const collector = createServer((incoming, response) => {
      incoming.setEncoding('utf8').on('data', (part: string) => {
        sent += part;
      });
      incoming.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
    const workspace = await open(library(files, 'folder', config), { models: 'use', env: env() });
    const { run } = await look(workspace, alignment);
    const { ledger } = workspace;
    left = {
      run,
      runs: ledger.runs(1),
      written: ledger.proposals().find(({ proposal }) => proposal.origin === 'model')!.proposal,
      models: statusReport(ledger, { libraryTitle: 'x', today: '2026-01-01' }).models,
    };
    await close(workspace);
    collector.close();
  });

  it('has what it cost in the ledger by lesson, agent and task, in the proposal that was written, and in the status', () => {
    const { run, runs, written, models } = left;
    const lines = run.costs?.filter(({ agent }) => agent === 'alignment') ?? [];
    expect(lines).toMatchObject([
      { lesson: 'soil', task: 'judge-outcomes@1.0', calls: 1, tokensOut: 50 },
      { lesson: 'soil', task: 'observable-outcome@1.0', calls: 1, tokensOut: 50 },
    ]);
    expect(runs[0]?.costs).toEqual(run.costs);
    const sums = costsBy(run.costs!, 'agent');
    expect(sums.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(run.cost, 12);
    // What was read for the map is no cost of the proposal.
    expect(written.provenance).toMatchObject({ cost: lines[1]?.dollars, tokens: { output: 50 } });
    expect(models).toMatchObject({ calls: run.modelCalls, byLesson: [{ name: 'soil' }] });
  });

  it('names each node, agent and model call in its traces, and no word of a lesson or an answer', () => {
    for (const name of ['refresh', 'node library/lesson', 'agent alignment', 'node lesson/verify', 'chat gpt-5-mini'])
      expect(sent).toContain(`"name":"${name}"`);
    expect(sent).toContain('gen_ai.usage.input_tokens');
    expect(sent).not.toMatch(/drainage|sandy|litres|Soil and water/i);
  });
});

describe('a prompt that changes', () => {
  it('makes stale what was said by it, and nothing else', async () => {
    const promptsDir = mkdtempSync(join(tmpdir(), 'perennial-prompts-'));
    folders.push(promptsDir);
    cpSync(ownPrompts, promptsDir, { recursive: true });
    server = await startScriptedModel(answering);
    const root = library(files, 'folder', config);
    const once = async () => {
      const workspace = await open(root, { models: 'use', env: env(), promptsDir });
      const before = server!.requests.length;
      const { run } = await look(workspace, alignment);
      const status = run.lessons.map((lesson) => lesson.status);
      await close(workspace);
      return { asked: server!.requests.slice(before).map(({ schema }) => schema), status };
    };
    expect((await once()).asked).toContain('observable-outcome');
    expect(await once()).toEqual({ asked: [], status: ['unchanged', 'unchanged'] });
    const change = (id: string) => {
      const file = join(promptsDir, `${id}.md`);
      writeFileSync(file, readFileSync(file, 'utf8').replace('# Request', 'Keep it short.\n\n# Request'));
    };
    change('repair-item');
    expect(await once()).toEqual({ asked: [], status: ['unchanged', 'unchanged'] });
    change('observable-outcome');
    expect((await once()).asked).toEqual(['observable-outcome']);
  });
});

describe('lesson text that must stay in a region', () => {
  it('stays here, and the report says that the run was without a model, and why', async () => {
    server = await startScriptedModel(answering);
    const root = library(files, 'folder', `models: { region: us }\ndata: { region: eu }\n${config}`);
    const workspace = await open(root, { models: 'use', env: env({ OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' }) });
    const result = await look(workspace, alignment);
    expect(server.requests).toEqual([]);
    expect(result.findings.length).toBeGreaterThan(0);
    expect(renderMarkdown(await reportModel(workspace, await result.library(), result.run))).toMatch(
      /No model was used: data\.region is "eu"/,
    );
    await close(workspace);
  });
});

describe('an embedding model', () => {
  it('embeds within the account of the run, and is not asked again for what it embedded', async () => {
    server = await startScriptedModel((request) => ({ kind: 'json', value: honest(schemaIn(request)) }));
    const root = library(files, 'folder', config);
    const more = { models: 'use' as const, env: env({ OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' }) };
    const first = await open(root, more);
    const { run } = await look(first, alignment);
    expect(run.costs?.map(({ agent, task }) => [agent, task])).toContainEqual(['retrieval', 'embedding']);
    await close(first);
    const asked = server.requests.length;
    const second = await open(root, more);
    expect((await look(second, alignment)).run.modelCalls).toBe(0);
    expect(server.requests).toHaveLength(asked);
    await close(second);
  });

  it('that is dead leaves every rule with the built-in embedding, none failed, and the report says so', async () => {
    server = await startScriptedModel(answering);
    const dead = env({ OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    const workspace = await open(library(files, 'folder', config), { models: 'use', env: dead });
    const { run, findings } = await look(workspace, alignment);
    expect(run.lessons.flatMap(({ unchecked }) => unchecked.filter(({ kind }) => kind === 'failed'))).toEqual([]);
    expect(run.withoutModel).toMatch(/built-in embedding was used/);
    const plain = await open(library(files, 'folder', config));
    expect(findings.map(({ rule }) => rule)).toEqual((await look(plain, alignment)).findings.map(({ rule }) => rule));
    await close(workspace);
    await close(plain);
  });
});
