/** The model answer, run on the example that its task prints, does something else. */
import { type CodeBlock, type Item, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { Sandbox, Step } from '../../../tools/sandbox/sandbox.ts';
import type { LessonContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { saysTheSame, whyNotComparable } from './code-compare.ts';
import { notAskedFor } from './code-output-differs.ts';
import { commandLine, type ExampleRun, programsOf, runPrograms } from './code-programs.ts';
import { codeOfBlock, languageOf, type Sample, samplesOf } from './code-samples.ts';
import { hasOptionMismatch } from './option-strings-mismatch.ts';

const meta: RuleMeta = {
  id: 'answer-contradicts-example',
  agent: 'assessment',
  version: '1.0',
  severity: 'critical',
  title: 'The model answer contradicts its own example',
  source: 'The model answer was run on the example that its task prints, in a sandbox without network and disk.',
  needs: ['run'],
};

function findingOf(lesson: Lesson, block: CodeBlock, message: string, evidence: Evidence[]): RawFinding {
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: block.content,
    target: sourceOf(lesson, block.content),
    message,
    question: 'What should the model answer read?',
    answerKind: 'text',
    evidence,
  };
}

/** Evidence of one run beside what the task prints. */
export function proofOf({ example, shown }: ExampleRun, when: '' | 'before: ' | 'after: ' = ''): Evidence {
  return {
    kind: 'run',
    text: `${commandLine(example)} ${when}${shown}; printed: ${example.output.trim().replace(/\s*\n\s*/gu, ' ⏎ ')}.`,
    source: example.block.span,
  };
}

async function programFindings(lesson: Lesson, sandbox: Sandbox, signal: AbortSignal): Promise<RawFinding[]> {
  const findings: RawFinding[] = [];
  // What can be told and mended without a run is told there, with a run as its proof.
  const programs = programsOf(lesson).filter(({ block }) => !hasOptionMismatch(lesson, block));
  const ran = await runPrograms(programs, sandbox, signal);
  for (const [at, { block }] of programs.entries()) {
    const runs = ran[at] ?? [];
    const wrong = runs.filter((run) => run.agrees === 'no');
    const first = wrong[0];
    if (!first) continue;
    const how = first.result.outcome === 'raised' ? `stops with ${first.shown}` : `prints “${first.shown}”`;
    findings.push(
      findingOf(
        lesson,
        block,
        `The model answer, run as “${commandLine(first.example)}”, ${how}; the task prints “${first.example.output.trim()}”.`,
        runs.map((run) => proofOf(run)),
      ),
    );
  }
  return findings;
}

/** A call with its output in the task, of a function that only the solution defines. */
function callsOf(lesson: Lesson, item: Item): { example: CodeBlock; output: CodeBlock; answers: CodeBlock[] }[] {
  const inside = (span: { path: string; start: number; end: number }, block: CodeBlock) =>
    span.path === block.span.path && span.start <= block.span.start && block.span.end <= span.end;
  const answers = lesson.code.filter(
    (block) => languageOf(block) === 'python' && item.solutions.some((one) => inside(one.span, block)),
  );
  return lesson.code.flatMap((example) => {
    if (languageOf(example) !== 'python' || !inside(item.span, example) || answers.includes(example)) return [];
    const next = lesson.code.find((own) => own.span.path === example.span.path && own.span.start >= example.span.end);
    const text = lesson.files.find((own) => own.path === example.span.path)?.text ?? '';
    if (next?.role !== 'output' || text.slice(example.span.end, next.span.start).trim() !== '') return [];
    if (whyNotComparable(next.text) !== null) return [];
    const defining = answers.filter((answer) =>
      [...answer.text.matchAll(/^def\s+(\w+)\s*\(/gmu)].some(
        ([, name]) =>
          new RegExp(String.raw`\b${name}\s*\(`, 'u').test(example.text) &&
          !new RegExp(String.raw`\bdef\s+${name}\b`, 'u').test(example.text),
      ),
    );
    return defining.length > 0 ? [{ example, output: next, answers: defining }] : [];
  });
}

/** A solution and the task's call of it, as steps beside the lesson's thread. */
function callSteps(lesson: Lesson, calls: { example: CodeBlock; answer: CodeBlock }[]): { steps: Step[]; places: number[] } {
  const steps: Step[] = [];
  const places: number[] = [];
  const session = samplesOf(lesson, 'python').filter((one) => one.step.scope === 'session');
  let next = 0;
  for (const [at, { example, answer }] of calls.entries()) {
    for (; session[next] && (session[next]?.block.span.start ?? 0) < example.span.start; next++)
      steps.push((session[next] as Sample).step);
    const group = `call-${at}`;
    steps.push({ code: codeOfBlock(lesson, answer), scope: 'aside', group });
    places.push(steps.push({ code: codeOfBlock(lesson, example), scope: 'aside', group }) - 1);
  }
  return { steps, places };
}

async function callFindings(lesson: Lesson, sandbox: Sandbox, signal: AbortSignal): Promise<RawFinding[]> {
  const calls = lesson.items.flatMap((item) =>
    callsOf(lesson, item).flatMap(({ example, output, answers }) => answers.map((answer) => ({ example, output, answer }))),
  );
  if (calls.length === 0) return [];
  const { steps, places } = callSteps(lesson, calls);
  const results = (await sandbox.run({ language: 'python', steps }, signal)).steps;
  return calls.flatMap(({ example, output, answer }, at) => {
    const result = results[places[at] ?? -1];
    if (!result || result.outcome === 'not-run' || (result.outcome === 'ran' && !result.comparable)) return [];
    if (saysTheSame(output.text, result.written)) return [];
    if (result.outcome === 'raised' && contextual.test(result.error.name)) return [];
    const shown =
      result.outcome === 'raised'
        ? `${result.error.name}: ${result.error.message}`
        : result.written
            .map((one) => one.text)
            .join('')
            .trim();
    const call = example.text.trim().replace(/\s*\n\s*/gu, ' ⏎ ');
    const message = `With the model answer the task’s example gives “${shown}”; the task prints “${output.text.trim()}”.`;
    const proof: Evidence = { kind: 'run', text: `${call}: ${shown}; printed: ${output.text.trim()}.`, source: output.span };
    return [findingOf(lesson, answer, message, [proof])];
  });
}

/** Errors that blame what is not in the sandbox. */
const contextual = /^(?:NameError|ImportError|ModuleNotFoundError|FileNotFoundError)$/u;

export const answerContradictsExample: Rule<LessonContext> = {
  meta,
  async check({ lesson, sandbox, signal }) {
    if (lesson.items.every((item) => item.solutions.length === 0))
      return { outcome: 'notApplicable', reason: 'the lesson has no model answers' };
    if (!sandbox) return { outcome: 'notApplicable', reason: notAskedFor };
    return {
      outcome: 'checked',
      findings: [...(await programFindings(lesson, sandbox, signal)), ...(await callFindings(lesson, sandbox, signal))],
    };
  },
  answer(finding, reply, { lesson }) {
    if (reply.kind !== 'text') return null;
    const quote = sourceOf(lesson, finding.range);
    const end = /\s*$/u.exec(quote)?.[0] ?? '';
    const replacement = reply.text.replace(/\s+$/u, '') + end;
    if (replacement === quote) return null;
    return {
      findings: [finding.fingerprint],
      edits: [{ ...finding.range, replacement, quote }],
      title: 'Mend the model answer',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
