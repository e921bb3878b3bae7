import { describe, expect, it } from 'vitest';
import type { Draft, Finding } from '../../contract.ts';
import { applied, courseFindings, type Example, exampleCourse } from '../example-course.ts';
import { undatedClaims } from '../world/undated-claims.ts';
import { statedCount } from './stated-count.ts';
import { statedOrder } from './stated-order.ts';
import { statedStep } from './stated-step.ts';
import { statedTime } from './stated-time.ts';

const one = (text: string, quiz?: number): Example =>
  exampleCourse({
    lessons: { 'one.md': text },
    ...(quiz
      ? {
          quizzes: [
            {
              title: 'Quiz',
              lesson: 0,
              items: Array.from({ length: quiz }, (_, at) => ({ stem: `Is it ${at}?`, options: ['a', 'b'], key: [0] })),
            },
          ],
        }
      : {}),
  });
const challenge = '\n::: challenge\n\n## Try\n\nDo it.\n\n:::\n';

describe('stated-count', () => {
  it.each([
    [`# A\n\nIn this lesson you will do 3 exercises.\n${challenge}`, 'do 1 exercises'],
    [`# A\n\nThis episode has three challenges.\n${challenge}${challenge}`, 'has two challenges'],
  ])('flags exercises that are not there: %#', async (text, mended) => {
    const example = one(text);
    const [finding, ...more] = await courseFindings(statedCount, example);
    expect(more).toEqual([]);
    const draft = (await statedCount.repair?.(finding as Finding, example.course)) as Draft;
    expect(applied(draft, example, 'one.md')).toContain(mended);
  });

  it('flags a quiz with another number of questions', async () => {
    expect(await courseFindings(statedCount, one('# A\n\nThe quiz has five questions.\n', 3))).toMatchObject([{ quote: 'five' }]);
  });

  it.each([
    ['the right number', `# A\n\nThis lesson has one exercise.\n${challenge}`],
    ['about that many', `# A\n\nThis lesson has about 3 exercises.\n${challenge}`],
    ['at least that many', `# A\n\nThis lesson has at least 3 exercises.\n${challenge}`],
    ['exercises kept elsewhere', '# A\n\nThis lesson has three exercises.\n'],
    ['other things that are counted', `# A\n\nThis lesson has three parts.\n${challenge}`],
    ['what another book has', `# A\n\nThat book has 40 exercises.\n${challenge}`],
  ])('leaves %s', async (_, text) => {
    expect(await courseFindings(statedCount, one(text))).toEqual([]);
  });
});

describe('stated-step', () => {
  const steps = '# A\n\n1. Open it.\n2. Close it.\n3. Lock it.\n\n';
  it('flags a step beyond the last', async () => {
    expect(await courseFindings(statedStep, one(`${steps}Now repeat steps 2 to 5.\n`))).toMatchObject([
      { severity: 'moderate', message: expect.stringContaining('step 5; its steps end at 3') },
    ]);
  });
  it.each([
    ['a step that is there', `${steps}Go back to step 2.\n`],
    ['steps that are all numbered 1', '# A\n\n1. a\n1. b\n1. c\n\nGo back to step 3.\n'],
    ['steps that are headings', '# A\n\n## Step 1\n\n1. a\n2. b\n\n## Step 4\n\nGo back to step 4.\n'],
    ['the steps of another page', `${steps}Follow step 7 of the installation guide.\n`],
    ['a lesson without steps', '# A\n\nGo back to step 3.\n'],
    ['things that are a step apart', `${steps}They are one step apart, in step 1.\n`],
  ])('leaves %s', async (_, text) => {
    expect(await courseFindings(statedStep, one(text))).toEqual([]);
  });
});

describe('stated-order', () => {
  const lessons = (first: string) => ({
    'a.md': `# Lists\n\n${first}\n`,
    'b.md': '# Loops\n\nText.\n',
    'c.md': '# Files\n\nText.\n',
  });
  it.each([
    ['[Next lesson](c.md)', 'b.md'],
    ['[2. Loops](c.md)', 'b.md'],
  ])('flags %s and leads it right', async (link, right) => {
    const example = exampleCourse({ lessons: lessons(`See ${link}.`) });
    const [finding] = await courseFindings(statedOrder, example);
    const draft = (await statedOrder.repair?.(finding as Finding, example.course)) as Draft;
    expect(applied(draft, example, 'a.md')).toContain(`](${right})`);
  });
  it.each([
    '[Next lesson](b.md)',
    '[Loops](b.md)',
    '[more about files](c.md)',
    '[Loops](https://example.org/c.md)',
    '[Loops](c.md#loops)',
  ])('leaves %s', async (link) => {
    expect(await courseFindings(statedOrder, exampleCourse({ lessons: lessons(`See ${link}.`) }))).toEqual([]);
  });
});

describe('stated-time', () => {
  const timed = (text: string) => one(`---\ntitle: A\nteaching: 20\nexercises: 10\n---\n\n${text}\n`);
  it('flags two times for one lesson', async () => {
    expect(await courseFindings(statedTime, timed('This lesson takes about 90 minutes.'))).toMatchObject([
      { certainty: 'needs-review' },
    ]);
  });
  it.each([
    'This lesson takes about 30 minutes.',
    'This lesson takes 35 minutes.',
    'The training takes about 90 minutes.',
    'It took 90 minutes.',
  ])('leaves %s', async (text) => {
    expect(await courseFindings(statedTime, timed(text))).toEqual([]);
  });
});

describe('undated-claims', () => {
  it.each([
    'A new version was recently released.',
    'A small machine costs about $0.06 per hour.',
    'At the time of writing there are 65 regions.',
  ])('flags %s', async (text) => {
    expect(await courseFindings(undatedClaims, one(`# A\n\n${text}\n`))).toHaveLength(1);
  });
  it.each([
    'As of May 2024 it costs about $0.06 per hour.',
    'Suppose an apple costs $2.',
    'Save the file you recently opened.',
    'In 1999 a film was recently released.',
  ])('leaves %s', async (text) => {
    expect(await courseFindings(undatedClaims, one(`# A\n\n${text}\n`))).toEqual([]);
  });
});
