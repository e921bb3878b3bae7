import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workOut } from './arithmetic.ts';

describe('arithmetic as Python does it', () => {
  it.each([
    ['7 * 8', 56],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['7 // 2', 3],
    ['-7 // 2', -4],
    ['-7 % 3', 2],
    ['7 / 2', 3.5],
    ['.5 + .25', 0.75],
  ])('%s is %d', (text, value) => {
    expect(workOut(text)?.value).toBe(value);
  });
  it.each([
    '',
    '5',
    '1 / 0',
    '1 % 0',
    '2 ** 100',
    '2 +',
    ')1 + 2(',
    'a + 1',
    '__import__("os")',
    '1; 2',
    '2 ** -1',
    '9'.repeat(90),
  ])('works out nothing from %j', (text) => {
    expect(workOut(text)).toBeNull();
  });
  it('agrees with addition and multiplication of whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 99 }),
        (a, b, c) => {
          expect(workOut(`${a}+${b} * ${c}`)).toEqual({ value: a + b * c, whole: true });
        },
      ),
    );
  });
  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void workOut(text)));
    fc.assert(fc.property(fc.stringMatching(/^[-+*/%(). 0-9]{0,40}$/), (text) => void workOut(text)));
  });
});
