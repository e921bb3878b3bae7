import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Config } from '../../config/schema.ts';
import { readLibrary, rereadLesson } from '../read.ts';
import { canvasText, giftText, moodleText, qti2Text, zipOf } from './example-items.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'items-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

const config = (items: unknown[]) => Config.parse({ courses: [{ id: 'c', lessons: ['*/README.md'], items }] });
const options = ['Sand', 'Clay', 'Gravel'];

describe('item files of a course', () => {
  it('belong to the lesson in whose folder they lie, or whose number they name', async () => {
    put({
      '1-a/README.md': '# A\n',
      '2-b/README.md': '# B\n',
      '1-a/quiz/soil.gift': giftText('Which one?', options, 0),
      '2-b/quiz/soil.xml': moodleText('Which two?', options, 1),
      'banks/lesson-2.xml': canvasText([{ stem: 'Which three?', options, key: 2 }]),
    });
    const stated = config([
      { path: '*/quiz/*.gift', format: 'gift' },
      { path: '*/quiz/*.xml', format: 'moodle-xml' },
      { path: 'banks/*.xml', format: 'qti', mapping: { lesson: 'lesson-(\\d+)' } },
    ]);
    const library = await readLibrary(root, stated);
    const [a, b] = library.courses[0]?.lessons ?? [];
    expect(library.courses[0]?.unreadable).toEqual([]);
    expect(a?.items.map((item) => item.stem.text)).toEqual(['Which one?']);
    expect(b?.items.map((item) => item.stem.text)).toEqual(['Which two?', 'Which three?']);
    const edited = moodleText('Which other?', options, 1);
    const again = rereadLesson(library, stated, b?.id ?? '', new Map([['2-b/quiz/soil.xml', edited]]));
    expect(again.items.map((item) => item.stem.text)).toEqual(['Which other?', 'Which three?']);
  });

  it('packages are read by their manifest; what is unsafe or not read is told and stops nothing', async () => {
    const manifest =
      '<manifest><resources><resource type="imsqti_item_xmlv2p2" href="i.xml"/><resource type="imsqti_test_xmlv2p2" href="t.xml"/></resources></manifest>';
    put({
      '1-a/README.md': '# A\n',
      'p.zip': zipOf({
        'imsmanifest.xml': manifest,
        'i.xml': qti2Text('2.2', 'Which?', options, 0),
        't.xml': '<assessmentTest/>',
      }),
      'bad.zip': zipOf({ '../i.xml': 'x' }),
      'entity.xml': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    });
    const items = ['p.zip', 'bad.zip', 'entity.xml'].map((name) => ({ path: name, format: 'qti' }));
    const course = (await readLibrary(root, config([...items, { path: 'none/*.xml', format: 'qti' }]))).courses[0];
    expect(course?.lessons[0]?.items.map((item) => item.span.path)).toEqual(['p.zip!/i.xml']);
    expect(course?.lessons[0]?.files.map((file) => file.path)).toContain('p.zip!/i.xml');
    expect(course?.unreadable.map((one) => `${one.path}: ${one.reason}`)).toEqual([
      expect.stringContaining('bad.zip: the zip package is refused for safety'),
      expect.stringContaining('entity.xml: line 1: not read as XML: a DOCTYPE'),
      expect.stringContaining('none/*.xml: no file matches'),
    ]);
  });

  it('of QTI 2 that are to be tagged outside of a package are told to have no place for tags', async () => {
    put({ '1-a/README.md': '# A\n', '1-a/q.xml': qti2Text('2.2', 'Which?', options, 1) });
    const told = async (more: object) =>
      (await readLibrary(root, config([{ path: '1-a/q.xml', format: 'qti', ...more }]))).courses[0]?.unreadable.map(
        ({ reason }) => reason,
      );
    expect(await told({ outcomeTags: 'code' })).toEqual([expect.stringContaining('keep tags in the manifest of a package')]);
    expect(await told({})).toEqual([]);
  });

  it('are proposed where they lie in a folder for quizzes', async () => {
    put({
      'lessons/1-a/README.md': '# A\n',
      'quizzes/a.xml': canvasText([{ stem: 'Which?', options, key: 0 }]),
      'quizzes/b.gift': giftText('Which?', options, 0),
      'quizzes/c.xml': moodleText('Which?', options, 0),
      'quizzes/d.xml': '<other/>',
    });
    const course = (await readLibrary(root, Config.parse({}))).courses[0];
    expect(course?.config?.items.map((one) => `${one.path} ${one.format}`)).toEqual([
      'quizzes/a.xml qti',
      'quizzes/b.gift gift',
      'quizzes/c.xml moodle-xml',
    ]);
    expect(course?.lessons[0]?.items.length).toBe(3);
  });
});
