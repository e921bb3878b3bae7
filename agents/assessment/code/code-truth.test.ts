import { beforeAll, describe, expect, it } from 'vitest';
import { keptSandbox } from '../../../tools/sandbox/kept.ts';
import { openSandbox } from '../../../tools/sandbox/open.ts';
import type { Sandbox } from '../../../tools/sandbox/sandbox.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Finding } from '../../contract.ts';
import { applied, type Example, exampleCourse, lessonFindings, quizExample, quizPath } from '../example-course.ts';
import { answerContradictsExample } from './answer-contradicts-example.ts';
import { answerKeyContradictsRun } from './answer-key-contradicts-run.ts';
import { codeOutputDiffers } from './code-output-differs.ts';
import { optionStringsMismatch } from './option-strings-mismatch.ts';

const code = (text: string, output?: string, before = '') =>
  `${before}\n\n\`\`\`python\n${text}\n\`\`\`\n${output === undefined ? '' : `\n\`\`\`output\n${output}\n\`\`\`\n`}`;
const error = (text: string) => `\n\`\`\`python\n${text}\n\`\`\`\n\n\`\`\`error\nNameError: no\n\`\`\`\n`;

/** Everything in one lesson: names carry over, so most of these are also about what the others leave behind. */
const lesson = [
  '# Numbers',
  code('weight = 60\nprint(weight)', '61'),
  code('weight + 1', '61'),
  code('lost = weight * 2\nlost', '121', 'Twice as much:'),
  code("words = ['a', 'b']\nprint(words[0])", "'a'"),
  code('words[5]', 'c'),
  '\n## What must stay',
  code('print(words[9])', 'c', 'This will fail, since the list is short:'),
  error('print(nowhere)'),
  code('import numpy\ndata = numpy.zeros(3)\nprint(data)', '[ 0. 0. 0. 1.]'),
  code('print(data.sum())', '17'),
  code('import random\nprint(random.random())', '0.25'),
  code('print(id(words))', '140012'),
  code('print(open("a.csv").read())', '1,2'),
  code('5 / 9', '0', 'In Python 2 a division of whole numbers gave a whole number:'),
  code('print("one")'),
  'Text in between, so that the next output is not that of the code.\n\n```output\ntwo\n```\n',
  code('x = object()\nprint(x)', '<object object at 0x7f0000001>'),
  '\nAt the prompt:\n\n```python\n>>> n = 2\n>>> n + 1\n4\n>>> for i in range(n):\n...     print(i)\n...\n0\n1\n>>> "a" + 1\nTraceback (most recent call last):\n  …\nTypeError: no\n>>> n * 2\n4\n```\n',
  '\n::: challenge\n\n## Mend it\n\nFix this code so that it prints the right thing.',
  code('print(1 + 1)', '3'),
  ':::\n',
  '\n::: challenge\n\n## Swap\n\nCompare',
  code('left = "L"\nright = "R"\nleft, right = right, left'),
  'with',
  code('left, right = right, left'),
  '::: solution\n',
  code('print(left, right)', 'R L'),
  ':::\n\n:::\n',
  '\n::: challenge\n\n## Sums\n\nAdd up the list.\n\n::: solution\n',
  code('total = 0\nfor n in [1, 2, 3]:\n    total += n\nprint(total)', '7'),
  ':::\n\n:::\n',
].join('\n');

/** A machine that runs many things at once is slow, not wrong. */
const patience = 300_000;
const kept = new Map<string, unknown>();
const sandbox = keptSandbox(openSandbox(), {
  get: <T>(key: string) => (kept.get(key) as T | undefined) ?? null,
  put: (key, value) => void kept.set(key, value),
});
const withRun = (example: Example, own: Sandbox = sandbox): Example => ({
  ...example,
  lesson: (index?: number): LessonContext => ({ ...example.lesson(index), sandbox: own }),
});

describe('code-output-differs', () => {
  const example = withRun(exampleCourse({ lessons: { 'one.md': lesson } }));
  let findings: Finding[] = [];
  beforeAll(async () => {
    findings = await lessonFindings(codeOutputDiffers, example);
  }, patience);

  it('flags what the code contradicts, in the lesson’s order, and nothing else', () => {
    expect(findings.map((one) => [one.quote.trim(), one.severity, one.certainty])).toEqual([
      ['61', 'serious', 'fails'],
      ['121', 'serious', 'fails'],
      ["'a'", 'minor', 'fails'],
      ['c', 'serious', 'needs-review'],
      ['4', 'serious', 'fails'],
      ['7', 'serious', 'fails'],
    ]);
    expect(findings[3]?.message).toContain('IndexError');
    expect(findings[5]?.message).toContain('The model answer prints “6”');
    for (const finding of findings) expect(finding.evidence[0]?.kind).toBe('run');
  });

  it(
    'offers the output as the code writes it, and nothing else changes',
    async () => {
      const drafts: (Draft | null)[] = [];
      for (const finding of findings) drafts.push((await codeOutputDiffers.repair?.(finding, example.lesson())) ?? null);
      expect(drafts.map((draft) => draft?.edits[0]?.replacement.trim() ?? null)).toEqual(['60', '120', 'a', null, '3', '6']);
      expect(applied(drafts[5], example, 'one.md')).toBe(lesson.replace('```output\n7\n```', '```output\n6\n```'));
    },
    patience,
  );

  it('says nothing where nobody asked for a run', async () => {
    expect(await codeOutputDiffers.check(exampleCourse({ lessons: { 'one.md': lesson } }).lesson())).toMatchObject({
      outcome: 'notApplicable',
      reason: expect.stringContaining('--run-code'),
    });
  });
});

const program = (body: string) =>
  `import sys\n\ndef main():\n    kind = sys.argv[1]\n    a, b = float(sys.argv[2]), float(sys.argv[3])\n${body}\n    print(value)\n\nmain()`;
const task = (solution: string, examples: string, name = 'calc') =>
  `\n::: challenge\n\n## ${name}\n\nWrite a program:\n${examples}\n\n::: solution\n\n\`\`\`python\n${solution}\n\`\`\`\n\n:::\n\n:::\n`;
const command = (line: string, output: string) => `\n\`\`\`bash\n$ ${line}\n\`\`\`\n\n\`\`\`output\n${output}\n\`\`\`\n`;

describe('answer-contradicts-example', () => {
  const wrong = program("    value = a - b if kind == '--add' else a + b");
  const right = program("    value = a + b if kind == '--add' else a - b");
  const silent = program("    if kind == 'plus':\n        value = a + b");
  const text = [
    '# Programs',
    task(wrong, command('python calc.py --add 1 2', '3.0'), 'wrong'),
    task(right, command('python calc.py --add 1 2', '3.0') + command('python calc.py --less 1 2', '-1.0'), 'right'),
    task(silent, command('python sums.py add 1 2', '3.0'), 'crash'),
    task('import numpy, sys\nprint(numpy.mean(sys.argv))', command('python mean.py 1 2', '1.5'), 'not run'),
    task(wrong, command('python calc.py --add 1 2 | head', '3.0'), 'pipe'),
    task('def fence(s, w):\n    return w + s', code("print(fence('name', '*'))", '*name*'), 'call'),
    task('def fence(s, w):\n    return w + s + w', code("print(fence('name', '*'))", '*name*'), 'right call'),
  ].join('\n');

  it(
    'flags answers that a run proves wrong, with the run, and leaves the others',
    async () => {
      const found = await lessonFindings(answerContradictsExample, withRun(exampleCourse({ lessons: { 'one.md': text } })));
      expect(found.map((one) => [one.severity, one.message])).toEqual([
        ['critical', 'The model answer, run as “calc.py --add 1 2”, prints “-1.0”; the task prints “3.0”.'],
        ['critical', expect.stringContaining('run as “sums.py add 1 2”, stops with UnboundLocalError')],
        ['critical', 'With the model answer the task’s example gives “*name”; the task prints “*name*”.'],
      ]);
      expect(found[0]?.evidence).toMatchObject([{ kind: 'run', text: 'calc.py --add 1 2 -1.0; printed: 3.0.' }]);
    },
    patience,
  );

  it(
    'leaves to the other rule what that can mend, which then proves it by the run: one finding',
    async () => {
      const dashed = program(
        "    assert kind in ['--add', '--subtract', '--divide']\n    if kind == 'add':\n        value = a + b\n    elif kind == 'subtract':\n        value = a - b\n    elif kind == 'divide':\n        value = a / b",
      );
      const lessons = {
        'one.md': `# P\n${task(dashed, command('python calc.py --add 1 2', '3.0') + command('python calc.py --subtract 3 4', '-1.0'))}`,
      };
      const example = withRun(exampleCourse({ lessons }));
      expect(await lessonFindings(answerContradictsExample, example)).toEqual([]);
      const [finding, ...more] = await lessonFindings(optionStringsMismatch, example);
      expect(more).toEqual([]);
      expect(finding?.message).toContain('The model answer crashes on its own example');
      const draft = (await optionStringsMismatch.repair?.(finding as Finding, example.lesson())) as Draft;
      expect(draft.evidence.filter((one) => one.kind === 'run').map((one) => one.text)).toEqual([
        expect.stringContaining('calc.py --add 1 2 before: UnboundLocalError'),
        expect.stringContaining('calc.py --subtract 3 4 before: UnboundLocalError'),
        'calc.py --add 1 2 after: 3.0; printed: 3.0.',
        'calc.py --subtract 3 4 after: -1.0; printed: -1.0.',
      ]);
      expect(draft.forYou).toBe('Not tested, since no example is printed: --divide.');
      const without = await lessonFindings(optionStringsMismatch, exampleCourse({ lessons }));
      expect(without[0]?.fingerprint).toBe(finding?.fingerprint);
    },
    patience,
  );
});

describe('answer-key-contradicts-run', () => {
  const item = (code: string, options: string[], key: number) => ({
    stem: `What is printed?\n\`\`\`python\n${code}\n\`\`\``,
    options,
    key: [key],
  });
  const items = [
    item('print(len("four") * 2)', ['4', '8', '44'], 0),
    item('words = ["a", "b"]\nwords.append("c")\nprint(words)', ["['a', 'b']", "['a', 'b', 'c']", 'None'], 1),
    item('print("1" + 1)', ['2', '11', 'A TypeError'], 2),
    item('import numpy\nprint(numpy.zeros(1))', ['[0.]', '[1.]'], 1),
    item('print(weight)', ['60', 'NameError'], 0),
  ];

  it(
    'flags a key that the run contradicts and moves it, and leaves what agrees or cannot be run',
    async () => {
      const example = withRun(quizExample(items));
      const found = await lessonFindings(answerKeyContradictsRun, example);
      expect(found.map((one) => [one.severity, one.certainty, one.message])).toEqual([
        ['critical', 'fails', '“4” is marked right, but the question’s code, when run, gives “8”, which is option 2.'],
      ]);
      expect(found[0]?.evidence[0]).toMatchObject({ kind: 'run', text: 'print(len("four") * 2) → 8' });
      const draft = await answerKeyContradictsRun.repair?.(found[0] as Finding, example.lesson());
      expect(draft?.risk).toBe('low');
      const mended = JSON.parse(applied(draft, example, quizPath)) as { items: { answerOptions: { isCorrect: string }[] }[] }[];
      expect(mended[0]?.items[0]?.answerOptions.map((option) => option.isCorrect)).toEqual(['false', 'true', 'false']);
    },
    patience,
  );

  it('says nothing where nobody asked for a run', async () => {
    expect(await answerKeyContradictsRun.check(quizExample(items).lesson())).toMatchObject({ outcome: 'notApplicable' });
  });
});
