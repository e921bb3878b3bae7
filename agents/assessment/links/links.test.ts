import { describe, expect, it } from 'vitest';
import { applied, courseFindings, exampleCourse } from '../example-course.ts';
import { deadAnchor } from './dead-anchor.ts';
import { deadInternalLink } from './dead-internal-link.ts';

describe('dead-internal-link', () => {
  const course = (text: string, others: Record<string, string> = {}) =>
    exampleCourse({ lessons: { 'one/a.md': `# A\n\n${text}\n`, 'one/sampling.md': '# S\n', 'two/extra.md': '# E\n' }, others });
  it('leads a link to the one file of its name, or the one it was meant to spell', async () => {
    for (const [href, right] of [
      ['extra.md#top', '../two/extra.md#top'],
      ['samplng.md', 'sampling.md'],
    ]) {
      const example = course(`[x](${href})`);
      const [finding] = await courseFindings(deadInternalLink, example);
      expect(finding?.certainty).toBe('fails');
      expect(applied(finding ? await deadInternalLink.repair?.(finding, example.course) : null, example, 'one/a.md')).toContain(
        `[x](${right})`,
      );
    }
  });
  it('asks once for links that mean the same absent file, and mends all of them with the answer', async () => {
    const example = course('[a](gone.md) and [b](gone.md)');
    const findings = await courseFindings(deadInternalLink, example);
    expect(findings).toHaveLength(1);
    const draft = findings[0]
      ? await deadInternalLink.answer?.(findings[0], { kind: 'text', text: 'sampling.md' }, example.course)
      : null;
    expect(applied(draft, example, 'one/a.md')).toContain('[a](sampling.md) and [b](sampling.md)');
  });
  it('asks one question where whole folders are missing', async () => {
    const links = Array.from({ length: 30 }, (_, index) => `[f${index}](code/part${index}/main.py)`).join('\n');
    const findings = await courseFindings(deadInternalLink, course(links));
    expect(findings.map((finding) => [finding.answerKind, finding.message])).toEqual([
      ['yes-no', expect.stringContaining('30 links lead into folders')],
    ]);
  });
  it.each([
    '[x](sampling.md)',
    '[x](sampling.html)',
    '[x](../two/extra.html#part)',
    '[x](https://example.org/gone.md)',
    '[x](#below)',
    '[x](mailto:a@b.c)',
    '[x]({{ site.url }}/gone.md)',
    '[x](notes.txt)',
  ])('leaves %s alone', async (text) => {
    expect(await courseFindings(deadInternalLink, course(text, { 'one/notes.txt': 'x' }))).toEqual([]);
  });
});

describe('dead-anchor', () => {
  const course = (text: string) =>
    exampleCourse({
      lessons: {
        'a.md': `# A\n\n${text}\n\n## Improve the model\n\n<a id="mark"></a>\n`,
        'b.md': '# B\n\n## Silent failure\n\n## Use it\n',
      },
    });
  it.each([
    ['[x](#Improve-the-Model)', '#improve-the-model'],
    ['[Improve the model](#improving-a-model)', '#improve-the-model'],
    ['[x](b.md#silent-failures)', 'b.md#silent-failure'],
    ['[x](b.md#silent-falure)', 'b.md#silent-failure'],
  ])('mends %s', async (link, right) => {
    const example = course(link);
    const [finding] = await courseFindings(deadAnchor, example);
    expect(applied(finding ? await deadAnchor.repair?.(finding, example.course) : null, example, 'a.md')).toContain(
      `](${right})`,
    );
  });
  it('asks where no heading is surely meant', async () => {
    const example = course('[x](#nowhere)');
    const [finding] = await courseFindings(deadAnchor, example);
    expect(finding?.certainty).toBe('needs-review');
    expect(finding ? await deadAnchor.repair?.(finding, example.course) : undefined).toBeNull();
  });
  it.each([
    '[x](#improve-the-model)',
    '[x](#mark)',
    '[x](b.md#use-it)',
    '[x](b.html#use-it)',
    '[x](#)',
    '[x](https://example.org/#nowhere)',
    '[x](gone.md#any)',
  ])('leaves %s alone', async (link) => {
    expect(await courseFindings(deadAnchor, course(link))).toEqual([]);
  });
});
