import { describe, expect, it } from 'vitest';
import type { EngineResult } from '../../../tools/browser/page.ts';
import { elementsOf } from '../element-tree.ts';
import { exampleContext, found, html } from '../example-lesson.ts';
import { axe } from './axe.ts';
import { agreed } from './engines.ts';

const result = (rule: string, more: Partial<EngineResult> = {}): EngineResult => ({
  engine: 'axe-core',
  rule,
  impact: 'serious',
  verdict: 'fails',
  wcag: ['4.1.2'],
  message: 'x',
  html: '<p>some words</p>',
  selector: 'p',
  span: { path: 'lesson.html', start: 0, end: 1 },
  data: {},
  ...more,
});

/** Whether it is reported where an engine fails the element with `data-here`. */
async function isReported(rule: string, source: string, data: Record<string, unknown> = {}): Promise<boolean> {
  const { lesson } = exampleContext(html(source));
  const span = elementsOf(lesson, 'lesson.html').find(({ element }) => element.attrs.some(({ name }) => name === 'data-here'))!;
  return (await found(axe, html(source, { page: [result(rule, { span: span.whole, data })] }))).length > 0;
}

const headers = (cells: string) => `<table data-here><tr><th id="a">A</th><td id="b">B</td></tr><tr>${cells}</tr></table>`;

describe('what an engine fails and its rule lets pass', () => {
  it.each([
    ['empty-table-header', '<table><tr><th data-here></th><th>species</th></tr><tr><th>0</th><td>Adelie</td></tr></table>', {}],
    ['list', '<ul data-here>{% for one in all %}<li>{{ one }}</li>{% endfor %}</ul>', {}],
    ['document-title', '<div data-here>A part of a page that a template puts into another</div>', {}],
    ['aria-required-children', '<div aria-busy="true"><div data-here role="menu"><b>Loading</b></div></div>', {}],
    ['aria-valid-attr-value', '<button data-here aria-controls="x">a</button>', { values: 'aria-controls="x"' }],
    [
      'aria-valid-attr-value',
      '<input data-here role="combobox" aria-expanded="false" aria-controls="x">',
      { values: 'aria-controls="x"' },
    ],
    ['autocomplete-valid', '<input data-here type="checkbox" autocomplete="nope">', {}],
    [
      'label-content-name-mismatch',
      '<a data-here href="x" aria-label="Get the map as PDF">Get <span class="out">the map</span> as PDF</a>',
      {},
    ],
    ['meta-refresh', '<meta data-here http-equiv="refresh" content="0.7; url=x.html">', {}],
    ['object-alt', '<object data-here data="x.html"></object>', {}],
    ['object-alt', '<object data-here data="x" type="application/pdf"></object>', {}],
    ['table-fake-caption', '<table data-here><tr><th colspan="2">Both</th></tr><tr><td>1</td><td>2</td></tr></table>', {}],
    ['td-headers-attr', headers('<td headers="a">1</td><td headers="a b">2</td>'), {}],
  ])('is not reported: %s on %s', async (rule, source, data) => {
    expect(await isReported(rule, source, data)).toBe(false);
  });

  it.each([
    ['aria-allowed-attr', '<button data-here aria-checked="true">a</button>', { values: ['aria-checked="true"'] }],
    ['aria-allowed-attr', '<button data-here aria-sort="">a</button>', { values: ['aria-sort=""'] }],
    ['empty-table-header', '<table><tr><th data-here></th><th>species</th></tr><tr><td>0</td><td>Adelie</td></tr></table>', {}],
    ['empty-table-header', '<table><tr><th>species</th><th data-here></th></tr><tr><th>0</th><td>Adelie</td></tr></table>', {}],
    ['aria-required-children', '<div data-here role="menu"><b>Loading</b></div>', {}],
    ['aria-valid-attr-value', '<button data-here aria-expanded="open">a</button>', { values: 'aria-expanded="open"' }],
    [
      'aria-valid-attr-value',
      '<input data-here role="combobox" aria-expanded="true" aria-controls="x">',
      { values: 'aria-controls="x"' },
    ],
    ['autocomplete-valid', '<input data-here type="text" autocomplete="nope">', {}],
    ['label-content-name-mismatch', '<a data-here href="x" aria-label="Download">Get <b>the map</b></a>', {}],
    ['meta-refresh', '<meta data-here http-equiv="refresh" content="5; url=x.html">', {}],
    ['object-alt', '<object data-here data="x.png"></object>', {}],
    ['table-fake-caption', '<table data-here><tr><td colspan="2">Both</td></tr><tr><td>1</td><td>2</td></tr></table>', {}],
    ['td-headers-attr', headers('<td headers="a">1</td><td headers="gone">2</td>'), {}],
    ['td-headers-attr', headers('<td headers="a">1</td><td id="c" headers="c">2</td>'), {}],
  ])('is reported where it is wrong: %s on %s', async (rule, source, data) => {
    expect(await isReported(rule, source, data)).toBe(true);
  });
});

describe('contrast seen through what axe-core cannot see through', () => {
  const second = result('distinguishable/color-contrast', { engine: 'accesslint', wcag: ['1.4.3'] });
  const first = (data: Record<string, unknown>) => result('color-contrast', { verdict: 'incomplete', wcag: ['1.4.3'], data });
  const speaks = (...others: EngineResult[]) => agreed([...others, second], 'html').some(({ rule }) => rule === second.rule);

  it('is told by the other engine where axe-core looked and could not tell', () => {
    expect(speaks(first({ messageKey: 'bgGradient', contrastRatio: 0 }))).toBe(true);
  });
  it('is not told of text that axe-core does not look at, that has the colour of its ground, or whose style sheet is missing', () => {
    expect(speaks()).toBe(false);
    expect(speaks(first({ messageKey: 'equalRatio', contrastRatio: 1 }))).toBe(false);
    expect(speaks(first({ contrastRatio: 2.3 }))).toBe(false);
  });
});

describe('what it fails rightly', () => {
  it.each([
    ['list', '<ul data-here>Words {% for one in all %}<li>{{ one }}</li>{% endfor %}</ul>'],
    ['document-title', '<html data-here><body>A page without a title</body></html>'],
  ])('is reported: %s', async (rule, source) => {
    expect(await isReported(rule, source)).toBe(true);
  });
  it('asks about captions, but not of a picture that moves without a sound', async () => {
    const asked = (tag: string) =>
      found(
        axe,
        html(tag, {
          page: [
            result('video-caption', {
              verdict: 'incomplete',
              html: tag,
              span: { path: 'lesson.html', start: 0, end: tag.length },
            }),
          ],
        }),
      );
    expect(await asked('<video autoplay loop muted src="a.mp4"></video>')).toEqual([]);
    expect(await asked('<video muted src="a.mp4" controls></video>')).toHaveLength(1);
  });
});
