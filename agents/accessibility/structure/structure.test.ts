import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast as contrastOf, nearestPassing, parseColour, type Rgb, toHex, toOklch } from '../colour/colour.ts';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { htmlLanguage } from '../language/html-language.ts';
import { isLanguageTag } from '../language/language-codes.ts';
import { mediaTitle } from '../media/media-title.ts';
import { attributesOfTag, tagEnd } from '../start-tag.ts';
import { duplicateId } from './duplicate-id.ts';
import { emphasisBroken } from './emphasis-broken.ts';
import { emphasisWhole } from './emphasis-whole.ts';
import { listFake } from './list-fake.ts';
import { tableHeader } from './table-header.ts';

describe('html-language', () => {
  it.each([
    ['<!doctype html><html><body>x</body></html>', '<!doctype html><html lang="de"><body>x</body></html>'],
    ['<html lang="">x', '<html lang="de">x'],
    ['<html lang=en_US>x', '<html lang="en-US">x'],
    ['<html><body lang=EN-GB>x</body></html>', '<html lang="EN-GB"><body lang=EN-GB>x</body></html>'],
    ["<html class='a' lang='english'>x", "<html class='a' lang='en'>x"],
    ['<!-- <html> --><html dir="ltr">x', '<!-- <html> --><html lang="de" dir="ltr">x'],
  ])('says the language of the course: %s', async (before, after) => {
    expect((await mended(htmlLanguage, html(before, { language: 'de' })))?.files['lesson.html']).toBe(after);
  });

  it('accepts a language that is one', async () => {
    expect(await found(htmlLanguage, html('<html lang="pt-BR">x'))).toEqual([]);
    expect(isLanguageTag('xx')).toBe(false);
  });

  it('does not apply to Markdown and to fragments', async () => {
    await expect(found(htmlLanguage, markdown('x'))).rejects.toThrow('notApplicable');
    await expect(found(htmlLanguage, html('<p>x</p>'))).rejects.toThrow('notApplicable');
  });
});

describe('list-fake', () => {
  it.each([
    ['• one<br>\n• two<br>\n• three\n', '- one\n- two\n- three\n'],
    ['You need:<br>- a pump<br>- a tank\n', 'You need:\n\n- a pump\n- a tank\n'],
    ['(1) wire it<br>(2) start it\n', '1. wire it\n2. start it\n'],
    ['• one  \n• two\n', '- one\n- two\n'],
  ])('makes a list of %j', async (before, after) => {
    expect((await mended(listFake, markdown(before)))?.files['lesson.md']).toBe(after);
    expect(await found(listFake, markdown(after))).toEqual([]);
  });

  it('makes a list in HTML and keeps mark-up within the items', async () => {
    const result = await mended(listFake, html('<p>Take:<br>• a <b>pump</b><br>• a tank</p>'));
    expect(result?.files['lesson.html']).toBe('<p>Take:</p>\n<ul>\n<li>a <b>pump</b></li>\n<li>a tank</li>\n</ul>');
  });

  it('makes a list of paragraphs that begin with marks, as Word writes them', async () => {
    const item = (words: string) =>
      `<p class=MsoListParagraph style='text-indent:-18pt'><![if !supportLists]><span>·<span>&nbsp;&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>`;
    const result = await mended(
      listFake,
      html(`<p>Do this:</p>\n${item('Put on a coat.')}\n${item('Tie <b>back</b> hair.')}\n<p>Then go on.</p>`),
    );
    expect(result?.files['lesson.html']).toBe(
      '<p>Do this:</p>\n<ul>\n<li>Put on a coat.<o:p></o:p></li>\n<li>Tie <b>back</b> hair.<o:p></o:p></li>\n</ul>\n<p>Then go on.</p>',
    );
    const plain = await mended(listFake, html('<p>1. Wire it.</p><p>2. Start it.</p><p>3. Wait.</p>'));
    expect(plain?.files['lesson.html']).toBe('<ol>\n<li>Wire it.</li>\n<li>Start it.</li>\n<li>Wait.</li>\n</ol>');
  });

  it('makes a list of lines that stand loose in a page', async () => {
    const result = await mended(
      listFake,
      html('<body><h2>Words</h2>\n1. rex: king<br>2. lex: law<br>3. pax: peace<br>\n</body>'),
    );
    expect(result?.files['lesson.html']).toBe(
      '<body><h2>Words</h2>\n<ol>\n<li>rex: king</li>\n<li>lex: law</li>\n<li>pax: peace</li>\n</ol>\n</body>',
    );
  });

  it.each([
    '<p>1. What is a cell?</p><p>A small room of life.</p><p>2. What is a wall?</p>',
    '<p>– Who is there?</p><p>– It is me.</p><p>– Come in!</p>',
    '<p>2020. A year</p><p>2021. Another</p><p>2022. A third</p>',
    '<p>• alone</p>',
    '<body>Main Street 1<br>12345 Town<br></body>',
    '<ul><li>• one</li><li>• two</li></ul>',
  ])('leaves alone paragraphs that are none: %s', async (source) => {
    expect(await found(listFake, html(source))).toEqual([]);
  });

  it.each([
    ['a real list', '- one\n- two\n'],
    ['an address', 'Main Street 1<br>12345 Town\n'],
    ['a dialogue', '— Who is there?\n'],
    ['cells of a table', '| a | b |\n| - | - |\n| • x<br>• y | z |\n'],
    ['arithmetic', '3 - 1<br>5 - 2\n'],
    ['numbers that do not count', '2020. A year<br>1999. Another\n'],
    ['code', '```\n• one<br>\n• two\n```\n'],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(listFake, markdown(text))).toEqual([]);
  });
});

describe('emphasis', () => {
  it('moves white space out of marks that do not work', async () => {
    const result = await mended(emphasisBroken, markdown('Press the **red button **now, please.\n'));
    expect(result?.files['lesson.md']).toBe('Press the **red button** now, please.\n');
    expect((await mended(emphasisBroken, markdown('This is ** very important ** to know.\n')))?.files['lesson.md']).toBe(
      'This is **very important** to know.\n',
    );
  });

  it.each([
    'Press the **red button** now.',
    'In Python `2 ** 3` is 8.',
    'Compute 2 ** 3 ** 2 here.',
    'Two **good** and **fine** words.',
    'a ** b',
    'Take width ** n ** 2 of it.',
  ])('leaves alone “%s”', async (text) => {
    expect(await found(emphasisBroken, markdown(`${text}\n`))).toEqual([]);
  });

  it('asks about a long paragraph all in italics, and never about a short one or a list of names', async () => {
    const long = `*${'word '.repeat(70).trim()}*\n`;
    expect(await found(emphasisWhole, markdown(long))).toHaveLength(1);
    expect(await found(emphasisWhole, markdown('**Do this first, then the rest.**\n'))).toEqual([]);
    expect(
      await found(emphasisWhole, markdown(`**Thanks to ${'[A Name](https://example.org), '.repeat(80)}and all**\n`)),
    ).toEqual([]);
  });
});

describe('table-header', () => {
  const data =
    '<table><tr><td>Crop</td><td>Yield</td></tr><tr><td>Rye</td><td>3.1</td></tr><tr><td>Oats</td><td>2.4</td></tr></table>';

  it('makes the first row headers where it names columns of numbers', async () => {
    const result = await mended(tableHeader, html(data));
    expect(result?.files['lesson.html']).toContain(
      '<tr><th scope="col">Crop</th><th scope="col">Yield</th></tr><tr><th scope="row">Rye</th>',
    );
  });

  it('asks where the first row may be data', async () => {
    const example = html('<table><tr><td>Rye</td><td>winter</td></tr><tr><td>Oats</td><td>spring</td></tr></table>');
    expect((await found(tableHeader, example))[0]?.certainty).toBe('needs-review');
    expect(await mended(tableHeader, example)).toBeNull();
    expect((await mended(tableHeader, example, { kind: 'text', text: 'yes' }))?.files['lesson.html']).toContain(
      '<th scope="col">Rye</th>',
    );
  });

  it.each([
    ['a table with headers', data.replaceAll('td>Crop</td', 'th>Crop</th')],
    ['a layout table by role', data.replace('<table>', '<table role="presentation">')],
    ['a table that arranges a page', '<table><tr><td><h2>A</h2></td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>'],
    ['a single column', '<table><tr><td>A</td></tr><tr><td>B</td></tr></table>'],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(tableHeader, html(text))).toEqual([]);
  });

  it('asks for the name of a nameless column, but not of the corner over row names', async () => {
    expect(await found(tableHeader, markdown('| a | |\n| - | - |\n| 1 | 2 |\n'))).toHaveLength(1);
    expect(await found(tableHeader, markdown('| | time |\n| - | - |\n| now | 2 |\n'))).toEqual([]);
    expect(await found(tableHeader, markdown('| | |\n| - | - |\n| now | 2 |\n'))).toEqual([]);
  });
});

describe('media-title', () => {
  it('names a video after the section it is the only one of', async () => {
    const result = await mended(
      mediaTitle,
      markdown('## Watering\n\n<iframe src="https://www.youtube.com/embed/abc"></iframe>\n'),
    );
    expect(result?.files['lesson.md']).toContain('<iframe title="Video: Watering" src=');
  });

  it('asks where nothing tells two videos apart', async () => {
    expect(
      await found(mediaTitle, markdown('## Pumps\n\n<video src="x.mp4"></video>\n\n<video src="y.mp4"></video>\n')),
    ).toMatchObject([{ certainty: 'needs-review' }, { certainty: 'needs-review' }]);
  });

  it('asks where two would get one name', async () => {
    const frame = '<iframe src="https://example.org/a"></iframe>\n\n';
    const example = markdown(`## Watering\n\n${frame}${frame}`);
    expect(await mended(mediaTitle, example)).toBeNull();
    expect((await mended(mediaTitle, example, { kind: 'text', text: 'A "test"' }))?.files['lesson.md']).toContain(
      'title="A &quot;test&quot;"',
    );
  });

  it.each([
    '<iframe title="A" src="x"></iframe>',
    '<iframe aria-hidden="true" src="x"></iframe>',
    '<audio src="x.mp3"></audio>',
    '## Watering\n\n<video src="x.mp4" controls></video>',
    '<video src="x.mp4" controls></video>',
    '<figure><video src="x.mp4"></video><figcaption>The pump at work</figcaption></figure>\n\n<figure><video src="y.mp4"></video><figcaption>The pump at rest</figcaption></figure>',
    '`<iframe src="x">`',
  ])('accepts %s', async (text) => {
    expect(await found(mediaTitle, markdown(`${text}\n`))).toEqual([]);
  });
});

describe('duplicate-id', () => {
  it('renames the second where nothing points at it', async () => {
    const result = await mended(duplicateId, html('<p id="a">1</p><p id="a-2">2</p><p id="a">3</p>'));
    expect(result?.files['lesson.html']).toBe('<p id="a">1</p><p id="a-2">2</p><p id="a-3">3</p>');
  });

  it.each([
    '<a href="#a">x</a>',
    '<label for="a">x</label>',
    '<input aria-describedby="b a">',
    '<script>document.getElementById("a")</script>',
  ])('asks which is meant where something points at it: %s', async (pointer) => {
    expect(await mended(duplicateId, html(`<p id="a">1</p><p id="a">3</p>${pointer}`))).toBeNull();
  });

  it('accepts an id and a name that are the same on one anchor', async () => {
    expect(await found(duplicateId, html('<a id="a" name="a" href="#">x</a>'))).toEqual([]);
  });
});

describe('start tags', () => {
  it('reads attributes in every notation', () => {
    const tag = `<img alt='a > b' src=x.png hidden data-x="1">rest`;
    expect(tagEnd(tag)).toBe(tag.length - 4);
    expect(attributesOfTag(tag).map(({ name, value }) => [name, value])).toEqual([
      ['alt', 'a > b'],
      ['src', 'x.png'],
      ['hidden', null],
      ['data-x', '1'],
    ]);
    for (const { valueStart, valueEnd, value } of attributesOfTag(tag))
      if (value !== null) expect(tag.slice(valueStart, valueEnd)).toBe(value);
  });
});

describe('colours', () => {
  const rgb = fc.tuple(
    fc.integer({ min: 0, max: 255 }),
    fc.integer({ min: 0, max: 255 }),
    fc.integer({ min: 0, max: 255 }),
  ) as fc.Arbitrary<Rgb>;

  it('knows the contrasts of the standard', () => {
    expect(contrastOf([0, 0, 0], [255, 255, 255])).toBe(21);
    expect(contrastOf(parseColour('#777')!, [255, 255, 255])).toBeCloseTo(4.48, 2);
    expect(toOklch([255, 255, 255]).l).toBeCloseTo(1, 4);
  });

  it('finds a colour that passes wherever there is one, and leaves passing ones alone', () => {
    fc.assert(
      fc.property(rgb, rgb, (foreground, background) => {
        const better = nearestPassing(foreground, background, 4.5)!;
        expect(contrastOf(better, background)).toBeGreaterThanOrEqual(4.5);
        if (contrastOf(foreground, background) >= 4.5) expect(better).toEqual(foreground);
      }),
    );
  });

  it('keeps the hue and changes little where little is missing', () => {
    const better = nearestPassing(parseColour('#e4572e')!, [255, 255, 255], 4.5)!;
    expect(toHex(better)).toMatch(/^#[0-9a-f]{6}$/);
    expect(Math.abs(toOklch(better).h - toOklch(parseColour('#e4572e')!).h)).toBeLessThan(0.08);
  });
});
