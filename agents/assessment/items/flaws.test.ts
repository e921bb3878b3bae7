import { describe, expect, it } from 'vitest';
import { courseFindings, type ExampleItem, quizExample } from '../example-course.ts';
import { flawCases } from './flaw-cases.fixture.ts';

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
