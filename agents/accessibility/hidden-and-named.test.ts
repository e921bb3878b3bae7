import { describe, expect, it } from 'vitest';
import { controlNested } from './controls/control-nested.ts';
import { found, html, markdown, mended } from './example-lesson.ts';
import { linkDescribes } from './links/link-describes.ts';
import { mediaTitle } from './media/media-title.ts';
import { textChangesItself } from './media/text-changes-itself.ts';
import { imageAltMissing } from './pictures/image-alt-missing.ts';

const certainty = async (rule: Parameters<typeof found>[0], source: string) =>
  (await found(rule, html(source))).map((finding) => finding.certainty);

describe('a picture in HTML', () => {
  it.each([
    ['no alternative', '<img src="x.png">'],
    ['a reference that leads nowhere', '<img src="x.png" aria-labelledby="gone">'],
    ['a reference to an empty element', '<img src="x.png" aria-labelledby="e"><b id="e"></b>'],
    ['an alternative of a blank, which decides nothing', '<img src="x.png" alt=" ">'],
    ['a decorative picture where the keyboard stops', '<img src="x.png" alt="" tabindex="0">'],
    ['the same by its role', '<img src="x.png" role="none" tabindex="0">'],
    ['an empty tip', '<img src="x.png" title=" ">'],
  ])('fails with %s', async (_, source) => {
    expect(await certainty(imageAltMissing, source)).toEqual(['fails']);
  });
  it.each([
    ['a tip', '<img src="x.png" title="The river">'],
    ['words elsewhere', '<p id="w">The river</p><img src="x.png" aria-labelledby="w">'],
    ['what is taken off the page', '<div style="display: none"><img src="x.png"></div>'],
    ['what is taken out of what is read', '<div aria-hidden="true"><img src="x.png"></div>'],
    ['what is not shown', '<img src="x.png" hidden>'],
    ['a decorative picture', '<img src="x.png" alt="">'],
    ['a decorative picture out of the tab order', '<img src="x.png" alt="" tabindex="-1">'],
  ])('is fine with %s', async (_, source) => {
    expect(await certainty(imageAltMissing, source)).toEqual([]);
  });
  it('is not given words where it is a stop of the keyboard: that is for its author', async () => {
    const stop = '<figure><img src="x.png" alt="" tabindex="0"><figcaption>The river</figcaption></figure>';
    expect(await mended(imageAltMissing, html(stop))).toBeNull();
  });
});

describe('an embedded page', () => {
  it.each([
    '<iframe src="a.html"></iframe>',
    '<iframe src="a.html" aria-labelledby="gone"></iframe>',
    '<iframe src="a.html" aria-label=" "></iframe>',
  ])('needs a name: %s', async (source) => {
    expect(await certainty(mediaTitle, source)).toEqual(['fails']);
  });
  it.each([
    '<iframe src="a.html" style="display:none"></iframe>',
    '<div hidden><iframe src="a.html"></iframe></div>',
    '<iframe src="a.html" style="visibility: hidden"></iframe>',
    '<iframe src="a.html" tabindex="-1"></iframe>',
    '<p id="w">Map</p><iframe src="a.html" aria-labelledby="w"></iframe>',
  ])('needs none where nobody meets it, or it has one: %s', async (source) => {
    expect(await certainty(mediaTitle, source)).toEqual([]);
  });
});

describe('a control whose parts are not read out', () => {
  it.each([
    '<button>Save <span tabindex="0">now</span></button>',
    '<div role="img" aria-label="Map"><b tabindex="0">here</b></div>',
    '<div role="checkbox" aria-checked="true" tabindex="0">I agree <i tabindex="0">?</i></div>',
  ])('holds no stop of the keyboard: %s', async (source) => {
    expect(await certainty(controlNested, source)).toEqual(['fails']);
  });
  it.each([
    '<button>Save <span tabindex="-1">now</span></button>',
    '<button>Save <span>now</span></button>',
    '<a href="x">Save <span tabindex="0">now</span></a>',
    '<div role="menu"><div role="menuitem" tabindex="0">a</div></div>',
    '<div role="group" aria-label="a"><span tabindex="0">b</span></div>',
    '<button hidden>Save <span tabindex="0">now</span></button>',
  ])('is fine: %s', async (source) => {
    expect(await certainty(controlNested, source)).toEqual([]);
  });
  it('has its inner part taken out of the tab order', async () => {
    const done = await mended(controlNested, html('<button>Save <span tabindex="0">now</span></button>'));
    expect(done?.files['lesson.html']).toBe('<button>Save <span>now</span></button>');
  });
});

describe('text that a script goes on changing', () => {
  const tick = 'let n = 0; setInterval(() => { document.getElementById("t").textContent = ++n }, 1000)';
  it.each([
    ['an interval', `<p id="t">0</p><script>${tick}</script>`],
    [
      'a function that calls itself later',
      '<p id="t">0</p><script>function go() { t.innerText += "x"; setTimeout(go, 900) } go()</script>',
    ],
    [
      'what the timer calls writes',
      '<p id="t">0</p><script>const show = () => { t.innerText += "x" }; const go = () => { show(); setTimeout(() => go(), 900) }; go()</script>',
    ],
  ])('fails where nothing on the page takes a click or a key: %s', async (_, source) => {
    expect(await certainty(textChangesItself, source)).toEqual(['fails']);
  });
  it.each([
    ['a button is there', `<p id="t">0</p><button>Go</button><script>${tick}</script>`],
    ['it ends by itself', `<p id="t">0</p><script>const h = 1; ${tick}; setTimeout(() => clearInterval(h), 9000)</script>`],
  ])('is a question where %s', async (_, source) => {
    expect(await certainty(textChangesItself, source)).toEqual(['needs-review']);
  });
  it.each([
    ['a button and an end', `<button>Stop</button><script>const h = 1; ${tick}; clearInterval(h)</script>`],
    ['text written once', '<script>document.getElementById("t").textContent = "two"</script>'],
    [
      'a timer that counts beside a script that writes',
      `<script>${'let n = 0; setInterval(() => { n += 1; }, 900); t.textContent = "two"'}</script>`,
    ],
    [
      'a timer that sets another going once',
      '<script>function go() { setTimeout(end, 9) } function end() { t.innerText = "x" } go()</script>',
    ],
    ['a timer that writes nothing', '<script>setInterval(() => save(), 1000)</script>'],
    ['a comparison', '<script>setInterval(() => t.textContent === "a" && save(), 1000)</script>'],
    ['what only a comment says', `<script>// ${tick}\nstart()</script>`],
    ['a lesson that teaches it', `<pre><code>&lt;script&gt;${tick}&lt;/script&gt;</code></pre>`],
  ])('is fine: %s', async (_, source) => {
    expect(await certainty(textChangesItself, source)).toEqual([]);
  });
  it('is not looked for in Markdown, where no script runs', async () => {
    await expect(found(textChangesItself, markdown(`<script>${tick}</script>\n`))).rejects.toThrow('no script runs');
  });
});

describe('a link whose name is not what is written', () => {
  const source = '<p><a href="x"><img src="x.png" alt="Link"></a></p>';
  const link = { mark: `3:${source.length - 4}`, name: 'Link', target: 'x', block: 0, heading: '' };
  const look = async (more: Partial<typeof link> & { context: string }) =>
    (await found(linkDescribes, html(source, { survey: { links: [{ ...link, ...more }] } }))).map((one) => one.certainty);

  it('fails where it says nothing and nothing stands about it', async () => {
    expect(await look({ context: '' })).toEqual(['fails']);
  });
  it('is a question where a sentence or a heading may say more', async () => {
    expect(await look({ context: 'The source of the Danube' })).toEqual(['needs-review']);
    expect(await look({ context: '', heading: 'The source of the Danube' })).toEqual(['needs-review']);
  });
  it('is fine where it says where it leads', async () => {
    expect(await look({ context: '', name: 'The source of the Danube' })).toEqual([]);
  });
});
