import { describe, expect, it } from 'vitest';
import type { Models } from '../../../tools/models/models.ts';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { imageAltJoined } from './image-alt-joined.ts';
import { imageAltMissing } from './image-alt-missing.ts';
import { imageAltPlaceholder, placeholderKind } from './image-alt-placeholder.ts';
import { imageAltRepeated } from './image-alt-repeated.ts';
import { pictureMissing } from './picture-missing.ts';

const model = (value: unknown): Models => ({
  available: true,
  ask: async () => ({ ok: true, value: value as never, model: 'test', prompt: 'image-alternative@1.0', cost: 0 }),
  spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
});

describe('image-alt-missing', () => {
  it('asks whether a Markdown picture without alternative is decorative', async () => {
    const [finding] = await found(imageAltMissing, markdown('Words before.\n\n![](x.png)\n'));
    expect(finding).toMatchObject({ certainty: 'needs-review', answerKind: 'text-alternative', wcag: ['1.1.1'] });
  });

  it.each([
    ['an alternative', '![A map](x.png)'],
    ['a Pandoc alternative', "![](x.png){alt='A map'}"],
    ['an empty Pandoc alternative, which is a decision', "![](x.png){alt=''}"],
    ['an empty HTML alternative, which is a decision', '<img src="x.png" alt="">'],
    ['a picture hidden from screen readers', '<img src="x.png" aria-hidden="true">'],
    ['a picture labelled in HTML', '<img src="x.png" aria-label="A map">'],
    ['a picture in code', '```\n![](x.png)\n```'],
  ])('accepts %s', async (_, text) => {
    expect(await found(imageAltMissing, markdown(`${text}\n`))).toEqual([]);
  });

  it('proposes the title the author gave it', async () => {
    const result = await mended(imageAltMissing, markdown('![](x.png "The river in spring")\n'));
    expect(result?.files['lesson.md']).toBe('![The river in spring](x.png "The river in spring")\n');
  });

  it('proposes what the sentence before it says', async () => {
    const result = await mended(
      imageAltMissing,
      markdown('The following diagram shows a pump, a valve and a tank:\n\n![](x.png)\n'),
    );
    expect(result?.files['lesson.md']).toContain('![Diagram of a pump, a valve and a tank](x.png)');
  });

  it('proposes the caption of an HTML figure', async () => {
    const result = await mended(
      imageAltMissing,
      html('<figure><img src="x.png"><figcaption>Figure 2: Yield by year</figcaption></figure>'),
    );
    expect(result?.files['lesson.html']).toContain('<img alt="Yield by year" src="x.png">');
  });

  it('proposes nothing without grounds', async () => {
    expect(await mended(imageAltMissing, markdown('Look at this:\n\n![](x.png)\n'))).toBeNull();
  });

  it('writes a typed alternative in the form of the file', async () => {
    const reply = { kind: 'text', text: 'A [b] "c" isn\'t d' } as const;
    expect((await mended(imageAltMissing, markdown('![](x.png)\n'), reply))?.files['lesson.md']).toBe(
      '![A \\[b\\] "c" isn\'t d](x.png)\n',
    );
    expect((await mended(imageAltMissing, html('<img src=x.png>'), reply))?.files['lesson.html']).toBe(
      '<img alt="A [b] &quot;c&quot; isn\'t d" src=x.png>',
    );
    const pandoc = "![](x.png)\n\n![](y.png){alt='Y'}\n";
    expect((await mended(imageAltMissing, markdown(pandoc), reply))?.files['lesson.md']).toBe(
      `![](x.png){alt="A \\[b\\] \\"c\\" isn't d"}\n\n![](y.png){alt='Y'}\n`,
    );
    expect(
      (await mended(imageAltMissing, markdown('![](x.png){width=50%}\n'), { kind: 'text', text: 'A map' }))?.files['lesson.md'],
    ).toBe("![](x.png){width=50% alt='A map'}\n");
  });

  it.each([
    ['plain Markdown', '![](x.png)\n', '<img src="x.png" alt="">\n'],
    ['Pandoc', '::: callout\n\n![](x.png)\n\n:::\n', "::: callout\n\n![](x.png){alt=''}\n\n:::\n"],
  ])('writes "decorative" in %s so that it is not asked again', async (_, before, after) => {
    const result = await mended(imageAltMissing, markdown(before), { kind: 'decorative' });
    expect(result?.files['lesson.md']).toBe(after);
    expect(await found(imageAltMissing, markdown(after))).toEqual([]);
  });

  it('takes what a model describes as a draft of medium risk', async () => {
    const result = await mended(
      imageAltMissing,
      markdown('![](x.png)\n', {
        models: model({ decision: 'describe', alternative: 'A pump beside a tank.', grounds: 'Seen.' }),
      }),
    );
    expect(result?.draft).toMatchObject({
      origin: 'model',
      risk: 'medium',
      provenance: { prompt: 'image-alternative@1.0', model: 'test' },
    });
    expect(result?.files['lesson.md']).toBe('![A pump beside a tank.](x.png)\n');
  });

  it.each([
    ['is unsure', { decision: 'unsure', alternative: '', grounds: '' }],
    ['says nothing', { decision: 'describe', alternative: '  ', grounds: '' }],
    ['writes a file name', { decision: 'describe', alternative: 'x.png', grounds: '' }],
    ['writes an essay', { decision: 'describe', alternative: 'word '.repeat(80), grounds: '' }],
  ])('proposes nothing where the model %s', async (_, value) => {
    expect(await mended(imageAltMissing, markdown('![](x.png)\n', { models: model(value) }))).toBeNull();
  });
});

describe('image-alt-placeholder', () => {
  it.each([
    ['IMG_2031.jpg', 'p/IMG_2031.jpg'],
    ['soil-moisture-sensor', 'img/soil-moisture-sensor.png'],
    ['image', 'x.png'],
    ['Screenshot 2024-01-02', 'x.png'],
    ['alt text', 'x.png'],
    ['alt-text', 'x.png'],
    ['Bildtext', 'x.png'],
    ['figure 3', 'x.png'],
    ['No description has been provided for this image', 'data:image/png;base64,AA'],
    ['plot of chunk unnamed-chunk-3', 'figure/unnamed-chunk-3-1.png'],
    ['A picture containing text\n\nDescription automatically generated', 'image001.png'],
    ['画像', 'x.png'],
    ['صورة', 'x.png'],
  ])('reports “%s”', (alternative, src) => {
    expect(placeholderKind(alternative, src)).not.toBeNull();
  });

  it.each([
    ['Banana', 'banana.png'],
    ['Bildtextil', 'x.png'],
    ['A screenshot of the editor', 'x.png'],
    ['Figure 3: yield by year', 'x.png'],
    ['Logo of the university', 'logo.png'],
    ['Promo video', 'x.png'],
    ['A picture of a cat', 'x.png'],
    ['Plot of residuals', 'x.png'],
    ['A screenshot of the shell, AI-generated content may be incorrect.', 'x.png'],
    ['The image contains text in three columns', 'x.png'],
    ['', 'x.png'],
  ])('accepts “%s”', (alternative, src) => {
    expect(placeholderKind(alternative, src)).toBeNull();
  });

  it('replaces the words in the form they stand in', async () => {
    const reply = { kind: 'text', text: 'A grove LED' } as const;
    expect((await mended(imageAltPlaceholder, markdown("![](led.png){alt='led.png'}\n"), reply))?.files['lesson.md']).toBe(
      "![](led.png){alt='A grove LED'}\n",
    );
    expect((await mended(imageAltPlaceholder, html("<img src='led.png' alt='image'>"), reply))?.files['lesson.html']).toBe(
      "<img src='led.png' alt='A grove LED'>",
    );
  });
});

describe('image-alt-joined', () => {
  const course =
    'There are rows and rows. Each row has a question. Which row is the row of the step? The question of the step, step by step.\n\n';

  it('parts words that run together', async () => {
    const result = await mended(
      imageAltJoined,
      markdown(`${course}![](x.svg){alt="Grid with row 1, row 2 androw 3, that asks thequestion in the stepwhere it ends"}\n`),
    );
    expect(result?.files['lesson.md']).toContain('row 2 and row 3, that asks the question in the step where it ends');
    expect(result?.draft.edits.every((edit) => edit.replacement === ' ' && edit.quote === '')).toBe(true);
  });

  it('parts small words from what they lead to', async () => {
    const alternative = 'Bars of the rows thathave longer steps, drawn againststep numbers';
    const result = await mended(imageAltJoined, markdown(`${course}Steps have numbers.\n\n![${alternative}](x.svg)\n`));
    expect(result?.files['lesson.md']).toContain('drawn against step numbers');
  });

  it('parts a word from an identifier, escaped as it is', async () => {
    const text = "Set weight_kg, stuck or not; it is stuck.\n\n![](a.svg){alt='143 with label weight\\_kgstuck on it'}\n";
    expect((await mended(imageAltJoined, markdown(text)))?.files['lesson.md']).toContain('weight\\_kg stuck on it');
  });

  it.each([
    'the android phone in a row',
    'a thousand rows somewhere in the theory',
    'row(1,2) of rows whereas steps',
    'understand the question nowhere',
    'the steps whenever throughput and onward rows interact',
  ])('accepts real words: “%s”', async (alternative) => {
    expect(await found(imageAltJoined, markdown(`${course}![A picture of ${alternative}](x.svg)\n`))).toEqual([]);
  });

  it('accepts a word that the course uses elsewhere too', async () => {
    expect(
      await found(imageAltJoined, markdown(`${course}The androw method.\n\n![The picture of the androw method](x.svg)\n`)),
    ).toEqual([]);
  });
});

describe('pictures of a course', () => {
  it('asks once about a picture that stands in many lessons, and writes the answer into all of them', async () => {
    const files = { 'a.md': '![](logo.png)\n', 'b.md': 'B\n\n![](logo.png)\n', 'c.md': 'C\n\n![](logo.png)\n' };
    expect(await found(imageAltMissing, { files })).toEqual([]);
    expect(await found(imageAltRepeated, { files })).toHaveLength(1);
    const result = await mended(imageAltRepeated, { files }, { kind: 'text', text: 'Logo' });
    expect(Object.values(result!.files).every((text) => text.includes('![Logo](logo.png)'))).toBe(true);
  });

  it('asks one question about a folder whose pictures are all absent', async () => {
    const files = { 'a.md': '![A](img/1.png) ![B](img/2.png) ![C](img/3.png)\n', 'b.md': '![D](img/4.png) ![E](img/5.png)\n' };
    const findings = await found(pictureMissing, { files });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ certainty: 'needs-review', question: 'Is the folder “img” kept elsewhere?' });
  });

  it('reports single absent pictures, and proposes the file that is there under another spelling', async () => {
    const example = markdown('![A](img/Map.PNG) ![B](img/b.png)\n', { present: ['img/map.png', 'img/b.png'] });
    expect(await found(pictureMissing, example)).toHaveLength(1);
    expect((await mended(pictureMissing, example))?.files['lesson.md']).toBe('![A](img/map.png) ![B](img/b.png)\n');
  });

  it('looks for no picture that lies on another server or in code', async () => {
    expect(await found(pictureMissing, markdown('![A](https://example.org/a.png)\n\n`![B](b.png)`\n'))).toEqual([]);
  });
});
