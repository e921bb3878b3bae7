/** Outcomes as rules look at them, and edits of an outcome in its own place. */
import { fileOf, type Lesson, type Outcome, sourceOf } from '../../tools/library/lesson.ts';
import type { Draft, Edit, Evidence, Finding } from '../contract.ts';

const fewestWords = 80;

/** Statements of what learners will be able to do: no topics, and no questions that merely stand among them. */
export function statementsOf(lesson: Lesson): Outcome[] {
  return lesson.outcomes.filter(isStatement);
}

export function isStatement(outcome: Outcome): boolean {
  return outcome.kind === 'outcome' && !/\?\W*$/.test(outcome.text);
}

/** Too little was read of a lesson to say that something is missing from it. */
export function hardlyRead(lesson: Lesson): boolean {
  return lesson.passages.reduce((sum, passage) => sum + passage.text.split(/\s+/).length, 0) < fewestWords;
}

export function isEnglish(lesson: Lesson): boolean {
  return /^en\b/i.test(lesson.language);
}

/** The outcome a finding is about; null where it stands there no longer. */
export function outcomeAt(lesson: Lesson, finding: Pick<Finding, 'range'>): Outcome | null {
  const { path, start, end } = finding.range;
  return lesson.outcomes.find(({ span }) => span.path === path && span.start === start && span.end === end) ?? null;
}

/**
 * The smallest edit that turns an outcome into another wording. Mark-up after the changed words stays as it is.
 * @returns null where mark-up stands within the changed words, or nothing would change.
 */
export function rewordEdit(lesson: Lesson, outcome: Outcome, wording: string): Edit | null {
  const source = sourceOf(lesson, outcome.span);
  const { text } = outcome;
  let head = 0;
  while (head < text.length && text[head] === wording[head]) head += 1;
  let tail = 0;
  while (tail < text.length - head && tail < wording.length - head && text.at(-1 - tail) === wording.at(-1 - tail)) tail += 1;
  if (head === text.length && head === wording.length) return null;
  // Whole words only.
  while (head > 0 && /[\p{L}\p{N}]/u.test(text[head - 1]!)) head -= 1;
  while (tail > 0 && /[\p{L}\p{N}]/u.test(text.at(-tail)!)) tail -= 1;
  const end = text.length - tail;
  const fits = source === text || source.startsWith(text.slice(0, end));
  if (!fits) return null;
  return {
    path: outcome.span.path,
    start: outcome.span.start + head,
    end: outcome.span.start + end,
    replacement: wording.slice(head, wording.length - tail),
    quote: source.slice(head, end),
  };
}

/**
 * Parts one list item into several in the list's own form: bullets in Markdown and YAML, `<li>` in HTML.
 * @returns null where the outcome is no plain bullet, is numbered, or holds mark-up.
 */
export function splitEdit(lesson: Lesson, outcome: Outcome, parts: string[]): Edit | null {
  const { path, start, end } = outcome.span;
  const text = fileOf(lesson, path)?.text ?? '';
  if (text.slice(start, end) !== outcome.text) return null;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const eol = text.slice(end).match(/\r?\n/)?.[0] ?? '\n';
  const bullet = /^\s*[-*+]\s+$/.test(before);
  const item = /^\s*<li(?:\s[^>]*)?>\s*$/i.test(before) && /^\s*<\/li>/i.test(text.slice(end));
  if (!bullet && !item) return null;
  if (outcome.origin === 'front-matter' && parts.some((part) => /: |\s#|^["'&*!|>%@`[{]/.test(part))) return null;
  const joint = bullet ? `${eol}${before}` : `</li>${eol}${before}`;
  return { path, start, end, replacement: parts.join(joint), quote: outcome.text };
}

/** A draft of one edit, made by a rule. */
export function draftOf(
  finding: Finding,
  edit: Edit,
  more: Omit<Draft, 'findings' | 'edits' | 'evidence'> & { evidence?: Evidence[] },
): Draft {
  return { findings: [finding.fingerprint], edits: [edit], evidence: finding.evidence, ...more };
}

/** A person's better wording, put in place of the outcome. */
export function answeredWording(finding: Finding, lesson: Lesson, text: string, rule: string): Draft | null {
  const outcome = outcomeAt(lesson, finding);
  const wording = text.trim();
  if (!outcome || wording === '' || /[\r\n]/.test(wording)) return null;
  const edit = rewordEdit(lesson, outcome, wording) ?? {
    path: outcome.span.path,
    start: outcome.span.start,
    end: outcome.span.end,
    replacement: wording,
    quote: sourceOf(lesson, outcome.span),
  };
  if (edit.replacement === edit.quote) return null;
  return draftOf(finding, edit, {
    title: 'Reword the outcome as you answered',
    rationale: `You answered the question about this outcome with: ${wording}`,
    risk: 'medium',
    origin: 'person',
    provenance: { rule },
  });
}
