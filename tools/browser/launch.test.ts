import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedBrowser, openBrowser } from './launch.ts';
import type { RenderRequest } from './page.ts';

let browser: OpenedBrowser;
let folder: string;
let root: string;

const red = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#f00"/></svg>';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'render-'));
  root = join(folder, 'library');
  mkdirSync(join(root, 'sub'), { recursive: true });
  writeFileSync(join(root, 'red.svg'), red);
  writeFileSync(join(folder, 'secret.svg'), red);
  symlinkSync(join(folder, 'secret.svg'), join(root, 'way-out.svg'));
  browser = await openBrowser({ limitSeconds: 8 });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const request = (text: string, more: Partial<RenderRequest> = {}): RenderRequest => ({
  root,
  path: 'sub/lesson.html',
  text,
  format: 'html',
  title: 'Lesson',
  language: 'en',
  ...more,
});

async function withPage<T>(
  text: string,
  use: (page: Awaited<ReturnType<OpenedBrowser['render']>>) => Promise<T>,
  more: Partial<RenderRequest> = {},
) {
  const page = await browser.render(request(text, more));
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

const widths = `Array.from(document.images, (image) => image.naturalWidth)`;

describe('a page', () => {
  it('maps findings, text and links back to the source', async () => {
    const text = '---\ntitle: T\n---\n\nA [b](c.md) <img src="../red.svg"> word.\n';
    await withPage(
      text,
      async (page) => {
        const results = await page.audit();
        expect(results.filter(({ span }) => span).map(({ rule, span }) => [rule, text.slice(span!.start, span!.end)])).toEqual([
          ['image-alt', '<img src="../red.svg">'],
          ['text-alternatives/img-alt', '<img src="../red.svg">'],
        ]);
        expect(await page.text()).toBe('T A b word.');
        expect(await page.links()).toEqual(['c.md']);
        const at = text.indexOf('<img');
        const picture = await page.picture({ path: 'sub/lesson.md', start: at, end: at + 4 });
        expect(Buffer.from(picture!.subarray(1, 4)).toString()).toBe('PNG');
        expect(picture!.length).toBeLessThan(40_000);
        expect(await page.picture({ path: 'other.md', start: 0, end: 1 })).toBeNull();
      },
      { path: 'sub/lesson.md', format: 'markdown' },
    );
  });

  it('reports nothing that the renderer made: check boxes of task lists, links back from footnotes', async () => {
    const text = '# A\n\n- [ ] one\n- [x] two[^1]\n\n[^1]: note\n';
    const results = await withPage(text, (page) => page.audit(), { path: 'sub/lesson.md', format: 'markdown' });
    expect(results.filter(({ span }) => span)).toEqual([]);
  });

  it('loads files of the library and nothing else: no way out, no network, no file addresses', async () => {
    const text = [
      '../red.svg',
      '/red.svg',
      '../way-out.svg',
      '../../secret.svg',
      '/%2e%2e/secret.svg',
      `file://${folder}/secret.svg`,
      'https://example.com/x.svg',
    ]
      .map((src) => `<img src="${src}">`)
      .join('');
    expect(await withPage(text, (page) => page.evaluate(widths))).toEqual([40, 40, 0, 0, 0, 0, 0]);
  });

  it('runs no script of the lesson, however it is written', async () => {
    const text = `<title>still</title><script>document.title='ran'</script><body onload="document.title='ran'"><img src=x onerror="document.title='ran'">
      <iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe><svg onload="document.title='ran'"></svg>`;
    expect(await withPage(text, (page) => page.evaluate('document.title'))).toBe('still');
  });

  it.each([
    ['an endless script', '<script>for(;;){}</script>'],
    ['alerts without end', '<body onload="for(;;)alert(1)">'],
    ['a refresh to elsewhere', '<meta http-equiv="refresh" content="0;url=https://example.com/">'],
    ['a refresh to itself', '<meta http-equiv="refresh" content="0">'],
    ['frames that never answer', '<iframe src="https://10.255.255.1/"></iframe>'.repeat(20)],
    ['a download', '<iframe src="x.zip"></iframe><a href="x.zip" download>x</a>'],
  ])('stays itself with %s', async (_, text) => {
    expect(await withPage(`${text}<p>words</p>`, (page) => page.text())).toBe(text.includes('<a ') ? 'x words' : 'words');
  });

  it('asks nothing of the network or of the machine, whatever door it tries', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const doors = [`http://127.0.0.1:${port}/`, `file://${folder}/secret.svg`].map(
      (out) => `<link rel="stylesheet" href="${out}"><link rel="prefetch" href="${out}"><link rel="preconnect" href="${out}">
        <link rel="icon" href="${out}"><link rel="prerender" href="${out}"><style>@import "${out}"; p { background: url("${out}") }
        @font-face { font-family: x; src: url("${out}") } p { font-family: x }</style><iframe src="${out}"></iframe>
        <object data="${out}"></object><embed src="${out}"><video src="${out}" poster="${out}" autoplay></video>
        <audio src="${out}" autoplay></audio><img srcset="${out} 2x"><svg><image href="${out}"/><use href="${out}#a"/></svg>
        <input type="image" src="${out}" alt="go"><script src="${out}"></script><meta http-equiv="refresh" content="0;url=${out}">`,
    );
    try {
      expect(await withPage(`${doors.join('')}<p>words</p>`, (page) => page.text())).toBe('words');
    } finally {
      server.close();
    }
    expect(asked).toEqual([]);
  });

  it('forgets everything of the lesson before it', async () => {
    await withPage('<html lang="en"><title>A</title><style>p{display:none}</style><p>a</p>', (page) =>
      page.evaluate('window.left = 1'),
    );
    expect(
      await withPage('<p>b</p>', (page) =>
        page.evaluate(`[typeof window.left, document.title, getComputedStyle(document.querySelector('p')).display]`),
      ),
    ).toEqual(['undefined', '', 'block']);
  });
});

describe('a hostile page', () => {
  const bomb = `<svg><defs><g id="a"><circle r="1"/></g>${Array.from({ length: 25 }, (_, level) => `<g id="a${level}">${`<use href="#a${level || ''}"/>`.replace(`a${level || ''}"`, level ? `a${level - 1}"` : 'a"').repeat(10)}</g>`).join('')}</defs><use href="#a24"/></svg>`;

  it('fails alone and within its time limit', async () => {
    const hostile = withPage(bomb, (page) => page.audit());
    const good = withPage('<p>good</p>', (page) => page.text());
    await expect(hostile).rejects.toThrow(/sub\/lesson\.html: .* took longer than 8 seconds/);
    expect(await good).toBe('good');
    expect(await withPage('<p>next</p>', (page) => page.text())).toBe('next');
  });

  it('is refused before it costs anything where it is too large', async () => {
    const opened = browser.pagesOpened;
    await expect(browser.render(request('<div>'.repeat(5000)))).rejects.toThrow('is not put on a page');
    expect(browser.pagesOpened).toBe(opened);
  });

  it.each([
    ['50 MB of words', 'html', () => `<p>${'word '.repeat(10_000_000)}</p>`],
    ['a million elements', 'html', () => '<i></i>'.repeat(1_000_000)],
    ['lists within lists', 'markdown', () => Array.from({ length: 500 }, (_, at) => `${' '.repeat(2 * at)}- a`).join('\n')],
    ['quotations within quotations', 'markdown', () => `${'> '.repeat(3_000)}a`],
  ] as const)('is refused with %s', async (_, format, text) => {
    await expect(browser.render(request(text(), { format }))).rejects.toThrow('is not put on a page');
  });
});

describe('the browser', () => {
  it('is started again where it dies, and the page at hand with it', async () => {
    const page = await browser.render(request('<p>words</p>'));
    process.kill(browser.pid()!, 'SIGKILL');
    expect(await page.text()).toBe('words');
    await page.close();
  });

  it('stops a render that is no longer wanted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('no longer wanted'));
    await expect(browser.render(request('<p>x</p>', { signal: controller.signal }))).rejects.toThrow('no longer wanted');
  });

  it('leaves no profile behind', async () => {
    const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`perennial-browser-${process.pid}-`)).length;
    const before = own();
    const other = await openBrowser();
    await other.version();
    expect(own()).toBe(before + 1);
    await other.close();
    expect(own()).toBe(before);
  });

  it('says whether its sandbox is on', () => {
    expect(['on', 'off: this machine allows none', 'off: running as root']).toContain(browser.facts.sandbox);
    expect(browser.facts.sandbox === 'off: running as root').toBe(process.getuid?.() === 0);
  });
});
