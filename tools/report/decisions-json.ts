/** `decisions.json`: what the report saves where it was opened as a file. Read back by `perennial decide`. */
import { z } from 'zod';
import { RejectReason, Reply, Scope } from '../../agents/contract.ts';

export const changeSetId = /^(p-[a-z0-9]+)@([1-9][0-9]*)$/u;
const ProposalId = z.string().regex(/^p-[a-z0-9]+$/u, 'must look like p-abc1234');
const Digest = z.string().regex(/^[0-9a-f]{64}$/u, 'must be 64 hexadecimal digits, as the report wrote them');
const IsoDate = z.iso.date();

export const SavedDecision = z
  .strictObject({
    proposal: ProposalId,
    revision: z.int().min(1),
    digest: Digest,
    verdict: z
      .enum(['approve', 'reject', 'edit', 'snooze'])
      .describe('`edit`: put this text instead, verify it, and approve it where it passes'),
    reason: RejectReason.optional(),
    note: z.string().max(4000).optional(),
    scope: Scope.optional(),
    until: IsoDate.optional().describe('Snooze: the day it comes back'),
    replacements: z
      .array(z.strictObject({ edit: z.int().min(0), text: z.string().max(400_000) }))
      .optional()
      .describe('Edit: the new text of each edit that was rewritten, by its index in the proposal'),
    activeSeconds: z.number().min(0).max(86_400).optional(),
  })
  .superRefine((decision, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', message });
    if (decision.verdict === 'edit' && !decision.replacements?.length) issue('an edit needs "replacements"');
    if (decision.verdict !== 'edit' && decision.replacements) issue('"replacements" belong to the verdict "edit" only');
    if (decision.verdict === 'snooze' && !decision.until) issue('a snooze needs "until"');
    const edits = decision.replacements?.map((replacement) => replacement.edit) ?? [];
    if (new Set(edits).size !== edits.length) issue('one edit is rewritten twice');
  });
export type SavedDecision = z.infer<typeof SavedDecision>;

export const SavedAnswer = z.strictObject({
  finding: z.string().regex(/^f-[a-z0-9]+$/u, 'must look like f-abc1234'),
  asked: z
    .string()
    .regex(/^[0-9a-f]{16}$/u)
    .describe('Digest of the question as it was asked'),
  reply: Reply,
  activeSeconds: z.number().min(0).max(86_400).optional(),
});
export type SavedAnswer = z.infer<typeof SavedAnswer>;

export const DecisionsFile = z
  .strictObject({
    format: z.literal('perennial-decisions'),
    version: z.literal(1),
    library: z.string().optional(),
    savedAt: z.iso.datetime({ offset: true }),
    decisions: z.array(SavedDecision),
    answers: z.array(SavedAnswer).default([]),
  })
  .superRefine((file, context) => {
    for (const [list, key] of [
      [file.decisions.map((decision) => decision.proposal), 'decisions'],
      [file.answers.map((answer) => answer.finding), 'answers'],
    ] as const) {
      list.forEach((name, index) => {
        if (list.indexOf(name) !== index)
          context.addIssue({ code: 'custom', path: [key, index], message: `${name} is decided twice; keep one` });
      });
    }
  });
export type DecisionsFile = z.infer<typeof DecisionsFile>;

export type ParsedDecisions =
  | { ok: true; file: DecisionsFile }
  | { ok: false; problems: { line: number | null; message: string }[] };

/** Line of a JSON syntax error, where the engine names a position. */
function lineOfSyntaxError(text: string, error: unknown): number | null {
  const position = /position (\d+)/u.exec(String(error))?.[1];
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
}

/** Reads `decisions.json`; nothing is taken from a file with a problem. */
export function parseDecisionsJson(text: string): ParsedDecisions {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    const line = lineOfSyntaxError(text, error);
    return { ok: false, problems: [{ line, message: 'This is not valid JSON; save decisions.json again from the report.' }] };
  }
  const result = DecisionsFile.safeParse(data);
  if (result.success) return { ok: true, file: result.data };
  return {
    ok: false,
    problems: result.error.issues.map((issue) => ({
      line: null,
      message: `${issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : String(part))).join('.') || 'the file'}: ${issue.message}.`,
    })),
  };
}
