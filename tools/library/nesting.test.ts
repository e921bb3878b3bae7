import { describe, expect, it } from 'vitest';
import type { SourceFile } from './lesson.ts';
import { parseFile } from './lesson-files.ts';
import { deepestBlocks, deepestElements, mostElements } from './nesting.ts';

const read = (format: 'markdown' | 'html', text: string) => {
  const path = format === 'html' ? 'deep.html' : 'deep.md';
  return parseFile({ path, role: 'body', format, text, sha256: '' } satisfies SourceFile, 'deep');
};
const steps = (levels: number, indent = '  ') =>
  Array.from({ length: levels }, (_, at) => `${indent.repeat(at)}- step`).join('\n');

describe('a file nested deeper than any lesson', () => {
  it.each([
    [
      'lists, line by line',
      steps(500),
      'deep.md:101: its lists or quotations are nested more than 100 deep; take some levels out.',
    ],
    ['lists on one line', `${'- '.repeat(deepestBlocks + 1)}x`, 'deep.md:1: '],
    ['quotations', `Words.\n\n${'> '.repeat(5000)}x`, 'deep.md:3: '],
    ['lists in quotations', `${'> - '.repeat(300)}x`, 'deep.md:1: '],
    ['numbered lists', Array.from({ length: 200 }, (_, at) => `${'   '.repeat(at)}1. x`).join('\n'), 'deep.md:'],
  ])('is refused with its line: %s', (_, text, message) => {
    expect(() => read('markdown', text)).toThrow(message);
  });

  it.each([
    ['boxes', `${'<div>'.repeat(deepestElements + 1)}x`],
    ['tables', '<table><tr><td>'.repeat(3000)],
    ['lists', '<ul><li>'.repeat(3000)],
    ['left-open marks', `<p>${'<b><i>'.repeat(3000)}x`],
  ])('is refused in HTML with what to do: %s', (_, text) => {
    expect(() => read('html', text)).toThrow(
      /^deep\.html.*nested more than 500 deep; take some levels out, or close what was left open\.$/,
    );
  });

  it('is refused for its many elements too, in one sentence', () => {
    expect(() => read('html', '<p>x</p>'.repeat(mostElements + 1))).toThrow(
      'deep.html: it has more than 50000 elements; part it into several pages.',
    );
  });

  it('is refused where the HTML stands in Markdown', () => {
    expect(() => read('markdown', `${'<div>'.repeat(600)}<img src="a.png">`)).toThrow('nested more than 500 deep');
  });

  it.each([
    ['twenty lists within one another', steps(20)],
    ['a hundred items beside one another', '- step\n'.repeat(300)],
    ['a dividing line of many signs', '* '.repeat(200)],
    ['code that is far indented', `\`\`\`text\n${' '.repeat(300)}- x\n${'> '.repeat(300)}\n\`\`\``],
    ['a line of sums', `${'1 + '.repeat(300)}1`],
    ['a table', `| a | b |\n| - | - |\n${'| x | - |\n'.repeat(5)}`],
  ])('is not %s', (_, text) => {
    expect(() => read('markdown', text)).not.toThrow();
  });

  it('is no page whose paragraphs and items nobody closed', () => {
    expect(() => read('html', `<p>One${'<p>More'.repeat(1000)}<ul>${'<li>Item'.repeat(1000)}</ul>`)).not.toThrow();
  });
});
