import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../errors.ts';
import { canvasText, qti2Text, zipOf } from './example-items.ts';
import { excerpt, packedItems, repacked } from './package.ts';
import { readItemFile } from './read-items.ts';
import { readXml } from './xml.ts';
import { zipBytes, zipEntries } from './zip.ts';
import { zipWith } from './zip-write.ts';

function reason(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ReadError) return error.message;
    throw error;
  }
  return 'read';
}

const item = canvasText([{ stem: 'Which?', options: ['a', 'b', 'c'], key: 0 }]);

describe('XML', () => {
  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'DOCTYPE'],
    ['<a>&nbsp;</a>', '&nbsp;'],
    ['<a>&#0;</a>', '&#0;'],
    ['<a>fish & chips</a>', 'bare "&"'],
    ['<a><b></a></b>', 'nesting'],
    ['<a x=1/>', 'quotes'],
    ['<a x="1" x="2"/>', 'twice'],
    ['<a/><b/>', 'second document element'],
    ['<a>', 'never closed'],
    [Buffer.from('<a/>', 'utf16le').toString(), 'save the file as UTF-8'],
    ['plain', 'outside of the document element'],
    ['<a>'.repeat(500), 'deep'],
  ])('%s is refused with its reason and line', (text, why) => {
    expect(reason(() => readXml('f.xml', text))).toContain(why);
    expect(reason(() => readXml('f.xml', text))).toMatch(/^f\.xml:1: /);
  });

  it('a BOM, comments, CDATA and references of its own are read', () => {
    const { root } = readXml('f.xml', '\ufeff<?xml version="1.0"?><!-- & < --><a b="&lt;&#65;"><![CDATA[<&]]></a>');
    expect(root.attributes[0]?.value).toBe('<A');
  });

  it('no text makes the readers throw anything but a reason', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<a>',
            '</a>',
            '<item>',
            '"',
            '&amp;',
            '<![CDATA[',
            ']]>',
            '{',
            '}',
            '=x',
            '~',
            '::',
            '#',
            '\\',
            '\n\n',
            'w',
            '<!--',
            '-->',
          ),
        ),
        (parts) => {
          for (const format of ['qti', 'moodle-xml', 'gift'] as const)
            reason(() => readItemFile(format, 'f', parts.join(''), undefined));
          for (const format of ['qti', 'moodle-xml'] as const)
            reason(() => readItemFile(format, 'f', item.replace('Which?', parts.join('')), undefined));
        },
      ),
    );
  });
});

describe('zip packages', () => {
  it.each(['../out.xml', '/etc/x.xml', 'C:/x.xml', 'a\\b.xml', 'a/../../b.xml', 'a\u0000.xml'])(
    'the name %j is refused',
    (name) => {
      expect(reason(() => zipEntries('p.zip', zipOf({ [name]: 'x' })))).toContain('refused for safety');
    },
  );

  it('links, names that stand twice, and contents that unpack to far more than they should are refused', () => {
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x' }, { lie: { attributes: 0xa1ff0000 } })))).toContain('is a link');
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x', A: 'y' })))).toContain('twice');
    expect(reason(() => zipEntries('p.zip', zipOf({ a: Buffer.alloc(5_000_000) })))).toContain('200 times');
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x', b: 'y' }), { entries: 1, totalBytes: 10, ratio: 10 }))).toContain(
      'more than 1',
    );
    const lying = zipOf({ a: Buffer.alloc(5_000_000) }, { lie: { size: 10 } });
    expect(reason(() => zipEntries('p.zip', lying).map((entry) => zipBytes('p.zip', lying, entry)))).toContain(
      'more than the package states',
    );
  });

  it('encrypted and Zip64 packages are refused with what to do', () => {
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x' }, { lie: { flags: 1 } })))).toContain('encrypted; unpack it first');
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x' }, { lie: { flags: 0x40 } })))).toContain('encrypted');
    expect(reason(() => zipEntries('p.zip', zipOf({ a: 'x' }, { lie: { size: 0xffffffff } })))).toContain('Zip64');
    const plain = zipOf({ a: 'x' });
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    const located = Buffer.concat([plain.subarray(0, -22), locator, plain.subarray(-22)]);
    expect(reason(() => zipEntries('p.zip', located))).toContain('Zip64');
  });

  it('what is no package, or a damaged one, gives a reason whatever its bytes', () => {
    expect(reason(() => zipEntries('p.zip', Buffer.from('no zip at all, but long enough for one')))).toContain('no zip package');
    const whole = zipOf({ 'a.xml': item, 'b.xml': 'b' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(whole);
        broken[at] = value;
        reason(() => zipEntries('p.zip', broken).map((entry) => zipBytes('p.zip', broken, entry)));
        reason(() => zipWith('p.zip', broken, new Map([['b.xml', Buffer.from('c')]])));
      }),
      { numRuns: 300 },
    );
  });

  it('writing without a change gives the same bytes; one text changes only its entry', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\.xml$/), fc.string(), { minKeys: 1 }),
        fc.string(),
        (files, text) => {
          const bytes = zipOf(files);
          expect(zipWith('p.zip', bytes, new Map()).equals(bytes)).toBe(true);
          const name = Object.keys(files)[0] ?? '';
          const after = repacked('p.zip', bytes, new Map([[name, text]]));
          const read = Object.fromEntries(
            zipEntries('p.zip', after).map((entry) => [entry.name, zipBytes('p.zip', after, entry).toString()]),
          );
          expect(read).toEqual({ ...files, [name]: Buffer.from(text).toString() });
          expect(repacked('p.zip', after, new Map([[name, files[name] ?? '']])).length).toBe(bytes.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([{}, { descriptors: true as const, level: 1, comment: 'made by hand' }])(
    'an entry that gets its old text back gets its old bytes back, whatever packed them (%j)',
    (form) => {
      const long = 'the same words again and again, '.repeat(200);
      const bytes = zipOf({ 'a.xml': long, 'b.png': Buffer.from([1, 2, 3]), 'c.xml': long.toUpperCase() }, form);
      const changed = repacked('p.zip', bytes, new Map([['a.xml', `${long}!`]]));
      const [before, after] = [bytes, changed].map((one) => zipEntries('p.zip', one));
      for (const name of ['b.png', 'c.xml']) {
        const raw = (all: Buffer, entries = zipEntries('p.zip', all)) => {
          const own = entries.find((one) => one.name === name);
          return all.subarray(
            (own?.offset ?? 0) + 30 + name.length,
            (own?.offset ?? 0) + 30 + name.length + (own?.compressedSize ?? 0),
          );
        };
        expect(raw(changed).equals(raw(bytes))).toBe(true);
      }
      expect(after?.map(({ name, method }) => [name, method])).toEqual(before?.map(({ name, method }) => [name, method]));
      const again = repacked('p.zip', changed, new Map([['a.xml', long]]), excerpt('p.zip', bytes, ['a.xml']));
      expect(again.equals(bytes)).toBe(true);
    },
  );

  it('the manifest says which files hold items, and a file it lists in vain is told', () => {
    const manifest = `<manifest><resources>
      <resource identifier="a" type="imsqti_item_xmlv2p2" href="items/a.xml"><file href="items/a.xml"/></resource>
      <resource identifier="b" type="imsqti_item_xmlv2p2" href="items/gone.xml"/>
      <resource identifier="c" type="webcontent" href="page.xml"/></resources></manifest>`;
    const bytes = zipOf({
      'imsmanifest.xml': manifest,
      'items/a.xml': qti2Text('2.2', 'Which?', ['a', 'b'], 0),
      'page.xml': '<p/>',
    });
    const { files, unreadable } = packedItems('p.zip', bytes);
    expect(files.map((file) => file.path)).toEqual(['p.zip!/items/a.xml']);
    expect(unreadable.map((error) => error.path)).toEqual(['p.zip!/items/gone.xml']);
    expect(reason(() => packedItems('p.zip', zipOf({ 'readme.txt': 'x' })))).toContain('neither a manifest nor an XML');
  });

  it('does not lose itself in files of nothing but comments', () => {
    const bytes = zipOf({ 'a.xml': '<!-- a -->'.repeat(60), 'b.xml': qti2Text('2.2', 'Which?', ['a', 'b'], 0) });
    expect(packedItems('p.zip', bytes).files).toHaveLength(2);
  });

  it.each(['../a.xml', '/a.xml', 'C:a.xml', 'A.XML', 'a\\b.xml'])('takes in no new file of the name %s', (name) => {
    const bytes = zipOf({ 'a.xml': 'x' });
    expect(() => repacked('p.zip', bytes, new Map([[name, 'y']]))).toThrow(/leads out of the package|stands in it twice/);
  });
});
