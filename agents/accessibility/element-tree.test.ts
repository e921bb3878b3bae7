import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpans, elementsOf } from './element-tree.ts';
import { exampleContext, markdown } from './example-lesson.ts';

/** As a pattern says it, at a cost no text should have. */
const slowly = (text: string) =>
  [...text.matchAll(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));

describe('HTML in Markdown', () => {
  it('is none in code, whose marks are as many on both sides', () => {
    const text = 'a ``b ` <i>c</i>`` <b>d</b> `e <u>f</u>\n';
    const { lesson } = exampleContext(markdown(text));
    expect(elementsOf(lesson, 'lesson.md').map(({ element }) => element.tagName)).toEqual(['b', 'u']);
  });

  it('finds the code a pattern finds, in any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', 'a', ' ', '\n'), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(codeSpans(text)).toEqual(slowly(text));
      }),
    );
  });

  it('is found at once in a text made to be slow to read', () => {
    const runs = Array.from({ length: 400 }, (_, length) => '`'.repeat(length)).join('x');
    const before = performance.now();
    expect(codeSpans(runs)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
