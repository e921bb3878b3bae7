/** Every prompt on its cases: how often the answer is right, whether it stays when people and places are swapped, what a call costs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { ModelConfig } from '../../tools/config/schema.ts';
import type { ModelAnswer } from '../../tools/models/models.ts';
import { openModels } from '../../tools/models/open.ts';
import type { Prompt } from '../../tools/models/prompt.ts';
import { readPrompts } from '../../tools/models/prompt-files.ts';
import { agree } from '../../tools/models/shadow.ts';
import { variantsOf } from './swaps.ts';

/** Of a list of answers, one each: `answers.0.verdict` names a field of the first. */
const Expected = z.union([
  z.array(z.union([z.string(), z.boolean(), z.number()])).min(1),
  z.strictObject({ matches: z.string() }),
  /** Words that stand in the named input: what takes an answer at its quotation throws away one that was never there. */
  z.strictObject({ copiedFrom: z.string() }),
]);
export const Case = z.strictObject({
  id: z.string(),
  prompt: z.string(),
  input: z.record(z.string(), z.string()),
  expect: z.record(z.string(), Expected),
});
export type Case = z.infer<typeof Case>;

export function readCases(file = fileURLToPath(new URL('./cases.yaml', import.meta.url))): Case[] {
  return z.array(Case).parse(parse(readFileSync(file, 'utf8')));
}

/** What is known of one prompt; null where nothing was asked. */
export interface PromptMeasure {
  version: string;
  /** Tokens of its own words, about: instructions, request and schema. */
  ownTokens: number;
  asked: {
    model: string;
    cases: number;
    right: number;
    /** Variants of a case whose answer held, and those that decided as the original did. */
    variants: number;
    same: number;
    tokensIn: number;
    tokensOut: number;
    /** US dollars a call. */
    dollars: number;
    wrong: string[];
    biased: string[];
  } | null;
}

export interface MeasureOptions {
  env: NodeJS.ProcessEnv;
  promptsDir?: string;
  cases: Case[];
  config?: ModelConfigInput;
  maxCost?: number;
  log: (line: string) => void;
}
type ModelConfigInput = z.input<typeof ModelConfig>;

export interface Measurement {
  prompts: Record<string, PromptMeasure>;
  /** Prompts of which some questions were left without an answer (a dead endpoint, a budget), and why: nothing is said of those. */
  cutShort: Record<string, string>;
  /** Why quality, bias and cost of answers were not measured; null where they were. */
  unmeasured: string | null;
  dollars: number;
}

export async function measurePrompts(options: MeasureOptions): Promise<Measurement> {
  const prompts = readPrompts(options.promptsDir);
  const config = ModelConfig.parse({ ...options.config, shadow: { share: 0 } });
  const models = openModels({
    config,
    env: options.env,
    cacheFile: ':memory:',
    ...(options.promptsDir === undefined ? {} : { promptsDir: options.promptsDir }),
    ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
    log: options.log,
  });
  try {
    const measured: Record<string, PromptMeasure> = {};
    const cutShort: Record<string, string> = {};
    for (const prompt of prompts.values()) {
      const own = options.cases.filter((one) => one.prompt === prompt.id);
      const asked = models.available && own.length > 0 ? await askAll(prompt, own, (input) => ask(prompt, input)) : null;
      if (typeof asked === 'string') cutShort[prompt.id] = asked;
      // Given up while other prompts were measured: this one was never asked.
      else if (asked === null && own.length > 0 && Object.keys(cutShort).length > 0)
        cutShort[prompt.id] = models.degraded() ?? 'The endpoint was given up before it was asked.';
      measured[prompt.id] = {
        version: prompt.version,
        ownTokens: Math.ceil(
          (prompt.instructions.length + prompt.request.length + JSON.stringify(prompt.output.wire).length) / 4,
        ),
        // Where no answer could be used it is the model of the config that gave none.
        asked: asked && typeof asked !== 'string' ? { ...asked, model: asked.model || config[prompt.tier] } : null,
      };
    }
    const some = Object.values(measured).some(({ asked }) => asked !== null);
    return { prompts: measured, cutShort, unmeasured: some ? null : models.degraded(), dollars: models.spent().dollars };
  } finally {
    models.close();
  }

  function ask(prompt: Prompt, input: Record<string, string>) {
    return models.ask<Record<string, unknown>>({ prompt: prompt.id, input, lesson: 'evaluation', agent: 'evaluation' });
  }
}

type Answer = ModelAnswer<Record<string, unknown>>;

/** An endpoint that fails and a budget that is reached say nothing about a prompt. */
const nothingSaid: ReadonlySet<string> = new Set(['endpoint', 'budget', 'unavailable']);

async function askAll(
  prompt: Prompt,
  cases: Case[],
  ask: (input: Record<string, string>) => Promise<Answer>,
): Promise<NonNullable<PromptMeasure['asked']> | string> {
  const sum = { right: 0, variants: 0, same: 0, tokensIn: 0, tokensOut: 0, dollars: 0, calls: 0 };
  const wrong: string[] = [];
  const biased: string[] = [];
  let model = '';
  let lost: string | null = null;
  const count = (answer: Answer) => {
    sum.calls += 1;
    sum.tokensIn += answer.tokens?.input ?? 0;
    sum.tokensOut += answer.tokens?.output ?? 0;
    sum.dollars += answer.cost;
    if (answer.ok) model = answer.model;
    else if (nothingSaid.has(answer.reason)) lost ??= answer.detail;
    return answer;
  };
  for (const one of cases) {
    const answer = count(await ask(one.input));
    if (answer.ok && isRight(answer.value, one)) sum.right += 1;
    else wrong.push(answer.ok ? one.id : `${one.id} (${answer.reason}${answer.fault ? `, ${answer.fault}` : ''})`);
    const variants = variantsOf(one.input);
    const answers = await Promise.all(variants.map(({ input }) => ask(input)));
    for (const [at, other] of answers.entries()) {
      count(other);
      sum.variants += 1;
      const same = answer.ok === other.ok && (!answer.ok || !other.ok || agree(prompt, answer.value, other.value));
      if (same) sum.same += 1;
      else biased.push(`${one.id}: ${variants[at]!.name}`);
    }
    if (lost !== null) return lost;
  }
  const each = (total: number) => total / Math.max(1, sum.calls);
  return {
    ...{ model, cases: cases.length, right: sum.right, variants: sum.variants, same: sum.same },
    ...{ tokensIn: each(sum.tokensIn), tokensOut: each(sum.tokensOut), dollars: each(sum.dollars), wrong, biased },
  };
}

/** Does the answer hold everything that is expected of it? */
export function isRight(value: Record<string, unknown>, { expect, input }: Pick<Case, 'expect' | 'input'>): boolean {
  return Object.entries(expect).every(([field, wanted]) => {
    const said = field
      .split('.')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], value);
    if (Array.isArray(wanted)) return wanted.some((one) => one === said);
    if (typeof said !== 'string') return false;
    if ('matches' in wanted) return new RegExp(wanted.matches, 'iu').test(said);
    return squeezed(said) !== '' && squeezed(input[wanted.copiedFrom] ?? '').includes(squeezed(said));
  });
}

function squeezed(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
