import { describe, expect, it } from 'vitest';
import type { Item } from '../../../tools/library/lesson.ts';
import { courseFindings, type ExampleItem, quizExample } from '../example-course.ts';
import { flawCases } from './flaw-cases.fixture.ts';
import { itemConvergenceCue } from './item-convergence-cue.ts';

describe.each(flawCases)('$rule.meta.id', ({ rule, flagged, clean }) => {
  it.each(flagged.map((item) => [item.stem, item]))('flags “%s”', async (_, item) => {
    const findings = await courseFindings(rule, quizExample([item as ExampleItem]));
    expect(findings.map((finding) => finding.certainty)).toEqual(['needs-review']);
  });

  it.each(clean.map((item) => [item.stem, item]))('leaves “%s”', async (_, item) => {
    expect(await courseFindings(rule, quizExample([item as ExampleItem]))).toEqual([]);
  });

  it('asks once where a course does it again and again', async () => {
    const often = [0, 1, 2, 3].flatMap((time) =>
      flagged.slice(0, 1).map((item) => ({ ...item, stem: `${item.stem}${' '.repeat(time)}` })),
    );
    expect(await courseFindings(rule, quizExample(often))).toHaveLength(1);
  });
});

describe('item-convergence-cue on texts of any length', () => {
  const { lesson } = quizExample([{ stem: 'What does the light show?', options: ['a', 'b', 'c', 'd'], key: [0] }]).lesson();
  const [asked] = lesson.items as [Item];
  const verdict = (texts: string[], key: number) => {
    const options = texts.map((text, index) => ({ ...asked.options[0]!, text, correct: index === key }));
    return itemConvergenceCue.look({ ...asked, options }, { lesson, lessons: [lesson] }) === null ? 'sound' : 'flawed';
  };

  it.each([
    ['blanks', ' '],
    ['line ends', '\n'],
    ['full stops', '.'],
  ])('finds what converges past a hundred thousand %s', (_, character) => {
    const dark = `dark${character.repeat(100_000)}`;
    const texts = [`${dark}red and steady`, `${dark}red and dim`, `${dark}green and steady`, `${dark}blue and weak`];
    expect([verdict(texts, 0), verdict(texts, 3)]).toEqual(['flawed', 'sound']);
  });

  it('comes to its verdict over lists of thousands of parts, and over more options than anybody would read', () => {
    const parts = (from: number) => Array.from({ length: 40_000 }, (_, index) => `part ${from + index}`).join(', ');
    expect(verdict([parts(0), parts(1), parts(2)], 1)).toBe('flawed');
    expect(
      verdict(
        Array.from({ length: 10_000 }, (_, index) => `leaf ${index} of the old tree`),
        0,
      ),
    ).toBe('sound');
  });
});
