import { describe, expect, it } from 'vitest';
import { referenceIn, visualReference } from '../colour/visual-reference.ts';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { languageUnmarked } from '../language/language-unmarked.ts';
import { linkVague } from '../links/link-vague.ts';
import { mediaTitle } from '../media/media-title.ts';
import { canvasAlternative } from '../pictures/canvas-alternative.ts';
import { duplicateId } from './duplicate-id.ts';
import { headingFake } from './heading-fake.ts';
import { lettersSpaced } from './letters-spaced.ts';
import { tableHeader } from './table-header.ts';
import { tableRole } from './table-role.ts';

describe('a table that says it is none', () => {
  it('fails where it has headers or a caption, and is let be a table', async () => {
    const data = html(
      '<table role="presentation"><caption>Rain</caption><tr><th>May</th><th>June</th></tr><tr><td>40</td><td>55</td></tr></table>',
    );
    expect(await found(tableRole, data)).toMatchObject([{ certainty: 'fails', wcag: ['1.3.1'] }]);
    expect((await mended(tableRole, data))?.files['lesson.html']).toMatch(/^<table><caption>/);
  });
  it.each([
    '<table role="presentation"><tr><td>Words</td><td><img src="a.png" alt="A river"></td></tr></table>',
    '<table role="none"><tr><td>Rain <table><tr><th>May</th></tr><tr><td>40</td></tr></table></td></tr></table>',
    '<table role="presentation"><tr><th>Rain</th></tr><tr><td>40</td></tr></table>',
    '<table role="presentation"><tr><th></th><td>Words</td></tr></table>',
    '<table><caption>Rain</caption><tr><th>May</th></tr></table>',
  ])('is left alone where it holds no data of its own: %s', async (source) => {
    expect(await found(tableRole, html(source))).toEqual([]);
  });
});

describe('rows that say their names', () => {
  const table = (...names: string[]) =>
    html(`<table>${names.map((name) => `<tr><td>${name}</td><td>of some kind</td></tr>`).join('')}</table>`);
  it('fail where the names are plain cells, and become headers of their rows', async () => {
    const data = table('Mass:', 'Length:');
    expect(await found(tableHeader, data)).toMatchObject([{ certainty: 'fails' }]);
    expect((await mended(tableHeader, data))?.files['lesson.html']).toContain('<tr><th scope="row">Mass:</th><td>');
  });
  it('are questions where not all of them do, or two say the same', async () => {
    for (const data of [table('Mass:', 'Length'), table('Mass:', 'Mass:')])
      expect(await found(tableHeader, data)).toMatchObject([{ certainty: 'needs-review' }]);
  });
});

describe('letters that stand apart', () => {
  it('fail where they make a word the lesson uses', async () => {
    const source = '<h1>Welcome</h1><p>W e l c o m e &nbsp; t o &nbsp; a l l</p>';
    expect(await found(lettersSpaced, html(source))).toMatchObject([{ certainty: 'fails', wcag: ['1.3.2'] }]);
  });
  it.each(['The vowels are a e i o u.', 'Play c d e f g a b, then rest.', 'Bases: A C G T A C.', 'W e l c o m e', 'a b c d'])(
    'are left alone where they are letters: %s',
    async (text) => {
      expect(await found(lettersSpaced, markdown(`# Notes and vowels\n\n${text}\n`))).toEqual([]);
    },
  );
});

describe('a canvas', () => {
  it('is asked about where no words say what is drawn', async () => {
    const drawn = html('<canvas id="c" width="9"></canvas>');
    expect(await found(canvasAlternative, drawn)).toMatchObject([{ certainty: 'needs-review', wcag: ['1.1.1'] }]);
    expect((await mended(canvasAlternative, drawn, { kind: 'text', text: 'A wave' }))?.files['lesson.html']).toBe(
      '<canvas id="c" width="9" role="img" aria-label="A wave"></canvas>',
    );
    expect((await mended(canvasAlternative, drawn, { kind: 'decorative' }))?.files['lesson.html']).toContain(
      'aria-hidden="true"',
    );
  });
  it.each([
    '<canvas>A wave of 2 Hz</canvas>',
    '<canvas aria-label="A wave" role="img"></canvas>',
    '<canvas role="presentation"></canvas>',
    '<div aria-hidden="true"><canvas></canvas></div>',
    '<figure><canvas></canvas><figcaption>A wave</figcaption></figure>',
  ])('is left alone where words, a name or a decision are there: %s', async (source) => {
    expect(await found(canvasAlternative, html(source))).toEqual([]);
  });
});

describe('an id used twice', () => {
  it('concerns a criterion only where something takes its name from it', async () => {
    const named = '<label for="a">Name</label><input id="a"><input id="a">';
    expect((await found(duplicateId, html(named)))[0]?.wcag).toEqual(['4.1.2']);
    expect((await found(duplicateId, html('<p id="a">1</p><p id="a">2</p><a href="#a">x</a>')))[0]?.wcag).toBeUndefined();
    expect((await found(duplicateId, html('<p id="a">1</p><p id="a">2</p>')))[0]?.wcag).toBeUndefined();
  });
});

describe('vague links under one heading', () => {
  it('fail where they lead to two places: the heading cannot say where each of them does', async () => {
    const both = markdown('# Tides\n\n[Click here](a.md)\n\n[More](b.md)\n');
    expect((await found(linkVague, both)).map(({ certainty }) => certainty)).toEqual(['fails', 'fails']);
  });
  it('are questions where one of them is alone, or both lead to one place', async () => {
    for (const text of [
      '# Tides\n\n[More](b.md)\n',
      '# Tides\n\n[Click here](a.md)\n\n[More](a.md)\n',
      '# Tides\n\n[More](a.md)\n\n# Ebb\n\n[More](b.md)\n',
    ])
      expect((await found(linkVague, markdown(text))).every(({ certainty }) => certainty === 'needs-review')).toBe(true);
  });
});

describe('a formula', () => {
  it('is in no language, whatever its letters', async () => {
    const formula = 'p(e_i) = e^{e_i} + e^{e_j} + i + e + i, e \\in E, i \\in I, i < e, e > i';
    for (const text of [`$$ ${formula} $$`, formula])
      expect(await found(languageUnmarked, markdown(`# Loss\n\n${text}\n`))).toEqual([]);
  });
});

describe('what is no sentence', () => {
  it.each([
    'J. Thong, What happens when you type GCC, https://a.example/what-happens-when-you-type-the-name-of-it',
    'False | and | as | is | not | or | in | for | from | with | while | if | None | this',
  ])('is in no language: %s', async (text) => {
    const german =
      'Der Übersetzer liest den Text und macht daraus ein Programm, das auf dem Rechner läuft, wenn es aufgerufen wird.';
    expect(await found(languageUnmarked, markdown(`# Der Übersetzer\n\n${german}\n\n${text}\n`, { language: 'de' }))).toEqual([]);
  });
});

describe('a bold line with a colon', () => {
  const page = (after: string) => markdown(`# A\n\n**When to use it:**\n\n${after}\n\n**When not to:**\n\n${after}\n`);
  it('leads into the list below it, and stands over text as a heading', async () => {
    const words = 'A recording of a run that fails now and then is worth hours.';
    expect(await found(headingFake, page(`- ${words}\n- It is slow where a program has many threads at once.`))).toEqual([]);
    expect(await found(headingFake, page(words))).toHaveLength(2);
  });
});

describe('a link of a word that says nothing elsewhere', () => {
  it.each(['<a href="url.html">URL</a>', '<a href="ops.html#neg"><code>-</code></a>', '<a href="/docs/more/">More</a>'])(
    'is left alone where it is the name of what it leads to: %s',
    async (source) => {
      expect(await found(linkVague, html(`<ul><li>${source}</li></ul>`))).toEqual([]);
    },
  );
  it('is told where it is not', async () => {
    expect(await found(linkVague, html('<ul><li><a href="paths.html">URL</a></li></ul>'))).toHaveLength(1);
  });
});

describe('what stands in noscript', () => {
  it('is left alone: nobody meets it whose browser runs scripts', async () => {
    expect(await found(mediaTitle, html('<noscript><iframe src="toc.html"></iframe></noscript>'))).toEqual([]);
    expect(await found(mediaTitle, html('<noscript>Turn scripts on.</noscript><iframe src="toc.html"></iframe>'))).toHaveLength(
      1,
    );
    const spoken = '<!-- no <noscript> yet --><iframe src="toc.html"></iframe><noscript>Turn scripts on.</noscript>';
    expect(await found(mediaTitle, html(spoken))).toHaveLength(1);
  });
});

describe('a meaning that colour alone carries', () => {
  it.each(['Words you spelt wrong are shown in red.', 'Lessons that are done are marked in green.'])(
    'is suspected: %s',
    (sentence) => {
      expect(referenceIn(sentence)).toBe('sure');
    },
  );
  it.each([
    'Wrong words are shown in red and underlined.',
    'Wrong words are marked in red with a cross.',
    'The wire is drawn in red.',
    'The results are shown in the table.',
  ])('is not: %s', (sentence) => expect(referenceIn(sentence)).not.toBe('sure'));
});

describe('what a form says of its fields', () => {
  it('is read as well', async () => {
    const form = (words: string) => html(`<form><p>${words}</p><label>Name <input></label></form>`);
    expect(await found(visualReference, form('Fields marked in red must be filled in.'))).toMatchObject([
      { certainty: 'needs-review' },
    ]);
    expect(await found(visualReference, form('Fields marked “needed” must be filled in.'))).toEqual([]);
  });
});

describe('a long quotation on a short page', () => {
  it('is told to be in another language, though most words of the page are its', async () => {
    const poem =
      'Les sanglots longs des violons de l’automne blessent mon cœur d’une langueur monotone, et je me souviens des jours anciens et je pleure.';
    const text = `# French poetry of the last years of the century\n\nRead what he wrote in the autumn of that year:\n\n> ${poem}\n\nWhich of these sounds come back in it?\n`;
    expect(await found(languageUnmarked, markdown(text))).toHaveLength(1);
  });
});
