import { describe, expect, it } from 'vitest';
import { parseDecisionsJson } from './decisions-json.ts';
import { hex } from './fixtures/library.ts';

const decision = { proposal: 'p-abc', revision: 2, digest: hex('a'), verdict: 'approve', activeSeconds: 12.5 };
const file = (part: object = {}) =>
  JSON.stringify(
    {
      format: 'perennial-decisions',
      version: 1,
      savedAt: '2026-03-02T08:00:00.000Z',
      decisions: [decision],
      answers: [],
      ...part,
    },
    null,
    2,
  );
const problems = (text: string) => {
  const parsed = parseDecisionsJson(text);
  return parsed.ok ? null : parsed.problems.map((problem) => `${problem.line ?? ''}${problem.message}`).join('\n');
};

describe('decisions.json', () => {
  it('is read with edits, snoozes, answers and seconds', () => {
    const parsed = parseDecisionsJson(
      `\uFEFF${file({
        decisions: [
          decision,
          { ...decision, proposal: 'p-b', verdict: 'edit', replacements: [{ edit: 0, text: 'better' }] },
          { ...decision, proposal: 'p-c', verdict: 'snooze', until: '2026-04-01' },
          { ...decision, proposal: 'p-d', verdict: 'reject', reason: 'intended', note: 'on purpose', scope: 'course' },
        ],
        answers: [
          { finding: 'f-a', asked: 'a'.repeat(16), reply: { kind: 'decorative' } },
          { finding: 'f-b', asked: 'b'.repeat(16), reply: { kind: 'key', option: 1 }, activeSeconds: 3 },
        ],
      })}`,
    );
    expect(parsed.ok && [parsed.file.decisions.length, parsed.file.answers.length]).toEqual([4, 2]);
  });

  it.each([
    ['no JSON', '{"format": ', /not valid JSON/u],
    ['another format', file({ format: 'other' }), /format/u],
    ['a digest cut short', file({ decisions: [{ ...decision, digest: 'abc' }] }), /decisions\.\[0\]\.digest: must be 64/u],
    ['a verdict that is none', file({ decisions: [{ ...decision, verdict: 'maybe' }] }), /verdict/u],
    ['an unknown key', file({ decisions: [{ ...decision, force: true }] }), /force/u],
    ['a proposal decided twice', file({ decisions: [decision, decision] }), /p-abc is decided twice/u],
    ['an edit without text', file({ decisions: [{ ...decision, verdict: 'edit' }] }), /needs "replacements"/u],
    [
      'text without an edit',
      file({ decisions: [{ ...decision, replacements: [{ edit: 0, text: '' }] }] }),
      /belong to the verdict "edit"/u,
    ],
    ['a snooze without a day', file({ decisions: [{ ...decision, verdict: 'snooze' }] }), /needs "until"/u],
    [
      'an answer without words',
      file({ answers: [{ finding: 'f-a', asked: 'a'.repeat(16), reply: { kind: 'text', text: '' } }] }),
      /answers/u,
    ],
  ])('with %s is refused with a reason', (_name, text, message) => {
    expect(problems(text)).toMatch(message);
  });
});
