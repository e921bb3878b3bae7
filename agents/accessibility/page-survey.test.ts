import { describe, expect, it } from 'vitest';
import { frame, holdExamples, type PageExamples, pagesBeside } from './page-examples.fixture.ts';

const page = (body: string) => `<html lang="en"><title>t</title><nav>All pages</nav><p>${body}</p></html>`;
const pages = pagesBeside({
  'bread.html': page('How to bake bread with rye flour. Call 555 1001.'),
  'bread-again.html': page('How to bake bread with rye flour. Call 555 1001. Bring an oven.'),
  'cheese.html': page('Where our cheese ripens in the cellar. Call 555 2002.'),
  'moved.html': '<meta http-equiv="refresh" content="0; URL=\'bread.html\'"><html lang="en"><title>t</title></html>',
  'tone.mp3': Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(200_000)]),
  'words.svg': '<svg xmlns="http://www.w3.org/2000/svg"><text>Opening hours</text></svg>',
  'chart.svg': '<svg xmlns="http://www.w3.org/2000/svg"><text>Opening hours</text><rect width="9" height="9"/></svg>',
});
const { audit, rulesOf } = pages;

/** What must be flagged by the rule, and what looks like it and must not be. */
const examples: PageExamples = {
  'link-same-name': {
    flagged: {
      'two files of different words': '<p><a href="bread.html">Ask us</a></p><p><a href="cheese.html">Ask us</a></p>',
      'two sites': '<p><a href="https://a.example/">Supplier</a> or <a href="https://b.example/">Supplier</a></p>',
      'two documents in one paragraph': '<p><a href="one.pdf">PDF</a> <a href="two.pdf">PDF</a></p>',
      'two parts of one file told apart by a query':
        '<p><a href="bread.html?q=1">Ask us</a>, <a href="bread.html?q=2">Ask us</a></p>',
    },
    fine: {
      'one file twice': '<p><a href="bread.html">Ask us</a></p><p><a href="bread.html#top">Ask us</a></p>',
      'a file that at once leads on to the other': '<p><a href="bread.html">Ask us</a></p><p><a href="moved.html">Ask us</a></p>',
      'a file that says the same and a little more':
        '<p><a href="bread.html">Ask us</a></p><p><a href="bread-again.html">Ask us</a></p>',
      'two parts of one foreign site':
        '<p><a href="https://a.example/1">Rules</a></p><p><a href="https://a.example/2">Rules</a></p>',
      'a page that its script builds anew':
        '<div id="h"><a href="bread.html">Ask us</a> <a href="cheese.html">Ask us</a></div><script>document.getElementById("h").attachShadow({ mode: "open" })</script>',
      'different names': '<p><a href="bread.html">Bread</a></p><p><a href="cheese.html">Cheese</a></p>',
      'one film by both its addresses':
        '<p><a href="https://youtu.be/abcdefg">Film</a></p><p><a href="https://www.youtube.com/watch?v=abcdefg">Film</a></p>',
      'one document in two folders': '<p><a href="a/plan.pdf">PDF</a></p><p><a href="b/plan.pdf">PDF</a></p>',
    },
  },
  'frame-same-name': {
    flagged: {
      'one name for two pages': '<iframe title="Shop" src="bread.html"></iframe><iframe title="Shop" src="cheese.html"></iframe>',
    },
    fine: {
      'one page twice': '<iframe title="Shop" src="bread.html"></iframe><iframe title="Shop" src="bread.html#top"></iframe>',
      'a name each': '<iframe title="Bread" src="bread.html"></iframe><iframe title="Cheese" src="cheese.html"></iframe>',
    },
  },
  'focus-unseen': {
    flagged: {
      'a ring taken away': '<style>a:focus { outline: none }</style><p>See <a href="bread.html">how to bake bread</a></p>',
      'a ring nobody can see':
        '<style>a:focus { outline: 2px solid transparent }</style><p>See <a href="bread.html">how to bake bread</a></p>',
      'a ring in the colour of its ground':
        '<style>a:focus { outline: 2px solid #fff }</style><p>See <a href="bread.html">how to bake bread</a></p>',
      'a ring taken away from a button': '<style>* { outline: 0 !important }</style><p><button>Bake the bread</button></p>',
    },
    fine: {
      'the ring of the browser': '<p>See <a href="bread.html">how to bake bread</a></p>',
      'a shadow in its place':
        '<style>a { transition: all 2s } a:focus { outline: none; box-shadow: 0 0 0 3px #036 }</style><p>See <a href="bread.html">how to bake bread</a></p>',
      'a mark beside it':
        '<style>a:focus { outline: none } a:focus + i { background: #036 }</style><p>See <a href="bread.html">how to bake bread</a><i>!</i></p>',
      'a field, which shows its caret': '<style>input:focus { outline: none }</style><label>Flour <input name="flour"></label>',
    },
  },
  'header-unused': {
    flagged: {
      'a column without cells': '<table><tr><th>Rate</th><th>Value</th></tr><tr><td>15</td></tr></table>',
      'cells that name another header':
        '<table><tr><th id="a">Flour</th><th id="b">Water</th></tr><tr><td>1</td><td headers="a">2</td></tr></table>',
    },
    fine: {
      'a cell over two columns': '<table><tr><th>Rye</th><th>Wheat</th></tr><tr><td colspan="2">15</td></tr></table>',
      'row and column headers':
        '<table><tr><th>Day</th><th>Open</th></tr><tr><th>Monday</th><td>8</td></tr><tr><th>Tuesday</th><td>9</td></tr></table>',
      'a table of roles':
        '<div role="table" aria-label="Flour"><div role="row"><span role="columnheader">Kind</span><span role="columnheader">Mass</span></div><div role="row"><span role="cell">Rye</span><span role="cell">1</span></div></div>',
    },
  },
  'naming-prohibited': {
    flagged: {
      'a name on a plain box': '<div aria-label="Price went down">5 euro</div>',
      'a name on a paragraph': '<p aria-label="Hello">Hi</p>',
    },
    fine: {
      'a name on a group': '<div role="group" aria-label="Prices">5 euro</div>',
      'a live region': '<div aria-live="polite">5 euro</div>',
      'an empty name': '<span aria-label="">5 euro</span>',
    },
  },
  'text-cut-off': {
    flagged: {
      'a low box': `<div style="overflow:hidden;height:1.5em">${'Knead the dough until it is smooth and rests. '.repeat(5)}</div>`,
      'a narrow box': '<div style="overflow:hidden;white-space:nowrap;width:60px">Knead the dough until it is smooth</div>',
    },
    fine: {
      'a box that scrolls': `<div tabindex="0" style="overflow:auto;height:1.5em">${'Knead the dough until it is smooth. '.repeat(5)}</div>`,
      'a box made for one whole line': `<div style="overflow:hidden;height:20px;line-height:20px">${'Knead the dough until smooth. '.repeat(6)}</div>`,
      'words for screen readers only':
        '<a href="bread.html">Bread<span style="position:absolute;width:1px;height:1px;overflow:hidden">: how to bake it at home</span></a>',
      'a box that grows': '<div style="overflow:hidden">Knead the dough until it is smooth.</div>',
    },
  },
  'focus-trap': {
    flagged: { 'takes the focus back': '<button onblur="setTimeout(() => this.focus(), 5)">Knead</button>' },
    fine: { 'moves it on': '<button onblur="this.nextElementSibling.focus()">Knead</button><button>Rest</button>' },
  },
  'field-label': {
    flagged: {
      'a thing on the screen': '<label>Menu <input type="text" name="flour"></label>',
      'two alike with nothing between':
        '<label>Name <input name="from"></label><label>Street <input name="s1"></label><label>Name <input name="to"></label>',
    },
    fine: {
      'what to enter': '<label>Flour in grams <input name="flour"></label>',
      'two alike under headings':
        '<h2>Sender</h2><label>Name <input name="from"></label><h2>Receiver</h2><label>Name <input name="to"></label>',
      'a question before each':
        '<p>What rises?</p><label>Answer <input name="a1"></label><p>What falls?</p><label>Answer <input name="a2"></label>',
    },
  },
  'language-mismatch': {
    flagged: {
      'a Dutch saying marked as French': '<p>They say <span lang="fr">hij ging met de kippen op stok</span> there.</p>',
    },
    fine: {
      'a Dutch saying marked as Dutch': '<p>They say <span lang="nl">hij ging met de kippen op stok</span> there.</p>',
      'too short to tell': '<p>They say <span lang="nl">Bonne année</span> there.</p>',
      'a French name in English text marked as French': '<p>A <span lang="fr">pain au levain</span> is sour.</p>',
      'a programme marked as German': '<p lang="de">Backen: <code>if the of and to in is that it for was</code></p>',
    },
  },
  'media-plays-itself': {
    flagged: { 'a recording without controls': '<audio src="tone.mp3" autoplay></audio>' },
    fine: {
      'with controls': '<audio src="tone.mp3" autoplay controls></audio>',
      muted: '<audio src="tone.mp3" autoplay muted></audio>',
      'two seconds of it': '<audio src="tone.mp3#t=8,10" autoplay></audio>',
      'a file nobody can look into': '<audio src="https://a.example/x.mp3" autoplay></audio>',
    },
  },
  'picture-of-text': {
    flagged: { 'nothing but words': '<img src="words.svg" alt="Opening hours">' },
    fine: { 'a drawing with words': '<img src="chart.svg" alt="Opening hours as a bar">' },
  },
  'media-alternative': {
    flagged: {
      'a track that is not there':
        '<p>A film.</p><video controls src="a.mp4" aria-label="Film"><track kind="captions" src="gone.vtt"></video>',
    },
    fine: { 'no track at all (asked about)': '<p>A film.</p><video controls src="a.mp4" aria-label="Film"></video>' },
  },
};

holdExamples(examples, pages);

describe('the language of the whole page', () => {
  const german = 'Der Teig ruht nun für eine Stunde und wird dann noch einmal mit den Händen geknetet, bis er glatt ist. '.repeat(
    3,
  );

  it('is flagged where a German page says it is English', async () => {
    expect(await rulesOf(`<p>${german}</p>`)).toContain('language-mismatch');
  });
  it('is flagged where all its words stand in parts of another language', async () => {
    const text = `<!doctype html>\n<html lang="en"><head><title>Der Teig</title></head><body><p lang="de">${german}</p></body></html>\n`;
    const { findings } = await audit(text);
    expect(findings.filter(({ rule }) => rule === 'language-mismatch').map(({ wcag }) => wcag)).toEqual([['3.1.1']]);
  });
  it('is quiet about an English page that quotes German', async () => {
    const english = 'The dough is to rest for an hour, and then it is kneaded with the hands until it is smooth. '.repeat(3);
    expect(await rulesOf(`<p>${english}</p><blockquote lang="de"><p>${german}</p></blockquote>`)).not.toContain(
      'language-mismatch',
    );
  });
});

describe('links of one name in a table', () => {
  it('are told apart by their rows: only alone they are alike', async () => {
    const row = (name: string, target: string) => `<tr><th>${name}</th><td><a href="${target}">Open</a></td></tr>`;
    const text = frame(`<table>${row('Bread', 'bread.html')}${row('Cheese', 'cheese.html')}</table>`);
    const { findings } = await audit(text);
    expect(findings.filter(({ rule }) => rule === 'link-same-name').map(({ wcag }) => wcag)).toEqual([['2.4.9']]);
  });
});

describe('the engines', () => {
  it('speak once of an element and criterion, and say who agrees', async () => {
    const text = frame('<form><input type="text" name="q"></form>');
    const { findings } = await audit(text);
    expect(findings.filter(({ wcag }) => wcag?.includes('4.1.2'))).toHaveLength(1);
    expect(findings.find(({ rule }) => rule === 'axe')?.engines).toEqual(['axe-core', 'accesslint']);
  });
  it('flags a page that may only be held upright', async () => {
    const style = '<style>@media (orientation: landscape) { html { transform: rotate(90deg) } }</style>';
    expect(await rulesOf('<p>Bread</p>', style)).toContain('axe');
  });
});
