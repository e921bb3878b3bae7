/** The words of an answer, read as JSON and held to the schema. Pure. */
import type { AnswerSchema } from './answer-schema.ts';
import type { KeptAnswer } from './store.ts';

/**
 * A value, or the refusal that names what is wrong. One code fence round the whole, or thoughts in `<think>` before it,
 * are taken off: models that know no structured output add them.
 */
export function answerFrom(text: string, schema: AnswerSchema, model: string): KeptAnswer {
  const bare = text.replace(/^\s*<think>[\s\S]*?<\/think>/, '').replace(/^\s*```(?:json)?[ \t]*\n([\s\S]*?)\n?```\s*$/, '$1');
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    return { kind: 'refusal', model, reason: 'invalid', fault: 'not-json', detail: 'The answer is not JSON.' };
  }
  const checked = schema.check(value);
  if (checked.ok) return { kind: 'value', model, value: checked.value };
  return {
    kind: 'refusal',
    model,
    reason: 'invalid',
    fault: 'wrong-schema',
    detail: `The answer does not fit its schema: ${checked.where}.`,
  };
}
