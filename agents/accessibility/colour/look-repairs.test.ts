import { describe, expect, it } from 'vitest';
import type { noLook } from '../../../tools/browser/survey.ts';
import { found, html, mended } from '../example-lesson.ts';
import { contrast, parseColour } from './colour.ts';
import { fieldEdge } from './field-edge.ts';
import { hintContrast } from './hint-contrast.ts';
import { textTooWide } from './text-too-wide.ts';

/** A page with one element that is looked at, and what was seen of it. */
function page(before: string, element: string, seen: (mark: string) => Partial<typeof noLook>) {
  const text = `${before}${element}`;
  return html(text, { survey: seen(`${before.length}:${text.length}`) });
}

describe('pale words in an empty field', () => {
  const field = '<input placeholder="in grams">';
  const hint = (mark: string) => ({ mark, html: field, colour: 'rgb(200, 200, 200)', ground: 'rgb(255, 255, 255)', least: 4.5 });

  it('get the nearest colour that passes, where one declaration gives it', async () => {
    const sheet = '<style>input::placeholder { color: #c8c8c8; opacity: 1 }</style>';
    const result = await mended(
      hintContrast,
      page(sheet, field, (mark) => ({ hints: [hint(mark)] })),
    );
    const colour = /color: (#[0-9a-f]{6});/.exec(result!.files['lesson.html']!)![1]!;
    expect(contrast(parseColour(colour)!, [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
    expect(result!.files['lesson.html']!.replace(colour, '#c8c8c8')).toBe(`${sheet}${field}`);
  });
  it('are one finding a colour', async () => {
    expect(
      await found(
        hintContrast,
        page('', field, (mark) => ({ hints: [hint(mark), hint(mark)] })),
      ),
    ).toHaveLength(1);
  });
  it('are left as they are where two declarations say so', async () => {
    const sheet = '<style>a::placeholder { color: #c8c8c8 } input::placeholder { color: #c8c8c8 }</style>';
    expect(
      await mended(
        hintContrast,
        page(sheet, field, (mark) => ({ hints: [hint(mark)] })),
      ),
    ).toBeNull();
  });
});

describe('a field that can hardly be seen', () => {
  it('gets a border that can, where its own style says the colour', async () => {
    const field = '<input style="border: 1px solid #eee; margin: 0">';
    const white = 'rgb(255, 255, 255)';
    const edge = (mark: string) => ({
      edges: [{ mark, html: field, ground: white, own: white, borders: ['rgb(238, 238, 238)'] }],
    });
    const text = (await mended(fieldEdge, page('', field, edge)))!.files['lesson.html']!;
    const colour = /solid (#[0-9a-f]{6}); margin: 0/.exec(text)![1]!;
    expect(contrast(parseColour(colour)!, [255, 255, 255])).toBeGreaterThanOrEqual(3);
  });
});

describe('a box wider than a narrow window', () => {
  const wide = (mark: string) => ({ wide: [{ mark, html: '<div>', width: 900 }] });

  it('gives way where its own style holds it', async () => {
    expect((await mended(textTooWide, page('', '<div style="width: 900px">Words</div>', wide)))!.files['lesson.html']).toBe(
      '<div style="width: 900px; max-width: 100%">Words</div>',
    );
  });
  it('is left to its author where a style sheet does', async () => {
    expect(await mended(textTooWide, page('<style>div { width: 900px }</style>', '<div>Words</div>', wide))).toBeNull();
  });
});
