/** Documents, formulas, code and reading level: what must be flagged, and what looks like it. */
import { describe, expect, it } from 'vitest';
import { certainLanguage, codeLanguage } from './code-language.ts';
import { exampleContext, found, html, markdown, mended } from './example-lesson.ts';
import { readingLevel, readingOf, syllablesIn } from './language/reading-level.ts';
import { documentKind, linkDocument } from './links/link-document.ts';
import { linkVague } from './links/link-vague.ts';
import { groundsFor } from './pictures/alternative-grounds.ts';
import { formulaPicture, latexOf } from './pictures/formula-picture.ts';

describe('a link to a document', () => {
  it('gets the kind of document behind its words', async () => {
    const result = await mended(linkDocument, markdown('Read the [guide](files/guide.pdf) first.\n'));
    expect(result!.files['lesson.md']).toBe('Read the [guide (PDF)](files/guide.pdf) first.\n');
    const page = await mended(linkDocument, html('<p><a href="plan.docx?v=2">Our plan</a></p>'));
    expect(page!.files['lesson.html']).toBe('<p><a href="plan.docx?v=2">Our plan (Word)</a></p>');
  });
  for (const fine of [
    'Read the [guide (PDF)](guide.pdf) first.',
    'Read the [guide](guide.pdf) first, a PDF of two pages.',
    'Read the [slides](talk.pptx).',
    'Read the [guide](guide.html).',
    'See the [file on the site](https://github.com/a/b/blob/main/guide.pdf).',
    'See [guide](guide.pdf "PDF, 2 MB").',
    'Load [the data](data.csv).',
    '`[guide](guide.pdf)`',
  ])
    it(`is fine: ${fine}`, async () => expect(await found(linkDocument, markdown(`${fine}\n`))).toEqual([]));
  it('is told from a host that ends alike', () => {
    expect(documentKind('https://example.pdf')).toBeNull();
    expect(documentKind('x.xlsx#sheet')).toMatchObject({ name: 'Excel' });
  });
});

describe('a formula as a picture', () => {
  const painted = '![](https://latex.codecogs.com/svg.image?%5Cinline%20a%5E2%2Bb%5E2)';
  it('is one question a lesson, with the LaTeX its address holds', async () => {
    const [finding, ...more] = await found(formulaPicture, markdown(`${painted}\n\n![x](img/equation-2.png)\n`));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ certainty: 'needs-review' });
    expect(finding!.message).toContain('2 formulas');
    expect(finding!.evidence.at(-1)!.text).toContain('a^2+b^2');
  });
  it('lends its LaTeX to a missing alternative', () => {
    const { lesson } = exampleContext(markdown(`${painted}\n`));
    expect(groundsFor(lesson, lesson.images[0]!)).toMatchObject({ alternative: 'a^2+b^2', from: 'address' });
  });
  it('is not every picture near mathematics', async () => {
    expect(await found(formulaPicture, markdown('![A graph of the equation](graph.png) ![](formulas-overview.png)\n'))).toEqual(
      [],
    );
    expect(latexOf('https://example.org/x.png?latex=1')).toBeNull();
  });
});

const say = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n\n`;
const five = ['a = 1', 'b = 2', 'c = 3', 'd = 4', 'e = 5'].map((code) => say('python', code)).join('');

describe('code without its language', () => {
  it('gets it where it can be nothing else and the course uses it', async () => {
    const code = 'import math\n\ndef area(r):\n    return r';
    const result = await mended(codeLanguage, markdown(five + say('', code)));
    expect(result!.files['lesson.md']).toBe(five + say('python', code));
  });
  it('is one question a course where it cannot be known', async () => {
    const text = five + five + say('', 'x = 1') + say('', 'lesson/\n  data/');
    const findings = await found(codeLanguage, markdown(text));
    expect(findings).toMatchObject([{ certainty: 'needs-review' }]);
    expect(findings[0]!.message).toContain('2 code blocks');
  });
  it('is a style where much of the course does without, and none of output and sessions', async () => {
    expect(await found(codeLanguage, markdown(say('', 'x = 1').repeat(9) + five))).toEqual([]);
    expect(await found(codeLanguage, markdown(five + say('', '$ ls\ndata.csv')))).toEqual([]);
  });
  it('is told only where it is certain', () => {
    expect(certainLanguage('{\n  "a": 1\n}')).toBe('json');
    expect(certainLanguage('print(1)')).toBeNull();
    expect(certainLanguage('objects = map<string, object>\ndef store(object):\n  id = 1\ndef load(id):\n  return 1')).toBeNull();
    expect(certainLanguage('for (int i = 0; i < 3; i++) {\n}')).toBeNull();
  });
});

describe('the reading level of a course', () => {
  const plain = 'The cat sat on the mat. It was a good day for all of us. ';
  const hard =
    'Notwithstanding considerable institutional heterogeneity, practitioners systematically underestimate organisational interdependencies characterising contemporary administrative responsibilities. ';
  const course = (last: string) =>
    Object.fromEntries(
      [plain, plain, `${plain}She ran home. `, plain, plain, last].map((text, at) => [
        `l${at}.md`,
        `# Lesson ${at}\n\n${text.repeat(30)}\n`,
      ]),
    );
  it('asks about a lesson far above it, with its figures', async () => {
    const findings = await found(readingLevel, { files: course(hard) });
    expect(findings).toMatchObject([{ certainty: 'needs-review', severity: 'minor', range: { path: 'l5.md' } }]);
    expect(findings[0]!.evidence.at(-1)!.text).toContain('median of 6 lessons');
  });
  it('asks about none where they read alike', async () => {
    expect(await found(readingLevel, { files: course(plain) })).toEqual([]);
  });
  it('is the formula of Kincaid and others', () => {
    expect(syllablesIn('table')).toBe(2);
    expect(syllablesIn('make')).toBe(1);
    expect(syllablesIn('reading')).toBe(2);
    const { grade, words } = readingOf(['The cat sat on the mat.']);
    expect(words).toBe(6);
    expect(grade).toBeCloseTo(0.39 * 6 + 11.8 - 15.59, 5);
  });
});

describe('vague links', () => {
  for (const words of ['clicking here', 'by clicking here', 'click here for more information', 'follow this link'])
    it(`are vague in this form too: ${words}`, async () => {
      expect(await found(linkVague, markdown(`Get it [${words}](x.md), please.\n`))).toHaveLength(1);
    });
  it('fail where nothing about them says more, and are a question where a heading does', async () => {
    expect(await found(linkVague, markdown('[Read more](x.md)\n'))).toMatchObject([
      { certainty: 'fails', wcag: ['2.4.4', '2.4.9'] },
    ]);
    expect(await found(linkVague, markdown('# Loops\n\n[Read more](x.md)\n'))).toMatchObject([{ certainty: 'needs-review' }]);
  });
});
