import { describe, expect, it } from 'vitest';
import { holdExamples, type PageExamples, pagesBeside } from './page-examples.fixture.ts';

const pages = pagesBeside({
  'bread.html': '<html lang="en"><title>Bread</title><p>How to bake bread with rye flour.</p></html>',
});
const { rulesOf } = pages;

/** What a page's own styles do: what must be flagged by the rule, and what looks like it and must not be. */
const examples: PageExamples = {
  'hint-contrast': {
    flagged: {
      'pale words in a field':
        '<style>input { background: #fff } ::placeholder { color: #c8c8c8 }</style><label>Flour <input placeholder="in grams"></label>',
    },
    fine: {
      'dark ones': '<style>::placeholder { color: #595959 }</style><label>Flour <input placeholder="in grams"></label>',
      'those of the browser': '<label>Flour <input placeholder="in grams"></label>',
      'a field filled in':
        '<style>::placeholder { color: #ccc }</style><label>Flour <input placeholder="in grams" value="2"></label>',
      'a field that cannot be used':
        '<style>::placeholder { color: #ccc }</style><label>Flour <input disabled placeholder="grams"></label>',
    },
  },
  'field-edge': {
    flagged: {
      'a pale border': '<label>Flour <input style="border:1px solid #eee;background:#fff"></label>',
      'none at all': '<label>Flour <input style="border:0;background:#fff"></label>',
    },
    fine: {
      'a grey border': '<label>Flour <input style="border:1px solid #707070;background:#fff"></label>',
      'a line beneath': '<label>Flour <input style="border:0;border-bottom:1px solid #555;background:#fff"></label>',
      'the border of the browser': '<label>Flour <input></label>',
      'a box close round it':
        '<span style="border:1px solid #333;display:inline-block"><input aria-label="Flour" style="border:0"></span>',
      'words that show where it is': '<input aria-label="Flour" placeholder="Flour in grams" style="border:0;background:#fff">',
    },
  },
  'text-too-wide': {
    flagged: {
      'a box of fixed width': `<div style="width:900px">${'Knead the dough until it is smooth and rests. '.repeat(6)}</div>`,
    },
    fine: {
      'a box that gives way': `<div style="max-width:900px">${'Knead the dough until it is smooth. '.repeat(6)}</div>`,
      'a table': `<table style="width:900px"><tr><th>Step</th><th>What to do</th></tr><tr><td>1</td><td>${'Knead the dough. '.repeat(9)}</td></tr></table>`,
      'code that scrolls': `<pre style="overflow:auto" tabindex="0"><code>${'knead(dough); '.repeat(20)}</code></pre>`,
    },
  },
  'motion-endless': {
    flagged: {
      'words that blink':
        '<style>@keyframes b { 50% { opacity: 0 } } b { animation: b 1s infinite }</style><p><b>Test on Friday</b></p>',
      'words that run':
        '<style>@keyframes r { to { transform: translateX(200px) } } b { display: inline-block; animation: r 9s infinite }</style><p><b>Test on Friday</b></p>',
    },
    fine: {
      'three times': '<style>@keyframes b { 50% { opacity: 0 } } b { animation: b 1s 3 }</style><p><b>Test on Friday</b></p>',
      'a little paler for a while':
        '<style>@keyframes b { 50% { opacity: 0.8 } } b { animation: b 1s infinite }</style><p><b>Test on Friday</b></p>',
      'a sign without words':
        '<style>@keyframes b { 50% { opacity: 0 } } b { animation: b 1s infinite }</style><p>Wait <b>...</b></p>',
      'what is loading':
        '<style>@keyframes b { 50% { opacity: 0 } } b { animation: b 1s infinite }</style><p role="status"><b>Loading the oven</b></p>',
    },
  },
  'focus-covered': {
    flagged: {
      'links under a bar':
        '<ul style="line-height:3">' +
        '<li><a href="bread.html">How to bake bread</a></li>'.repeat(40) +
        '</ul><div style="position:fixed;bottom:0;left:0;right:0;height:45vh;background:#fff">We count</div>',
    },
    fine: {
      'a bar in its place':
        '<p><a href="bread.html">How to bake bread</a></p><div style="position:sticky;top:0;height:60px;background:#fff">Menu</div>',
      'a bar one can see through':
        '<ul style="line-height:3">' +
        '<li><a href="bread.html">How to bake bread</a></li>'.repeat(40) +
        '</ul><div style="position:fixed;bottom:0;left:0;right:0;height:45vh">We count</div>',
    },
  },
};

holdExamples(examples, pages);

describe('a page that is wider than a narrow window as a whole', () => {
  it('is one finding, however many paragraphs it has', async () => {
    const words = `<p>${'Knead the dough until it is smooth and rests. '.repeat(4)}</p>`;
    const rules = await rulesOf(words + words, '<style>body { width: 700px }</style>');
    expect(rules.filter((rule) => rule === 'text-too-wide')).toHaveLength(1);
  });
});
