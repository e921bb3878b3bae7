/** Programs of a task's model answer with the command lines and outputs that the task itself prints. Pure but for the run. */
import type { CodeBlock, Item, Lesson } from '../../../tools/library/lesson.ts';
import type { Sandbox, Step, StepResult } from '../../../tools/sandbox/sandbox.ts';
import { saysTheSame, whyNotComparable } from './code-compare.ts';
import { codeOfBlock, languageOf } from './code-samples.ts';

export interface CommandExample {
  /** `arith.py` */
  program: string;
  argv: string[];
  output: string;
  /** Block that holds the output. */
  block: CodeBlock;
}

export interface ProgramOfTask {
  item: Item;
  /** The model answer's program. */
  block: CodeBlock;
  code: string;
  examples: CommandExample[];
}

const command = /^\s*(?:\$|%|>|PS>)?\s*python3?\s+(?:[\w./-]*\/)?([\w-]+\.py)((?:\s+(?:"[^"]*"|'[^']*'|[\w.,:=+@/-]+))*)\s*$/u;
const shells = new Set(['bash', 'sh', 'shell', 'console', 'zsh', 'terminal', 'shell-session', 'powershell', 'cmd']);

function within(span: { path: string; start: number; end: number }, block: CodeBlock): boolean {
  return span.path === block.span.path && span.start <= block.span.start && block.span.end <= span.end;
}

function parsed(line: string): { program: string; argv: string[] } | null {
  const match = command.exec(line);
  if (!match) return null;
  const argv = (match[2] ?? '').match(/"[^"]*"|'[^']*'|\S+/gu) ?? [];
  return { program: match[1] ?? '', argv: argv.map((word) => word.replace(/^(["'])(.*)\1$/u, '$2')) };
}

/** `$ python arith.py --add 1 2` and the output block after it. Pipes, redirections and several commands are no example. */
function examplesIn(lesson: Lesson, item: Item): CommandExample[] {
  return lesson.code.flatMap((block): CommandExample[] => {
    if (!within(item.span, block)) return [];
    const lines = block.text.split(/\r?\n/u).filter((line) => line.trim() !== '');
    const first = parsed(lines[0] ?? '');
    if (!first) return [];
    if (lines.length > 1) {
      // A transcript: one command, then what it wrote.
      const rest = lines.slice(1);
      if (block.role !== 'transcript' || rest.some((line) => /^\s*[$%>]/u.test(line))) return [];
      return [{ ...first, output: rest.join('\n'), block }];
    }
    if (!shells.has((block.lang ?? 'sh').toLowerCase()) && block.role !== 'transcript') return [];
    const next = lesson.code.find((own) => own.span.path === block.span.path && own.span.start >= block.span.end);
    const text = lesson.files.find((own) => own.path === block.span.path)?.text ?? '';
    if (next?.role !== 'output' || !within(item.span, next) || text.slice(block.span.end, next.span.start).trim() !== '')
      return [];
    return [{ ...first, output: next.text, block: next }];
  });
}

const takesArguments = /\bsys\s*\.\s*argv\b|\bargparse\b|\bfrom\s+sys\s+import\s[^\n]*\bargv\b/u;

/** Model answers that are whole programs, each with the examples that are surely its own. */
export function programsOf(lesson: Lesson): ProgramOfTask[] {
  return lesson.items.flatMap((item): ProgramOfTask[] => {
    if (item.solutions.length === 0) return [];
    const examples = examplesIn(lesson, item).filter((one) => whyNotComparable(one.output) === null);
    if (examples.length === 0) return [];
    const programs = lesson.code.filter(
      (block) =>
        languageOf(block) === 'python' &&
        takesArguments.test(block.text) &&
        item.solutions.some((one) => within(one.span, block)),
    );
    const named = new Set(examples.map((one) => one.program));
    return programs.flatMap((block) => {
      const own =
        named.size === 1 && programs.length === 1 ? examples : examples.filter((one) => namesIt(lesson, block, one.program));
      return own.length > 0 ? [{ item, block, code: codeOfBlock(lesson, block), examples: own }] : [];
    });
  });
}

/** The words right before the program name its file, or its first comment does. */
function namesIt(lesson: Lesson, block: CodeBlock, program: string): boolean {
  const text = lesson.files.find((own) => own.path === block.span.path)?.text ?? '';
  const before =
    text
      .slice(Math.max(0, block.span.start - 200), block.span.start)
      .split('```')
      .at(-1) ?? '';
  return before.includes(program) || (block.text.split('\n')[0] ?? '').includes(program);
}

export interface ExampleRun {
  example: CommandExample;
  result: StepResult;
  agrees: 'yes' | 'no' | 'not-comparable';
  /** What it wrote, or the error it stopped with; one line. */
  shown: string;
}

/** Errors that blame the sandbox or the reader's machine rather than the program. */
const contextual = new Set(['ModuleNotFoundError', 'ImportError', 'FileNotFoundError', 'OSError', 'EOFError']);

export interface ProgramToRun {
  code: string;
  examples: CommandExample[];
}

/** Runs programs on their examples, all in one sandbox. @returns for each program what each of its examples showed */
export async function runPrograms(programs: ProgramToRun[], sandbox: Sandbox, signal: AbortSignal): Promise<ExampleRun[][]> {
  const asked = programs.flatMap(({ code, examples }) => examples.map(({ argv }): Step => ({ code, scope: 'program', argv })));
  if (asked.length === 0) return programs.map(() => []);
  const { steps } = await sandbox.run({ language: 'python', steps: asked }, signal);
  let at = 0;
  return programs.map(({ examples }) => examples.map((example) => judged(example, steps[at++])));
}

function judged(
  example: CommandExample,
  result: StepResult = { outcome: 'not-run', why: 'the sandbox gave no answer' },
): ExampleRun {
  if (result.outcome === 'not-run') return { example, result, agrees: 'not-comparable', shown: `not run: ${result.why}` };
  const printed = result.written
    .map((one) => one.text)
    .join('')
    .trim()
    .replace(/\s*\n\s*/gu, ' ⏎ ');
  if (result.outcome === 'raised') {
    const shown = `${result.error.name}${result.error.message ? `: ${result.error.message}` : ''}`;
    return { example, result, agrees: contextual.has(result.error.name) ? 'not-comparable' : 'no', shown };
  }
  if (!result.comparable) return { example, result, agrees: 'not-comparable', shown: `not comparable: ${result.why}` };
  const agrees = saysTheSame(example.output, result.written) ? 'yes' : 'no';
  return { example, result, agrees, shown: printed === '' ? 'nothing' : printed };
}

/** `arith.py --add 1 2` */
export function commandLine(example: CommandExample): string {
  return [example.program, ...example.argv].join(' ');
}
