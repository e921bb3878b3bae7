import { describe, expect, it } from 'vitest';
import { mismatches, optionStringsMismatch } from './code/option-strings-mismatch.ts';
import { answered, applied, courseFindings, exampleCourse, lessonFindings, quizPath, repaired, today } from './example-course.ts';
import { exerciseTimeZero } from './stated/exercise-time-zero.ts';
import { closedService } from './world/closed-service.ts';
import { datedClaim, passedDay } from './world/dated-claim.ts';
import { outdatedClaim } from './world/outdated-claim.ts';
import { outdatedDocumentationLink } from './world/outdated-documentation-link.ts';
import { outdatedVersion } from './world/outdated-version.ts';
import { undatedClaims } from './world/undated-claims.ts';

const page = (text: string) => exampleCourse({ lessons: { 'a.md': `# A\n\n${text}\n` } });
const fence = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\``;

describe('outdated-version', () => {
  it.each([
    'Install Python 3.7 before you begin.',
    'The programs of this course run with Python 3.7.',
    'You need Python 3.7 for this lesson.',
    fence('dockerfile', 'FROM python:3.7-slim\nRUN true'),
    fence('bash', 'python3.7 -m venv course'),
    fence('bash', 'conda create -n course python=3.7'),
  ])('flags %j', async (text) => {
    expect(await lessonFindings(outdatedVersion, page(text))).toHaveLength(1);
  });

  it.each([
    'You need Python 3.7 or later.',
    'Install Python 3.7+ before you begin.',
    'At least Python 3.7 is required; use at least Python 3.7.',
    'Use Python 3.13 in this course.',
    'Use Python 3 in this course.',
    'Python 3.7 was released in 2018.',
    'Unlike Python 3.7, newer versions print better messages.',
    'If you are using Python 3.7, upgrade first.',
    'Dictionaries keep their order since Python 3.7, so use them.',
    fence('output', 'Python 3.7.2 (default)'),
    fence('error', '/usr/lib/python3.7/site.py in run'),
    'It used to be that you had to install Python 3.7 by hand.',
    'A colleague wrote "install Python 3.7" on the board.',
  ])('leaves %j alone', async (text) => {
    expect(await lessonFindings(outdatedVersion, page(text))).toEqual([]);
  });

  it('mends every mention of the lesson in one draft, the claim that it is the latest included', async () => {
    const example = page(
      `${fence('bash', 'tool create --widgets-version 3 --name x')}\n\nThe \`--widgets-version 3\` option sets the version of Widgets. Version 3 is the latest version. Step 3 follows.`,
    );
    const text = applied(await repaired(outdatedVersion, example), example, 'a.md');
    expect(text).toContain('--widgets-version 4 --name x');
    expect(text).toContain(
      '`--widgets-version 4` option sets the version of Widgets. Version 4 is the latest version. Step 3 follows.',
    );
  });

  it('asks where a pinned image or a machine’s own state would have to change', async () => {
    for (const text of [
      fence('dockerfile', 'FROM python:3.7'),
      'The laboratory server runs Python 3.7 with the usual packages.',
    ]) {
      const example = page(text);
      const [finding] = await lessonFindings(outdatedVersion, example);
      expect(finding).toMatchObject({ certainty: 'needs-review', answerKind: 'text' });
      expect(await repaired(outdatedVersion, example)).toBeNull();
      expect(applied(await answered(outdatedVersion, example, { kind: 'text', text: '3.13' }), example, 'a.md')).toContain(
        '3.13',
      );
    }
  });

  it('cites the dated source', async () => {
    const [finding] = await lessonFindings(outdatedVersion, page('Install Python 3.7 now.'));
    expect(finding?.evidence).toContainEqual(
      expect.objectContaining({ kind: 'fact', url: 'https://example.org/python', date: '2026-08-01' }),
    );
  });
});

describe('outdated-claim', () => {
  it('flags a latest version that is not, and mends the number only', async () => {
    const example = page('The latest version is Python 3.13, which is fast.');
    expect(applied(await repaired(outdatedClaim, example), example, 'a.md')).toContain(
      'The latest version is Python 3.14, which is fast.',
    );
  });
  it.each([
    'The latest version is Python 3.14.',
    'Use the latest version of Python 3.',
    'In 2024 the latest version was Python 3.13.',
  ])('leaves %j alone', async (text) => {
    expect(await lessonFindings(outdatedClaim, page(text))).toEqual([]);
  });
});

describe('outdated-documentation-link', () => {
  it('leads to the lasting address of the manual', async () => {
    const example = page('See the [manual](https://docs.python.org/3.7/library/os.html#os.walk).');
    expect(applied(await repaired(outdatedDocumentationLink, example), example, 'a.md')).toContain(
      '(https://docs.python.org/3/library/os.html#os.walk)',
    );
  });
  it.each([
    '[manual](https://docs.python.org/3/library/os.html)',
    '[manual](https://docs.python.org/3.14/library/os.html)',
    "[what's new](https://docs.python.org/3.7/whatsnew/3.7.html)",
    '[the Python 3.7 manual](https://docs.python.org/3.7/)',
  ])('leaves %s alone', async (text) => {
    expect(await lessonFindings(outdatedDocumentationLink, page(text))).toEqual([]);
  });
});

describe('dated-claim', () => {
  it.each([
    'By 2025, sensors will be gathering more data than people.',
    'The new standard will be released in March 2024.',
    'It is expected to become a law in the course of 2022.',
    "What's the estimated number of devices in use by the end of 2020?",
    'The old format is going to disappear by the end of 2023.',
  ])('flags %j', (sentence) => {
    expect(passedDay(sentence, today)).not.toBeNull();
  });
  it.each([
    'By 2040, sensors will be gathering more data.',
    'It is estimated that by the end of 2020, 30 billion devices were deployed.',
    'In 1990 Ada Lee predicted that by 2000 computers would talk.',
    'Imagine that by 2010 everybody will fly.',
    'The survey of 2015 will be used as an example.',
    'We will plot the years from 1990 to 2010.',
    'The chapter will use the census taken in 2011.',
    'We will see what happened in 2008.',
    'She said "we will land by 1999" and was right.',
    'You will read about the 2020s later.',
    'If rain falls in 2019, the model will say so.',
  ])('leaves %j alone', (sentence) => {
    expect(passedDay(sentence, today)).toBeNull();
  });
  it('takes the new wording of an item in the format of its file', async () => {
    const example = exampleCourse({
      lessons: { 'a.md': '# A\n' },
      quizzes: [
        { title: 'Q', lesson: 0, items: [{ stem: 'How many will there be by 2020?', options: ['1', '2', '3'], key: [0] }] },
      ],
    });
    const draft = await answered(datedClaim, example, { kind: 'text', text: 'How many were "there" in 2020?' });
    expect(JSON.parse(applied(draft, example, quizPath))[0].items[0].questionText).toBe('How many were "there" in 2020?');
  });
  it('does not read program output', async () => {
    expect(await lessonFindings(datedClaim, page(fence('output', 'This feature will be removed in 2021')))).toEqual([]);
  });
});

describe('undated-claims', () => {
  it('asks once for all of them', async () => {
    const example = exampleCourse({
      lessons: {
        'a.md': '# A\n\nAt the time of writing, it costs 2 euros.\n',
        'b.md': '# B\n\nThis is not supported at the time of writing.\n',
      },
    });
    const findings = await courseFindings(undatedClaims, example);
    expect(findings.map((finding) => finding.message)).toEqual([expect.stringContaining('2 sentences in 2 files')]);
  });
  it('is content with a date', async () => {
    expect(
      await courseFindings(
        undatedClaims,
        exampleCourse({ lessons: { 'a.md': '# A\n\nAt the time of writing (May 2026), it costs 2 euros.\n' } }),
      ),
    ).toEqual([]);
  });
});

describe('closed-service', () => {
  it('says in one sentence what learners cannot finish, with what depends on it', async () => {
    const example = exampleCourse({
      lessons: {
        'a.md': '# A\n\n1. Open MAPIT and sign in.\n\nMAPIT shows your plots.\n',
        'b.md': `# B\n\n${fence('python', 'import MAPITClient\nkey = MAPIT_KEY')}\n`,
        'c.md': '# C\n\nNothing.\n',
      },
      quizzes: [
        { title: 'Q', lesson: 0, items: [{ stem: 'The service is called:', options: ['MAPIT', 'Mopit', 'Mappy'], key: [0] }] },
      ],
    });
    const findings = await courseFindings(closedService, example);
    expect(findings.map((finding) => finding.message)).toEqual([
      'Learners cannot finish lessons 1 and 2: MAPIT closed on 2024-01-31; 4 lines in 2 files and item quiz-1.1 depend on it.',
    ]);
    expect(closedService.repair).toBeUndefined();
  });
  it.each([
    'People have drawn maps with MAPIT and with pencils.',
    'Open Mapita and sign in.',
    'MAPIT has closed; open Chartly instead. Then use MAPIT exports.',
    'Glimmer is what a pond does at dusk; open your eyes.',
    'Open Futura Maps and sign in.',
  ])('leaves %j alone', async (text) => {
    expect(await courseFindings(closedService, page(text))).toEqual([]);
  });
  it('knows a name that is also a word where it stands as a name', async () => {
    expect(await courseFindings(closedService, page('Publish your page on Glimmer today.'))).toHaveLength(1);
  });
});

const program = (compare: string, list = "['--add', '--sub']") =>
  `import sys\noperator = sys.argv[1]\nassert operator in ${list}, 'no'\nif operator == '${compare}add':\n    print(1)\nelif operator == '${compare}sub':\n    print(2)`;

describe('option-strings-mismatch', () => {
  it('mends each comparison, in one draft', async () => {
    const example = page(`::: challenge\n\nWrite it.\n\n::: solution\n\n${fence('python', program(''))}\n\n:::\n\n:::`);
    const [finding] = await lessonFindings(optionStringsMismatch, example);
    expect(finding).toMatchObject({
      severity: 'critical',
      message: expect.stringContaining('The model answer admits only “--add”, “--sub”'),
    });
    expect(applied(await repaired(optionStringsMismatch, example), example, 'a.md')).toContain(program('--'));
  });
  it('sees the same fault in another language', () => {
    expect(mismatches("if (!['--fast', '--slow'].includes(mode)) exit();\nif (mode === 'fast') go();")).toHaveLength(1);
  });
  it.each([
    program('--'),
    program('', "['add', 'sub']"),
    program('', "['--add', 'sub', 'add']"),
    program('').replace('sys.argv[1]', "sys.argv[1].lstrip('-')"),
    program('').replaceAll('if operator', 'if other'),
  ])('finds no fault in program %#', (code) => {
    expect(mismatches(code)).toEqual([]);
  });
  it.each([
    `What is wrong with this program?\n\n${fence('python', program(''))}`,
    `Find the mistake and fix the program:\n\n${fence('python', program(''))}`,
    fence('output', program('')),
  ])('leaves what is wrong on purpose, %#', async (text) => {
    expect(await lessonFindings(optionStringsMismatch, page(text))).toEqual([]);
  });
});

describe('exercise-time-zero', () => {
  const lesson = (exercises: string, challenges: number) =>
    `---\ntitle: T\nteaching: 10\nexercises: ${exercises}\n---\n\n${'::: challenge\n\n## Do\n\nDo it.\n\n:::\n\n'.repeat(challenges)}`;
  it('asks once for all lessons and takes one number for each', async () => {
    const example = exampleCourse({ lessons: { 'a.md': lesson('0', 2), 'b.md': lesson('10', 2), 'c.md': lesson('0', 1) } });
    const [finding, ...others] = await courseFindings(exerciseTimeZero, example);
    expect(others).toEqual([]);
    expect(finding?.message).toContain('2 lessons state “exercises: 0” and hold 3 challenges');
    const draft = finding ? await exerciseTimeZero.answer?.(finding, { kind: 'text', text: '10, 5' }, example.course) : null;
    expect(applied(draft, example, 'c.md')).toBe(lesson('5', 1));
    expect(applied(draft, example, 'a.md')).toBe(lesson('10', 2));
    expect(
      finding ? await exerciseTimeZero.answer?.(finding, { kind: 'text', text: '1, 2, 3' }, example.course) : undefined,
    ).toBeNull();
  });
  it('leaves a lesson without challenges alone', async () => {
    expect(await courseFindings(exerciseTimeZero, exampleCourse({ lessons: { 'a.md': lesson('0', 0) } }))).toEqual([]);
  });
});
