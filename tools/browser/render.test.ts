import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criteria } from './axe-run.ts';
import { fenceLines } from './divs.ts';
import { markHtml } from './mark-html.ts';
import { tooMuch } from './page-limits.ts';
import { clipOf } from './picture.ts';
import { renderMarkdown } from './render-markdown.ts';
import { parseMark, sourceAttribute } from './source-marks.ts';
import { readTar } from './tar.ts';

/** Source text of each marked element of a kind. */
function sources(page: string, source: string, tag: string): string[] {
  const marks = page.matchAll(new RegExp(`<${tag}\\b[^>]*${sourceAttribute}="(\\d+):(\\d+)"`, 'g'));
  return [...marks].map(([, start, end]) => source.slice(Number(start), Number(end)));
}

const body = (page: string) =>
  page
    .slice(page.indexOf('<main>') + 7, page.indexOf('</main>'))
    .replace(new RegExp(` ${sourceAttribute}="[^"]*"`, 'g'), '')
    .trim();

describe('Markdown as a page', () => {
  it('marks every element with its source', () => {
    const text = '# A *b*\n\n- one\n- [two](x.md)\n\n| a |\n| - |\n| 1 |\n';
    const page = renderMarkdown(text, 'T', 'en');
    expect(sources(page, text, 'h1')).toEqual(['# A *b*']);
    expect(sources(page, text, 'em')).toEqual(['*b*']);
    expect(sources(page, text, 'li')).toEqual(['- one', '- [two](x.md)']);
    expect(sources(page, text, 'a')).toEqual(['[two](x.md)']);
    expect(sources(page, text, 'table')).toEqual(['| a |\n| - |\n| 1 |']);
  });

  it('counts a byte order mark', () => {
    const text = '\uFEFF# A\n\n<b>x</b>\n';
    const page = renderMarkdown(text, 'T', 'en');
    expect(sources(page, text, 'h1')).toEqual(['# A']);
    expect(sources(page, text, 'b')).toEqual(['<b>x</b>']);
  });

  it('makes boxes of fenced divs, nested, with fences of any length', () => {
    const text = '::: challenge\n\n## Q\n\n- a\n:::::: solution\n\nB\n\n:::\n\n::::\n\nAfter\n';
    const page = renderMarkdown(text, 'T', 'en');
    expect(body(page).replace(/\s+/g, ' ')).toBe(
      '<div class="challenge"> <h2>Q</h2> <ul> <li>a</li> </ul> <div class="solution"> <p>B</p> </div> </div> <p>After</p>',
    );
    expect(sources(page, text, 'div')).toEqual([text.slice(0, text.indexOf('\n\nAfter')), ':::::: solution\n\nB\n\n:::']);
  });

  it('knows no fence within code', () => {
    expect(fenceLines('```\n::: a\n```\n::: b\n:::\n').map(({ name }) => name)).toEqual(['b', null]);
  });

  it('applies Pandoc attributes and keeps the words behind them', () => {
    const text = "See ![](x.png){alt='A *b* \\[c\\]' .wide width=50%}, then ![](y.png) {not attributes}.\n";
    expect(body(renderMarkdown(text, 'T', 'en'))).toBe(
      '<p>See <img src="x.png" alt="A *b* [c]" width="50%" class="wide">, then <img src="y.png" alt=""> {not attributes}.</p>',
    );
  });

  it('marks HTML between Markdown, from the start tag to the end tag in another piece', () => {
    const text = '> <div class="x">\n>\n> *a*\n>\n> </div>\n\nA <kbd>b</kbd> <img src="x.png">\n';
    const page = renderMarkdown(text, 'T', 'en');
    expect(sources(page, text, 'div')).toEqual(['<div class="x">\n>\n> *a*\n>\n> </div>']);
    expect(sources(page, text, 'kbd')).toEqual(['<kbd>b</kbd>']);
    expect(sources(page, text, 'img')).toEqual(['<img src="x.png">']);
  });

  it('makes the front-matter title the h1, which has no source, and survives a broken front matter', () => {
    const page = renderMarkdown('---\ntitle: "A & <b>"\n---\n\nText\n', 'T', 'fr');
    expect(page).toContain('<h1>A &amp; &lt;b&gt;</h1>');
    expect(page).toContain('<html lang="fr">');
    expect(renderMarkdown('---\ntitle: [\n---\n\nText\n', 'T', 'en')).toContain('<title>T</title>');
  });

  it('never marks outside of the text, whatever the text', () => {
    const piece = fc.constantFrom(
      '# a',
      '::: x',
      ':::',
      '<b>',
      '</b>',
      "![](x){alt='q'}",
      '> ',
      '- ',
      '\n',
      '\n\n',
      '```',
      '|a|\n|-|\n',
      '\uFEFF',
      '<!--',
      'é',
      '&amp;',
      '[^1]',
      '[^1]: n',
      '<p>x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        for (const [, mark] of renderMarkdown(text, 'T', 'en').matchAll(new RegExp(`${sourceAttribute}="([^"]*)"`, 'g'))) {
          expect(parseMark(mark!, text.length)).not.toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('HTML with its places', () => {
  it('changes nothing but the start tags', () => {
    const text =
      '<!doctype html>\r\n<html lang=en><P CLASS=x>a &nbsp; <br/>b<svg viewBox="0 0 1 1"/><p>c\r\n<table><tr><td>d</table>';
    const marked = markHtml(text);
    expect(marked.replace(new RegExp(` ${sourceAttribute}="[^"]*"`, 'g'), '')).toBe(text);
    expect(sources(marked, text, 'td')).toEqual(['<td>d']);
    expect(marked).not.toContain('<tbody');
  });

  it('marks an element once where mis-nesting copies it', () => {
    expect(markHtml('<p><b>a<p>b</b>c').match(new RegExp(sourceAttribute, 'g'))).toHaveLength(3);
  });
});

describe('what is not put on a page', () => {
  it('refuses too many tags and too deep nesting, and nothing else', () => {
    expect(tooMuch('<div>'.repeat(4000))).toContain('deep');
    expect(tooMuch('<br>'.repeat(300_001))).toContain('tags');
    expect(tooMuch('<p>a<br>b</p>\n'.repeat(20_000))).toBeNull();
    expect(tooMuch('Compare a < b with `<T>`.\n'.repeat(9_000))).toBeNull();
  });
});

describe('small parts', () => {
  it('reads WCAG criteria out of tags', () => {
    expect(criteria(['cat.color', 'wcag2aa', 'wcag143', 'wcag1410'])).toEqual(['1.4.3', '1.4.10']);
  });

  it('keeps pictures small and on the page', () => {
    const clip = clipOf({ x: 10, y: 5000, width: 3000, height: 4000, pageWidth: 1024, pageHeight: 6000 });
    expect(clip.width * clip.scale).toBeLessThanOrEqual(480);
    expect(clip.height * clip.scale).toBeLessThanOrEqual(361);
    expect(clip.x + clip.width).toBeLessThanOrEqual(1024);
  });

  it('refuses an archive that is cut off or leaves its folder', () => {
    const header = (name: string, size: number) => {
      const block = Buffer.alloc(512);
      block.write(name, 0);
      block.write(size.toString(8).padStart(11, '0'), 124);
      block.write('0', 156);
      return block;
    };
    const whole = Buffer.concat([header('a/b', 3), Buffer.from('abc'.padEnd(512, '\0')), Buffer.alloc(1024)]);
    expect(readTar(whole).map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([['a/b', 'abc']]);
    expect(() => readTar(whole.subarray(0, 514))).toThrow('ends within');
    expect(() => readTar(Buffer.concat([header('../x', 0), Buffer.alloc(512)]))).toThrow('unsafe');
  });
});
