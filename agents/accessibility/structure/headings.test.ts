import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { found, html, markdown, mended } from '../example-lesson.ts';
import { headingEmpty } from './heading-empty.ts';
import { headingFake } from './heading-fake.ts';
import { relevel } from './heading-levels.ts';
import { headingSkip } from './heading-skip.ts';

const prose = 'This is a paragraph that is long enough to count as the text of a section.';

describe('heading-skip', () => {
  it('re-levels a gap as a whole and leaves fine headings alone', async () => {
    const text = `# A\n\n## B\n\n#### C\n\n##### D\n\n#### E\n\n## F\n`;
    const result = await mended(headingSkip, markdown(text));
    expect(result?.files['lesson.md']).toBe(`# A\n\n## B\n\n### C\n\n#### D\n\n### E\n\n## F\n`);
    expect(await found(headingSkip, markdown(result!.files['lesson.md']!))).toEqual([]);
  });

  it('counts a front-matter title as the h1', async () => {
    expect(await found(headingSkip, markdown('---\ntitle: T\n---\n\n## First\n\n### Second\n'))).toEqual([]);
    const result = await mended(headingSkip, markdown('---\ntitle: T\n---\n\n### First\n\n### Second\n'));
    expect(result?.files['lesson.md']).toBe('---\ntitle: T\n---\n\n## First\n\n## Second\n');
  });

  it('lets a lesson without a title start at any level, and go up by any number of levels', async () => {
    expect(await found(headingSkip, markdown('### A\n\n#### B\n\n# C\n'))).toEqual([]);
  });

  it('accepts a heading in a box that goes on from the one before it there', async () => {
    const text = '## A\n\n::: callout\n\n### Box\n\n:::\n\n## B\n\n::: callout\n\n### Box\n\n#### Detail\n\n:::\n';
    expect(await found(headingSkip, markdown(text))).toEqual([]);
  });

  it('changes both tags of an HTML heading and keeps its attributes', async () => {
    const result = await mended(headingSkip, html('<html lang="en"><body><h1>A</h1><h3 class="x">B</h3></body></html>'));
    expect(result?.files['lesson.html']).toBe('<html lang="en"><body><h1>A</h1><h2 class="x">B</h2></body></html>');
  });

  it.each([
    '<div class="modal" role="dialog"><h4>Cheat sheet</h4></div>',
    '<dialog><h3>Solution</h3></dialog>',
    '<div hidden><h4>Later</h4></div>',
    '<h4 role="presentation">Ana Silva</h4>',
  ])('leaves out what is none of the outline of the page: %s', async (box) => {
    const page = (inner: string) => html(`<html lang="en"><body><h1>A</h1>${inner}<h2>B</h2></body></html>`);
    expect(await found(headingSkip, page(box))).toEqual([]);
    expect(
      await found(headingSkip, page(box.replace(/ role="[a-z]+"| hidden/, '').replace(/<(\/?)dialog/g, '<$1div'))),
    ).toHaveLength(1);
  });

  it('leaves no half of the bold headings behind', async () => {
    const text = `# A\n\n**One**\n\n${prose}\n\n**Two**\n\nTry it with card.\n\n**Three**\n\n${prose}\n`;
    expect(await found(headingFake, markdown(text))).toHaveLength(3);
    expect(await found(headingFake, markdown('# A\n\n**Two**\n\nTry it with card.\n'))).toEqual([]);
  });

  it('never looks into code', async () => {
    expect(await found(headingSkip, markdown('# A\n\n```\n#### B\n```\n'))).toEqual([]);
  });

  it('yields an outline without gaps, in which nothing moves down and fine outlines stay as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }), (depths) => {
        const headings = depths.map((depth) => ({ depth, container: null }));
        const levels = relevel(headings, 1);
        let before = 1;
        levels.forEach((level, index) => {
          expect(level).toBeLessThanOrEqual(Math.max(1, before + 1));
          expect(level).toBeLessThanOrEqual(depths[index]!);
          before = level;
        });
        const again = relevel(
          levels.map((depth) => ({ depth, container: null })),
          1,
        );
        expect(again).toEqual(levels);
      }),
    );
  });
});

describe('heading-empty', () => {
  it('takes out an empty heading between two others', async () => {
    const result = await mended(headingEmpty, markdown('# A\n\n##\n\n## B\n'));
    expect(result?.files['lesson.md']).toBe('# A\n\n\n## B\n');
  });

  it('asks for the words where text stands below it', async () => {
    const example = markdown(`# A\n\n##\n\n${prose}\n`);
    expect(await mended(headingEmpty, example)).toBeNull();
    const result = await mended(headingEmpty, example, { kind: 'text', text: 'Words' });
    expect(result?.files['lesson.md']).toBe(`# A\n\n## Words\n\n${prose}\n`);
  });

  it('asks for the title where the title is empty', async () => {
    const example = markdown('# \n\n## Instructions\n');
    expect((await found(headingEmpty, example))[0]?.question).toBe('What is the title of this page?');
    expect(await mended(headingEmpty, example)).toBeNull();
  });

  it('accepts a heading that is a picture with an alternative', async () => {
    expect(await found(headingEmpty, markdown('# ![A map](map.png)\n'))).toEqual([]);
    expect(await found(headingEmpty, html('<h2><img src="x.png" alt="Map"></h2>'))).toEqual([]);
  });
});

describe('heading-fake', () => {
  it('proposes headings where several bold lines stand over text', async () => {
    const example = markdown(`# A\n\n**One thing**\n\n${prose}\n\n**Another thing**\n\n${prose}\n`);
    expect(await found(headingFake, example)).toHaveLength(2);
    expect((await mended(headingFake, example))?.files['lesson.md']).toContain('\n## One thing\n');
  });

  it('asks where there is only one', async () => {
    const example = markdown(`# A\n\n**One thing**\n\n${prose}\n`);
    expect((await found(headingFake, example))[0]?.certainty).toBe('needs-review');
    expect(await mended(headingFake, example)).toBeNull();
    expect((await mended(headingFake, example, { kind: 'text', text: 'yes' }))?.files['lesson.md']).toContain('\n## One thing\n');
  });

  it.each([
    ['a bold sentence', `**Save your work first.**\n\n${prose}\n`],
    ['a bold line over nothing', '## A\n\n**Coming soon**\n'],
    ['a bold link', `**[Go on](next.md)**\n\n${prose}\n`],
    ['bold words in a paragraph', `**Note** that ${prose}\n\n${prose}\n`],
    ['bold words in a list', `- **Term**\n\n  ${prose}\n`],
    ['a line of bold before a picture', '**A map**\n\n![Map](map.png)\n'],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(headingFake, markdown(text))).toEqual([]);
  });
});
