import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saysTheSame, whyNotComparable } from './code-compare.ts';

const printed = (text: string) => [{ kind: 'printed' as const, text }];

describe('the comparison', () => {
  it.each([
    ['3.0\n', '3.0'],
    ['[1,2, 3]', '[1, 2, 3]\n'],
    ['0.333333333333', '0.3333333333333333\n'],
    ['{3, 1, 2}', '{1, 2, 3}\n'],
    ["{'b': 1, 'a': 2}", "{'a': 2, 'b': 1}\n"],
    ['<__main__.Dog object at 0x7f3a2c>', '<__main__.Dog object at 0x5561ff>\n'],
    ["u'text'", "'text'\n"],
    ['[0, 1, 2, ..., 99]', '[0, 1, 2, 3, 4, 99]\n'],
    ['a\n\nb   c  ', 'a\nb c\n'],
  ])('takes %j and %j as the same', (expected, actual) => {
    expect(saysTheSame(expected, printed(actual))).toBe(true);
  });

  it.each([
    ['3', '3.5'],
    ['3', '4'],
    ['3.5', '3.6'],
    ['0.33', '0.3333333333333333'],
    ['[1, 2]', '[2, 1]'],
    ['yes', 'no'],
    ['a', ''],
    ["'lettuce'", 'lettuce'],
  ])('tells %j from %j', (expected, actual) => {
    expect(saysTheSame(expected, printed(actual))).toBe(false);
  });

  it('takes any text for the same as itself', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => saysTheSame(text, printed(text))));
  });

  it('holds no errors, transcripts and placeholders against a run', () => {
    expect(whyNotComparable('Traceback (most recent call last):\n  …')).not.toBeNull();
    expect(whyNotComparable('ValueError: bad')).not.toBeNull();
    expect(whyNotComparable('$ ls\nfile')).not.toBeNull();
    expect(whyNotComparable('42')).toBeNull();
  });
});
