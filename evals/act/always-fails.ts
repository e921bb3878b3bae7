/**
 * A model that calls everything a failure and quotes what it was shown, behind real HTTP: what it flags is what a model could have
 * flagged at most (its reach), and what it flags wrongly is the worst a model could do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelConfig } from '../../tools/config/schema.ts';
import type { Models } from '../../tools/models/models.ts';
import { openModels } from '../../tools/models/open.ts';
import { type Reply, startScriptedModel } from '../../tools/models/scripted-server.ts';

export interface AlwaysFails {
  models: Models;
  /** Requests that reached the server. */
  requests(): number;
  close(): Promise<void>;
}

export async function openAlwaysFails(): Promise<AlwaysFails> {
  const server = await startScriptedModel(({ user }) => answerTo(user));
  const folder = mkdtempSync(join(tmpdir(), 'perennial-act-'));
  const models = openModels({
    config: ModelConfig.parse({ maxCostPerRun: 1e6, maxCostPerMonth: 1e6 }),
    env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'none' },
    cacheFile: join(folder, 'models.sqlite'),
    patience: { firstWaitMs: 1 },
  });
  return {
    models,
    requests: () => server.requests.length,
    async close() {
      models.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Line {
  number: number;
  words: string;
  around: string;
}

/** @param user the request as it came over the wire */
export function answerTo(user: string): Reply {
  const lines = user
    .split('\n')
    .filter((line) => line.startsWith('{"number":'))
    .map((line) => JSON.parse(line) as Line);
  const answers = lines.map(({ number, words, around }) => ({
    number,
    verdict: 'fails',
    reason: 'It does not do its work for a learner.',
    quote: (words || around).slice(0, 120),
  }));
  return { kind: 'json', value: { answers } };
}
