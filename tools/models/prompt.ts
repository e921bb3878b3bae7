/** A prompt as a Markdown file: what its front matter may say, and how the file is read. Pure. */
import { createHash } from 'node:crypto';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type AnswerSchema, readAnswerSchema } from './answer-schema.ts';

const Input = z.strictObject({
  /** `material`: text of others, fenced off. `language`: a BCP 47 tag, set into the words of the request. */
  kind: z.enum(['material', 'language']),
  /** Longer material is cut, and the model is told so. */
  maxLength: z.int().min(1).default(8000),
  optional: z.boolean().default(false),
});

const Checks = z.strictObject({
  /** Fields that must be in the language of the `language` input. */
  language: z.array(z.string()).default([]),
  /** Field → the inputs of which one must hold it word for word (white space aside). */
  quoted: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  /** Field holding a place → the list field it counts in. */
  index: z.record(z.string(), z.string()).default({}),
  /** Field that must not be empty, where the named fields have these values. */
  filled: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.boolean()]))).default({}),
  /** Inputs whose web addresses the answer may repeat; all others are refused. */
  addresses: z.array(z.string()).default([]),
  /** An answer with these values says "I do not know": it is held to the schema and to nothing else. */
  unsure: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  /** Fields in which two models must decide alike for a shadow check to pass; none: every choice, number and yes or no. */
  agree: z.array(z.string()).default([]),
});
export type Checks = z.infer<typeof Checks>;

const FrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens'),
  version: z.string().regex(/^\d+\.\d+$/, 'must be "major.minor", in quotation marks'),
  tier: z.enum(['small', 'large']),
  /** Hidden reasoning, for models that have it. */
  effort: z.enum(['minimal', 'low', 'medium', 'high']).default('low'),
  maxOutputTokens: z.int().min(16).max(32_000),
  inputs: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), Input),
  pictures: z.strictObject({ min: z.int().min(0), max: z.int().min(0).max(8) }).default({ min: 0, max: 0 }),
  output: z.record(z.string(), z.unknown()),
  checks: Checks.prefault({}),
});

export interface Prompt extends Omit<z.infer<typeof FrontMatter>, 'output'> {
  /** The same words for every request: goes into the system message. Never holds a placeholder. */
  instructions: string;
  /** The request, with `{{placeholders}}`. */
  request: string;
  output: AnswerSchema;
  /** SHA-256 of the whole file: a changed prompt invalidates exactly its own cached answers. */
  hash: string;
}

const placeholder = /\{\{([^{}]*)\}\}/g;

/**
 * Reads one prompt file.
 * @param path for messages only
 * @throws one sentence with the file, and where it is known the line, that says what to mend
 */
export function readPrompt(path: string, text: string): Prompt {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text);
  if (!parts)
    throw new Error(`${path}:1 has no front matter: start the file with "---", the keys, and "---" on a line of its own.`);
  const front = frontMatterOf(path, parts[1]!);
  const body = parts[2]!;
  const sections = /^\s*# Instructions\r?\n([\s\S]*?)\r?\n# Request\r?\n([\s\S]*)$/.exec(body);
  if (!sections) throw new Error(`${path} needs exactly two parts: "# Instructions", then "# Request".`);
  const prompt: Prompt = {
    ...front,
    output: answerSchemaOf(path, front),
    instructions: sections[1]!.trim(),
    request: sections[2]!.trim(),
    hash: createHash('sha256').update(text).digest('hex'),
  };
  for (const complaint of complaints(prompt)) throw new Error(`${path}: ${complaint}`);
  return prompt;
}

function frontMatterOf(path: string, yaml: string): z.infer<typeof FrontMatter> {
  let raw: unknown;
  try {
    raw = parseYaml(yaml);
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 0) + 1 : 1;
    throw new Error(`${path}:${line} front matter is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
  const checked = FrontMatter.safeParse(raw);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  throw new Error(`${path} front matter, ${issue.path.join('.') || 'top level'}: ${issue.message}.`);
}

function answerSchemaOf(path: string, front: z.infer<typeof FrontMatter>): AnswerSchema {
  try {
    return readAnswerSchema(front.id, front.output);
  } catch (error) {
    throw new Error(`${path} front matter, output: ${error instanceof Error ? error.message : error}`);
  }
}

function* complaints(prompt: Prompt): Generator<string> {
  if (/\{\{/.test(prompt.instructions)) {
    yield 'the Instructions hold a placeholder; they go into the system part, where no text of others may stand. Move it to the Request.';
  }
  const used = new Set([...prompt.request.matchAll(placeholder)].map((match) => match[1]!));
  for (const name of used) if (!prompt.inputs[name]) yield `{{${name}}} is not declared under inputs.`;
  for (const name of Object.keys(prompt.inputs))
    if (!used.has(name)) yield `the input "${name}" is declared but {{${name}}} stands nowhere in the Request.`;
  if (prompt.pictures.min > prompt.pictures.max) yield 'pictures.min is larger than pictures.max.';

  const { checks } = prompt;
  const fields = new Set(prompt.output.fields);
  const named = [
    ...checks.language,
    ...Object.keys(checks.quoted),
    ...Object.entries(checks.index).flat(),
    ...Object.entries(checks.filled).flatMap(([field, where]) => [field, ...Object.keys(where)]),
    ...Object.keys(checks.unsure),
    ...checks.agree,
  ];
  for (const field of named)
    if (!fields.has(field)) yield `checks name the field "${field}", which the output schema does not have.`;
  for (const input of [...Object.values(checks.quoted).flat(), ...checks.addresses]) {
    if (!prompt.inputs[input]) yield `checks name the input "${input}", which is not declared under inputs.`;
  }
  if (checks.language.length > 0 && !Object.values(prompt.inputs).some(({ kind }) => kind === 'language')) {
    yield 'checks.language needs an input of kind "language".';
  }
}
