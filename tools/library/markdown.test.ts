import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadError } from './errors.ts';
import type { Span } from './lesson.ts';
import { readMarkdown } from './markdown.ts';
import { parseMarkdown, placeOf, visit } from './markdown-tree.ts';

function read(text: string) {
  const found = readMarkdown({ path: 'a.md', text, owner: 'a' });
  return { ...found, at: (span: Span | null) => (span ? text.slice(span.start, span.end) : null) };
}

const lesson = [
  '---',
  'title: Growing beans',
  'exercises: 0',
  '---',
  '',
  '::::::::::::: objectives',
  '- Describe what a seed needs.',
  '- Measure a *stem*.',
  '::::::',
  ':::: questions',
  '- What does a seed need?',
  ':::::::::::::::',
  '',
  '## Water',
  '',
  'Beans need water.',
  ':::::: challenge',
  '',
  '## How much?',
  '',
  'Guess first.',
  '',
  '::::::::: solution',
  '',
  '200 ml',
  '',
  ':::',
  '::: hint',
  'Not much.',
  ':::',
  '::: solution',
  'Another.',
  ':::::',
  '::::::',
  'After.',
].join('\n');

describe('fenced divs', () => {
  it('reads objectives, and only those, as outcomes though the next block is a list too', () => {
    const { outcomes, at } = read(lesson);
    expect(outcomes.map((one) => [one.text, one.kind, one.origin])).toEqual([
      ['Describe what a seed needs.', 'outcome', 'objectives-block'],
      ['Measure a stem.', 'outcome', 'objectives-block'],
    ]);
    expect(at(outcomes[1]!.span)).toBe('Measure a *stem*.');
  });

  it('reads a challenge with all its solutions as one open item', () => {
    const { items, at } = read(lesson);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: 'challenge-1', kind: 'open', quiz: 'How much?', stem: { text: 'Guess first.' } });
    expect(items[0]!.solutions.map((one) => one.text)).toEqual(['200 ml', 'Another.']);
    expect(at(items[0]!.span)).toMatch(/^:{6} challenge[\s\S]*:{6}$/);
  });

  it('knows what lies in what', () => {
    const { divs, passages, headings } = read(lesson);
    expect(divs.map((div) => [div.name, div.parent])).toEqual([
      ['objectives', null],
      ['questions', null],
      ['challenge', null],
      ['solution', 2],
      ['hint', 2],
      ['solution', 2],
    ]);
    expect(headings.map((heading) => heading.within)).toEqual([null, 'challenge']);
    expect(passages.find((one) => one.text === '200 ml')).toMatchObject({ kind: 'solution', within: 'solution' });
    expect(passages.some((one) => one.text.includes('Describe'))).toBe(false);
    expect(passages.some((one) => one.text.includes(':::'))).toBe(false);
  });

  it('keeps the section of the lesson going after a challenge ends', () => {
    const { passages, sections } = read(lesson);
    const last = passages.find((one) => one.text === 'After.');
    expect(sections.find((section) => section.id === last?.section)?.heading?.text).toBe('Water');
  });

  it('refuses a div that is never closed, with its line and what to do', () => {
    const open = 'Text.\n\n::: challenge\n\nMore.\n';
    expect(() => read(open)).toThrow(
      new ReadError(
        'unclosed-div',
        'a.md',
        3,
        'the fenced div "challenge" opened here is never closed; add a line of three or more colons where it should end.',
      ).message,
    );
  });

  it('takes colons inside code, comments and running text for what they are', () => {
    expect(read('```text\n::: challenge\n```\n\n<!--\n::: note\n-->\n\n    ::: indented\n\nIn text ::: nothing.\n').divs).toEqual(
      [],
    );
  });

  it('reads attribute names and other dialects', () => {
    expect(read('::: {.callout #x}\nA\n:::\n\n:::note\nB\n:::\n').divs.map((div) => div.name)).toEqual(['callout', 'note']);
  });
});

describe('front matter', () => {
  it('gives its data and the place of its outcomes', () => {
    const { meta, outcomes, title, at } = read(
      '---\ntitle: "A: b"\nobjectives:\n  - Name parts.\n  - "Plan: a bed"\n---\n# Other\n',
    );
    expect(title).toBe('A: b');
    expect(meta.data.title).toBe('A: b');
    expect(outcomes.map((one) => at(one.span))).toEqual(['Name parts.', 'Plan: a bed']);
  });

  it('refuses broken YAML by its line in the file', () => {
    expect(() => read('---\ntitle: a\nlist: [1, 2\n---\ntext\n')).toThrow(/^a\.md:[34]: the front matter is not valid YAML/);
  });

  it('refuses front matter that is never closed, but not a rule at the top', () => {
    expect(() => read('---\ntitle: a\n\ntext\n')).toThrow(/a\.md:1: .*never closed/);
    expect(read('---\n\ntext: more\n').meta.span).toBeNull();
  });
});

describe('pictures', () => {
  it('finds the alternative in the brackets, and an empty place where it is missing', () => {
    const { images, at } = read('![A bean](b.png) and ![](c.png "t")');
    expect(images.map((one) => [one.form, one.alt, at(one.altSpan), at(one.srcSpan)])).toEqual([
      ['markdown', 'A bean', 'A bean', 'b.png'],
      ['markdown', '', '', 'c.png'],
    ]);
  });

  it('finds a Pandoc alternative, decoded, with its own range and with the caption', () => {
    const { images, at, passages } = read(`Text ![A caption](b.png){alt='it\\'s \\[a\\] bean' .wide}\nmore.\n`);
    expect(images[0]).toMatchObject({ form: 'pandoc', alt: "it's [a] bean", caption: 'A caption', decorative: false });
    expect(at(images[0]!.altSpan)).toBe("it\\'s \\[a\\] bean");
    expect(at(images[0]!.span)).toMatch(/\.wide\}$/);
    expect(passages[0]!.text).toBe('Text more.');
  });

  it('reads an alternative that runs over two lines', () => {
    expect(read('![](b.png){alt="one\ntwo"\n}\n').images[0]).toMatchObject({ alt: 'one two', form: 'pandoc' });
  });

  it('takes an empty alternative for a decision in Pandoc and HTML, not in plain Markdown', () => {
    const { images } = read(`![](a.png){alt=''}\n\n<img src="b.png" alt="">\n\n![](c.png)\n\n<img src="d.png">`);
    expect(images.map((one) => [one.decorative, one.alt])).toEqual([
      [true, ''],
      [true, ''],
      [false, ''],
      [false, null],
    ]);
  });

  it('does not take braces after other text for attributes', () => {
    expect(read('![](b.png) {alt="x"}').images[0]).toMatchObject({ form: 'markdown', alt: '' });
  });

  it('resolves references and says which link a picture is in', () => {
    const { images, links, at } = read('[![Alt][pic]](t.html)\n\n[pic]: <x y.png>\n');
    expect(images[0]).toMatchObject({ form: 'reference', src: 'x y.png', alt: 'Alt' });
    expect(at(images[0]!.srcSpan)).toBe('x y.png');
    expect(images[0]!.inLink).toEqual(links[0]!.span);
    expect(links[0]).toMatchObject({ pictureOnly: true, text: 'Alt', href: 't.html' });
  });
});

describe('links, headings, tables and code', () => {
  it('keeps the place of every target', () => {
    const text = '[a](b.md#c "t") <https://x.org> https://y.org/z [r][k] <a href="q.html">go <b>on</b></a>\n\n[k]: d.md\n';
    const { links, at } = read(text);
    expect(links.map((one) => [one.form, one.text, at(one.hrefSpan), at(one.textSpan)])).toEqual([
      ['inline', 'a', 'b.md#c', 'a'],
      ['autolink', 'https://x.org', 'https://x.org', 'https://x.org'],
      ['autolink', 'https://y.org/z', 'https://y.org/z', 'https://y.org/z'],
      ['reference', 'r', 'd.md', 'r'],
      ['html', 'go on', 'q.html', 'go <b>on</b>'],
    ]);
  });

  it('gives headings the anchors they get on GitHub, and their own ids where stated', () => {
    const { headings, at, anchors } = read(
      '# What\'s new?\n\n## 🚀 Challenge\n\nSet *text*\n===\n\n## What\'s new?\n\n## Own {#mine .x}\n\n<h2 id="h">Html</h2>\n\n##\n',
    );
    expect(headings.map((one) => [one.slug, one.form, at(one.textSpan)])).toEqual([
      ['whats-new', 'atx', "What's new?"],
      ['-challenge', 'atx', '🚀 Challenge'],
      ['set-text', 'setext', 'Set *text*'],
      ['whats-new-1', 'atx', "What's new?"],
      ['mine', 'atx', 'Own'],
      ['h', 'html', 'Html'],
      ['', 'atx', ''],
    ]);
    expect(anchors.map((one) => one.id)).toEqual(['mine', 'h']);
  });

  it('finds HTML in Markdown but not in code', () => {
    const found = read(
      'Text\n\n<table><tr><td>1</td></tr></table>\n\n`<img src="no.png">`\n\n    <iframe src="no"></iframe>\n\n<iframe src="v" title="T"></iframe>\n\n> <video src="w"></video>\n',
    );
    expect(found.images).toEqual([]);
    expect(found.tables[0]).toMatchObject({ form: 'html', rows: [['1']], hasHeader: false });
    expect(found.media.map((one) => [one.kind, one.title, found.at(one.tagSpan)])).toEqual([
      ['iframe', 'T', '<iframe src="v" title="T">'],
      ['video', null, '<video src="w">'],
    ]);
  });

  it('an unclosed script tag does not hide the rest of the file', () => {
    expect(read('<script>\n\ntext\n\n<img src="a.png">\n').images).toHaveLength(1);
  });

  it('tells source from output, errors and transcripts', () => {
    const blocks = [
      '```python\nx = 1\n```',
      '```output\n1\n```',
      '```error\nE\n```',
      '```bash\n$ ls\nfile\n```',
      '```bash\n$ ls\n```',
      '```\nplain\n```',
      '~~~\nhi\n~~~\n{: .output}',
      '```\nTraceback (most recent call last)\n```',
    ];
    expect(read(blocks.join('\n\n')).code.map((one) => one.role)).toEqual([
      'source',
      'output',
      'error',
      'transcript',
      'source',
      'plain',
      'output',
      'error',
    ]);
  });
});

describe('outcomes and topics', () => {
  it.each([
    ['## Learning objectives\n\n- Name it.\n', 'outcome'],
    ['By the end of this lesson, you will be able to:\n\n* Name it.\n', 'outcome'],
    ["In this lesson we'll cover:\n\n* [Naming](#naming)\n", 'topic'],
    ['## Learning outcomes\n\nAfter this lesson you should be able to:\n\n1. Name it.\n', 'outcome'],
  ])('reads %j', (text, kind) => {
    expect(read(text).outcomes.map((one) => one.kind)).toEqual([kind]);
  });

  it.each([
    'You will be able to see the picture that was taken, and these values.\n\n- a\n',
    '## Objective lenses\n\n- a\n',
    'You need:\n\n- a\n',
    '## Goals and targets in archery\n\n- a\n',
  ])('leaves %j alone', (text) => {
    expect(read(text).outcomes).toEqual([]);
  });

  it('takes one list only: what follows in the section is the lesson', () => {
    expect(read('## Objectives\n\n- A\n\nText.\n\n- not one\n').outcomes.map((one) => one.text)).toEqual(['A']);
  });
});

describe('task lists', () => {
  it('are questions where the words before them ask', () => {
    const { items, at } = read(
      '## Quiz\n\n1. Which is a seed?\n   - [ ] Stone\n   - [x] Bean\n\nPlants need light?\n\n- [x] True\n- [ ] False\n\n> Leaves use it.\n',
    );
    expect(items.map((one) => [one.kind, one.stem.text, one.options.map((option) => option.correct)])).toEqual([
      ['choice', 'Which is a seed?', [false, true]],
      ['true-false', 'Plants need light?', [true, false]],
    ]);
    expect(at(items[0]!.options[1]!.correctSpan)).toBe('x');
    expect(at(items[0]!.options[1]!.span)).toBe('Bean');
    expect(items[1]!.feedback?.text).toBe('Leaves use it.');
  });

  it('are no questions where they are check lists', () => {
    expect(read('Before you start:\n\n- [x] Get a pot\n- [ ] Get soil\n').items).toEqual([]);
    expect(read('I, ________, have\n\n- [ ] read the rules\n- [ ] put on goggles\n').items).toEqual([]);
  });

  it('are questions where a tick fills their blank', () => {
    expect(read('A seed holds a ____.\n\n- [x] sprout\n- [ ] stone\n').items).toHaveLength(1);
  });

  it('show a missing key instead of hiding the item', () => {
    expect(read('Which one?\n\n- [ ] A\n- [ ] B\n').items[0]).toMatchObject({ kind: 'choice' });
  });
});

describe('offsets', () => {
  it('count a BOM and CRLF', () => {
    const { headings, outcomes, at, meta } = read(`\ufeff${lesson.replaceAll('\n', '\r\n')}`);
    expect(meta.data.title).toBe('Growing beans');
    expect(headings.map((one) => at(one.span))).toEqual(['## Water', '## How much?']);
    expect(outcomes.map((one) => at(one.span))).toEqual(['Describe what a seed needs.', 'Measure a *stem*.']);
  });

  it('every node lies inside its parent and the text, whatever is written', () => {
    const parts = fc.array(
      fc.constantFrom(
        '# h',
        '\n',
        '\r\n',
        '\t',
        '- ',
        '> ',
        '![a](b)',
        '{alt="x"}',
        '[l](m)',
        '`c`',
        '```\n',
        '<b>',
        '|a|b|\n|-|-|\n',
        '&amp;',
        '😀',
        '*',
        '\ufeff',
        '    ',
        'w',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(parts, (list) => {
        const text = list.join('');
        visit(parseMarkdown(text), (node, ancestors) => {
          const { start, end } = placeOf(node);
          const outer = ancestors.at(-1);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length);
          if (outer && outer.type !== 'root') expect(placeOf(outer).start).toBeLessThanOrEqual(start);
        });
        readMarkdown({ path: 'a.md', text, owner: 'a' });
      }),
    );
  });
});
