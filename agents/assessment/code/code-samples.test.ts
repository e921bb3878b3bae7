import { describe, expect, it } from 'vitest';
import { exampleCourse } from '../example-course.ts';
import { samplesOf } from './code-samples.ts';
import { transcriptEntries } from './code-transcripts.ts';

const samples = (text: string, name = 'one.md') =>
  samplesOf(exampleCourse({ lessons: { [name]: text } }).lesson().lesson, 'python');
const transcript = '>>> x = 1\n>>> for i in range(2):\n...     print(i)\n...\n0\n1\n>>> x\n1\n';

describe('a transcript', () => {
  it('is read entry by entry, each with what stands under it and where', () => {
    const entries = transcriptEntries(transcript);
    expect(entries.map(({ code, output }) => [code, output?.text ?? null])).toEqual([
      ['x = 1', null],
      ['for i in range(2):\n    print(i)\n', '0\n1'],
      ['x', '1'],
    ]);
    for (const { output } of entries) if (output) expect(transcript.slice(output.start, output.end)).toBe(output.text);
  });

  it('joins the lesson’s other code in order, and expects its announced errors', () => {
    const found = samples(
      `# One\n\n\`\`\`python\ny = 2\n\`\`\`\n\nThen:\n\n\`\`\`pycon\n>>> y\n2\n>>> z\nNameError: name\n\`\`\`\n`,
    );
    expect(found.map(({ step, output }) => [step.code, step.mayFail ?? false, output?.text ?? null])).toEqual([
      ['y = 2', false, null],
      ['y', false, '2'],
      ['z', true, null],
    ]);
  });

  it.each([
    ['of a shell', '```console\n$ python x.py\n3\n```'],
    ['of another version', 'In Python 2:\n\n```pycon\n>>> 5 / 2\n2\n```'],
    ['of what fails', 'This will fail:\n\n```pycon\n>>> 5 / 2\n2\n```'],
  ])('%s is held against nothing', (_, text) => {
    expect(samples(`# One\n\n${text}\n`).filter(({ output }) => output !== null)).toEqual([]);
  });
});

it('reads code and output of HTML lessons as a learner does', () => {
  const html =
    '<h1>One</h1><pre><code class="language-python">print(1 &lt; 2, "&amp;")</code></pre>\n<p>Output:</p>\n<pre><samp>True &amp;</samp></pre>';
  expect(samples(html, 'one.html').map(({ step, output }) => [step.code, output?.text])).toEqual([
    ['print(1 < 2, "&")', 'True &'],
  ]);
});
