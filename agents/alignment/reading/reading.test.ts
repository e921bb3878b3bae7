/** What a model says of an outcome counts only with words that stand in the text it was shown. */
import { describe, expect, it } from 'vitest';
import { open, serve } from '../../../tools/models/scripted-run.ts';
import type { ScriptedRequest } from '../../../tools/models/scripted-server.ts';
import type { AlignmentCell } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { lessonFrom, withOutcomes } from '../lessons.fixture.ts';
import { type Unit, unitsOf } from '../units.ts';
import { heldAnswer } from './answers.ts';
import { lessonText } from './lesson-text.ts';
import { readUnsurePairs } from './read-pairs.ts';
import { readUnsure } from './read-unsure.ts';

const rule = 'A shepherd shears each sheep once a year, in spring.';
const lesson = lessonFrom(
  'wool',
  withOutcomes(
    ['Shear a sheep.', 'Explain how wool is felted.'],
    `## Introduction

This lesson is about sheep and their wool, and about those who keep them on the hills.

## Shearing

${rule} Begin at the *belly*, and hold the skin tight, and in the end all of it.

Some keepers felt wool.

## Exercise: Your first sheep

Shear the belly of a sheep while a shepherd watches, and show the fleece to the others.
`,
  ),
);
const units = unitsOf(lesson);
const signal = new AbortController().signal;
const unsure: AlignmentCell = { verdict: 'unsure', score: 0.4 };
const sure: AlignmentCell = { verdict: 'full', score: 0.9 };

function row(at: number, cells: Partial<Record<'taught' | 'practised' | 'assessed', AlignmentCell>>): OutcomeAlignment {
  const own = units.map((unit) => ({ unit, score: 0.5 }));
  return {
    lesson,
    outcome: lesson.outcomes[at]!,
    own,
    elsewhere: [],
    standing: null,
    ...{ taught: sure, practised: sure, assessed: sure },
    ...cells,
  } as unknown as OutcomeAlignment;
}

const said = (verdict: string, quote: string, number = 1) => ({ number, verdict, quote, reason: 'So it is.' });
const asked = (request: ScriptedRequest) => /Asked of each:\s+\S+ \S+ \S+\n(\w+)/u.exec(request.user)?.[1];

async function read(script: (request: ScriptedRequest) => object[], rows: OutcomeAlignment[], settings: object = {}) {
  const requests: ScriptedRequest[] = [];
  await serve((request) => {
    requests.push(request);
    return { kind: 'json', value: { answers: script(request) } };
  });
  const models = open({ settings: { shadow: { share: 0 }, ...settings } });
  return { rows: await readUnsure({ models, signal }, lesson, rows), requests, models };
}

describe('what a model reads', () => {
  it('is asked of what the scorer is unsure of, and of nothing else', async () => {
    const { rows, requests } = await read(() => [said('full', rule)], [row(0, { taught: unsure }), row(1, {})]);
    expect(requests.map(asked)).toEqual(['taught']);
    expect(requests[0]?.user).toContain('Shear a sheep.');
    expect(requests[0]?.user).not.toContain('felted');
    expect(rows[0]?.taught).toMatchObject({ verdict: 'full', quote: rule, score: 0.4, read: { why: 'So it is.' } });
    expect(lesson.files[0]?.text.slice(rows[0]?.taught.span?.start, rows[0]?.taught.span?.end)).toBe(rule);
    expect(rows[1]?.taught).toEqual(sure);
  });

  it('is asked of exercises where practice is in doubt, and of no item where the lesson has none', async () => {
    const { rows, requests } = await read(
      () => [said('partial', 'Shear the belly of a sheep')],
      [row(0, { practised: unsure, assessed: unsure })],
    );
    expect(requests.map(asked)).toEqual(['practised']);
    expect(requests[0]?.user).not.toContain(rule);
    expect(rows[0]).toMatchObject({ practised: { verdict: 'partial', quote: 'Shear the belly of a sheep' }, assessed: unsure });
  });

  it('goes to the large model for those outcomes alone whose words are not in the text, and is void where its words are not either', async () => {
    const { rows, requests, models } = await read(
      (request) =>
        request.model === 'large-one'
          ? [said('none', 'Felting needs warm soap.')]
          : [said('full', rule), said('full', 'Wool is felted with soap.', 2)],
      [row(0, { taught: unsure }), row(1, { taught: unsure })],
      { small: 'small-one', large: 'large-one' },
    );
    expect(requests.map(({ model }) => model)).toEqual(['small-one', 'large-one']);
    // The same question, so that it is kept as one; what held before is not asked of the answer.
    expect(rows[0]?.taught.read?.model).toBe('small-one');
    expect(rows.map(({ taught }) => taught.verdict)).toEqual(['full', 'unsure']);
    expect(rows[1]?.taught).toEqual(unsure);
    expect(models.refusals()).toEqual({});
  });

  it('is void where one outcome is answered twice and differently', async () => {
    const { rows } = await read(() => [said('full', rule), said('none', rule)], [row(0, { taught: unsure })]);
    expect(rows[0]?.taught).toEqual(unsure);
  });

  it('leaves a doubt where the model has one too', async () => {
    const { rows, requests } = await read(() => [said('unsure', '')], [row(0, { taught: unsure })]);
    expect(requests).toHaveLength(1);
    expect(rows[0]?.taught).toEqual(unsure);
  });

  it('costs nothing the second time', async () => {
    const { models, requests } = await read(() => [said('full', rule)], [row(0, { taught: unsure })]);
    const again = await readUnsure({ models, signal }, lesson, [row(0, { taught: unsure })]);
    expect(again[0]?.taught.verdict).toBe('full');
    expect(requests).toHaveLength(1);
  });

  it('of a topic is at most partial', async () => {
    const topics = { ...lesson, outcomes: [{ ...lesson.outcomes[0]!, kind: 'topic' as const }] };
    await serve(() => ({ kind: 'json', value: { answers: [said('full', rule)] } }));
    const rows = await readUnsure({ models: open(), signal }, topics, [
      { ...row(0, { taught: unsure }), outcome: topics.outcomes[0]! },
    ]);
    expect(rows[0]?.taught.verdict).toBe('partial');
  });
});

describe('the words of an answer', () => {
  const shown = units.filter((unit) => unit.role === 'teaches');
  const held = (quote: string) => heldAnswer(lesson, shown, { number: 1, verdict: 'full', quote, reason: '' });

  it('hold across mark-up and line breaks, and give the source', () => {
    expect(held('Begin at the belly, and  hold the skin')?.quote).toBe('Begin at the *belly*, and hold the skin');
  });

  it.each([
    ['in a part that was not shown', 'Shear the belly of a sheep'],
    ['fewer than three words', 'each sheep'],
    ['words of no subject', 'and in the'],
    ['ending within a word', 'A shepherd shears each shee'],
    ['beginning within a word', 'epherd shears each sheep'],
    ['joined from two places', 'A shepherd shears wool.'],
    ['nothing', ' '],
  ])('do not hold: %s', (_, quote) => {
    expect(held(quote)).toBeNull();
  });
});

describe('the text that is shown', () => {
  it('of what teaches holds tasks too: they may lead step by step', () => {
    expect(lessonText(lesson, units, 'taught', () => 0)?.text).toContain('[Exercise: Your first sheep]');
    expect(lessonText(lesson, units, 'practised', () => 0)?.text).not.toContain(rule);
  });

  it('leaves out introductions, and names each part', () => {
    const sent = lessonText(lesson, units, 'taught', () => 0);
    expect(sent?.text).not.toContain('This lesson is about');
    expect(sent).toMatchObject({ extent: 'whole', text: expect.stringContaining('[Shearing]\nA shepherd') });
  });

  it('of a long lesson holds what ranks first in the order of the lesson, and says that it is a part', () => {
    const part = (id: string, start: number): Unit =>
      ({
        ...units[1]!,
        id,
        role: 'teaches',
        title: id,
        pieces: [{ text: `${id} `.repeat(2000), span: units[1]!.span }],
        span: { ...units[1]!.span, start },
      }) as Unit;
    const some = [part('one', 1), part('two', 2), part('three', 3)];
    const sent = lessonText(lesson, some, 'taught', ({ id }) => ({ one: 1, two: 0, three: 2 })[id] ?? 0);
    expect(sent?.units.map(({ id }) => id)).toEqual(['one', 'three']);
    expect(sent?.extent).toBe('part');
  });

  it.each(['none', 'partial'])('of which only a part was shown proves no absence: %s', async (verdict) => {
    const long = lessonFrom(
      'wool',
      withOutcomes(
        ['Shear a sheep.'],
        `## Wool\n\n${'Wool is warm and dry. '.repeat(900)}\n\n## Shearing\n\n${'Sheep are shorn in spring. '.repeat(900)}`,
      ),
    );
    const own = unitsOf(long).map((unit) => ({ unit, score: 0.5 }));
    await serve(() => ({ kind: 'json', value: { answers: [said(verdict, 'Wool is warm and dry.')] } }));
    const rows = await readUnsure({ models: open(), signal }, long, [
      {
        lesson: long,
        outcome: long.outcomes[0]!,
        own,
        elsewhere: [],
        standing: null,
        taught: unsure,
        practised: sure,
        assessed: sure,
      } as unknown as OutcomeAlignment,
    ]);
    expect(rows[0]?.taught).toEqual(unsure);
  });
});

describe('single pairs', () => {
  const pair = { id: 'one', outcome: 'Shear a sheep.', text: `${rule}\nBegin at the belly.` };
  const doubt = { id: 'one', verdict: 'unsure' as const, score: 0.5, quote: rule };

  it('are read where they are unsure, with the quotation as the text has it', async () => {
    await serve(() => ({ kind: 'json', value: { answers: [said('partial', 'in spring. Begin at the belly.')] } }));
    const read = await readUnsurePairs({ models: open(), signal }, [pair, pair], [doubt, { ...doubt, verdict: 'full' }]);
    expect(read[0]).toMatchObject({ verdict: 'partial', quote: 'in spring.\nBegin at the belly.', read: { why: 'So it is.' } });
    expect(read[1]).toEqual({ ...doubt, verdict: 'full' });
  });

  it('stay unsure where the words are not in the text, and without a model', async () => {
    await serve(() => ({ kind: 'json', value: { answers: [said('full', 'Shearing takes an hour.')] } }));
    expect(await readUnsurePairs({ models: open(), signal }, [pair], [doubt])).toEqual([doubt]);
    expect(await readUnsurePairs({ models: open({ disabled: 'off' }), signal }, [pair], [doubt])).toEqual([doubt]);
  });
});
