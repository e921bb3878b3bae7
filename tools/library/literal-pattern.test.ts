import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalPattern } from './literal-pattern.ts';

describe('text inside a regular expression', () => {
  it.each(['', 'u', 'iu'])('matches itself and nothing else, with the flags “%s”', (flags) => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'a/-^$\\.*+?()[]{}| \n') }));
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const pattern = new RegExp(`^(?:${literalPattern(text)})$`, flags);
        expect(pattern.test(text)).toBe(true);
        if (text.toLowerCase() !== other.toLowerCase() && !flags.includes('i')) expect(pattern.test(other)).toBe(false);
      }),
    );
  });

  it('leaves no mark of a pattern its meaning', () => {
    const found = (words: string, text: string) => new RegExp(literalPattern(words), 'u').test(text);
    expect([found('C++ (11)', 'Write C++ (11) code'), found('a.b', 'axb'), found('a|b', 'a'), found('[ab]', 'a')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
