import { describe, expect, it } from 'vitest';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { changeUnasked } from './change-unasked.ts';
import { errorUnsaid } from './error-unsaid.ts';
import { radioGroup } from './radio-group.ts';
import { tabOrder } from './tab-order.ts';

describe('a field that sends the learner elsewhere', () => {
  it.each([
    '<select name="l" onchange="this.form.submit()"><option>a</option><option>b</option></select>',
    '<select name="l" onchange="if (this.value) window.location.href = this.value"><option>a</option></select>',
    '<select name="l" onchange="jump(this)"><option>a</option></select><script>function jump(s) { location = s.value }</script>',
    '<input type="radio" name="a" onchange="window.open(this.value)">',
  ])('fails where choosing does it, and nothing says so: %s', async (source) => {
    expect(await found(changeUnasked, html(`<form>${source}</form>`))).toMatchObject([{ certainty: 'fails', wcag: ['3.2.2'] }]);
  });

  it('fails where the focus does it, or is let go of', async () => {
    expect(await found(changeUnasked, html('<a href="x" onfocus="window.open(this.href)">Map</a>'))).toMatchObject([
      { wcag: ['3.2.1'] },
    ]);
    const dropped = html('<a href="x" onfocus="this.blur()">Map</a>');
    expect(await found(changeUnasked, dropped)).toMatchObject([{ wcag: ['2.1.1', '2.4.7', '3.2.1'] }]);
    expect((await mended(changeUnasked, dropped))?.files['lesson.html']).toBe('<a href="x">Map</a>');
  });

  it('is a question in a language whose words are not known', async () => {
    const source = '<html lang="cy"><form><select onchange="this.form.submit()"><option>a</option></select></form></html>';
    expect(await found(changeUnasked, html(source, { language: 'cy' }))).toMatchObject([{ certainty: 'needs-review' }]);
  });

  it.each([
    '<p>The page reloads as soon as you choose a language.</p><select onchange="this.form.submit()"><option>a</option></select>',
    '<label>Language (choosing one opens its page) <select onchange="location = this.value"><option>a</option></select></label>',
    '<select onchange="filter(this.value)"><option>a</option></select><script>function filter(v) { list.hidden = v === "" }</script>',
    '<select onchange="location.hash = this.value"><option>a</option></select>',
    '<select onchange="open()"><option>a</option></select><script>function open() { list.hidden = false }</script>',
    '<select onchange="link.textContent = location.href.replace(/a/, this.value)"><option>a</option></select>',
    '<input type="file" onchange="this.form.submit()">',
    '<input onchange="this.value = this.value.replace(/x/, 1)" onfocus="this.select()">',
    '<button onclick="this.form.submit()">Send</button>',
    '<pre><code>&lt;select onchange="this.form.submit()"&gt;</code></pre>',
  ])('is left alone where it says so, stays on the page, or was asked: %s', async (source) => {
    expect(await found(changeUnasked, html(`<form>${source}</form>`))).toEqual([]);
  });
});

describe('the order of the keyboard', () => {
  it('fails where fields of a form come in another order, and is put back', async () => {
    const form = html('<form><input name="a" tabindex="2"><input name="b" tabindex="1"></form>');
    expect(await found(tabOrder, form)).toMatchObject([{ certainty: 'fails', wcag: ['2.4.3'] }]);
    expect((await mended(tabOrder, form))?.files['lesson.html']).toBe('<form><input name="a"><input name="b"></form>');
  });
  it('names no criterion where one element jumps the queue', async () => {
    const [finding] = await found(tabOrder, html('<a href="a">One</a><div role="button" tabindex="4">Two</div>'));
    expect(finding).toMatchObject({ certainty: 'fails' });
    expect(finding?.wcag).toBeUndefined();
  });
  it('sees the links of Markdown', async () => {
    expect(
      await found(
        tabOrder,
        markdown('See [one](a.md).\n\n<a href="b" tabindex="1">Two</a> <a href="c" tabindex="2">Three</a>\n'),
      ),
    ).toHaveLength(1);
  });
  it.each([
    '<form><input name="a" tabindex="1"><input name="b" tabindex="2"><button tabindex="3">Send</button></form>',
    '<form><input name="a" tabindex="0"><input name="b" tabindex="-1"></form>',
    '<pre><code>&lt;a tabindex="2"&gt;</code></pre>',
  ])('is left alone where the numbers follow the page: %s', async (source) => {
    expect(await found(tabOrder, html(source))).toEqual([]);
  });
});

describe('answers and their question', () => {
  const answers = (name: string, words: string[]) =>
    words.map((word) => `<label><input type="radio" name="${name}"> ${word}</label>`).join('');

  it('are asked about where a question stands before them', async () => {
    expect(await found(radioGroup, html(`<form><p>What boils first?</p>${answers('q', ['Water', 'Oil'])}</form>`))).toMatchObject(
      [{ certainty: 'needs-review', wcag: ['1.3.1'] }],
    );
  });
  it('fail where others on the page have the same words, each tied by a box of its own', async () => {
    const quiz = html(
      `<div><p>Does it boil?</p>${answers('a', ['Yes', 'No'])}</div><div><p>Does it freeze?</p>${answers('b', ['Yes', 'No'])}</div>`,
    );
    expect(await found(radioGroup, quiz)).toMatchObject([{ certainty: 'fails' }, { certainty: 'fails' }]);
    expect((await mended(radioGroup, quiz))?.files['lesson.html']).toContain(
      '<div role="radiogroup" aria-labelledby="does-it-boil"><p id="does-it-boil">Does it boil?</p>',
    );
  });
  it.each([
    `<fieldset><legend>Does it boil?</legend>${answers('a', ['Yes', 'No'])}</fieldset><fieldset><legend>Does it freeze?</legend>${answers('b', ['Yes', 'No'])}</fieldset>`,
    `<p id="q">Does it boil?</p><div role="radiogroup" aria-labelledby="q">${answers('a', ['Yes', 'No'])}</div>`,
    `<h2>How you pay</h2>${answers('pay', ['I pay by card', 'I pay by bank transfer'])}`,
    `<table><tr><th>It boils</th><td>${answers('a', ['Yes', 'No'])}</td></tr><tr><th>It freezes</th><td>${answers('b', ['Yes', 'No'])}</td></tr></table>`,
    '<p>Agree?</p><label><input type="radio" name="one"> Yes</label>',
  ])('are left alone where something ties them, or they say it themselves: %s', async (source) => {
    expect(await found(radioGroup, html(`<form>${source}</form>`))).toEqual([]);
  });
});

describe('a field marked as wrong', () => {
  it('fails where the form says nothing but its labels', async () => {
    const source =
      '<body><h1>Sign up</h1><p>Free.</p><form><label for="e">E-mail</label> <input id="e" aria-invalid="true"><button>Go</button></form></body>';
    expect(await found(errorUnsaid, html(source))).toMatchObject([{ certainty: 'fails', wcag: ['3.3.1'] }]);
  });
  it.each([
    '<form><label for="e">E-mail</label> <input id="e" aria-invalid="true" aria-describedby="x"> <span id="x">Lacks the @.</span></form>',
    '<form><label for="e">E-mail</label> <input id="e" aria-invalid="true"> It lacks the @.</form>',
    '<form><label for="e">E-mail (must not be empty)</label> <input id="e" aria-invalid="true"></form>',
    '<form><label for="e">E-mail</label> <input id="e" aria-invalid="false"></form>',
    '<form><label for="e">E-mail</label> <input id="e" aria-invalid="true"></form><script>say()</script>',
  ])('is left alone where words may say it: %s', async (source) => {
    expect(await found(errorUnsaid, html(`<body>${source}</body>`))).toEqual([]);
  });
});
