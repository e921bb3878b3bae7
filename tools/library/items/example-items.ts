/** The same questions in every format that is read, for tests. Written for this project. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

const canvasHead = `<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
  <assessment ident="a1" title="Soil"><section ident="root_section">
`;
const canvasTail = '  </section></assessment>\n</questestinterop>\n';

export interface CanvasItem {
  ident?: string;
  /** HTML of the stem, before it is encoded. */
  stem: string;
  options: string[];
  key: number | null;
}

export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function canvasItem({ ident = 'i1', stem, options, key }: CanvasItem): string {
  const labels = options.map(
    (text, index) =>
      `          <response_label ident="${ident}o${index}"><material><mattext texttype="text/plain">${xmlText(text)}</mattext></material></response_label>`,
  );
  return `    <item ident="${ident}" title="Question">
      <itemmetadata><qtimetadata>
        <qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_choice_question</fieldentry></qtimetadatafield>
        <qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>2.0</fieldentry></qtimetadatafield>
      </qtimetadata></itemmetadata>
      <presentation>
        <material><mattext texttype="text/html">${xmlText(stem)}</mattext></material>
        <response_lid ident="response1" rcardinality="Single"><render_choice>
${labels.join('\n')}
        </render_choice></response_lid>
      </presentation>
      <resprocessing>
        <outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
        <respcondition continue="No">
          <conditionvar><varequal respident="response1">${key === null ? 'nothing' : `${ident}o${key}`}</varequal></conditionvar>
          <setvar action="Set" varname="SCORE">100</setvar>
        </respcondition>
      </resprocessing>
    </item>
`;
}

/** QTI 1.2 as Canvas writes it: HTML as entities, one condition that names the key. */
export function canvasText(items: CanvasItem[]): string {
  return canvasHead + items.map((item, index) => canvasItem({ ident: `i${index + 1}`, ...item })).join('') + canvasTail;
}

export function qti2Text(version: '2.1' | '2.2' | '3.0', stem: string, options: string[], key: number): string {
  const name = (words: string): string =>
    version === '3.0' ? `qti-${words.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : words;
  const own = (words: string): string =>
    version === '3.0' ? words.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : words;
  const space = { '2.1': 'imsqti_v2p1', '2.2': 'imsqti_v2p2', '3.0': 'imsqtiasi_v3p0' }[version];
  const choices = options.map(
    (text, index) => `      <${name('simpleChoice')} identifier="C${index}">${text}</${name('simpleChoice')}>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- kept -->
<${name('assessmentItem')} xmlns="http://www.imsglobal.org/xsd/${space}" identifier="soil" title="Soil">
  <${name('responseDeclaration')} identifier="RESPONSE" cardinality="single" ${own('baseType')}="identifier">
    <${name('correctResponse')}><${name('value')}>C${key}</${name('value')}></${name('correctResponse')}>
  </${name('responseDeclaration')}>
  <${name('itemBody')}>
    <p>Look at the &#8220;field&#8221;.</p>
    <${name('choiceInteraction')} ${own('responseIdentifier')}="RESPONSE" ${own('maxChoices')}="1">
      <${name('prompt')}>${stem}</${name('prompt')}>
${choices.join('\n')}
    </${name('choiceInteraction')}>
  </${name('itemBody')}>
  <${name('responseProcessing')} template="https://example.org/match_correct"/>
</${name('assessmentItem')}>
`;
}

export function moodleText(stem: string, options: string[], key: number): string {
  const answers = options.map(
    (text, index) => `    <answer fraction="${index === key ? 100 : 0}" format="html">
      <text><![CDATA[<p>${text}</p>]]></text>
      <feedback format="html"><text>${index === key ? 'Yes' : ''}</text></feedback>
    </answer>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/Soil</text></category></question>
  <question type="multichoice">
    <name><text>Soil 1</text></name>
    <questiontext format="html"><text><![CDATA[<p>${stem}</p>]]></text></questiontext>
    <generalfeedback format="html"><text>See chapter 2.</text></generalfeedback>
    <defaultgrade>1.5000000</defaultgrade>
    <single>true</single>
${answers.join('\n')}
    <tags><tag><text>outcome-3</text></tag></tags>
  </question>
</quiz>
`;
}

export function giftText(stem: string, options: string[], key: number): string {
  const escaped = (text: string): string => text.replace(/[~=#{}:]/g, '\\$&');
  return `// [tag:outcome-3]
$CATEGORY: $course$/top/Soil

// kept
::Soil 1:: ${escaped(stem)} {
${options.map((text, index) => `\t${index === key ? '=' : '~'}${escaped(text)}#noted`).join('\n')}
}
`;
}

export interface ZipForm {
  /** What an entry states about itself. */
  lie?: { size?: number; attributes?: number; flags?: number };
  /** Of compression, from 0 to 9. */
  level?: number;
  /** Sizes and check sums follow the data, as programs that pack a stream write them. */
  descriptors?: true;
  comment?: string;
}

/** A zip package of these files. */
export function zipOf(files: Record<string, string | Buffer>, form: ZipForm = {}): Buffer {
  const { lie = {}, descriptors, comment = '' } = form;
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const plain = Buffer.from(content);
    const data = deflateRawSync(plain, form.level === undefined ? {} : { level: form.level });
    const own = Buffer.from(name);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(plain), 0);
    sums.writeUInt32LE(data.length, 4);
    sums.writeUInt32LE(lie.size ?? plain.length, 8);
    const facts = (stated: Buffer) => {
      const all = Buffer.alloc(26);
      all.writeUInt16LE(20, 0);
      all.writeUInt16LE(0x800 | (descriptors ? 8 : 0) | (lie.flags ?? 0), 2);
      all.writeUInt16LE(8, 4);
      stated.copy(all, 10);
      all.writeUInt16LE(own.length, 22);
      return all;
    };
    const head = Buffer.alloc(6);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE((3 << 8) | 20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(lie.attributes ?? 0, 6);
    tail.writeUInt32LE(offset, 10);
    list.push(head, facts(sums), tail, own);
    const local = Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4]),
      facts(descriptors ? Buffer.alloc(12) : sums),
      own,
      data,
      ...(descriptors ? [Buffer.from([0x50, 0x4b, 7, 8]), sums] : []),
    ]);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...parts, central, end, Buffer.from(comment)]);
}
