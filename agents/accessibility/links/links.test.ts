import { describe, expect, it } from 'vitest';
import { exampleContext, found, html, markdown, mended } from '../example-lesson.ts';
import { linkEmpty } from './link-empty.ts';
import { isUnspeakable, linkRawUrl } from './link-raw-url.ts';
import { titleOfTarget } from './link-target.ts';
import { isVague, linkVague } from './link-vague.ts';

describe('link-empty', () => {
  it('names a link after the lesson it leads to', async () => {
    const example = { files: { 'a.md': '# A\n\nSee [](b.md).\n', 'b.md': '# Loops and *lists*\n' } };
    expect((await mended(linkEmpty, example))?.files['a.md']).toBe('# A\n\nSee [Loops and lists](b.md).\n');
  });

  it('asks where the target is unknown, and writes the answer with its signs escaped', async () => {
    const example = markdown('See [](https://example.org/x).\n');
    expect(await mended(linkEmpty, example)).toBeNull();
    expect((await mended(linkEmpty, example, { kind: 'text', text: 'Notes [2]' }))?.files['lesson.md']).toBe(
      'See [Notes \\[2\\]](https://example.org/x).\n',
    );
  });

  it('gives a picture that is all of a link the name of the target', async () => {
    const example = {
      files: { 'a.html': '<p><a href="b.html"><img src="x.png"></a></p>', 'b.html': '<title>B</title><h1>Soil &amp; water</h1>' },
    };
    expect((await mended(linkEmpty, example, { kind: 'text', text: 'Soil & "water"' }))?.files['a.html']).toBe(
      '<p><a href="b.html"><img alt="Soil &amp; &quot;water&quot;" src="x.png"></a></p>',
    );
  });

  it.each([
    ['a link with words', '[Words](x.md)'],
    ['a picture with an alternative', '[![A map](map.png)](x.md)'],
    ['a labelled HTML link', '<a href="x.md" aria-label="Next"></a>'],
    ['an anchor without target', '<a name="here"></a>'],
    ['an address', '<https://example.org>'],
    ['code', '`[](x.md)`'],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(linkEmpty, markdown(`Text ${text}.\n`))).toEqual([]);
  });
});

describe('link-vague', () => {
  it('lets the sentence itself name the link', async () => {
    const result = await mended(
      linkVague,
      markdown('First paragraph. Click [here](data.csv) to download the data. Then open it.\n'),
    );
    expect(result?.files['lesson.md']).toBe('First paragraph. [Download the data](data.csv). Then open it.\n');
  });

  it('uses the title of the target where the sentence reads on', async () => {
    const files = { 'a.md': '# A\n\nThis is explained [here](b.md).\n', 'b.md': '# Loops\n' };
    expect((await mended(linkVague, { files }))?.files['a.md']).toBe('# A\n\nThis is explained in [Loops](b.md).\n');
  });

  it('asks where no right words are known', async () => {
    const example = markdown('Quizzes are available [here](https://example.org/quiz).\n');
    const [finding] = await found(linkVague, example);
    expect(finding?.certainty).toBe('needs-review');
    expect(await mended(linkVague, example)).toBeNull();
    expect((await mended(linkVague, example, { kind: 'text', text: 'on the quiz page' }))?.files['lesson.md']).toBe(
      'Quizzes are available [on the quiz page](https://example.org/quiz).\n',
    );
  });

  it('takes the title of an HTML page that is no lesson, where it has one of its own', async () => {
    const at = (title: string) =>
      titleOfTarget(
        { ...exampleContext(markdown('a\n')), files: { ...exampleContext(markdown('a\n')).files, read: () => title } },
        'lesson.md',
        'all.html',
      );
    expect(at('<html><head><title>Salt &amp; pepper</title></head></html>')).toBe('Salt & pepper');
    expect(at('<html><head><title>Untitled Document</title></head></html>')).toBeNull();
    expect(at('<html><body><p>None</p></body></html>')).toBeNull();
    expect(titleOfTarget(exampleContext(markdown('# A\n\n[x](#)\n')), 'lesson.md', '#')).toBeNull();
  });

  it('judges words in the language of the lesson', () => {
    expect(isVague('hier', 'de')).toBe(true);
    expect(isVague('hier', 'en')).toBe(false);
    expect(isVague('Click here!', 'en-GB')).toBe(true);
    expect(isVague('こちら', 'ja')).toBe(true);
    expect(isVague('هنا', 'ar')).toBe(true);
    expect(isVague('clique aqui.', 'pt-BR')).toBe(true);
    expect(isVague('公式チュートリアル', 'ja')).toBe(false);
  });

  it('judges words in the language a lesson is written in, where it says another', async () => {
    const spanish =
      'La célula es la unidad de la vida, y todos los seres vivos están formados por una o más de ellas, como se ve en el dibujo.';
    expect(await found(linkVague, markdown(`# A\n\n${spanish} Para ver los tejidos, pulsa [aquí](b.md).\n`))).toHaveLength(1);
    expect(await found(linkVague, markdown('# A\n\nThe Spanish word for it is [aquí](b.md).\n'))).toEqual([]);
  });

  it('asks about an arrow that leads to another page, and not about the way back from a note', async () => {
    expect(await found(linkVague, markdown('# A\n\nGo on. [>>](b.md)\n'))).toHaveLength(1);
    expect(await found(linkVague, markdown('# A\n\nA note. [↩](#fnref1)\n'))).toEqual([]);
    expect(await found(linkVague, html('<p>Go on. <a href="b.html" aria-label="Next: loops">→</a></p>'))).toEqual([]);
  });

  it.each(['documentation', 'this tutorial on loops', 'Here Maps', 'more about soil', 'the link layer'])(
    'accepts “%s”',
    (text) => {
      expect(isVague(text, 'en')).toBe(false);
    },
  );
});

describe('link-raw-url', () => {
  it('reports an address nobody can say, and lets a person name it', async () => {
    const example = markdown('See <https://example.org/watch?v=8f3b2c&list=PL12345>.\n');
    expect((await mended(linkRawUrl, example, { kind: 'text', text: 'the video' }))?.files['lesson.md']).toBe(
      'See [the video](https://example.org/watch?v=8f3b2c&list=PL12345).\n',
    );
  });

  it.each([
    'https://example.org/',
    'https://example.org/connect/',
    'www.python.org',
    'a text with https://example.org/?x=1 in it',
  ])('accepts %s', (text) => {
    expect(isUnspeakable(text)).toBe(false);
  });

  it('accepts a long address behind words', async () => {
    expect(await found(linkRawUrl, html('<a href="https://example.org/?a=1&amp;b=2">Words</a>'))).toEqual([]);
  });
});
