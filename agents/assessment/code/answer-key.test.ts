import { describe, expect, it } from 'vitest';
import type { StepResult } from '../../../tools/sandbox/sandbox.ts';
import { exampleCourse, quizExample } from '../example-course.ts';
import { askedCode } from './answer-key-code.ts';
import { provedKey } from './answer-key-contradicts-run.ts';

const asked = (stem: string, lesson?: string) => {
  const context = quizExample([{ stem, options: ['1', '2', '3'], key: [0] }], lesson).lesson();
  const item = context.lesson.items[0];
  if (!item) throw new Error('no item');
  return askedCode(context.lesson, item);
};
const fenced = (code: string, lang = 'python') => `\n\`\`\`${lang}\n${code}\n\`\`\``;

describe('the code an item asks about', () => {
  it.each([
    [`What is printed?${fenced('x = 1\nprint(x)')}`, 'python', 'x = 1\nprint(x)'],
    [`What does this program output?${fenced('console.log(1 + 1)', 'js')}`, 'javascript', 'console.log(1 + 1)'],
    ['What does `print(2 ** 3)` print in Python?', 'python', 'print(2 ** 3)'],
    ['In Python, what is the value of `len("abc")`?', 'python', 'len("abc")'],
    ['What is displayed?<pre><code class="language-python">a = 1&#60;2<br>print(a)</code></pre>', 'python', 'a = 1<2\nprint(a)'],
    [`What is the value of x at the end?${fenced('x = 1\nx = x + 1')}`, 'python', 'x = 1\nx = x + 1\nx'],
    [`What does \`f(2)\` return?${fenced('def f(n):\n    return n * 2')}`, 'python', 'def f(n):\n    return n * 2\nf(2)'],
    [`What do these lines print?${fenced('print("a")\nprint("b")', '')}`, 'python', 'print("a")\nprint("b")'],
  ])('%s', (stem, language, code) => {
    expect(asked(stem)).toEqual({ language, code });
  });

  it.each([
    ['a question about something else', `Which line is wrong?${fenced('x = 1\nprint(y)')}`],
    ['what is not printed', `Which of these is NOT printed?${fenced('print(1)')}`],
    ['what it should do', `What should this print?${fenced('print(1)')}`],
    ['how often', `How many lines are printed?${fenced('print(1)')}`],
    ['another version', `What is printed in Python 2?${fenced('print(5 / 2)')}`],
    ['a gap to fill', `What is printed?${fenced('print(____)')}`],
    ['two pieces of code', `What is printed?${fenced('print(1)')}\nor\n${fenced('print(2)')}`],
    ['an unknown language', 'What is the value of `a + b`?'],
    ['another language', `What is printed?${fenced('echo 1', 'bash')}`],
    ['prose', 'What is printed on a banknote?'],
  ])('leaves %s', (_, stem) => {
    expect(asked(stem)).toBeNull();
  });

  it('stands between question and options in a task list, and in the mark-up of HTML lessons', () => {
    const markdown = `# One\n\n## Quiz\n\nWhat is printed?\n${fenced('print(3)')}\n\n- [ ] 1\n- [x] 2\n- [ ] 3\n`;
    const html =
      '<h1>One</h1><ol class="quiz"><li>What is printed?<pre><code class="language-python">print(1 &lt; 2)</code></pre><ul><li>True</li><li data-correct>False</li></ul></li></ol>';
    const codeIn = (lessons: Record<string, string>) => {
      const { lesson } = exampleCourse({ lessons }).lesson();
      return lesson.items.map((item) => askedCode(lesson, item));
    };
    expect(codeIn({ 'one.md': markdown })).toEqual([{ language: 'python', code: 'print(3)' }]);
    expect(codeIn({ 'one.html': html })).toEqual([{ language: 'python', code: 'print(1 < 2)' }]);
  });
});

const ran = (text: string): StepResult => ({ outcome: 'ran', written: [{ kind: 'printed', text }], comparable: true });
const raised = (name: string): StepResult => ({ outcome: 'raised', written: [], error: { name, message: '', line: 1 } });

describe('a run proves another option', () => {
  it.each([
    [['4', '6', '8'], 0, ran('6\n'), 1],
    [['`[1, 2]`', '`[2, 1]`'], 0, ran('[2, 1]\n'), 1],
    [['True', 'False', 'An error'], 2, ran('False\n'), 1],
    [['5', 'TypeError', '6'], 0, raised('TypeError'), 1],
    [['5', 'It raises an error', '6'], 0, raised('IndexError'), 1],
    [['KeyError', 'TypeError'], 0, raised('TypeError'), 1],
  ])('%j, key %i', (options, key, result, right) => {
    expect(provedKey(options, key, result)).toBe(right);
  });

  it.each([
    ['the key is what it gives', ['4', '6'], 1, ran('6\n')],
    ['the key means the same', ['a, b', 'a b', 'c'], 0, ran('a\nb\n')],
    ['the key is the same in quotation marks', ['"hi"', 'hi', 'ho'], 0, ran('hi\n')],
    ['no option is what it gives', ['4', '5'], 0, ran('6\n')],
    ['two options are', ['4', '6', '`6`'], 0, ran('6\n')],
    ['nothing is printed', ['Nothing', '6'], 1, ran('')],
    ['the name is unknown here', ['5', 'An error'], 0, raised('NameError')],
    ['the key speaks of an error too', ['It crashes', 'TypeError'], 0, raised('TypeError')],
    ['it was not run', ['5', '6'], 0, { outcome: 'not-run', why: 'it needs numpy' } as StepResult],
    ['it is chance', ['5', '6'], 0, { ...ran('6\n'), comparable: false, why: 'chance' } as StepResult],
  ])('not where %s', (_, options, key, result) => {
    expect(provedKey(options, key, result)).toBeNull();
  });
});
