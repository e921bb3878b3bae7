/** What a rule asked of models: kept with its result, so that a changed prompt makes stale what was said by it, and nothing else. */
import type { ModelAnswer, ModelRequest, Models, TokenCount } from '../../tools/models/models.ts';
import type { OpenedModels } from '../../tools/models/open.ts';

/** Prompt id → its version and hash when it was asked. */
export type Asked = Record<string, string>;

export interface AskedWatch {
  /** The same models, with every question written down. */
  models: Models;
  asked(): Asked;
  /** Questions that were not put, or not answered, for a reason that may be gone next time: what was concluded without them is not kept. */
  open(): number;
  /** Of the answers so far, kept ones at no cost. */
  spent(): { calls: number; cost: number; tokens: TokenCount };
}

/** Prompts asked for one subject by one agent's checks: rules of an agent share what they worked out, so they share this. */
const shared = new WeakMap<object, Map<string, Asked>>();

/** @param owner the context of a subject */
export function askedBy(owner: object, agent: string): Asked {
  const agents = shared.get(owner) ?? new Map<string, Asked>();
  shared.set(owner, agents);
  const asked = agents.get(agent) ?? {};
  agents.set(agent, asked);
  return asked;
}

/** @param asked is added to */
export function watchedModels(models: OpenedModels, asked: Asked): AskedWatch {
  const versions = models.promptVersions();
  const spent = { calls: 0, cost: 0, tokens: { input: 0, output: 0 } };
  let open = 0;
  const before = models.available;
  return {
    models: {
      get available() {
        // What is left unasked since all endpoints died on the way is a question left open, too.
        if (before && !models.available) open += 1;
        return models.available;
      },
      async ask<T>(request: ModelRequest): Promise<ModelAnswer<T>> {
        asked[request.prompt] = versions[request.prompt] ?? '';
        const answer = await models.ask<T>(request);
        if (!answer.ok && passing.has(answer.reason)) open += 1;
        if (answer.cost > 0) spent.calls += 1;
        spent.cost += answer.cost;
        spent.tokens.input += answer.tokens?.input ?? 0;
        spent.tokens.output += answer.tokens?.output ?? 0;
        return answer;
      },
      spent: () => models.spent(),
      degraded: () => models.degraded(),
    },
    asked: () => ({ ...asked }),
    open: () => open,
    spent: () => ({ ...spent, tokens: { ...spent.tokens } }),
  };
}

const passing = new Set(['unavailable', 'budget', 'endpoint']);

/** Are the prompts still what they were? */
export function promptsHold(asked: Asked | undefined, models: Pick<OpenedModels, 'promptVersions'>): boolean {
  const now = models.promptVersions();
  return Object.entries(asked ?? {}).every(([id, version]) => now[id] === version);
}
