import { createRequire } from 'node:module';
import type { CompatData } from '@mdn/browser-compat-data';
import { describe, expect, it } from 'vitest';
import index from '../../../tools/web-platform/deprecated.json' with { type: 'json' };
import { asOf, deprecated, version } from '../../../tools/web-platform/deprecated.ts';
import { deprecatedFeatures } from '../../../tools/web-platform/index-from-compat.ts';
import { courseFindings, exampleCourse } from '../example-course.ts';
import { webDeprecatedFeature } from './web-deprecated-feature.ts';
import { inCss, inHtml, inJavaScript } from './web-features.ts';

// Not an import: 20 MB of JSON need no transforming.
const data = createRequire(import.meta.url)('@mdn/browser-compat-data') as CompatData;

const findings = (text: string, name = 'one.md') =>
  courseFindings(webDeprecatedFeature, exampleCourse({ lessons: { [name]: text } }));
const sample = (lang: string, code: string, before = 'Type this:') =>
  `# One\n\n${before}\n\n\`\`\`${lang}\n${code}\n\`\`\`\n\nGo on.\n`;

it('is what the installed compatibility data says', () => {
  expect(index.features).toEqual(deprecatedFeatures(data));
  expect([version, asOf]).toEqual([data.__meta.version, data.__meta.timestamp.slice(0, 10)]);
  expect(deprecated('element', 'CENTER')?.track).toBe('standard');
  expect(deprecated('element', 'section')).toBeNull();
});

describe('flags', () => {
  it.each([
    ['html', '<center>Hello</center>', 'minor', '<center>'],
    ['html', '<table border="1"><tr><td>1</td></tr></table>', 'minor', 'border="1"'],
    ['html', '<script>\n  document.write("Hello");\n</script>', 'minor', 'document.write'],
    ['html', '<p style="page-break-inside: avoid">x</p>', 'minor', 'style="page-break-inside: avoid"'],
    ['css', 'input { -moz-user-input: none; }', 'moderate', '-moz-user-input: none'],
    ['css', 'h2 { page-break-after: always; }', 'minor', 'page-break-after: always'],
    ['js', 'navigator.getUserMedia({ audio: true }, ok, no);', 'moderate', 'navigator.getUserMedia'],
    ['js', 'list.addEventListener("mousewheel", scroll);', 'moderate', '"mousewheel"'],
    ['javascript', 'const first = name.substr(0, 1);', 'minor', 'name.substr'],
    ['javascript', 'input.onkeydown = (event) => { if (event.keyCode === 13) send(); };', 'minor', 'event.keyCode'],
    ['javascript', 'const safe = escape(text);', 'minor', 'escape'],
  ])('%s: %s', async (lang, code, severity, quote) => {
    const found = await findings(sample(lang, code));
    expect(found).toMatchObject([{ severity, quote, certainty: 'needs-review' }]);
    expect(found[0]?.evidence[0]).toMatchObject({
      kind: 'fact',
      date: asOf,
      url: expect.stringContaining('developer.mozilla.org'),
    });
  });

  it('once a course for what still works, with every place as evidence', async () => {
    const two = exampleCourse({ lessons: { 'a.md': sample('html', '<font>x</font>'), 'b.md': sample('html', '<tt>x</tt>') } });
    const found = await courseFindings(webDeprecatedFeature, two);
    expect(found).toHaveLength(1);
    expect(found[0]?.evidence.filter((one) => one.kind === 'quote')).toHaveLength(2);
  });

  it('elements of a lesson that is HTML itself', async () => {
    expect(await findings('<!DOCTYPE html><html><body><h1>One</h1><center>Hi</center></body></html>', 'one.html')).toMatchObject([
      { quote: '<center>' },
    ]);
  });
});

describe('leaves', () => {
  it.each([
    [
      'what is shown as a thing of the past',
      sample('html', '<center>Hello</center>', 'In the 1990s pages were centred like this:'),
    ],
    ['what is shown so that it is avoided', sample('html', '<font color="red">No</font>', 'Do not use `font`:')],
    ['a comment that says so', sample('html', '<!-- obsolete -->\n<marquee>No</marquee>')],
    ['words in strings', sample('js', 'console.log("<center> document.write(1) escape(2)");')],
    ['words in comments of code', sample('css', 'p { color: red; /* clip: auto */ }')],
    ['functions of the same name', sample('js', 'function escape(text) { return text; }\nescape("a");')],
    ['methods of the same name', sample('js', 'class Name { substr(a) { return a; } }\nnew Name().substr(1);')],
    ['a variable of the same name', sample('js', 'const window = openWindow(); window.status = "on";')],
    ['a class name in CSS', sample('css', '.center { text-align: center; }')],
    ['the old form as a fallback beside the new', sample('css', '.hidden { clip: rect(0 0 0 0); clip-path: inset(50%); }')],
    [
      'line clamping, which has no other form',
      sample('css', 'p { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; }'),
    ],
    ['frames of embedded videos', sample('html', '<iframe src="https://example.org" title="Film" frameborder="0"></iframe>')],
    ['SVG elements', sample('html', '<svg><font></font></svg>')],
    ['code of other languages', sample('python', 'center = "<center>"')],
    ['prose that names it', '# One\n\nThe element `<center>` is gone.\n'],
    ['code that cannot be parsed', sample('js', 'const = document.write(')],
  ])('%s', async (_, text) => {
    expect(await findings(text)).toEqual([]);
  });
});

it('tells where in the text a feature stands', () => {
  const html = '<p>Hi</p>\n<style>p { page-break-after: always }</style>\n<script>x.substr(1)</script>';
  expect(inHtml(html).map((one) => html.slice(one.start, one.end))).toEqual(['page-break-after: always', 'x.substr']);
  expect(inCss('a { color: red }')).toEqual([]);
  expect(inJavaScript('document.querySelector("a")')).toEqual([]);
});
