/** The answer sheet: what an expert editor would say about a library, fault by fault, and what must be left alone. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { AgentName } from '../agents/contract.ts';

/** How the text around a place must read after a repair; several keys must all hold. */
export const Repaired = z
  .strictObject({
    text: z.string().optional().describe('This text stands there'),
    matches: z.string().optional().describe('This regular expression matches'),
    gone: z.string().optional().describe('This regular expression no longer matches'),
    contrast: z.number().optional().describe('The two colours of the inline style there have at least this ratio'),
  })
  .refine((repaired) => Object.keys(repaired).length > 0, 'A repair needs at least one of text, matches, gone, contrast.');
export type Repaired = z.infer<typeof Repaired>;

/**
 * `person`: only a person (or a model, checked by one) can know the repair; a rule that edits is guessing.
 * `known`: a rule can know it and should offer it. `allowed`: a rule may offer it; if it does, it must read like this.
 */
export const ExpectedRepair = z.union([
  z.literal('person'),
  z.strictObject({ known: Repaired }),
  z.strictObject({ allowed: Repaired }),
]);
export type ExpectedRepair = z.infer<typeof ExpectedRepair>;

const quote = z.string().min(1).describe('Exact source text; it must stand exactly once in its file');

export const Fault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  agent: AgentName,
  kind: z.string().describe('The fault in words of the field'),
  file: z.string().describe('Relative to the library'),
  quote,
  also: z.array(quote).default([]).describe('Further places in the same file at which it may be reported'),
  alsoAt: z
    .array(z.strictObject({ file: z.string(), quote }))
    .default([])
    .describe('Places in other files'),
  span: z
    .int()
    .min(1)
    .optional()
    .describe('Characters from the start of the quote that belong to the fault, where the quote is only its beginning'),
  rules: z.array(z.string()).min(1).describe('Names under which a finding counts; an asterisk stands for any ending'),
  certainty: z.enum(['fails', 'needs-review', 'either']),
  repair: ExpectedRepair,
});
export type Fault = z.infer<typeof Fault>;

export const LookAlike = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  file: z.string(),
  quote,
  agents: z.array(AgentName).optional().describe('Who must not flag it; left out: nobody may'),
  rules: z.array(z.string()).optional().describe('Only these rules must not flag it'),
  why: z.string(),
});
export type LookAlike = z.infer<typeof LookAlike>;

/** True, though nobody planted it: counts neither as a hit nor as a false alarm. */
export const AlsoTrue = z.strictObject({
  file: z.string(),
  quote,
  agents: z.array(AgentName).min(1),
  rules: z.array(z.string()).optional(),
  why: z.string(),
});
export type AlsoTrue = z.infer<typeof AlsoTrue>;

export const AnswerSheet = z
  .strictObject({
    version: z.literal(1),
    faults: z.array(Fault),
    lookalikes: z.array(LookAlike),
    alsoTrue: z.array(AlsoTrue).default([]),
  })
  .superRefine((sheet, context) => {
    const seen = new Set<string>();
    for (const { id } of [...sheet.faults, ...sheet.lookalikes]) {
      if (seen.has(id)) context.addIssue({ code: 'custom', message: `The id ${id} stands twice.` });
      seen.add(id);
    }
  });
export type AnswerSheet = z.infer<typeof AnswerSheet>;

/**
 * Reads an answer sheet.
 * @throws where it is no YAML or does not follow the schema, with the path and each fault.
 */
export function loadSheet(path: string): AnswerSheet {
  const read = AnswerSheet.safeParse(parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${path} is no valid answer sheet: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** Does a rule's name stand on a list, where `link-*` stands for every name that begins with `link-`? */
export function namedIn(list: string[], rule: string): boolean {
  return list.some((name) => (name.endsWith('*') ? rule.startsWith(name.slice(0, -1)) : name === rule));
}
