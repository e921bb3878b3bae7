import { describe, expect, it } from 'vitest';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { tableLayout } from './table-layout.ts';

const prose =
  'Salt has been mined here for three thousand years, and the tunnels reach further than anybody has yet been able to walk in a day.';
const table = (rows: string[][], attributes = '') =>
  `<table${attributes}>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

describe('a table that arranges the page', () => {
  it.each([
    ['a single cell', table([['A note of a few words']])],
    ['a navigation beside a part of the page', table([['<a href="#a">A</a>', '<h2>Salt</h2><p>It is mined.</p>']])],
    ['two columns of prose', table([[prose, prose]])],
    ['pictures in a row', table([['<img src="a.png" alt="A mine">', '<img src="b.png" alt="A pan">']])],
    ['parts one under the other', table([['<h2>One</h2>'], ['<h2>Two</h2>']])],
    [
      'a page of tables in tables',
      table([
        ['<h1>Salt</h1>', ''],
        [
          table([
            ['a', 'b'],
            ['c', 'd'],
          ]),
          '<p>Words</p>',
        ],
      ]),
    ],
  ])('is told to say so: %s', async (_, source) => {
    const example = html(`<main>${source}</main>`);
    expect((await found(tableLayout, example))[0]).toMatchObject({ certainty: 'fails' });
    expect((await mended(tableLayout, example))?.files['lesson.html']).toContain(
      `<main>${source.replace('<table', '<table role="presentation"')}`,
    );
  });
  it('is told to in Markdown too', async () =>
    expect((await mended(tableLayout, markdown(`# Salt\n\n${table([[prose, prose]])}\n`)))?.files['lesson.md']).toContain(
      '<table role="presentation">',
    ));
  it('is asked about where a short cell may name the block beside it', async () => {
    const example = html(table([['Tools', '<ul><li>a spade</li><li>a lamp</li></ul>']]));
    expect(await found(tableLayout, example)).toMatchObject([{ certainty: 'needs-review' }]);
    expect(await mended(tableLayout, example)).toBeNull();
    expect((await mended(tableLayout, example, { kind: 'text', text: 'yes' }))?.files['lesson.html']).toContain(
      'role="presentation"',
    );
  });
  it.each([
    [
      'data without headers',
      table([
        ['Salt', '5'],
        ['Sand', '7'],
      ]),
    ],
    ['one row of data', table([['Salt', '5', 'kg']])],
    ['one column of data', table([['5'], ['7'], ['9']])],
    [
      'data with sentences in it',
      table([
        ['Salt', prose],
        ['Sand', prose],
      ]),
    ],
    [
      'data with lists in it',
      table([
        ['Salt', '<ul><li>a</li></ul>'],
        ['Sand', '<ul><li>b</li></ul>'],
      ]),
    ],
    ['what says so already', table([['<h2>Salt</h2>']], ' role="presentation"')],
    ['what has a name', table([['<h2>Salt</h2>']], ' aria-label="Salt"')],
    ['headers', '<table><tr><th>Salt</th><th>Sand</th></tr></table>'],
    ['a caption', '<table><caption>Salt</caption><tr><td><p>a</p></td></tr></table>'],
    ['a cell of data', '<table><tr><td headers="x"><p>a</p></td></tr></table>'],
    ['nothing', '<table></table>'],
    ['empty cells', table([['', '']])],
  ])('is not seen in %s', async (_, source) => expect(await found(tableLayout, html(source))).toEqual([]));
  it('is not seen in code', async () =>
    expect(await found(tableLayout, markdown('# A\n\n```html\n<table><tr><td>a</td></tr></table>\n```\n'))).toEqual([]));
});
