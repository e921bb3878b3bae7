import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../tools/library/edits.ts';
import type { Edit } from '../../contract.ts';
import { elementsOf } from '../element-tree.ts';
import { exampleContext, html, markdown } from '../example-lesson.ts';
import { engineRepair } from './engine-repair.ts';

/** The text after the repair of what an engine says of the element with `data-here`; null where there is none. */
function repaired(
  rule: string,
  source: string,
  data: Record<string, unknown> = {},
  present: string[] = [],
  format = html,
): string | null {
  const context = exampleContext(format(source, { present }));
  const { path } = context.lesson.files[0]!;
  const placed = elementsOf(context.lesson, path).find(({ element }) => element.attrs.some(({ name }) => name === 'data-here'));
  const mend = engineRepair(context, { rule, data, span: placed?.whole ?? null });
  return mend && applyEdits(source, mend.edits as Edit[]).replaceAll(' data-here', '');
}

describe('what an engine reports is mended in the source', () => {
  it.each([
    ['aria-roles', '<div data-here role="buton">a</div>', '<div role="button">a</div>'],
    ['aria-roles', '<div data-here role="fancy-thing">a</div>', '<div>a</div>'],
    ['aria-valid-attr', '<button data-here aria-lable="Close">×</button>', '<button aria-label="Close">×</button>'],
    ['aria-valid-attr', '<p data-here aria-labeledby="gone">a</p>', '<p>a</p>'],
    ['aria-valid-attr-value', '<button data-here aria-expanded="no">a</button>', '<button aria-expanded="false">a</button>'],
    [
      'aria-valid-attr-value',
      '<p id="Why">w</p><p data-here aria-describedby="why">a</p>',
      '<p id="Why">w</p><p aria-describedby="Why">a</p>',
    ],
    [
      'aria-required-attr',
      '<h2>b</h2><div data-here role="heading">a</div>',
      '<h2>b</h2><div role="heading" aria-level="2">a</div>',
    ],
    ['aria-hidden-body', '<body data-here aria-hidden="true"><p>a</p></body>', '<body><p>a</p></body>'],
    ['autocomplete-valid', '<input data-here autocomplete="first_name">', '<input autocomplete="given-name">'],
    [
      'avoid-inline-spacing',
      '<p data-here style="line-height: 1.2 !important; color: red">a</p>',
      '<p style="line-height: 1.2; color: red">a</p>',
    ],
    [
      'button-name',
      '<button data-here data-title="Play"><i></i></button>',
      '<button data-title="Play" aria-label="Play"><i></i></button>',
    ],
    [
      'button-name',
      '<button data-here><i class="fa fa-search"></i></button>',
      '<button aria-label="Search"><i class="fa fa-search"></i></button>',
    ],
    ['list', '<ul data-here><li>a</li>b<li>c</li></ul>', '<ul><li>a</li><li>b</li><li>c</li></ul>'],
    ['list', '<ul data-here><li>a</li><ul><li>b</li></ul></ul>', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['dlitem', '<dt data-here>a</dt><dd>b</dd>', '<dl>\n<dt>a</dt><dd>b</dd>\n</dl>'],
    ['marquee', '<marquee data-here direction="up">a</marquee>', '<span>a</span>'],
    [
      'meta-viewport',
      '<meta data-here name="viewport" content="width=device-width, user-scalable=no">',
      '<meta name="viewport" content="width=device-width">',
    ],
    [
      'scope-attr-valid',
      '<table><tr><th data-here scope="column">a</th></tr></table>',
      '<table><tr><th scope="col">a</th></tr></table>',
    ],
    [
      'empty-table-header',
      '<table><tr><th data-here></th><th>b</th></tr></table>',
      '<table><tr><td></td><th>b</th></tr></table>',
    ],
    ['valid-lang', '<span data-here lang="german">a</span>', '<span lang="de">a</span>'],
    [
      'label-content-name-mismatch',
      '<button data-here aria-label="go">Send</button>',
      '<button aria-label="Send: go">Send</button>',
    ],
  ])('%s: %s', (rule, before, wanted) => expect(repaired(rule, before)).toBe(wanted));

  it('a title comes from the first heading', () =>
    expect(repaired('document-title', '<html><head></head><body><h1>Tides &amp; waves</h1></body></html>')).toContain(
      '<title>Tides &amp; waves</title>',
    ));
  it('attributes that are not allowed go, others stay', () =>
    expect(
      repaired('aria-allowed-attr', '<h2 data-here aria-checked="true" id="a">b</h2>', { values: ['aria-checked="true"'] }),
    ).toBe('<h2 id="a">b</h2>'));
  it('captions beside a video are named in it', () =>
    expect(repaired('video-caption', '<video data-here src="a/talk.mp4" controls></video>', {}, ['a/talk.en.vtt'])).toBe(
      '<video src="a/talk.mp4" controls><track kind="captions" src="a/talk.en.vtt" srclang="en" label="English"></video>',
    ));
  it('in Markdown too', () =>
    expect(repaired('marquee', '# T\n\n`<marquee>`\n\n<marquee data-here>a</marquee>\n', {}, [], markdown)).toBe(
      '# T\n\n`<marquee>`\n\n<span>a</span>\n',
    ));
});

describe('a field without a label', () => {
  it.each([
    ['<p>Name: <input data-here name="n"></p>', '<p><label>Name: <input name="n"></label></p>'],
    ['<p>Name: <input data-here id="n"></p>', '<p><label for="n">Name:</label> <input id="n"></p>'],
    [
      '<p><input data-here type="checkbox" name="c"> I agree</p>',
      '<p><label><input type="checkbox" name="c"> I agree</label></p>',
    ],
    ['<div><label>Town</label><input data-here id="t"></div>', '<div><label for="t">Town</label><input id="t"></div>'],
    ['<div><label for="town">Town</label><input data-here></div>', '<div><label for="town">Town</label><input id="town"></div>'],
    [
      '<table><tr><td>Age</td><td><input data-here name="age"></td></tr></table>',
      '<table><tr><td><label for="age">Age</label></td><td><input name="age" id="age"></td></tr></table>',
    ],
    [
      '<p>What do you see?</p><textarea data-here name="s"></textarea>',
      '<p><label for="s">What do you see?</label></p><textarea name="s" id="s"></textarea>',
    ],
  ])('is named by the words beside it: %s', (before, wanted) => expect(repaired('label', before)).toBe(wanted));
  it.each([
    '<input data-here name="q">',
    '<p>A whole sentence that ends here.</p><input data-here>',
    '<p><a href="x">A link</a> <input data-here></p>',
    '<label>Other <input id="b"></label><input data-here>',
  ])('is left to a person where nothing names it: %s', (source) => expect(repaired('label', source)).toBeNull());
});

describe('what only a person can know is left alone', () => {
  it.each([
    ['button-name', '<button data-here><i class="fa fa-frog"></i></button>'],
    ['button-name', '<button data-here><i class="fa fa-play"></i><i class="fa fa-print"></i></button>'],
    ['autocomplete-valid', '<input data-here autocomplete="favourite-colour">'],
    ['video-caption', '<video data-here src="talk.mp4"></video>'],
    ['valid-lang', '<span data-here lang="xqq">ok</span>'],
    ['svg-img-alt', '<svg data-here role="img"></svg>'],
    ['aria-allowed-attr', '<button data-here role="tabb" aria-selected="true">a</button>', { values: ['aria-selected="true"'] }],
    ['target-size', '<a data-here href="x">a</a>'],
  ] as [string, string, Record<string, unknown>?][])('%s: %s', (rule, source, data = {}) =>
    expect(repaired(rule, source, data)).toBeNull(),
  );
});
