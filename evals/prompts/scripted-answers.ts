/** A scripted model that answers every prompt in its schema: the known ones with something to show, all others with "I cannot tell". */
import { sentencesOf, stemsOf } from '../../agents/alignment/scoring/words.ts';
import type { ScriptedRequest } from '../../tools/models/scripted-server.ts';

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** One part of the material, as the request fences it. */
export function materialIn(request: Pick<ScriptedRequest, 'user'>, name: string): string {
  const found = new RegExp(`<<<material ${name} [0-9a-f]+\n([\\s\\S]*?)\n>>>material ${name} `, 'u').exec(request.user);
  return found?.[1] ?? '';
}

/** @returns a value that fits the schema of the request */
export function soundAnswer(request: ScriptedRequest): unknown {
  if (request.schema === 'image-alternative') {
    const words = sentenceIn(materialIn(request, 'surroundings').replace('[the picture stands here]', ' '));
    return words === null
      ? { decision: 'unsure', alternative: '', grounds: 'Nothing beside it says what it shows.' }
      : { decision: 'describe', alternative: words.slice(0, 240), grounds: 'The sentence beside it says what it shows.' };
  }
  if (request.schema === 'observable-outcome') {
    const quote = sentenceIn(materialIn(request, 'passages'));
    const about = /(?:of|with|about|how) (.{3,80})/u.exec(materialIn(request, 'outcome'))?.[1] ?? null;
    if (quote === null || about === null) return { outcome: '', level: 'understand', quote: '', unsure: true };
    return { outcome: `Explain ${about}`, level: 'understand', quote, unsure: null };
  }
  if (request.schema === 'judge-outcomes') {
    const text = materialIn(request, 'text');
    return { answers: outcomesIn(materialIn(request, 'outcomes')).map((one) => judgedByWords(one, text)) };
  }
  return honest(schemaIn(request));
}

function outcomesIn(lines: string): { number: number; outcome: string }[] {
  return (lines.match(/^\{.*\}$/gmu) ?? []).map((line) => JSON.parse(line) as { number: number; outcome: string });
}

/** Looks for a shared word and for nothing else, so it never says "full". */
function judgedByWords({ number, outcome }: { number: number; outcome: string }, text: string) {
  const sentences = sentencesOf(text.replace(/^\[.*\]$/gmu, '\n')).map((sentence) => sentence.text);
  const asked = new Set(stemsOf(outcome));
  const near = sentences.find((sentence) => stemsOf(sentence).some((stem) => asked.has(stem)));
  const quote = /^\S+(?:\s+\S+){0,24}/u.exec(near ?? sentences[0] ?? '')?.[0].slice(0, 300) ?? '';
  if (quote === '') return { number, verdict: 'unsure', quote, reason: 'There is no sentence to judge by.' };
  return near === undefined
    ? { number, verdict: 'none', quote, reason: 'No sentence shares a word with the outcome.' }
    : { number, verdict: 'partial', quote, reason: 'This sentence shares a word with the outcome.' };
}

/** A sentence of plain words, in one piece. */
function sentenceIn(text: string): string | null {
  return /(?:^|\n|\. )([A-Z][^\n.!?⟦[\]]{20,200}\.)/u.exec(text)?.[1] ?? null;
}

export function schemaIn(request: Pick<ScriptedRequest, 'body'>): Schema {
  const wire = JSON.parse(request.body) as { response_format?: { json_schema?: { schema?: Schema } } };
  return wire.response_format?.json_schema?.schema ?? {};
}

const unknowing = ['unsure', 'cannot-tell', 'unknown', 'none'];

/** The least a schema allows, with "I cannot tell" wherever it can be said. */
export function honest(schema: Schema, name = ''): unknown {
  if (schema.enum) return schema.enum.find((one) => unknowing.includes(String(one))) ?? schema.enum[0];
  const types = [schema.type].flat();
  if (types.includes('object')) {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, inner]) => [field, honest(inner, field)]));
  }
  if (name === 'unsure' && types.includes('boolean')) return true;
  if (types.includes('null')) return null;
  if (types.includes('array')) return [];
  if (types.includes('boolean')) return false;
  return types.includes('integer') || types.includes('number') ? 0 : '';
}
