import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { isUnseen, sameLookCheck } from './same-look.ts';

const edit = (quote: string, replacement: string) => ({ quote, replacement });

describe('a repair nobody is meant to see', () => {
  for (const [quote, replacement] of [
    ['', ' aria-label="Search"'],
    ['', '<label>'],
    ['', '<label for="name">'],
    [' tabindex="3"', ''],
    ['', ' lang="de"'],
  ] as const)
    it(`is ${quote || 'nothing'} → ${replacement || 'nothing'}`, () => expect(isUnseen([edit(quote, replacement)])).toBe(true));
  for (const [quote, replacement] of [
    ['#999', '#6d6d6d'],
    ['td', 'th scope="col"'],
    ['<p>a</p>', '<h2>a</h2>'],
    ['', ' alt="A bridge"'],
    ['autoplay', 'controls'],
    ['', 'Words'],
  ] as const)
    it(`is not ${quote || 'nothing'} → ${replacement}`, () => expect(isUnseen([edit(quote, replacement)])).toBe(false));

  const png = (shade: number) => {
    const made = new PNG({ width: 10, height: 10 });
    made.data.fill(shade);
    return PNG.sync.write(made);
  };
  it('fails where the place looks different', () => {
    expect(sameLookCheck([edit('', ' aria-label="x"')], png(255), png(0))).toMatchObject({ passed: false });
    expect(sameLookCheck([edit('', ' aria-label="x"')], png(255), png(255))).toMatchObject({ passed: true, after: 'the same' });
  });
  it('is not asked of what is meant to be seen', () =>
    expect(sameLookCheck([edit('#999', '#666')], png(255), png(0))).toBeNull());
});
