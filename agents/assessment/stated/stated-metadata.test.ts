import { describe, expect, it } from 'vitest';
import type { Draft, Finding } from '../../contract.ts';
import { applied, courseFindings, type Example, exampleCourse } from '../example-course.ts';
import { contentsIncomplete } from './contents-incomplete.ts';
import { lessonNumberTwice } from './lesson-number-twice.ts';
import { statedTimeMissing } from './stated-time-missing.ts';

const names = ['sow', 'water', 'prune', 'graft', 'pick'];
const lessonsOf = (list: string[], folder = ''): Record<string, string> =>
  Object.fromEntries(list.map((name) => [`${folder}${name}.md`, `# How to ${name}\n\nDo it.\n`]));

/** The first file is a page, the others are lessons. */
function withPage(page: string, path = 'README.md', lessons = lessonsOf(names)): Example {
  const example = exampleCourse({ lessons: { [path]: page, ...lessons } });
  example.course.lessons[0]!.kind = 'page';
  return example;
}
const list = (listed: string[], folder = '') => listed.map((name) => `- [How to ${name}](${folder}${name}.md)\n`).join('');
const four = names.slice(0, 4);

describe('contents-incomplete', () => {
  it.each([
    ['a list', `# Garden\n\n${list(four)}`],
    ['a numbered list', `# Garden\n\n${four.map((name, at) => `${at + 1}. [${name}](${name}.md)\n`).join('')}`],
    ['a table', `# Garden\n\n| No | Lesson |\n| --- | --- |\n${four.map((name) => `| 1 | [${name}](${name}.md) |\n`).join('')}`],
  ])('asks about a lesson that is missing in %s', async (_, page) => {
    expect((await courseFindings(contentsIncomplete, withPage(page))).map(({ message }) => message)).toEqual([
      'Garden lists 4 of 5 lessons; “How to pick” is not among them.',
    ]);
  });
  it('says which one stands there twice instead', async () => {
    const page = `# Garden\n\n${list(four)}- [Picking](graft.md)\n`;
    expect((await courseFindings(contentsIncomplete, withPage(page)))[0]?.message).toMatch(
      /lists “How to graft” more than once/u,
    );
  });
  it('asks of the lessons under the folder of the page', async () => {
    const lessons = { ...lessonsOf(names, 'a/'), ...lessonsOf(['cook', 'eat'], 'b/') };
    const example = withPage(`# Part A\n\n${list(four)}`, 'a/README.md', lessons);
    expect((await courseFindings(contentsIncomplete, example)).map(({ message }) => message)).toEqual([
      'Part A lists 4 of 5 lessons; “How to pick” is not among them.',
    ]);
  });
  it.each([
    ['all of them', `# Garden\n\n${list(names)}`],
    ['one that is announced without a link', `# Garden\n\n${list(four)}- How to pick (coming soon)\n`],
    ['one that is linked in the prose', `# Garden\n\n${list(four)}\nThen [go on](pick.md).\n`],
    ['a page that recommends a few', `# Garden\n\n${list(names.slice(0, 3))}`],
    ['sentences that speak of lessons', `# Notes\n\n${four.map((name) => `In [this](${name}.md) take care.`).join('\n\n')}\n`],
    ['links to elsewhere', `# Garden\n\n${four.map((name) => `- [${name}](https://example.org/${name}.md)\n`).join('')}`],
  ])('leaves %s', async (_, page) => {
    expect(await courseFindings(contentsIncomplete, withPage(page))).toEqual([]);
  });
  it('leaves drafts', async () => {
    const lessons = { ...lessonsOf(four), 'pick.md': '---\ndraft: true\n---\n\n# How to pick\n' };
    expect(await courseFindings(contentsIncomplete, withPage(`# Garden\n\n${list(four)}`, 'README.md', lessons))).toEqual([]);
  });
});

async function numbers(lessons: Record<string, string>): Promise<string[]> {
  return (await courseFindings(lessonNumberTwice, exampleCourse({ lessons }))).map(({ message }) => message);
}
const named = (paths: string[]) => Object.fromEntries(paths.map((path) => [path, `# ${path.replace(/\W|md/gu, ' ')}\n`]));

describe('lesson-number-twice', () => {
  it.each([
    ['files', ['01-sow.md', '02-water.md', '02-prune.md', '03-graft.md']],
    ['folders', ['1-sow/README.md', '2-water/README.md', '2-prune/README.md', '3-graft/README.md']],
  ])('asks about two %s', async (_, paths) => {
    expect(await numbers(named(paths))).toEqual([expect.stringMatching(/^Two lessons have the number 2: .*water.*prune/u)]);
  });
  it('asks about two titles', async () => {
    const lessons = { 'a.md': '# Lesson 1: Sow\n', 'b.md': '# Lesson 2: Water\n', 'c.md': '# Lesson 2: Prune\n' };
    expect(await numbers(lessons)).toEqual([
      'Two lessons have the number 2: “Lesson 2: Water” (b.md) and “Lesson 2: Prune” (c.md).',
    ]);
  });
  it.each([
    [
      'numbers that begin again in each part',
      ['a/1-sow.md', 'a/2-water.md', 'a/3-dig.md', 'b/1-cook.md', 'b/2-eat.md', 'b/3-wash.md'],
    ],
    ['letters behind a number', ['01-sow.md', '02a-water.md', '02b-prune.md', '03-graft.md']],
    ['weeks with several lessons', ['1-a.md', '1-b.md', '2-c.md', '2-d.md', '3-e.md', '3-f.md']],
    ['dates', ['2024-01-sow.md', '2024-02-water.md', '2024-03-prune.md', '2025-01-graft.md']],
    ['a gap', ['01-sow.md', '03-water.md', '04-prune.md']],
  ])('leaves %s', async (_, paths) => {
    expect(await numbers(named(paths))).toEqual([]);
  });
  it('leaves titles that number weeks, or parts of a lesson', async () => {
    const of = (titles: string[]) => Object.fromEntries(titles.map((title, at) => [`l${at}.md`, `# ${title}\n`]));
    expect(await numbers(of(['Week 1: a', 'Week 1: b', 'Week 2: c', 'Week 3: d']))).toEqual([]);
    expect(await numbers(of(['Lesson 1.1: a', 'Lesson 1.2: b', 'Lesson 2: c', 'Lesson 3: d']))).toEqual([]);
  });
});

const timed = (values: (string | null)[], key = 'duration') =>
  exampleCourse({
    lessons: Object.fromEntries(
      values.map((value, at) => [
        `l${at}.md`,
        `---\ntitle: L${at}\n${value === null ? '' : `${key}:${value}\n`}---\n\n# L${at}\n`,
      ]),
    ),
  });

describe('stated-time-missing', () => {
  it('asks for the time that only one lesson does not state, and writes it where it belongs', async () => {
    const example = timed([' 10', ' 20', null, ' 15', ' 30']);
    const [finding, ...more] = await courseFindings(statedTimeMissing, example);
    expect(more).toEqual([]);
    expect(finding?.message).toBe('L2 states no “duration” in its front matter; 4 other lessons of the course do.');
    const draft = await statedTimeMissing.answer?.(finding as Finding, { kind: 'text', text: ' 25 ' }, example.course);
    expect(applied(draft as Draft, example, 'l2.md')).toBe('---\ntitle: L2\nduration: 25\n---\n\n# L2\n');
    expect(statedTimeMissing.answer?.(finding as Finding, { kind: 'text', text: 'long' }, example.course)).toBeNull();
  });
  it('fills a value that was left empty', async () => {
    const example = timed([' 10', ' 20', '', ' 15', ' 30'], 'teaching');
    const [finding] = await courseFindings(statedTimeMissing, example);
    const draft = await statedTimeMissing.answer?.(finding as Finding, { kind: 'text', text: '25' }, example.course);
    expect(applied(draft as Draft, example, 'l2.md')).toBe('---\ntitle: L2\nteaching: 25\n---\n\n# L2\n');
  });
  it.each([
    ['a time of zero, which is stated', timed([' 10', ' 20', ' 0', ' 15', ' 30'])],
    ['too few that state one', timed([' 10', null, ' 20', ' 30'])],
    ['a key half of them have', timed([' 10', ' 20', null, null, ' 30', ' 40', null])],
    ['other keys', timed([' 10', ' 20', null, ' 15', ' 30'], 'author')],
  ])('leaves %s', async (_, example) => {
    expect(await courseFindings(statedTimeMissing, example)).toEqual([]);
  });
});
