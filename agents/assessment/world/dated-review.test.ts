import { describe, expect, it } from 'vitest';
import { applied, courseFindings, exampleCourse, lessonFindings, today } from '../example-course.ts';
import { datedClaim, standingOf } from './dated-claim.ts';
import { isDay, reviewOf } from './dated-review.ts';
import { undatedClaims } from './undated-claims.ts';

const page = (text: string) => exampleCourse({ lessons: { 'a.md': text } });
const claim = 'At the time of writing there are 65 regions.';

describe('a review-by date', () => {
  it.each([
    ['after the sentence', `# A\n\n${claim} <!-- review-by: 2027-06-30 -->\n`],
    ['on the next line', `# A\n\n${claim}\n<!-- review-by: 2027-06-30 the number of regions -->\n`],
    ['on top of the paragraph', `# A\n\n<!-- review-by: 2027-06-30 -->\nWe deploy. ${claim}\n`],
    ['in the front matter', `---\ntitle: A\nreview-by: 2027-06-30\n---\n\n# A\n\n${claim}\n`],
  ])('%s rests until it comes, and is asked about then', async (_, text) => {
    expect(await courseFindings(undatedClaims, page(text))).toEqual([]);
    const due = await courseFindings(undatedClaims, page(text.replace('2027-06-30', '2026-06-30')));
    expect(due[0]?.evidence[0]).toMatchObject({ date: '2026-06-30' });
  });

  it.each([
    ['of another sentence', `# A\n\n${claim} We deploy. <!-- review-by: 2027-06-30 -->\n`],
    ['of another paragraph', `# A\n\n<!-- review-by: 2027-06-30 -->\nWe deploy.\n\n${claim}\n`],
    ['that is no day', `# A\n\n${claim} <!-- review-by: 2027-13-45 -->\n`],
  ])('%s does not rest', async (_, text) => {
    expect(await courseFindings(undatedClaims, page(text))).toHaveLength(1);
  });

  it('is what an answer leaves beside every claim, and then nobody asks', async () => {
    const text = `# A\n\n${claim} It is quick.\n\nA board costs around $35. <!-- review-by: 2026-01-01 -->\n`;
    const example = page(text);
    const [finding] = await courseFindings(undatedClaims, example);
    if (!finding) throw new Error('nothing found');
    expect(finding.evidence.filter((one) => one.kind === 'note').map((one) => one.text)).toEqual([
      'To check: the time of writing, 1 time; look again after 12 months.',
      'To check: a price, 1 time; look again after 6 months; the review-by date of 1 has come.',
    ]);
    const answer = (words: string) => undatedClaims.answer?.(finding, { kind: 'text', text: words }, example.course);
    const after = applied(await answer('2027-06-30'), example, 'a.md');
    expect(after).toBe(
      `# A\n\n${claim} <!-- review-by: 2027-06-30 --> It is quick.\n\nA board costs around $35. <!-- review-by: 2027-06-30 -->\n`,
    );
    expect(await courseFindings(undatedClaims, page(after))).toEqual([]);
    for (const words of ['yes', '2020-01-01', '2027-02-30', today]) expect(await answer(words)).toBeNull();
  });

  it('holds for days that have passed, too', async () => {
    const text = '# A\n\nThe format will be removed in 2024.\n';
    expect(await lessonFindings(datedClaim, page(text))).toHaveLength(1);
    expect(await lessonFindings(datedClaim, page(text.replace('2024.', '2024. <!-- review-by: 2027-01-01 -->')))).toEqual([]);
    expect(reviewOf(page(text).lesson().lesson, { path: 'a.md', start: 5, end: 10 }, today)).toBeNull();
    expect([isDay('2027-02-30'), isDay('2027-02-28'), isDay('soon')]).toEqual([false, true, false]);
  });
});

describe('prices and versions', () => {
  it.each(['A board costs around $35.', 'Plans start at once; prices start at 5 euros.', 'The latest version is 4.2.'])(
    'asks about %j',
    async (text) => {
      expect(await courseFindings(undatedClaims, page(`# A\n\n${text}\n`))).toHaveLength(1);
    },
  );
  it.each([
    'Each apple costs about $2.',
    'An apple costs $2 and a pear $3.',
    'The bridge was built when bread cost around $1.',
    'How much is left if it costs about $5?',
    'In 2019 the latest version was 4.2.',
    'The latest version of your essay is what counts.',
  ])('leaves %j', async (text) => {
    expect(await courseFindings(undatedClaims, page(`# A\n\n${text}\n`))).toEqual([]);
  });
});

describe('what has changed and what must change', () => {
  const forecast = 'By 2020 there will be 50 billion devices.';
  it.each([
    [`# A\n\n${forecast}\n`, 'moderate'],
    [`# A\n\n## A short history\n\n${forecast}\n`, 'minor'],
    [`# A\n\nThe term was coined in 1999. In 2010 a first forecast was published. ${forecast}\n`, 'minor'],
    [`# A\n\nSensors are everywhere. ${forecast}\n`, 'moderate'],
  ])('%j is %s', async (text, severity) => {
    expect((await lessonFindings(datedClaim, page(text))).map((one) => one.severity)).toEqual([severity]);
  });
  it('tells by the heading and by what stands before', () => {
    expect(standingOf('Prehistory of nothing', '')).toBe('must-change');
    expect(standingOf(null, 'The web was invented in 1989.')).toBe('has-changed');
  });
});
