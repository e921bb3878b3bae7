/** A new item in a package of QTI 2 or 3: a file, its entry in the manifest, its reference in the test; everything else as it was. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../tools/library/edits.ts';
import { qti2Text, zipOf } from '../../../tools/library/items/example-items.ts';
import { packedItems, repacked } from '../../../tools/library/items/package.ts';
import { readItemFile } from '../../../tools/library/items/read-items.ts';
import { zipBytes, zipEntries } from '../../../tools/library/items/zip.ts';
import type { Lesson, SourceFile } from '../../../tools/library/lesson.ts';
import { inPlace, insertion, modelFor, whyNoPlace } from './write-place.ts';

const versions = ['2.1', '2.2', '3.0'] as const;
type Version = (typeof versions)[number];
const written = {
  stem: 'Where do you cut a rose with thorns & buds?',
  options: ['Above a bud that points out', 'Above a bud that points in', 'Between two buds < 1 cm apart'],
  key: 0,
  misconceptions: ['', 'An inward bud fills the middle.', 'A stump rots.'],
  feedback: '',
  quote: '',
};
const types = { '2.1': 'xmlv2p1', '2.2': 'xmlv2p2', '3.0': 'xmlv3p0' };

const itemText = (version: Version, stem: string) =>
  qti2Text(version, stem, ['Oxygen', 'Carbon dioxide', 'Nitrogen'], 1)
    .replace('<!-- kept -->\n', '')
    .replace(/ {4}<p>Look.*<\/p>\n/, '');

function manifestText(version: Version): string {
  const item = (id: string) =>
    `    <cp:resource identifier="R-${id}" type="imsqti_item_${types[version]}" href="items/${id}.xml">
      <cp:metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string>${id}</string></title></general></lom></cp:metadata>
      <cp:file href="items/${id}.xml" />
    </cp:resource>`;
  return `\ufeff<?xml version='1.0' encoding='UTF-8'?>
<cp:manifest xmlns:cp="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M">
  <cp:resources>
    <cp:resource identifier="T" type="imsqti_test_${types[version]}" href="tests/t.xml">
      <cp:file href="tests/t.xml"/>
      <cp:dependency identifierref="R-a"/>
      <cp:dependency identifierref="R-b"/>
    </cp:resource>
${item('a')}
${item('b')}
    <!-- the end -->
  </cp:resources>
</cp:manifest>
`;
}

function testText(version: Version, more = ''): string {
  const [open, close] = version === '3.0' ? ['qti-', 'qti-assessment-'] : ['', 'assessment'];
  const ref = version === '3.0' ? 'qti-assessment-item-ref' : 'assessmentItemRef';
  const section = version === '3.0' ? `${close}section` : `${close}Section`;
  const test = version === '3.0' ? `${close}test` : `${close}Test`;
  return `<?xml version="1.0"?>
<!-- a > b -->
<${test} identifier="t" title="Gases"><${open}${version === '3.0' ? 'test-part' : 'testPart'} identifier="p">
  <${section} identifier="s" title="S" visible="true">${more}
\t<${ref} identifier="b" href="../items/b.xml"/>
\t<${ref} identifier="a" href="../items/a.xml" category="air" />
  </${section}>
</${open}${version === '3.0' ? 'test-part' : 'testPart'}></${test}>
`;
}

function lessonOf(bytes: Buffer): Lesson {
  const { files, parts } = packedItems('quiz.zip', bytes);
  const source = (role: SourceFile['role']) => (one: { path: string; text: string }) =>
    ({ ...one, role, format: 'qti', sha256: '' }) as const;
  const items = files.flatMap((file) =>
    readItemFile('qti', file.path, file.text, undefined).quizzes.flatMap((quiz) => quiz.items),
  );
  return { id: 'l', files: [...files.map(source('items')), ...parts.map(source('data'))], items } as unknown as Lesson;
}

const packageOf = (version: Version, more = '', eol = '\n') =>
  zipOf(
    Object.fromEntries(
      Object.entries({
        'imsmanifest.xml': manifestText(version),
        'tests/t.xml': testText(version, more),
        'items/a.xml': itemText(version, 'Which gas do plants take in?'),
        'items/b.xml': itemText(version, 'Which gas do animals breathe out?'),
        'notes.txt': 'kept',
      }).map(([name, text]) => [name, text.replaceAll('\n', eol)]),
    ),
    { level: 1, descriptors: true, comment: 'Unit 1' },
  );

function added(bytes: Buffer): { bytes: Buffer; lesson: Lesson } | null {
  const lesson = lessonOf(bytes);
  const model = modelFor(lesson);
  const edits = model && insertion(lesson, model, inPlace(written, model.like));
  if (!edits) return null;
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const before = lesson.files.find((file) => file.path === path)?.text ?? '';
    texts.set(
      path.slice('quiz.zip!/'.length),
      applyEdits(
        before,
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  const after = repacked('quiz.zip', bytes, texts);
  return { bytes: after, lesson: lessonOf(after) };
}

const contents = (bytes: Buffer) =>
  Object.fromEntries(zipEntries('p', bytes).map((entry) => [entry.name, zipBytes('p', bytes, entry).toString('utf8')]));

describe.each(versions)('a package of QTI %s', (version) => {
  it.each(['\n', '\r\n'])('takes a new item as a file that manifest and test name', (eol) => {
    const bytes = packageOf(version, '', eol);
    const result = added(bytes);
    expect(result?.lesson.items).toHaveLength(3);
    const item = result?.lesson.items.find((one) => one.stem.text === written.stem);
    expect(item).toMatchObject({ kind: 'choice', format: 'qti', keying: 'stated', stem: { text: written.stem } });
    expect(item?.options.map((option) => [option.text, option.correct])).toEqual([
      [written.options[1], false],
      [written.options[0], true],
      [written.options[2], false],
    ]);
    expect(item?.points).toEqual(result?.lesson.items[0]?.points);
    const [before, after] = [contents(bytes), contents(result?.bytes ?? Buffer.alloc(0))];
    const name = Object.keys(after).find((one) => !(one in before)) ?? '';
    expect(name).toMatch(/^items\/i[0-9a-f]{32}\.xml$/);
    const id = name.slice('items/'.length, -'.xml'.length);
    for (const kept of ['items/a.xml', 'items/b.xml', 'notes.txt']) expect(after[kept]).toBe(before[kept]);
    const own = after['imsmanifest.xml']
      ?.replace(`${eol}      <cp:dependency identifierref="${id}"/>`, '')
      .replace(
        `${eol}    <cp:resource identifier="${id}" type="imsqti_item_${types[version]}" href="${name}">${eol}      <cp:file href="${name}" />${eol}    </cp:resource>`,
        '',
      );
    expect(own).toBe(before['imsmanifest.xml']);
    const ref = version === '3.0' ? 'qti-assessment-item-ref' : 'assessmentItemRef';
    const line = `${eol}\t<${ref} identifier="${id}" href="../${name}" category="air" />`;
    expect(after['tests/t.xml']?.replace(line, '')).toBe(before['tests/t.xml']);
    expect(after['tests/t.xml']).toContain(`href="../items/a.xml" category="air" />${line}`);
    expect(after[name]).toContain(`identifier="${id}"`);
    expect(after[name]?.includes('\r\n')).toBe(eol === '\r\n');
  });

  it('is left where learners get only some of its items', () => {
    const selection = version === '3.0' ? '<qti-selection select="1"/>' : '<selection select="1"/>';
    const lesson = lessonOf(packageOf(version, selection));
    expect(modelFor(lesson)).toBeNull();
    expect(whyNoPlace(lesson)).toMatch(/learners get only some of them/);
  });
});

it('a package whose manifest lists its items as files of the test takes the new one there too', () => {
  const files = ['tests/t.xml', 'items/a.xml', 'items/b.xml'];
  const listed = files.map((name) => `<file href="${name}"/>`).join('\n  ');
  const bytes = zipOf({
    'imsmanifest.xml': `<manifest><resources><resource identifier="T" type="imsqti_test_xmlv2p2" href="tests/t.xml">\n  ${listed}</resource></resources></manifest>`,
    'tests/t.xml': testText('2.2'),
    'items/a.xml': itemText('2.2', 'Which gas do plants take in?'),
    'items/b.xml': itemText('2.2', 'Which gas do animals breathe out?'),
  });
  const result = added(bytes);
  expect(result?.lesson.items.map((item) => item.stem.text)).toContain(written.stem);
  expect(contents(result?.bytes ?? bytes)['imsmanifest.xml']).toMatch(
    /<file href="items\/a\.xml"\/>\n {2}<file href="items\/i[0-9a-f]{32}\.xml"\/>/,
  );
});

it('items outside of a package are named by nothing that could name another', () => {
  const text = itemText('2.2', 'Which gas do plants take in?');
  const items = readItemFile('qti', 'q.xml', text, undefined).quizzes.flatMap((quiz) => quiz.items);
  const lesson = {
    id: 'l',
    files: [{ path: 'q.xml', role: 'items', format: 'qti', text, sha256: '' }],
    items,
  } as unknown as Lesson;
  expect(modelFor(lesson)).toBeNull();
  expect(whyNoPlace(lesson)).toMatch(/there is no manifest beside these/);
});
