/** Tags of items of QTI 2 and 3 lie in the manifest, and are read from and written to there. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../edits.ts';
import { qti2Text } from './example-items.ts';
import { manifestTag, withManifestTags } from './manifest-tags.ts';
import { readItemFile } from './read-items.ts';

const item = 'p.zip!/items/a.xml';
const objective = (prefix: string, words: string, string = 'string') =>
  `<${prefix}classification><${prefix}purpose><${prefix}source>LOMv1.0</${prefix}source><${prefix}value>educational objective</${prefix}value></${prefix}purpose><${prefix}taxonPath><${prefix}taxon><${prefix}entry><${prefix}${string}>${words}</${prefix}${string}></${prefix}entry></${prefix}taxon></${prefix}taxonPath></${prefix}classification>`;
const manifest = (metadata: string, other = '') => `<manifest xmlns:md="http://ltsc.ieee.org/xsd/LOM">
  <resources>
    <resource identifier="a" type="imsqti_item_xmlv2p2" href="items/a.xml">${metadata}
      <file href="items/a.xml"/>
    </resource>
    <resource identifier="b" type="imsqti_item_xmlv2p2" href="items/b.xml">${other}
      <file href="items/b.xml"/>
    </resource>
  </resources>
</manifest>
`;
const part = (text: string) => ({ path: 'p.zip!/imsmanifest.xml', role: 'data', format: 'qti', text, sha256: '' }) as const;

function tags(text: string): string[] {
  const [quiz] = readItemFile('qti', item, qti2Text('2.2', 'Which gas?', ['A', 'B', 'C'], 1), undefined).quizzes;
  return quiz ? (withManifestTags(quiz, part(text)).items[0]?.outcomes ?? []) : [];
}

const lom = (inner: string) => `
      <metadata><md:lom><md:general/>${inner}</md:lom></metadata>`;

describe('a tag in the manifest', () => {
  it.each<[string, string, string[]]>([
    ['no metadata', manifest(''), []],
    ['metadata without LOM', manifest('\n      <metadata><schema>QTI</schema></metadata>'), []],
    ['LOM without tags', manifest(lom('')), []],
    ['a tag', manifest(lom(objective('md:', 'LO1'))), ['LO1']],
    ['a tag of another item', manifest('', lom(objective('md:', 'LO1'))), []],
    [
      'a subject, which is no outcome',
      manifest(lom(objective('md:', 'Maths').replace('educational objective', 'discipline'))),
      [],
    ],
    ['line ends of another system', manifest(lom('')).replaceAll('\n', '\r\n'), []],
  ])('goes to a resource with %s, is read back, and all else stays', (_, text, had) => {
    expect(tags(text)).toEqual(had);
    const edit = manifestTag(part(text), item, 'A & B');
    const after = edit ? applyEdits(text, [edit]) : '';
    expect(tags(after)).toEqual([...had, 'A & B']);
    expect(edit?.quote).toBe('');
    expect(after.replace(edit?.replacement ?? '', '')).toBe(text);
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
  });

  it('has no place where the manifest has no resource for the item', () => {
    expect(manifestTag(part(manifest('')), 'p.zip!/items/c.xml', 'LO1')).toBeNull();
    expect(manifestTag(part(manifest('')), item, 'a\nb')).toBeNull();
  });
});
