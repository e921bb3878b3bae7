import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../tools/config/schema.ts';
import type { LinkState } from '../../../tools/links/state.ts';
import { linkStates } from '../../../tools/links/state.ts';
import { newsFrom } from '../../../tools/news/news.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule } from '../../rule.ts';
import { applied, courseFindings, type Example, exampleCourse, lessonFindings, quizPath } from '../example-course.ts';
import { deadWebLink } from '../links/dead-web-link.ts';
import { linkMoved } from '../links/link-moved.ts';
import { campaign } from './campaign.ts';
import { bestMatch, trendTouchesLesson, weightOf } from './trend-touches-lesson.ts';

const on = '2026-11-20';
const gone: LinkState = { verdict: 'dead', gone: 'page', why: 'it answered 404, and again later', on };
const moved = (to: string, within: 'site' | 'another-site' = 'site'): LinkState => ({
  verdict: 'moved',
  to,
  within,
  why: 'seen twice',
  on,
});

function linked(text: string, states: Record<string, LinkState>): Example {
  const example = exampleCourse({ lessons: { 'a.md': `# A\n\n${text}\n`, 'b.md': '# B\n\n[b](https://site.org/gone)\n' } });
  example.course.links = linkStates(new Map(Object.entries(states)));
  return example;
}

async function mended(rule: Rule<CourseContext>, example: Example, reply?: string): Promise<string> {
  const [finding] = await courseFindings(rule, example);
  if (!finding) throw new Error('nothing found');
  const draft =
    reply === undefined
      ? await rule.repair?.(finding, example.course)
      : await rule.answer?.(finding, { kind: 'text', text: reply }, example.course);
  return applied(draft, example, 'a.md');
}

describe('dead-web-link', () => {
  const states = { 'https://site.org/gone': gone };
  it('asks once for an address however often it is linked to, and the reply mends all', async () => {
    const example = linked('[a](https://site.org/gone#part) and <https://site.org/gone>', states);
    const findings = await courseFindings(deadWebLink, example);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('3 links');
  });
  it('puts the address of the reply in its place, and keeps the part of the page', async () => {
    expect(await mended(deadWebLink, linked('[a](https://site.org/gone#part)', states), 'https://new.org/page')).toContain(
      '[a](https://new.org/page#part)',
    );
  });
  it('says that nobody asked rather than that all is well', async () => {
    const example = linked('[a](https://site.org/x)', {});
    expect((await deadWebLink.check(example.course)).outcome).toBe('notApplicable');
  });
  it.each(['it answered 403', 'it answered 429', 'no answer in time', 'it answered 500'])(
    'leaves alone what is unknown: %s',
    async (why) => {
      const unknown: LinkState = { verdict: 'unknown', why, on };
      expect(await courseFindings(deadWebLink, linked('[a](https://site.org/x)', { 'https://site.org/x': unknown }))).toEqual([]);
    },
  );
  it('leaves alone what the lesson itself calls gone', async () => {
    const example = linked('The [first page](https://site.org/old) is no longer online.', { 'https://site.org/old': gone });
    expect(await courseFindings(deadWebLink, example)).toEqual([]);
  });
});

describe('link-moved', () => {
  it.each([
    ['[x](http://site.org/a)', 'https://site.org/a', '[x](https://site.org/a)', 'http'],
    [
      '[x](https://docs.site.org/a?b=1#c)',
      'https://learn.site.org/a?b=1',
      '[x](https://learn.site.org/a?b=1#c)',
      'https://docs.site.org',
    ],
    ['[x](https://site.org/a)', 'https://site.org/b', '[x](https://site.org/b)', 'https://site.org/a'],
    [
      '[https://site.org/a](https://site.org/a)',
      'https://site.org/b',
      '[https://site.org/b](https://site.org/b)',
      'https://site.org/a',
    ],
  ])('leads %s on to %s by the smallest edit', async (text, to, right, quote) => {
    const address = /\((.*?)(?:#.*)?\)/u.exec(text)?.[1] ?? '';
    const example = linked(text, { [address]: moved(to) });
    const [finding] = await courseFindings(linkMoved, example);
    const draft = finding ? await linkMoved.repair?.(finding, example.course) : null;
    expect(draft?.risk).toBe('low');
    expect(draft?.edits[0]?.quote).toBe(quote);
    expect(applied(draft, example, 'a.md')).toContain(right);
  });
  it('asks once where a whole site has another name, and "yes" leads all there', async () => {
    const example = linked('[x](https://old.org/a) [y](https://old.org/b)', {
      'https://old.org/a': moved('https://new.io/a', 'another-site'),
      'https://old.org/b': moved('https://new.io/b', 'another-site'),
    });
    expect(await courseFindings(linkMoved, example)).toHaveLength(1);
    expect(await mended(linkMoved, example, 'yes')).toContain('[x](https://new.io/a) [y](https://new.io/b)');
  });
  it('leaves alone what is alive', async () => {
    expect(
      await courseFindings(
        linkMoved,
        linked('[x](https://site.org/a)', { 'https://site.org/a': { verdict: 'alive', why: '', on } }),
      ),
    ).toEqual([]);
  });
});

const plan = (own: Partial<Campaign> & Pick<Campaign, 'from' | 'to' | 'kind'>): Campaign => ({
  name: 'test',
  aliases: [],
  except: [],
  ...own,
});

function campaigning(text: string, one: Campaign, stem = 'Which service?'): Example {
  const example = exampleCourse({
    lessons: { 'a.md': `# A\n\n${text}\n` },
    quizzes: [{ title: 'Q', lesson: 0, items: [{ stem, options: ['one', 'two', 'three'], key: [0] }] }],
  });
  const lesson = example.lesson;
  example.lesson = (index) => ({ ...lesson(index), campaigns: [one] });
  return example;
}

async function renamed(example: Example): Promise<string> {
  let text = example.files.get('a.md') ?? '';
  for (const finding of (await lessonFindings(campaign, example)).reverse()) {
    const draft = await campaign.repair?.(finding, example.lesson());
    for (const edit of [...(draft?.edits ?? [])].filter(({ path }) => path === 'a.md').sort((a, b) => b.start - a.start))
      text = text.slice(0, edit.start) + edit.replacement + text.slice(edit.end);
  }
  return text;
}

describe('campaign', () => {
  const raspbian = plan({ from: 'Raspbian', to: 'Otherpi OS', kind: 'product' });
  it.each([
    ['Install Raspbian on the card.', 'Install Otherpi OS on the card.'],
    ["Open Raspbian's menu.", "Open Otherpi OS's menu."],
    ['Write a Raspbian image.', 'Write an Otherpi OS image.'],
    ['Use Raspbian. Then start Raspbian again.', 'Use Otherpi OS. Then start Otherpi OS again.'],
    ['![Desktop of Raspbian](x.png)', '![Desktop of Otherpi OS](x.png)'],
    ['A Raspbian-based image.', 'An Otherpi OS-based image.'],
  ])('gives %j its new name', async (before, after) => {
    expect(await renamed(campaigning(before, raspbian))).toContain(after);
  });
  it.each([
    'Run `Raspbian --version`.',
    'Raspbian was released in 2012.',
    'Formerly it was called Raspbian.',
    'She said "use Raspbian today" to all.',
    'Get it from raspbian.org/Raspbian.img now.',
    'Choose Raspbian Lite.',
    '```bash\nflash Raspbian.img\n```',
  ])('edits nothing in %j', async (text) => {
    expect(await renamed(campaigning(text, raspbian))).toContain(text);
  });
  it('asks about what it cannot decide once a file', async () => {
    const findings = await lessonFindings(campaign, campaigning('Choose Raspbian Lite.\n\nRun `Raspbian`.', raspbian));
    expect(findings.map(({ certainty, answerKind }) => [certainty, answerKind])).toEqual([['needs-review', 'yes-no']]);
  });
  it('finds nothing where the new name stands already', async () => {
    expect(await lessonFindings(campaign, campaigning('Otherpi OS (formerly Raspbian) is free.', raspbian))).toEqual([]);
  });
  it('does not say the first word of the new name twice', async () => {
    const one = plan({ from: 'Azure AD', to: 'Microsoft Entra ID', kind: 'product' });
    expect(await renamed(campaigning('Sign in with Microsoft Azure AD.', one))).toContain('Sign in with Microsoft Entra ID.');
  });
  it('changes all words of an item in one draft', async () => {
    const example = campaigning('Nothing.', raspbian, 'Which tool writes Raspbian?');
    const [finding] = await lessonFindings(campaign, example);
    const draft = finding ? await campaign.repair?.(finding, example.lesson()) : null;
    expect(JSON.parse(applied(draft, example, quizPath))[0].items[0].questionText).toBe('Which tool writes Otherpi OS?');
    expect(draft?.set).toBe('test');
  });
  it('moves a host in links, prose and code, and no look-alike', async () => {
    const one = plan({ from: 'https://old.host', to: 'https://new.host/', kind: 'host' });
    const text =
      '[x](https://old.host/a) at old.host. Not sub.old.host, not me@old.host, not old.hosting.\n\n```bash\ncurl https://old.host/b\n```\n\n```output\nGET https://old.host/b\n```';
    const after = await renamed(campaigning(text, one));
    expect(after).toContain('[x](https://new.host/a) at new.host. Not sub.old.host, not me@old.host, not old.hosting.');
    expect(after).toContain('curl https://new.host/b');
    expect(after).toContain('GET https://old.host/b');
  });
  it('edits nothing of a service by itself: it asks, file by file and item by item', async () => {
    const one = plan({ from: 'LUIS', to: 'CLU', kind: 'service', owner: 'Ada' });
    const example = campaigning(
      'Open LUIS.\n\n```python\nclient = LUISRuntimeClient()\n```\n\n![The LUIS portal](x.png)',
      one,
      'What does LUIS do?',
    );
    const findings = await lessonFindings(campaign, example);
    expect(findings.map(({ certainty, answerKind }) => [certainty, answerKind])).toEqual([
      ['needs-review', 'yes-no'],
      ['needs-review', 'text'],
      ['needs-review', 'text'],
    ]);
    expect(findings.find(({ answerKind }) => answerKind === 'yes-no')?.message).toContain('2 lines');
    const item = findings.at(-1);
    const draft = item ? await campaign.answer?.(item, { kind: 'text', text: 'What does CLU do?' }, example.lesson()) : null;
    expect(applied(draft, example, quizPath)).toContain('What does CLU do?');
  });
  it('leaves files that are excepted', async () => {
    expect(await lessonFindings(campaign, campaigning('Use Raspbian.', { ...raspbian, except: ['a.md'] }))).toEqual([]);
  });
});

describe('trend-touches-lesson', () => {
  const words = (text: string) => new Set(text.split(' '));
  const targets = [
    { vector: [1, 0, 0], words: words('sound recorder plot') },
    ...Array.from({ length: 12 }, () => ({ vector: [0, 1, 0], words: words('other thing') })),
  ];
  it('takes the one target that stands out in meaning and shares its words', () => {
    expect(bestMatch({ vector: [0.1, 0.9, 0], words: words('sound recorder cheap') }, targets)).toBeNull();
    expect(bestMatch({ vector: [0.9, 0.1, 0.42], words: words('sound recorder cheap') }, targets)?.index).toBe(0);
    expect(bestMatch({ vector: [0.9, 0.1, 0.42], words: words('cheap paint') }, targets)).toBeNull();
  });
  it('halves the weight of a note with every year', () => {
    expect(weightOf('2026-11-21', '2026-11-21')).toBe(1);
    expect(weightOf('2025-11-21', '2026-11-21')).toBeCloseTo(0.5, 10);
    expect(weightOf('2024-11-21', '2026-11-21')).toBeCloseTo(0.25, 2);
    expect(weightOf('2027-01-01', '2026-11-21')).toBe(0);
  });
  it('cites the note with its day, asks at most three, and is silent about old ones', async () => {
    const subject = (n: number) => `sampling${n} recorder${n} interval${n}`;
    const outcomes = Array.from({ length: 14 }, (_, n) => `- Explain ${subject(n)}.`).join('\n');
    const example = exampleCourse({ lessons: { 'a.md': `---\ntitle: A\n---\n\n::: objectives\n\n${outcomes}\n\n:::\n` } });
    const axis = (text: string) => {
      const n = Number(/sampling(\d+)/u.exec(text)?.[1] ?? 20);
      return Array.from({ length: 21 }, (_, index) => (index === n ? 1 : 0));
    };
    example.course.vectors = { ...example.course.vectors, embed: async (texts) => texts.map(axis) };
    const note = (n: number, date: string) => ({ id: `${n}`, title: `News ${n}`, text: subject(n), date, source: 'news.xml' });
    const fresh = [0, 1, 2, 3].map((n) => note(n, `2026-11-1${n}`));
    example.course.trends = newsFrom([...fresh, note(5, '2021-01-01')], []);
    const findings = await courseFindings(trendTouchesLesson, example);
    expect(findings.map(({ message }) => message.slice(0, 21)).sort()).toEqual([
      '“News 1” (2026-11-11)',
      '“News 2” (2026-11-12)',
      '“News 3” (2026-11-13)',
    ]);
    expect(findings[0]).toMatchObject({ certainty: 'needs-review', evidence: [{ date: '2026-11-11' }, {}] });
  });
});
