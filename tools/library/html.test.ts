import { describe, expect, it } from 'vitest';
import { readHtml } from './html.ts';
import type { Span } from './lesson.ts';

function read(text: string) {
  const found = readHtml({ path: 'a.html', text, owner: 'a' });
  return { ...found, at: (span: Span | null) => (span ? text.slice(span.start, span.end) : null) };
}

const page = `\ufeff<!doctype html>
<html lang="de"><head><title> Bohnen </title></head>
<body><nav><p>Menu</p></nav>
<h1>Beans</h1>
<p>By the end of this lesson you will be able to:</p>
<ul><li>Name <b>parts</b>.</li><li>Plan a bed.</li></ul>
<h2 id="w">Water</h2>
<p>Beans need <a href='w.html'>water</a>. <img src=b.png alt="A bean"></p>
<div>Loose words <p>and a paragraph</p></div>
<figure><img src="c.png"><figcaption>Leaf</figcaption></figure>
<table><caption>Use</caption><tr><th>Day</th><td>1</td></tr></table>
<pre><code class="language-python">x &lt; 1</code></pre><pre><samp>1</samp></pre>
<iframe src="v"></iframe>
<fieldset data-outcomes="o1 o2"><legend>Which is a seed?</legend>
<label><input type="radio" name="q" data-correct="false"> Stone</label>
<label><input type="radio" name="q" data-correct="true"> Bean</label><p class="feedback">It grows.</p></fieldset>
<ol class="quiz"><li>Two of them <ul><li data-correct>Pea</li><li data-correct>Lentil</li><li>Rock</li></ul></li></ol>
</body></html>`;

describe('HTML lessons', () => {
  it('state their title and language', () => {
    expect(read(page)).toMatchObject({ title: 'Bohnen', language: 'de' });
    expect(read('<h1>Only a heading</h1>')).toMatchObject({ title: 'Only a heading', language: null });
  });

  it('keep the range of every structure, a BOM counted', () => {
    const { headings, links, images, media, tables, code, at } = read(page);
    expect(headings.map((one) => [one.depth, at(one.textSpan), one.slug])).toEqual([
      [1, 'Beans', 'beans'],
      [2, 'Water', 'w'],
    ]);
    expect(links.map((one) => [at(one.hrefSpan), at(one.span)])).toEqual([['w.html', "<a href='w.html'>water</a>"]]);
    expect(images.map((one) => [one.src, one.alt, at(one.altSpan), one.caption])).toEqual([
      ['b.png', 'A bean', 'A bean', null],
      ['c.png', null, null, 'Leaf'],
    ]);
    expect(at(media[0]!.tagSpan)).toBe('<iframe src="v">');
    expect(tables[0]).toMatchObject({ rows: [['Day', '1']], hasHeader: true, caption: 'Use' });
    expect(code.map((one) => [one.role, at(one.content)])).toEqual([
      ['source', 'x &lt; 1'],
      ['output', '1'],
    ]);
  });

  it('read outcomes after a lead-in, and prose without menus, questions and code', () => {
    const { outcomes, passages, at } = read(page);
    expect(at(passages[1]!.span)).toMatch(/^Beans need <a[\s\S]*bean">$/u);
    expect(at(passages[2]!.span)).toBe('Loose words');
    expect(outcomes.map((one) => one.text)).toEqual(['Name parts.', 'Plan a bed.']);
    expect(passages.map((one) => one.text)).toEqual([
      'By the end of this lesson you will be able to:',
      'Beans need water.',
      'Loose words',
      'and a paragraph',
      'Leaf',
      'Use Day 1',
    ]);
  });

  it('read questions from fieldsets and quiz lists with their keys', () => {
    const { items, at } = read(page);
    expect(items.map((one) => [one.kind, one.stem.text, one.options.map((option) => [option.text, option.correct])])).toEqual([
      [
        'choice',
        'Which is a seed?',
        [
          ['Stone', false],
          ['Bean', true],
        ],
      ],
      [
        'multiple-response',
        'Two of them',
        [
          ['Pea', true],
          ['Lentil', true],
          ['Rock', false],
        ],
      ],
    ]);
    expect(items[0]!.options.map((one) => [at(one.span), at(one.correctSpan)])).toEqual([
      ['Stone', 'false'],
      ['Bean', 'true'],
    ]);
    expect(items[0]).toMatchObject({ feedback: { text: 'It grows.' }, outcomes: ['o1', 'o2'] });
    expect(at(items[1]!.stem.span)).toBe('Two of them');
  });

  it('a fieldset of settings without radio buttons is no question', () => {
    expect(read('<fieldset><legend>Name</legend><input type="text"><input type="text"></fieldset>').items).toEqual([]);
  });

  it('an attribute without a value has no inside', () => {
    expect(read('<img src="a.png" alt>').images[0]).toMatchObject({ alt: '', altSpan: null, decorative: true });
  });
});
