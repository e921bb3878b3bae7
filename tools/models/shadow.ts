/**
 * Shadow checks: a share of the answers of one tier is asked of the other tier as well. Where the small model agrees with the
 * large one too seldom, its task goes to the large model until agreement is back. What is compared are the decisions in an
 * answer (choices, numbers, yes or no), never its prose: two good sentences differ.
 */
import type { ModelTier } from './models.ts';
import type { Prompt } from './prompt.ts';

export interface ShadowSettings {
  share: number;
  threshold: number;
  least: number;
}

/** Agreement of the small with the large model on one task, over the last comparisons. */
export interface Agreement {
  /** Prompt and version. */
  task: string;
  small: string;
  large: string;
  compared: number;
  agreed: number;
}

/** Comparisons looked back on. */
export const shadowWindow = 30;

/** Whether this question is among the share: decided by its key, so the same question always is or never is. */
export function isShadowed(key: string, share: number): boolean {
  return Number.parseInt(key.slice(0, 8), 16) / 0x1_0000_0000 < share;
}

/** Where the task is to be asked now. */
export function tierNow(agreement: Agreement | null, settings: ShadowSettings): ModelTier {
  return isFallen(agreement, settings) ? 'large' : 'small';
}

export function isFallen(agreement: Agreement | null, { share, threshold, least }: ShadowSettings): agreement is Agreement {
  return share > 0 && agreement !== null && agreement.compared >= least && agreement.agreed / agreement.compared < threshold;
}

/** One sentence for the report. Names models and counts, nothing of an answer. */
export function fallen({ task, small, large, compared, agreed }: Agreement): string {
  return `Shadow checks: on the task ${task}, ${small} decided as ${large} did in ${agreed} of the last ${compared} comparisons; the task is asked of ${large} until they agree again.`;
}

type Value = Record<string, unknown>;
type Schema = {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
};

const countable = new Set(['boolean', 'integer', 'number']);

/** What an answer decides: its choices, numbers, yes and no, in their places; prose is left out. Undefined where it is nothing but prose. */
export function decisionIn(schema: Schema, value: unknown): unknown {
  if (schema.enum) return value ?? null;
  if (schema.properties) {
    const parts = Object.entries(schema.properties).flatMap(([name, inner]) => {
      const decided = decisionIn(inner, (value as Value | null | undefined)?.[name]);
      return decided === undefined ? [] : [[name, decided] as const];
    });
    return parts.length === 0 ? undefined : Object.fromEntries(parts);
  }
  if (schema.items && Array.isArray(value)) {
    const parts = value.map((one) => decisionIn(schema.items!, one));
    return parts.every((one) => one === undefined) ? undefined : parts;
  }
  return [schema.type].flat().some((type) => type && countable.has(type)) ? (value ?? null) : undefined;
}

/** One decision that two answers are compared in: the whole of an answer (`name` empty), or one part of a list of numbered answers. */
export interface Compared {
  name: string;
  alike: boolean;
}

/**
 * Where do two answers decide alike? A list of numbered answers is compared number by number, in whatever order they stand: one doubt
 * among ten is a tenth of a disagreement. What one of the two leaves out differs.
 */
export function compareAnswers({ output, checks }: Pick<Prompt, 'output' | 'checks'>, a: Value, b: Value): Compared[] {
  const schema = output.wire as Schema;
  const numbered = checks.agree.length === 0 ? numberedIn(schema) : null;
  if (numbered) {
    const decided = (value: Value) => {
      const answers = (value[numbered.field] as Value[]).map(
        (one) => [String(one.number), decisionText(numbered.items, one)] as const,
      );
      return new Map(answers);
    };
    const [one, other] = [decided(a), decided(b)];
    return [...new Set([...one.keys(), ...other.keys()])].map((name) => ({ name, alike: one.get(name) === other.get(name) }));
  }
  const decided = (value: Value) =>
    checks.agree.length > 0
      ? checks.agree.map((field) => decisionIn(schema.properties?.[field] ?? {}, value[field]) ?? value[field] ?? null)
      : (decisionIn(schema, value) ?? null);
  return [{ name: '', alike: JSON.stringify(decided(a)) === JSON.stringify(decided(b)) }];
}

const decisionText = (schema: Schema, value: unknown) => JSON.stringify(decisionIn(schema, value) ?? null);

/** The one field of an answer that is nothing but a list of numbered answers; null where it is something else. */
function numberedIn(schema: Schema): { field: string; items: Schema } | null {
  const [only, ...others] = Object.entries(schema.properties ?? {});
  const items = only?.[1].items;
  return only && others.length === 0 && items?.properties?.number ? { field: only[0], items } : null;
}

/** Do two answers decide alike in everything? */
export function agree(prompt: Pick<Prompt, 'output' | 'checks'>, a: Value, b: Value): boolean {
  return compareAnswers(prompt, a, b).every(({ alike }) => alike);
}
