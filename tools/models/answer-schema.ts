/** The schema of an answer: what is sent to the endpoint, and what the answer is held to. Pure. */
import { z } from 'zod';

type Json = Record<string, unknown>;

export interface AnswerSchema {
  name: string;
  /** As sent: every property required, nothing additional, no keyword that strict endpoints refuse. */
  wire: Json;
  fields: string[];
  /** The value, or the path and kind of its first fault (never its content). Null properties are left out of the value. */
  check(value: unknown): { ok: true; value: Json } | { ok: false; where: string };
}

/** Keywords that OpenAI's strict structured outputs refuse; answers are held to them here instead. */
const refusedByStrict = new Set([
  'minLength',
  'maxLength',
  'default',
  'examples',
  'title',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  '$comment',
]);
const understood = new Set([
  ...refusedByStrict,
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'description', 'anyOf'],
  ...['minimum', 'maximum', 'minItems', 'maxItems', 'pattern'],
]);

/**
 * Reads the JSON Schema of a prompt's output.
 * @throws where it is not an object with every property required and `additionalProperties: false`, or has an unknown keyword
 */
export function readAnswerSchema(name: string, schema: Json): AnswerSchema {
  if (schema.type !== 'object') throw new Error('the schema must be of type "object".');
  mustBeStrict(schema, '');
  const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  return {
    name,
    wire: forTheWire(schema) as Json,
    fields: Object.keys(schema.properties as Json),
    check(value) {
      const result = validator.safeParse(value);
      if (!result.success) {
        const issue = result.error.issues[0]!;
        return { ok: false, where: `${issue.path.join('.') || 'the answer'} (${issue.code.replaceAll('_', ' ')})` };
      }
      return { ok: true, value: withoutNulls(value as Json) };
    },
  };
}

function mustBeStrict(schema: unknown, path: string): void {
  if (!schema || typeof schema !== 'object' || Array.isArray(schema)) throw new Error(`${path || 'the schema'} is not a schema.`);
  const node = schema as Json;
  for (const keyword of Object.keys(node)) {
    if (!understood.has(keyword))
      throw new Error(`${path || 'the schema'} uses the keyword "${keyword}", which is not supported.`);
  }
  if (node.properties) {
    const names = Object.keys(node.properties as Json);
    if (node.additionalProperties !== false) throw new Error(`${path || 'the schema'} must say additionalProperties: false.`);
    const required = new Set(node.required as string[] | undefined);
    const missing = names.find((property) => !required.has(property));
    if (missing) throw new Error(`${path}${missing} must be required; what may be left out has the type [..., "null"].`);
    for (const property of names) mustBeStrict((node.properties as Json)[property], `${path}${property}.`);
  }
  if (node.items) mustBeStrict(node.items, `${path}items.`);
  for (const variant of (node.anyOf as unknown[] | undefined) ?? []) mustBeStrict(variant, `${path}anyOf.`);
}

function forTheWire(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(forTheWire);
  if (!node || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => {
      if (key === 'properties') {
        return [[key, Object.fromEntries(Object.entries(value as Json).map(([name, inner]) => [name, forTheWire(inner)]))]];
      }
      return refusedByStrict.has(key) ? [] : [[key, forTheWire(value)]];
    }),
  );
}

function withoutNulls(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null));
}
