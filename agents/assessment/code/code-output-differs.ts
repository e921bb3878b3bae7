/** The lesson's own code, run in the lesson's order, writes something else than what is printed beside it. */
import { type CodeBlock, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { lineOf } from '../prose.ts';
import { type Looked, runLesson } from './code-run.ts';
import { escaped, isHtmlBlock } from './code-words.ts';

const meta: RuleMeta = {
  id: 'code-output-differs',
  agent: 'assessment',
  version: '1.0',
  severity: 'serious',
  title: 'Code writes something else than what is printed beside it',
  source: 'The code was run in the lesson’s own order, in a sandbox without network and disk, twice with the same result.',
  needs: ['run'],
};

/** Why nothing is said where nobody asked for a run. */
export const notAskedFor = 'code is run only where it is asked for (refresh --run-code, or defaults.code: run)';

function short(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/gu, ' ⏎ ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function onlyMarks(expected: string, seen: string): boolean {
  const bare = (text: string) => text.replace(/[\s"'“”‘’`,;:()[\]]/gu, '').toLowerCase();
  return bare(expected) === bare(seen);
}

function sentenceOf({ sample, comparison }: Looked, output: CodeBlock): string {
  const who = sample.place === 'solution' ? 'The model answer' : 'The code';
  if (comparison.verdict === 'raised')
    return `${who} stops with ${comparison.error.name} where “${short(output.text)}” is printed as its output.`;
  return `${who} prints “${comparison.verdict === 'differs' ? short(comparison.seen) : ''}”, not “${short(output.text)}” as printed beside it.`;
}

function findingOf(lesson: Lesson, looked: Looked): RawFinding[] {
  const { sample, comparison } = looked;
  const output = sample.output;
  if (output === null || (comparison.verdict !== 'differs' && comparison.verdict !== 'raised')) return [];
  const message = sentenceOf(looked, output);
  const ran =
    comparison.verdict === 'differs'
      ? `Run in a sandbox, twice: ${short(comparison.seen)}`
      : `Run in a sandbox, twice: ${comparison.error.name}: ${comparison.error.message}${comparison.error.line ? ` (line ${comparison.error.line} of the sample)` : ''}`;
  const text = lesson.files.find((file) => file.path === output.span.path)?.text ?? '';
  return [
    {
      rule: meta.id,
      severity:
        comparison.verdict === 'differs' && onlyMarks(output.text, comparison.seen)
          ? 'minor'
          : sample.place === 'task'
            ? 'moderate'
            : meta.severity,
      certainty: comparison.verdict === 'differs' ? 'fails' : 'needs-review',
      range: output.content,
      target: `${sample.step.code}\n${output.text}`,
      message,
      ...(comparison.verdict === 'raised' ? { question: 'Is the code meant to stop here?', answerKind: 'yes-no' as const } : {}),
      evidence: [
        { kind: 'run', text: `${ran}.`, source: sample.block.span },
        { kind: 'quote', text: sourceOf(lesson, output.content), source: output.content },
        {
          kind: 'note',
          text: `The code stands in line ${lineOf(text, sample.block.span.start)}, its output in line ${lineOf(text, output.content.start)}.`,
        },
      ],
    },
  ];
}

/** Words and numbers of the old output that the prose around speaks of: then the code may be what is wrong. */
function spokenOf(lesson: Lesson, output: CodeBlock, seen: string): boolean {
  const text = lesson.files.find((file) => file.path === output.span.path)?.text ?? '';
  const near =
    text
      .slice(Math.max(0, output.span.start - 1200), output.span.start)
      .split(/```/u)
      .at(-1) ?? '';
  const after = text.slice(output.span.end, output.span.end + 500).split(/```|\n#/u)[0] ?? '';
  const tokens = (own: string) => own.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu) ?? [];
  const now = new Set(tokens(seen));
  return tokens(output.text).some((token) => !now.has(token) && token.length > 1 && `${near} ${after}`.includes(token));
}

/** The old text with the lines that differ replaced, indent and line ends as they were. */
function corrected(old: string, seen: string): string | null {
  const end = /\r\n/u.test(old) ? '\r\n' : '\n';
  const indent = /^[ \t]*/u.exec(old)?.[0] ?? '';
  const tail = /\s*$/u.exec(old)?.[0] ?? '';
  const lines = seen.replace(/\s+$/u, '').split('\n');
  if (lines.length > 60) return null;
  const made = lines.map((line) => (line === '' ? '' : indent + line)).join(end) + tail;
  return made === old ? null : made;
}

export const codeOutputDiffers: Rule<LessonContext> = {
  meta,
  async check({ lesson, sandbox, signal }) {
    if (lesson.code.length === 0) return { outcome: 'notApplicable', reason: 'the lesson has no code' };
    if (!sandbox) return { outcome: 'notApplicable', reason: notAskedFor };
    const looked = await runLesson(lesson, sandbox, signal);
    const printed = looked.filter(({ sample }) => sample.output !== null);
    if (printed.length === 0) return { outcome: 'notApplicable', reason: 'no output is printed beside code' };
    const unrun = printed.flatMap(({ comparison }) => (comparison.verdict === 'not-run' ? [comparison.why] : []));
    if (unrun.length === printed.length) return { outcome: 'notApplicable', reason: `no example could be run: ${unrun[0]}` };
    return { outcome: 'checked', findings: looked.flatMap((one) => findingOf(lesson, one)) };
  },
  async repair(finding: Finding, { lesson, sandbox, signal }): Promise<Draft | null> {
    if (!sandbox) return null;
    const looked = (await runLesson(lesson, sandbox, signal)).find(
      ({ sample }) => sample.output?.content.start === finding.range.start && sample.output.content.path === finding.range.path,
    );
    const output = looked?.sample.output;
    if (!output || looked.comparison.verdict !== 'differs') return null;
    const { seen } = looked.comparison;
    const quote = sourceOf(lesson, output.content);
    const inHtml = isHtmlBlock(lesson, output);
    // Mark-up within the output is its author's.
    if (inHtml && /</u.test(quote)) return null;
    const replacement = spokenOf(lesson, output, seen) ? null : corrected(quote, inHtml ? escaped(seen) : seen);
    if (replacement === null) return null;
    return {
      findings: [finding.fingerprint],
      edits: [{ ...output.content, replacement, quote }],
      title: 'Print what the code writes',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: onlyMarks(output.text, seen) ? 'low' : 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: 'Is the code as you meant it? If not, it is the code that should change.',
    };
  },
};
