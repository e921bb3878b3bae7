/** What only a reader can tell: asked of a model where there is one, over real HTTP, and believed only with its quotation. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageSurvey } from '../../tools/browser/survey.ts';
import { ModelConfig } from '../../tools/config/schema.ts';
import { type OpenedModels, openModels } from '../../tools/models/open.ts';
import { type Reply, type ScriptedModel, startScriptedModel } from '../../tools/models/scripted-server.ts';
import { referenceIn, visualReference } from './colour/visual-reference.ts';
import { labelDescribes } from './controls/label-describes.ts';
import { type Example, found, html, markdown, mended } from './example-lesson.ts';
import { batches, type Matter } from './judge.ts';
import { languagePart } from './language/language-part.ts';
import { linkDescribes, saysEnough } from './links/link-describes.ts';
import { linkVague } from './links/link-vague.ts';
import { recordingWords } from './media/recording-words.ts';
import { isUnwritten, pageTitle } from './page-title.ts';
import { imageAltDescribes } from './pictures/image-alt-describes.ts';
import { pictureText } from './pictures/picture-text.ts';
import { headingDescribes } from './structure/heading-describes.ts';

let server: ScriptedModel | null = null;
let models: OpenedModels | null = null;
let folder = '';
afterEach(async () => {
  models?.close();
  await server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  server = null;
  models = null;
  folder = '';
});

interface Line {
  number: number;
  kind: string;
  words: string;
  around: string;
}

/** A model that answers each matter so. */
async function modelThatSays(answer: (line: Line) => { verdict: string; quote: string } | Reply): Promise<OpenedModels> {
  server = await startScriptedModel(({ user }) => {
    const lines = user.split('\n').filter((line) => line.startsWith('{"number":'));
    const said = lines.map((line) => JSON.parse(line) as Line).map((line) => ({ line, said: answer(line) }));
    const bad = said.find(({ said: one }) => 'kind' in one);
    if (bad) return bad.said as Reply;
    const answers = said.map(({ line, said: one }) => ({ number: line.number, reason: 'A learner would miss it.', ...one }));
    return { kind: 'json', value: { answers } };
  });
  folder = mkdtempSync(join(tmpdir(), 'perennial-meaning-'));
  models = openModels({
    config: ModelConfig.parse({}),
    env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'key-of-the-test' },
    cacheFile: join(folder, 'models.sqlite'),
    patience: { firstWaitMs: 1 },
  });
  return models;
}

const text = '# Weather\n\nWe are open on Monday from 10 to 16.\n';
const weather: Partial<PageSurvey> = {
  headings: [{ mark: '0:9', text: 'Weather', beneath: 'We are open on Monday from 10 to 16.' }],
};
const lesson: Example = markdown(text, { survey: weather });

describe('a matter only a reader can judge', () => {
  it('is no finding where there is no model', async () => {
    expect(await found(headingDescribes, lesson)).toEqual([]);
  });
  it('fails where a model says so and quotes what is there', async () => {
    const models = await modelThatSays(() => ({ verdict: 'fails', quote: 'We are open on Monday' }));
    const [finding] = await found(headingDescribes, { ...lesson, models });
    expect(finding).toMatchObject({ certainty: 'fails', wcag: ['2.4.6'], quote: '# Weather' });
    expect(finding!.evidence.at(-1)!.text).toContain('We are open on Monday');
    expect(server!.requests[0]!.user).toContain('"around":"We are open on Monday from 10 to 16."');
  });
  it('is no finding where the quotation is not there', async () => {
    const models = await modelThatSays(() => ({ verdict: 'fails', quote: 'We are closed' }));
    expect(await found(headingDescribes, { ...lesson, models })).toEqual([]);
  });
  it('is no finding where the model refuses, cannot tell, or answers for another matter', async () => {
    for (const answer of [
      { kind: 'refusal', text: 'No.' } as Reply,
      { verdict: 'cannot-tell', quote: 'Weather' },
      { verdict: 'fails', quote: 'Weather', number: 7 },
    ]) {
      const models = await modelThatSays(() => answer);
      expect(await found(headingDescribes, { ...lesson, models })).toEqual([]);
      models.close();
      await server!.close();
    }
  });
});

const suspected = markdown('# Start\n\nFind the menu on the right.\n');

describe('a suspicion', () => {
  it('is asked of a person where there is no model', async () => {
    expect(await found(visualReference, suspected)).toMatchObject([
      { certainty: 'needs-review', quote: 'Find the menu on the right.' },
    ]);
  });
  it('ends where a model says that it passes', async () => {
    const models = await modelThatSays(() => ({ verdict: 'passes', quote: 'menu' }));
    expect(await found(visualReference, { ...suspected, models })).toEqual([]);
  });
  it('stays a question where the model cannot tell', async () => {
    const models = await modelThatSays(() => ({ verdict: 'cannot-tell', quote: 'menu' }));
    expect(await found(visualReference, { ...suspected, models })).toMatchObject([{ certainty: 'needs-review' }]);
  });
});

describe('matters that are asked together', () => {
  const matters = fc
    .array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 60 })
    .map((all) => all.map((words): Matter => ({ kind: 'link', words, around: '' })));
  it('are all of them, each once, in order, and never many', () => {
    fc.assert(
      fc.property(matters, (all) => {
        const groups = batches(all);
        expect(groups.flat()).toEqual(all);
        expect(groups.every((group) => group.length > 0 && group.length <= 10)).toBe(true);
      }),
    );
  });
  it('come without others where a picture belongs to them', () => {
    const picture = { mime: 'image/png', bytes: new Uint8Array([1]) };
    const plain: Matter = { kind: 'link', words: 'a', around: '' };
    expect(batches([plain, { ...plain, picture }, plain]).map((group) => group.length)).toEqual([1, 1, 1]);
  });
});

describe('what a model is not asked', () => {
  it('a heading whose words stand beneath it', async () => {
    const models = await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words }));
    const heads = { headings: [{ mark: '0:9', text: 'Opening hours', beneath: 'The shop opens at 10.' }] };
    expect(await found(headingDescribes, markdown(text, { survey: heads, models }))).toEqual([]);
    expect(server!.requests).toEqual([]);
  });
  it('a link of two telling words, or one that names its target', () => {
    expect(saysEnough('bread recipes', 'x')).toBe(true);
    expect(saysEnough('Contact', '/contact.html')).toBe(true);
    expect(saysEnough('read more', '/bread.html')).toBe(false);
    expect(saysEnough('Workshop', '/2024/07.html')).toBe(false);
  });
});

describe('templates and their leavings', () => {
  it('are failures without any model', async () => {
    const heads = { headings: [{ mark: '0:9', text: 'Heading 2', beneath: 'We are open on Monday.' }] };
    expect(await found(headingDescribes, markdown(text, { survey: heads }))).toMatchObject([{ certainty: 'fails' }]);
    const page = '<html lang="en"><title>Untitled Document</title><p>We are open on Monday.</p></html>';
    const survey = { title: { mark: '16:48', text: 'Untitled Document' }, opening: 'We are open on Monday.' };
    expect(await found(pageTitle, html(page, { survey }))).toMatchObject([{ certainty: 'fails', wcag: ['2.4.2'] }]);
  });
  it('are told from titles of their own', () => {
    for (const title of ['Untitled', 'page.html', 'Document 1', 'New page']) expect(isUnwritten(title)).toBe(true);
    for (const title of ['Titles and headings', 'Document design', 'The new page of history'])
      expect(isUnwritten(title)).toBe(false);
  });
});

describe('labels, links and parts', () => {
  const survey: Partial<PageSurvey> = {
    fields: [{ mark: '0:9', label: 'Go', kind: 'text', field: 'search', between: '' }],
    links: [{ mark: '0:9', name: 'more', target: 'x.html', context: 'more', block: 0, heading: '' }],
    languages: [{ mark: '0:9', lang: 'nl', scope: 'part', text: 'Bonne année !' }],
  };
  it('reach the model with what a reader needs', async () => {
    const models = await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words }));
    for (const rule of [labelDescribes, linkDescribes, languagePart])
      expect(await found(rule, markdown(text, { survey, models }))).toMatchObject([{ certainty: 'fails' }]);
    const sent = server!.requests.map(({ user }) => user).join('\n');
    expect(sent).toContain('A field of kind text, sent as “search”');
    expect(sent).toContain('Marked with the language “nl”');
  });
  it('say of one link one thing: a vague one is left to `link-vague`', async () => {
    const vague = '# Weather\n\nRain is measured daily, see [here](x.html) for it.\n';
    const at = vague.indexOf('[here]');
    const mark = `${at}:${vague.indexOf(')', at) + 1}`;
    const links = [{ mark, name: 'here', target: 'x.html', context: 'see here', block: 0, heading: 'Weather' }];
    const asked = markdown(vague, {
      survey: { links },
      models: await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words })),
    });
    expect(await found(linkDescribes, asked)).toEqual([]);
    expect(await found(linkVague, asked)).toMatchObject([{ certainty: 'fails', wcag: ['2.4.4', '2.4.9'] }]);
    expect(await found(linkVague, markdown(vague))).toMatchObject([{ certainty: 'needs-review', wcag: ['2.4.4'] }]);
  });
});

describe('a part marked with a language', () => {
  const source = '<p><span lang="nl">Bonne année !</span></p>';
  const part = (lang: string, words: string, scope: 'part' | 'page' = 'part') =>
    html(source, { survey: { languages: [{ mark: `3:${source.length - 4}`, lang, scope, text: words }] } });
  const asked = async (example: Example) =>
    found(languagePart, { ...example, models: await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words })) });

  it('is read where it is short, or of a language nobody counts words of', async () => {
    expect(await asked(part('nl', 'Bonne année !'))).toMatchObject([{ certainty: 'fails', wcag: ['3.1.2'] }]);
    expect(await asked(part('fil', 'Je ne sais pas où il est allé avec les autres'))).toHaveLength(1);
  });
  it('is left to the rule that counts words where that can tell', async () => {
    expect(await asked(part('nl', 'Der Fuchs sah die Trauben und wollte sie haben, aber sie hingen so hoch'))).toEqual([]);
    expect(await asked(part('de', 'Der Fuchs sah die Trauben und wollte sie haben, aber sie hingen so hoch'))).toEqual([]);
  });
  it('is read where two languages share the words it has', async () => {
    expect(await asked(part('es', 'de la que a se uma o para com não em os da do as la'))).toHaveLength(1);
  });
  it.each([
    ['a tag that names no language', part('zz-nowhere', 'Bonne année !')],
    ['a part without words', part('nl', '1 2 3')],
    ['the page as a whole', part('nl', 'Bonne année !', 'page')],
  ])('is not read: %s', async (_, example) => expect(await asked(example)).toEqual([]));
  it('gets the language a person names', async () => {
    const models = await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words }));
    const mend = await mended(languagePart, { ...part('nl', 'Bonne année !'), models }, { kind: 'text', text: 'French' });
    expect(mend?.files['lesson.html']).toBe(source.replace('"nl"', '"fr"'));
  });
});

describe('a thing pointed at by its look or place alone', () => {
  for (const sentence of [
    'Find the menu on the right.',
    'Click the green button to go on.',
    'Then press the large round button.',
    'Use the left sidebar to get around.',
    'The fields marked in red are required.',
    'See the box on the right-hand side.',
  ])
    it(`is suspected: ${sentence}`, () => expect(referenceIn(sentence)).toBe('sure'));
  for (const sentence of [
    'Choose the right answer.',
    'Right-click the file.',
    'Install Red Hat Linux.',
    'Click the green **Run** button.',
    'Select the "New" button on the right.',
    'See the table below.',
    'Turn left at the crossing, then go right.',
    'Connect the red wire to the port on the left.',
    'A red-black tree keeps itself balanced.',
    'The blue team builds a box.',
    'Click the Save button on the right.',
    'You have two weeks left in the section.',
  ])
    it(`is not: ${sentence}`, () => expect(referenceIn(sentence)).not.toBe('sure'));
});

describe('pictures', () => {
  const picture = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E';
  const page = html(`<p>Our mark: <img src='${picture}' alt="ERCIM logo"></p>`);
  it('are not judged unseen', async () => {
    const models = await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words }));
    expect(await found(imageAltDescribes, { ...page, models })).toEqual([]);
    expect(await found(pictureText, { ...page, models })).toEqual([]);
    expect(server!.requests).toEqual([]);
  });
  it('go to the model with their words and what stands about them; logos are no text', async () => {
    const models = await modelThatSays(({ words }) => ({ verdict: 'fails', quote: words }));
    const seen = { ...page, models, shown: new Uint8Array([137, 80, 78, 71]) };
    expect(await found(imageAltDescribes, seen)).toMatchObject([{ certainty: 'fails', wcag: ['1.1.1'] }]);
    expect(server!.requests[0]!.pictures).toHaveLength(1);
    expect(await found(pictureText, seen)).toEqual([]);
  });
});

describe('a recording', () => {
  const medium = {
    mark: '0:9',
    kind: 'video',
    sources: ['a.mp4'],
    starts: 'on-demand',
    sound: 'on',
    controls: 'shown',
    tracks: [],
  } as const;
  it('is one question for a person, with the criteria of its kind', async () => {
    const survey = { media: [{ ...medium, sources: [...medium.sources], tracks: [] }] };
    expect(await found(recordingWords, markdown(text, { survey }))).toMatchObject([
      { certainty: 'needs-review', wcag: ['1.2.3', '1.2.5', '1.2.8'] },
    ]);
    const sound = { media: [{ ...medium, kind: 'audio' as const, sources: ['a.mp3'], tracks: [] }] };
    expect(await found(recordingWords, markdown(text, { survey: sound }))).toMatchObject([{ wcag: ['1.2.1'] }]);
  });
  it('is none where its words are beside it, as many as there are recordings', async () => {
    const sound = { ...medium, kind: 'audio' as const, sources: ['a.mp3'], tracks: [] };
    const link = { mark: null, name: 'Transcript of the talk', target: 't.html', context: '', block: 1, heading: '' };
    expect(await found(recordingWords, markdown(text, { survey: { media: [sound], links: [link] } }))).toEqual([]);
    expect(await found(recordingWords, markdown(text, { survey: { media: [sound, sound], links: [link] } }))).toHaveLength(2);
    const film = { ...medium, sources: ['a.mp4'], tracks: [] };
    expect(await found(recordingWords, markdown(text, { survey: { media: [film], links: [link] } }))).toHaveLength(1);
  });
  it('is none where there is no recording', async () => {
    expect(await found(recordingWords, markdown(text))).toEqual([]);
  });
});
