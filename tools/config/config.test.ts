import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { discoverCourses } from './discover.ts';
import { configJsonSchema } from './json-schema.ts';
import { loadConfig, parseConfig } from './load.ts';
import { Config } from './schema.ts';
import { ruleSettings } from './settings.ts';
import { renderConfig } from './write.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function library(files: Record<string, string>): string {
  const parent = mkdtempSync(path.join(tmpdir(), 'perennial-config-'));
  made.push(parent);
  const root = path.join(parent, 'My Library');
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  return root;
}

describe('loading', () => {
  it('holds defaults where there is no file', () => {
    const loaded = loadConfig(library({}));
    expect(loaded.path).toBeNull();
    expect(loaded.config.defaults.limits.openPerCourse).toBe(30);
  });

  it('names an unknown key with its line and the nearest known one', () => {
    expect(() => parseConfig('version: 1\ncourses:\n  - id: a\n    lessons: ["*.md"]\n    leson: x\n')).toThrow(
      'perennial.config.yaml:5: unknown key "leson" under courses[0]; did you mean "lessons"?',
    );
    expect(() => parseConfig('zebra: 1\n')).toThrow(
      /^perennial\.config\.yaml:1: unknown key "zebra"; allowed are version, title/,
    );
  });

  it.each([
    ['defaults:\n  limits:\n    openPerCourse: 0\n', /:3: defaults\.limits\.openPerCourse cannot be 0: it must be at least 1\./],
    [
      'defaults:\n  agents: [alignment, spelling]\n',
      /:2: defaults\.agents\[1\] cannot be "spelling": allowed are "alignment", "accessibility", "assessment"\./,
    ],
    ['courses:\n  - id: a\n', /:2: courses\[0\]\.lessons is missing: it must be a list\./],
    ['courses:\n  - id: A b\n    lessons: [x]\n', /:2: courses\[0\]\.id cannot be "A b": it must match/],
    ['language: english language\n', /:1: language "english language" is no BCP 47 tag/],
    ['courses:\n  - id: a\n    root: ../up\n    lessons: [x]\n', /:3: courses\[0\]\.root "\.\.\/up" leaves the library/],
    ['courses:\n  - {id: a, lessons: [x]}\n  - {id: a, lessons: [y]}\n', /:3: courses\[1\]\.id "a" is used twice/],
    ['title: "x\n', /perennial\.config\.yaml:\d+: not valid YAML/],
    ['title: a\ntitle: b\n', /:2: not valid YAML/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => parseConfig(text)).toThrow(message);
  });

  it('tells all faults at once', () => {
    expect(() => parseConfig('a: 1\nb: 2\n')).toThrow(/:1: unknown key "a"[\s\S]*:2: unknown key "b"/);
  });

  it('an empty file holds defaults', () => {
    expect(parseConfig('')).toEqual(Config.parse({}));
  });
});

describe('rule settings', () => {
  const config = parseConfig(
    [
      'defaults: { agents: [accessibility] }',
      'rules:',
      '  - match: { rule: ["image-*"] }',
      '    severity: minor',
      '    options: { a: 1, b: x }',
      '  - match: { path: ["old/**"], rule: [image-alt] }',
      '    enabled: false',
      '    options: { a: 2 }',
      '  - match: { agent: [alignment], course: [c] }',
      '    enabled: true',
    ].join('\n'),
  );
  const at = (rule: string, agent: 'alignment' | 'accessibility', file: string, course = 'c') =>
    ruleSettings(config, { rule, agent, course, path: file });

  it('later overrides win, and options add up', () => {
    expect(at('image-alt', 'accessibility', 'new/a.md')).toEqual({ enabled: true, severity: 'minor', options: { a: 1, b: 'x' } });
    expect(at('image-alt', 'accessibility', 'old/a.md')).toEqual({
      enabled: false,
      severity: 'minor',
      options: { a: 2, b: 'x' },
    });
    expect(at('link-text', 'accessibility', 'old/a.md')).toEqual({ enabled: true, options: {} });
  });

  it('an agent left out of the defaults is off unless an override turns it on', () => {
    expect(at('bundled', 'alignment', 'a.md', 'other').enabled).toBe(false);
    expect(at('bundled', 'alignment', 'a.md').enabled).toBe(true);
  });
});

describe('discovering courses', () => {
  const shape = (root: string) =>
    discoverCourses(root).map((course) => [course.id, course.root, course.lessons, course.pages ?? []]);

  it('Carpentries: the order of the episodes list, set-up notes as pages', () => {
    const root = library({
      'config.yaml': 'title: Beans\nlang: de\nepisodes:\n- b.md\n- a.md\n',
      'episodes/a.md': '',
      'episodes/b.md': '',
      'learners/setup.md': '',
      'index.md': '',
      'README.md': '',
    });
    const [course] = discoverCourses(root);
    expect(course).toMatchObject({
      id: 'my-library',
      title: 'Beans',
      language: 'de',
      lessons: ['episodes/b.md', 'episodes/a.md'],
      pages: ['index.md', 'learners/*.md'],
    });
  });

  it('a folder a lesson, in numbered modules, with assignments and quizzes', () => {
    const quiz = JSON.stringify([
      {
        quizzes: [
          {
            id: 1,
            title: 'Lesson 1 - A',
            quiz: [{ questionText: 'Q', answerOptions: [{ answerText: 'A', isCorrect: 'true' }] }],
          },
        ],
      },
    ]);
    const root = library({
      'README.md': '# The course\n',
      '1-a/lessons/1-x/README.md': '',
      '1-a/lessons/1-x/assignment.md': '',
      '1-a/lessons/1-x/pi.md': '',
      '2-b/lessons/1-y/README.md': '',
      'quizzes/en.json': quiz,
      'quizzes/fr.json': quiz,
      'quizzes/broken.json': '{',
      'translations/fr/1-a/lessons/1-x/README.md': '',
    });
    const [course, ...others] = discoverCourses(root);
    expect(others).toEqual([]);
    expect(course).toMatchObject({
      title: 'The course',
      lessons: ['*/lessons/*/README.md'],
      pages: ['*/lessons/*/*.md'],
      assignments: ['assignment.md'],
    });
    expect(course!.items.map((one) => [one.path, one.mapping.lesson])).toEqual([['quizzes/en.json', '^Lesson (\\d+)\\b']]);
  });

  it('plain folders: one course a folder, housekeeping and translations left out', () => {
    const root = library({
      'README.md': '',
      'LICENSE.md': '',
      'beans/01-a.md': '',
      'beans/README.md': '',
      'beans/translations/de/01-a.md': '',
      'peas/a.html': '',
      'peas/b.md': '',
      'node_modules/x/a.md': '',
      '.git/a.md': '',
      'pics/x.png': '',
    });
    expect(shape(root)).toEqual([
      ['beans', 'beans', ['**/*.md'], []],
      ['peas', 'peas', ['**/*.{md,html}'], []],
    ]);
  });

  it('numbered folders are parts of one course; an index page is no lesson', () => {
    expect(shape(library({ '01-a/x.md': '', '02-b/y.md': '', 'index.md': '' }))).toEqual([
      ['my-library', '.', ['**/*.md'], ['index.md']],
    ]);
    expect(shape(library({ '01-a/README.md': '', '02-b/README.md': '' }))).toEqual([
      ['my-library', '.', ['**/[0-9]*/README.md'], []],
    ]);
  });

  it('several courses of different layouts side by side', () => {
    const root = library({
      'carp/config.yaml': 'episodes: [a.md]\n',
      'carp/episodes/a.md': '',
      'iot/1-a/lessons/1-x/README.md': '',
      'plain/a.md': '',
    });
    expect(
      discoverCourses(root)
        .map((course) => [course.id, course.root])
        .sort(),
    ).toEqual([
      ['carp', 'carp'],
      ['iot', 'iot'],
      ['plain', 'plain'],
    ]);
  });

  it('finds nothing in a folder without lessons', () => {
    expect(discoverCourses(library({ 'README.md': '', 'x.txt': '' }))).toEqual([]);
  });
});

describe('writing', () => {
  it('what is written reads back the same', () => {
    const root = library({ 'config.yaml': 'title: "Beans: 1"\nepisodes: [a.md]\n', 'episodes/a.md': '', 'learners/b.md': '' });
    const courses = discoverCourses(root);
    const text = renderConfig({ courses }, ['Found: one course\nwith a line break']);
    expect(parseConfig(text).courses).toEqual(courses);
    expect(text).toContain('# Found: one course with a line break\n');
    expect(text).toContain('# Globs of the lesson files');
  });

  it('the JSON schema knows the keys and refuses others', () => {
    const schema = configJsonSchema() as { properties: Record<string, unknown>; additionalProperties: unknown };
    expect(Object.keys(schema.properties)).toContain('courses');
    expect(schema.additionalProperties).toBe(false);
  });
});
