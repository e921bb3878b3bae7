import { describe, expect, it } from 'vitest';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { controlByClick } from './control-by-click.ts';
import { isInName, labelInName } from './label-in-name.ts';

describe('what is worked by a click', () => {
  it.each([
    '<div class="btn" onclick="next()">Next step</div>',
    '<span onclick="close()">×</span>',
    '<a onclick="play()">Play</a>',
    '<img src="x.png" alt="The river" onclick="zoom(this)">',
    '<li onclick="pick(1)">Paris</li>',
    '<div role="button" tabindex="0" onclick="next()">Next</div>',
    '<i class="fa fa-times" onclick="close()"></i>',
  ])('fails where the keyboard cannot work it: %s', async (source) => {
    expect(await found(controlByClick, html(source))).toMatchObject([{ certainty: 'fails' }]);
  });

  it('is of the keyboard alone where a role says what it is', async () => {
    expect(await found(controlByClick, html('<span role="link" onclick="go()">Rules</span>'))).toMatchObject([
      { wcag: ['2.1.1'] },
    ]);
    expect(await found(controlByClick, html('<span onclick="go()">Rules</span>'))).toMatchObject([{ wcag: ['2.1.1', '4.1.2'] }]);
  });

  it('is a question where a script may have made it a control', async () => {
    const source = '<div onclick="next()">Next</div><script>for (const one of all) one.setAttribute("tabindex", 0)</script>';
    expect(await found(controlByClick, html(source))).toMatchObject([{ certainty: 'needs-review' }]);
  });

  it.each([
    '<button onclick="next()">Next</button>',
    '<a href="#" onclick="next()">Next</a>',
    '<label onclick="log()">Name <input></label>',
    '<div onclick="listen(event)"><button>One</button><button>Two</button></div>',
    '<tr onclick="open(1)"><td><a href="1.html">One</a></td></tr>',
    '<button><span onclick="next()">Next</span></button>',
    '<div onclick="event.stopPropagation()">Words</div>',
    '<div class="overlay" onclick="close()"></div>',
    '<div tabindex="0" role="button" onclick="a()" onkeydown="b(event)">Next</div>',
    '<div hidden onclick="a()">Next</div>',
    '<pre><code>&lt;div onclick="a()"&gt;Next&lt;/div&gt;</code></pre>',
  ])('is left alone where it can be reached, or is nothing to be worked: %s', async (source) => {
    expect(await found(controlByClick, html(`<table>${source}</table>${source}`))).toEqual([]);
  });

  it('is shown code in Markdown, and no control', async () => {
    expect(await found(controlByClick, markdown('```html\n<div onclick="a()">Next</div>\n```\n'))).toEqual([]);
  });

  it('gets a role, a stop and keys, and looks as before', async () => {
    expect((await mended(controlByClick, html('<div class="btn" onclick="next()">Next</div>')))?.files['lesson.html']).toBe(
      `<div class="btn" onclick="next()" role="button" tabindex="0" onkeydown="if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.click(); }">Next</div>`,
    );
    expect(await mended(controlByClick, html('<ul><li onclick="pick(1)">Paris</li></ul>'))).toBeNull();
  });
});

describe('the name of a field', () => {
  const field = (source: string, label: string) => {
    const at = source.indexOf('<textarea');
    const fields = [{ mark: `${at}:${source.length}`, label, kind: 'textarea', field: 'a', between: '' }];
    return html(source, { survey: { fields } });
  };
  it('holds the words beside it', async () => {
    const other = '<label for="a">Your answer</label><textarea id="a" aria-label="Reply to the question"></textarea>';
    expect(await found(labelInName, field(other, 'Your answer'))).toMatchObject([{ certainty: 'fails', wcag: ['2.5.3'] }]);
    expect((await mended(labelInName, field(other, 'Your answer')))?.files['lesson.html']).toContain(
      'aria-label="Your answer: Reply to the question"',
    );
    const asked = other.replace('Your answer', 'Why?');
    expect((await mended(labelInName, field(asked, 'Why?')))?.files['lesson.html']).toContain(
      'aria-label="Why? Reply to the question"',
    );
    const thing = other.replace('Reply to the question', 'Text box');
    expect((await mended(labelInName, field(thing, 'Your answer')))?.files['lesson.html']).toContain(
      '<textarea id="a"></textarea>',
    );
  });
  it.each([
    ['Your answer', 'Your answer, in two sentences'],
    ['Your answer: *', 'your answer'],
    ['Your answer (required)', 'Your answer'],
    ['→', 'Next'],
  ])('may say more than “%s”, as “%s” does', (label, name) => expect(isInName(label, name)).toBe(true));
  it('is fine without another name', async () => {
    expect(await found(labelInName, field('<label for="a">Why?</label><textarea id="a"></textarea>', 'Why?'))).toEqual([]);
  });
});
