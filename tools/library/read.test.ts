import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Config } from '../config/schema.ts';
import { bodyOf, sourceOf } from './lesson.ts';
import { readLibrary, rereadLesson } from './read.ts';
import { openStructureCache, type StructureCache } from './structure-cache.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function library(files: Record<string, string | Buffer>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'perennial-read-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  return root;
}

const config = (courses: unknown[], more: object = {}) => Config.parse({ courses, ...more });
const quiz = JSON.stringify([
  {
    quizzes: [1, 2, 9].map((n) => ({
      id: n,
      title: `Lesson ${n} - x`,
      quiz: [{ questionText: `Q${n}?`, answerOptions: [{ answerText: 'A', isCorrect: 'true' }] }],
    })),
  },
]);

describe('reading a library', () => {
  it('reads lessons in natural order with assignments and the quizzes of their number', async () => {
    const root = library({
      'c/10-last/README.md': '# Last\n',
      'c/2-first/README.md': '# First\n',
      'c/2-first/assignment.md': '# Task\n\nDo it.\n',
      'c/2-first/extra.md': '# Extra\n',
      'q/en.json': quiz,
    });
    const read = await readLibrary(
      root,
      config([
        {
          id: 'c',
          root: 'c',
          language: 'de',
          lessons: ['*/README.md'],
          pages: ['*/*.md'],
          assignments: ['assignment.md'],
          items: [{ path: 'q/en.json', format: 'quiz-json', mapping: { lesson: '^Lesson (\\d+)' } }],
        },
      ]),
    );
    const [course] = read.courses;
    expect(course!.lessons.map((one) => [one.id, one.kind, one.title, one.language, one.partOf])).toEqual([
      ['c/2-first', 'lesson', 'First', 'de', undefined],
      ['c/10-last', 'lesson', 'Last', 'de', undefined],
      ['c/2-first/extra', 'page', 'Extra', 'de', 'c/2-first'],
    ]);
    expect(course!.lessons[0]!.files.map((one) => one.role)).toEqual(['body', 'assignment', 'items']);
    expect(course!.lessons[1]!.items.map((one) => one.id)).toEqual(['quiz-2.1']);
    expect(course!.unreadable.map((one) => one.reason)).toEqual([
      expect.stringMatching(/1 of 3 quizzes belong to no lesson \(the first: "Lesson 9 - x"\)/),
    ]);
  });

  it('one broken lesson never stops the others, and each says why', async () => {
    const root = library({
      'a-good.md': '# Good\n',
      'b-yaml.md': '---\na: [\n---\n',
      'c-div.md': 'x\n\n::: challenge\n',
      'd-latin1.md': Buffer.from([0x23, 0x20, 0x0a, 0xe9, 0x0a]),
      'e-large.md': 'x'.repeat(200_000),
      'f-utf16.md': Buffer.from('\ufeff# T', 'utf16le'),
    });
    const elsewhere = library({ 'secret.md': '# Secret\n' });
    symlinkSync(path.join(elsewhere, 'secret.md'), path.join(root, 'g-link.md'));
    symlinkSync(path.join(root, 'nowhere.md'), path.join(root, 'h-dangling.md'));
    symlinkSync(elsewhere, path.join(root, 'i-folder'));
    const read = await readLibrary(
      root,
      config([{ id: 'c', lessons: ['*.md', 'none/*.md'] }], { defaults: { limits: { fileMegabytes: 0.1 } } }),
    );
    expect(read.courses[0]!.lessons.map((one) => one.title)).toEqual(['Good']);
    const reasons = Object.fromEntries(read.courses[0]!.unreadable.map((one) => [one.path, one.reason]));
    expect(reasons['b-yaml.md']).toMatch(/^line [23]: the front matter is not valid YAML/);
    expect(reasons['c-div.md']).toMatch(/^line 3: the fenced div "challenge"/);
    expect(reasons['d-latin1.md']).toMatch(/^line 2: not valid UTF-8; save/);
    expect(reasons['e-large.md']).toMatch(/^0\.2 MB, more than the limit of 0\.1 MB/);
    expect(reasons['f-utf16.md']).toMatch(/UTF-16/);
    expect(reasons['g-link.md']).toMatch(/symbolic link that leaves the library/);
    expect(reasons['h-dangling.md']).toMatch(/not there/);
    expect(reasons['i-folder']).toMatch(/folder outside/);
    expect(reasons['none/*.md']).toMatch(/no file matches/);
    expect(JSON.stringify(read)).not.toContain('Secret');
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be read is reported', async () => {
    const root = library({ 'a.md': '# A\n', 'b.md': '# B\n' });
    chmodSync(path.join(root, 'b.md'), 0);
    const read = await readLibrary(root, config([{ id: 'c', lessons: ['*.md'] }]));
    expect(read.courses[0]!.unreadable[0]?.reason).toMatch(/may not be read/);
  });

  it('a missing folder, a file and an empty folder each get their own sentence', async () => {
    const root = library({ 'x.txt': 'x' });
    await expect(readLibrary(path.join(root, 'none'), config([]))).rejects.toMatchObject({ code: 'no-such-folder' });
    await expect(readLibrary(path.join(root, 'x.txt'), config([]))).rejects.toMatchObject({ code: 'not-a-folder' });
    await expect(readLibrary(root, config([]))).rejects.toMatchObject({
      code: 'empty-library',
      message: expect.stringMatching(/no Markdown or HTML lessons/),
    });
    await expect(readLibrary(root, config([{ id: 'c', lessons: ['*.md'] }]))).rejects.toThrow(
      /no file matches the lessons of course "c"/,
    );
  });

  it('takes outcomes from the configuration where the lesson states none', async () => {
    const root = library({ 'a.md': '# A\n' });
    const read = await readLibrary(root, config([{ id: 'c', lessons: ['*.md'], outcomes: { a: ['Name it.'] } }]));
    expect(read.courses[0]!.lessons[0]!.outcomes).toMatchObject([{ text: 'Name it.', origin: 'config', kind: 'outcome' }]);
  });
});

describe('reading an edited copy', () => {
  it('reads the new texts of body and quiz, leaves the disk and the other lessons alone', async () => {
    const root = library({ '1.md': '# One\n', '2.md': '# Two\n', 'q.json': quiz });
    const cfg = config([
      { id: 'c', lessons: ['*.md'], items: [{ path: 'q.json', format: 'quiz-json', mapping: { lesson: '^Lesson (\\d+)' } }] },
    ]);
    const read = await readLibrary(root, cfg);
    const before = JSON.stringify(read);
    const again = rereadLesson(
      read,
      cfg,
      '2',
      new Map([
        ['2.md', '# Two\n\n![](x.png)\n'],
        ['q.json', quiz.replace('Q2?', 'Which?')],
      ]),
    );
    expect(again.images).toHaveLength(1);
    expect(again.items[0]!.stem.text).toBe('Which?');
    expect(sourceOf(again, again.items[0]!.stem.span)).toBe('Which?');
    expect(bodyOf(again).sha256).not.toBe(bodyOf(read.courses[0]!.lessons[1]!).sha256);
    expect(JSON.stringify(read)).toBe(before);
    expect(rereadLesson(read, cfg, '1', new Map())).toEqual(read.courses[0]!.lessons[0]);
  });

  it('an edit that breaks the lesson is refused', async () => {
    const root = library({ '1.md': '# One\n' });
    const cfg = config([{ id: 'c', lessons: ['*.md'] }]);
    const read = await readLibrary(root, cfg);
    expect(() => rereadLesson(read, cfg, '1', new Map([['1.md', '::: note\n']]))).toThrow(/never closed/);
    expect(() => rereadLesson(read, cfg, 'nobody', new Map())).toThrow(/no lesson "nobody"/);
  });

  it('a renamed file keeps its lesson', async () => {
    const root = library({ '05-lists.md': '# Lists\n' });
    const read = await readLibrary(root, config([{ id: 'c', lessons: ['*.md'] }]), {
      known: new Map([['04-lists', '04-lists.md']]),
    });
    expect(read.courses[0]!.lessons[0]!.id).toBe('04-lists');
  });
});

describe('structures kept from run to run', () => {
  const cfg = config([{ id: 'c', lessons: ['*.md'] }]);
  const count = (cache: StructureCache) => {
    let parsed = 0;
    return {
      cache: { ...cache, put: (...args: Parameters<StructureCache['put']>) => void [parsed++, cache.put(...args)] },
      parsed: () => parsed,
    };
  };

  it('only changed files are parsed again, and what comes out is the same', async () => {
    const root = library({ 'a.md': '# A\n\n![](x.png){alt="y"}\n', 'b.md': '---\nexercises: 0\n---\n# B\n' });
    const file = path.join(library({}), 'structures.json');
    const first = await readLibrary(root, cfg, { cache: openStructureCache(file) });
    const second = count(openStructureCache(file));
    expect(await readLibrary(root, cfg, { cache: second.cache })).toEqual(first);
    expect(second.parsed()).toBe(0);
    writeFileSync(path.join(root, 'b.md'), '# B changed\n');
    const third = count(openStructureCache(file));
    expect((await readLibrary(root, cfg, { cache: third.cache })).courses[0]!.lessons[1]!.title).toBe('B changed');
    expect(third.parsed()).toBe(1);
  });

  it('a damaged file counts as empty', async () => {
    const root = library({ 'a.md': '# A\n', 'cache.json': '{"version' });
    const again = count(openStructureCache(path.join(root, 'cache.json')));
    await readLibrary(root, cfg, { cache: again.cache });
    expect(again.parsed()).toBe(1);
  });
});

const shared = fileURLToPath(new URL('../../../shared/library', import.meta.url));

describe.skipIf(!existsSync(shared))('the two real courses (skipped where ../shared is absent)', () => {
  it('are read whole', async () => {
    const { courses } = await readLibrary(shared, Config.parse({}));
    const counts = Object.fromEntries(
      courses.map((course) => {
        const lessons = course.lessons.filter((one) => one.kind === 'lesson');
        const items = lessons.flatMap((one) => one.items);
        return [
          course.id,
          {
            lessons: lessons.length,
            outcomes: lessons.flatMap((one) => one.outcomes).length,
            items: items.length,
            solutions: items.flatMap((one) => one.solutions).length,
            pandoc: course.lessons.flatMap((one) => one.images).filter((one) => one.form === 'pandoc').length,
            hidden: lessons.filter((one) => one.meta.data.exercises === 0).flatMap((one) => one.items).length,
            unreadable: course.unreadable.length,
          },
        ];
      }),
    );
    expect(counts).toEqual({
      'python-novice-inflammation': {
        lessons: 12,
        outcomes: 39,
        items: 53,
        solutions: 58,
        pandoc: 39,
        hidden: 35,
        unreadable: 0,
      },
      'iot-for-beginners': { lessons: 24, outcomes: 119, items: 144, solutions: 0, pandoc: 0, hidden: 0, unreadable: 0 },
    });
  });
});
