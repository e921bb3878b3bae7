/** A program admits `--add` and then compares the same value with `add`: the branch can never be taken. */
import type { CodeBlock, Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Edit, Evidence, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced, lineOf } from '../prose.ts';
import { counted } from '../wording.ts';
import { commandLine, type ExampleRun, programsOf, runPrograms } from './code-programs.ts';

const meta: RuleMeta = {
  id: 'option-strings-mismatch',
  agent: 'assessment',
  version: '1.1',
  severity: 'critical',
  title: 'A program compares an option with its name without the dashes it demands',
  source: 'Within one program a value was checked to be among “--x” strings; comparing it with “x” is always false.',
  needs: ['run'],
};

interface Literal {
  variable: string;
  value: string;
  /** Place of the words between the quotes, in the block. */
  start: number;
  end: number;
}

const identifier = String.raw`[A-Za-z_$][\w$]*`;

/** Variables that must hold one of some dashed options: `assert x in ['--a', '--b']`, `if x not in (…): exit`. */
function admitted(code: string): Map<string, Set<string>> {
  const result = new Map<string, Set<string>>();
  const patterns = [
    new RegExp(String.raw`\bassert\s*\(?\s*(${identifier})\s+in\s*[[({]([^\])}]*)[\])}]`, 'gu'),
    new RegExp(String.raw`\bif\s*\(?\s*(?:not\s+)?(${identifier})\s+(?:not\s+)?in\s*[[({]([^\])}]*)[\])}]`, 'gu'),
    new RegExp(String.raw`[[({]([^\])}]*)[\])}]\.includes\(\s*(${identifier})\s*\)`, 'gu'),
  ];
  for (const [index, pattern] of patterns.entries()) {
    for (const match of code.matchAll(pattern)) {
      const [variable, list] = index === 2 ? [match[2], match[1]] : [match[1], match[2]];
      const values = [...(list ?? '').matchAll(/(["'])([^"'\n]+)\1/gu)].map((own) => own[2] ?? '');
      // Only a list of options and nothing else is a list of what must be given.
      if (variable === undefined || values.length === 0 || !values.every((value) => /^--?[A-Za-z]/u.test(value))) continue;
      const known = result.get(variable) ?? new Set<string>();
      for (const value of values) known.add(value);
      result.set(variable, known);
    }
  }
  return result;
}

function compared(code: string): Literal[] {
  const pattern = new RegExp(String.raw`(?<![\w$.])(${identifier})\s*(?:===?|!==?)\s*(["'])([^"'\n]+)\2`, 'gu');
  return [...code.matchAll(pattern)].map((match) => {
    const end = match.index + match[0].length - 1;
    const value = match[3] ?? '';
    return { variable: match[1] ?? '', value, start: end - value.length, end };
  });
}

interface Mismatch {
  span: Span;
  value: string;
  option: string;
}

/** The value keeps its name through the program, and nothing strips its dashes. */
export function mismatches(code: string): { literal: Literal; option: string }[] {
  if (/\.(?:lstrip|strip|replace|removeprefix|slice|substring|replaceAll|trimStart)\(|\[\s*[12]\s*:\s*\]/u.test(code)) return [];
  const lists = admitted(code);
  return compared(code).flatMap((literal) => {
    const options = lists.get(literal.variable);
    if (!options || options.has(literal.value)) return [];
    const option = [...options].filter((own) => own.replace(/^-+/u, '') === literal.value);
    return option.length === 1 && option[0] !== undefined ? [{ literal, option: option[0] }] : [];
  });
}

function inBlock(lesson: Lesson, block: CodeBlock): Mismatch[] {
  if (block.role !== 'source') return [];
  return mismatches(sourceOf(lesson, block.content)).map(({ literal, option }) => ({
    span: { path: block.content.path, start: block.content.start + literal.start, end: block.content.start + literal.end },
    value: literal.value,
    option,
  }));
}

/** "What is wrong with this program?" — the fault is the exercise. */
function isOnPurpose(lesson: Lesson, block: CodeBlock): boolean {
  const file = lesson.files.find((own) => own.path === block.span.path);
  const text = file?.text ?? '';
  const around =
    text
      .slice(Math.max(0, block.span.start - 400), block.span.start)
      .split(/\n#+ |:::/u)
      .at(-1) ?? '';
  const after = text.slice(block.span.end, block.span.end + 300).split(/\n#+ |```/u)[0] ?? '';
  return (
    isAnnounced(around) ||
    isAnnounced(after) ||
    /\b(?:debug|bugs?|what is wrong|what's wrong|find the (?:error|mistake|fault)|fix (?:this|the))\b/iu.test(around)
  );
}

/** What no run has shown. */
function forYouOf(found: Mismatch[], proved: ExampleRun[]): { forYou?: string } {
  if (proved.length === 0) return { forYou: 'Not run: try the examples printed beside it once.' };
  const tried = new Set(proved.flatMap((run) => run.example.argv));
  const untried = [...new Set(found.map((own) => own.option))].filter((option) => !tried.has(option));
  return untried.length === 0 ? {} : { forYou: `Not tested, since no example is printed: ${untried.join(', ')}.` };
}

/** The program with each comparison mended. */
function mended(code: string): string {
  let text = code;
  for (const { literal, option } of mismatches(code).sort((a, b) => b.literal.start - a.literal.start))
    text = text.slice(0, literal.start) + option + text.slice(literal.end);
  return text;
}

function blocksWithFault(lesson: Lesson): { block: CodeBlock; found: Mismatch[] }[] {
  return lesson.code.flatMap((block) => {
    const found = inBlock(lesson, block);
    return found.length === 0 || isOnPurpose(lesson, block) ? [] : [{ block, found }];
  });
}

/** Is it this rule that tells about the block? */
export function hasOptionMismatch(lesson: Lesson, block: CodeBlock): boolean {
  return blocksWithFault(lesson).some((own) => own.block === block);
}

/** The task's own examples, run with the program as it stands or as edited; nothing where nobody asked for a run. */
async function runsOf(
  { lesson, sandbox, signal }: LessonContext,
  block: CodeBlock,
  edited: (code: string) => string,
): Promise<ExampleRun[]> {
  const own = programsOf(lesson).find((program) => program.block === block);
  if (!own || !sandbox) return [];
  const [runs] = await runPrograms([{ code: edited(own.code), examples: own.examples }], sandbox, signal);
  return runs ?? [];
}

function proof(run: ExampleRun, when: 'before' | 'after'): Evidence {
  const { example, shown } = run;
  return {
    kind: 'run',
    text: `${commandLine(example)} ${when}: ${shown}; printed: ${example.output.trim()}.`,
    source: example.block.span,
  };
}

function foundAt(finding: Finding, lesson: Lesson): Mismatch[] {
  return (
    blocksWithFault(lesson).find(
      ({ found }) => found[0]?.span.path === finding.range.path && found[0]?.span.start === finding.range.start,
    )?.found ?? []
  );
}

export const optionStringsMismatch: Rule<LessonContext> = {
  meta,
  async check(context) {
    const { lesson } = context;
    if (lesson.code.length === 0) return { outcome: 'notApplicable', reason: 'the lesson has no code' };
    const findings: RawFinding[] = [];
    for (const { block, found } of blocksWithFault(lesson)) {
      const runs = await runsOf(context, block, (code) => code);
      const crash = runs.find((run) => run.agrees === 'no');
      const first = found[0] as Mismatch;
      const where = lesson.items.some((item) =>
        item.solutions.some(
          (solution) =>
            solution.span.path === block.span.path &&
            solution.span.start <= block.span.start &&
            block.span.end <= solution.span.end,
        ),
      )
        ? 'The model answer'
        : 'The program';
      findings.push({
        rule: meta.id,
        severity: meta.severity,
        certainty: 'fails' as const,
        range: first.span,
        target: block.text,
        message: `${crash ? `${where} ${crash.result.outcome === 'raised' ? 'crashes on' : 'contradicts'} its own example: it` : where} admits only ${found
          .map((own) => `“${own.option}”`)
          .slice(0, 2)
          .join(
            ', ',
          )}${found.length > 2 ? ' and its like' : ''}, but compares with “${first.value}”: ${counted(found.length, 'branch').replace('branchs', 'branches')} can never be taken.`,
        evidence: [
          ...found.map((own) => ({ kind: 'quote' as const, text: own.value, source: own.span })),
          ...runs.filter((run) => run.agrees === 'no').map((run) => proof(run, 'before')),
        ],
      });
    }
    return { outcome: 'checked', findings };
  },
  async repair(finding, context) {
    const { lesson } = context;
    const found = foundAt(finding, lesson);
    if (found.length === 0) return null;
    const edits: Edit[] = found.map(({ span, option, value }) => ({
      path: span.path,
      start: span.start,
      end: span.end,
      replacement: option,
      quote: value,
    }));
    const text = lesson.files.find((file) => file.path === finding.range.path)?.text ?? '';
    const block = blocksWithFault(lesson).find(
      (own) => own.found === found || own.found[0]?.span.start === finding.range.start,
    )?.block;
    const runs = block ? await runsOf(context, block, mended) : [];
    // Where the mended program still does not do what the task prints, more is wrong than the names of its options.
    if (runs.some((run) => run.agrees === 'no')) return null;
    const proved = runs.filter((run) => run.agrees === 'yes');
    return {
      findings: [finding.fingerprint],
      edits,
      title: 'Compare with the options the program admits',
      rationale: `${finding.message} Lines ${edits.map((edit) => lineOf(text, edit.start)).join(', ')}.`,
      evidence: [...finding.evidence, ...proved.map((run) => proof(run, 'after'))],
      risk: 'low',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      ...forYouOf(found, proved),
    };
  },
};
