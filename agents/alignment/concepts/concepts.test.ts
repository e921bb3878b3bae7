import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseFrom, lookAtCourse } from '../lessons.fixture.ts';
import { outcomeNeeds } from '../outcome-order.ts';
import { conceptBeforeTaught } from './concept-before-taught.ts';
import { conceptGraph } from './concept-graph.ts';
import { explanationOf, headingTerms, markedTerms, tokensOf } from './concept-terms.ts';

const later = `# Bringing messages together

## What is a message broker?

A message broker is a program that takes messages from many senders and hands them on. It keeps what nobody has fetched yet.
`;
const using = `# Sending readings

## Send what was measured

The station sends its readings to the message broker every minute. Turn the station off and look at the message broker again:
nothing arrives any more.
`;

async function flagged(texts: Record<string, string>): Promise<string[]> {
  const { findings } = await lookAtCourse(conceptBeforeTaught, courseFrom(texts));
  return findings.map(({ message }) => message);
}

describe('a concept used before it is taught', () => {
  it('is asked about once, with both places quoted', async () => {
    const { findings } = await lookAtCourse(conceptBeforeTaught, courseFrom({ one: using, two: using, three: later }));
    expect(findings).toHaveLength(1);
    expect(findings[0]!.certainty).toBe('needs-review');
    expect(findings[0]!.range.path).toBe('one.md');
    const quoted = findings[0]!.evidence.map(({ text }) => text).join('\n');
    expect(quoted).toContain('sends its readings to the message broker');
    expect(quoted).toContain('A message broker is a program');
    for (const { source } of findings[0]!.evidence) expect(source).toBeDefined();
  });

  it('is no matter where the lessons stand in the right order', async () => {
    expect(await flagged({ one: later, two: using })).toEqual([]);
  });

  it.each([
    ['is explained in passing', 'The station sends to a message broker, a program that hands messages on.'],
    ['is explained in brackets', 'The station sends to a message broker (a program that hands messages on).'],
    ['is linked', 'The station sends to a [message broker](https://example.org/broker).'],
    ['is set off as a term', 'The station sends to a **message broker**.'],
    ['is announced for later', 'The station sends to a message broker, which a later lesson explains.'],
    ['has a heading', '## The message broker\n\nThe station sends to it.'],
  ])('is left unsaid where it %s in the earlier lesson', async (_, words) => {
    expect(await flagged({ one: `${using}\n${words}\n`, three: later })).toEqual([]);
  });

  it.each([
    ['code', '# Start\n\n## Look\n\n```\nmessage broker\nmessage broker\n```\n'],
    [
      'a list of outcomes',
      '# Start\n\n## Learning objectives\n\n- Explain a message broker\n- Run a message broker\n\n## Look\n\nHere.\n',
    ],
    ['a single mention', '# Start\n\n## Look\n\nThe station sends to the message broker.\n'],
  ])('is not seen in %s', async (_, text) => {
    expect(await flagged({ one: text, three: later })).toEqual([]);
  });

  it('is not made of an everyday word under a heading of its own', async () => {
    const table = '# Tables\n\n## Tables\n\nA table is a grid of rows and columns.\n';
    expect(
      await flagged({ one: '# Start\n\nPut it on the table. The table is round. A table stands here.\n', two: table }),
    ).toEqual([]);
    const memory = '# Parts\n\n## Memory\n\nMemory is where a computer keeps things.\n';
    expect(await flagged({ one: '# Start\n\nFrom memory we tell it. No memory is perfect to us.\n', two: memory })).toEqual([]);
  });

  it('is one question a course where it repeats', async () => {
    const names = ['amber gate', 'blue gate', 'copper gate', 'dark gate', 'even gate', 'fast gate'];
    const early = names.map((name) => `The ${name} opens. Close the ${name}.`).join('\n\n');
    const told = names.map((name) => `## What is the ${name}?\n\nThe ${name} is a valve in the wall.`).join('\n\n');
    const messages = await flagged({ one: `# Start\n\n${early}\n`, two: `# Gates\n\n${told}\n` });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('6 concepts');
  });
});

describe('the concept graph', () => {
  const course = courseFrom({
    one: '# Samples\n\n## Learning objectives\n\n- Draw a random sample\n\n## Samples\n\nA **random sample** is a part of the whole drawn by lot.\n',
    two: '# Errors\n\n## Learning objectives\n\n- Explain what a standard error says\n\n## Standard error\n\nThe standard error is the spread of the means of many a random sample.\n',
  });

  it('joins a concept with those its explanation needs', () => {
    const graph = conceptGraph(course);
    expect(graph.concepts.map(({ term }) => term)).toEqual(['random sample', 'Standard error']);
    expect(graph.edges).toEqual([{ concept: graph.concepts[1]!.id, needs: graph.concepts[0]!.id }]);
    expect(graph.violations).toEqual([]);
  });

  it('tells which outcome needs which earlier one', () => {
    expect(outcomeNeeds(conceptGraph(course), course.lessons)).toEqual([
      {
        outcome: 'Explain what a standard error says',
        needs: 'Draw a random sample',
        concept: 'random sample',
        lesson: 'two',
        needsLesson: 'one',
      },
    ]);
  });

  it('never has a concept need one that comes after it, whatever the order of lessons', () => {
    const texts = [using, later, '# Queue\n\n## Queues\n\nA queue is a row of messages in a message broker.\n'];
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), (order) => {
        const graph = conceptGraph(courseFrom(Object.fromEntries(order.map((at) => [`l${at}`, texts[at]!]))));
        const place = (id: string) => graph.concepts.findIndex((one) => one.id === id);
        for (const { concept, needs } of graph.edges) expect(place(needs)).toBeLessThan(place(concept));
        for (const { lesson, introduction } of graph.violations)
          expect(graph.lessons.indexOf(lesson)).toBeLessThan(graph.lessons.indexOf(introduction.lesson));
      }),
      { numRuns: 20 },
    );
  });
});

describe('terms', () => {
  it.each([
    ['What is a sensor?', ['sensor']],
    ['Relays', ['Relays']],
    ['Inter Integrated Circuit (IIC)', ['Inter Integrated Circuit', 'IIC']],
    ['Connect your device', []],
    ['Running versus importing', []],
    ['How do I stop?', []],
  ])('of the heading %j', (heading, terms) => {
    expect(headingTerms(heading).terms).toEqual(terms);
  });

  it('are not words that only catch the eye', () => {
    const terms = markedTerms(
      '**Warning** signs are red. **Note:** a **warning sign** is a sign. *Tip*, and an <dfn>answer key</dfn>.',
    );
    expect(terms.map(({ term }) => term)).toEqual(['warning sign', 'answer key']);
  });

  it('keep abbreviations apart from words of the same letters', () => {
    expect(tokensOf('It is an IT department').map(({ key }) => key)).toContain('IT');
    expect(tokensOf('it is')[0]!.key).not.toBe('IT');
  });

  it.each([
    ['A relay is a switch that a current moves.', 'relay', 'defines'],
    ['Such a switch is called a relay.', 'relay', 'defines'],
    ['We use a relay (a switch that a current moves).', 'relay', 'explains'],
    ['Connect the relay now.', 'relay', null],
  ])('as %j says', (sentence, term, said) => {
    const start = sentence.indexOf(term);
    expect(explanationOf(sentence, start, start + term.length)).toBe(said);
  });
});

describe('a word that often catches the eye', () => {
  it.each([
    '**Solution:** cut it.',
    '**Warning**: it is hot.',
    '> **Attention**\n\nIt is hot.',
    'It is.\n\n**Note** that it is hot.',
    '<p><strong>Tip:</strong> Wait.</p>',
  ])('is no term where it is a call-out: %j', (text) => expect(markedTerms(text)).toEqual([]));

  it.each([
    ['**Attention** is a way to weigh words.', 'Attention'],
    ['Sugar and water make a **solution** that tastes sweet.', 'solution'],
    ['<dfn>Update</dfn> the record.', 'Update'],
    ['<p><strong>Attention</strong> means weighing words.</p>', 'Attention'],
  ])('is one in %s', (text, term) => expect(markedTerms(text).map((one) => one.term)).toEqual([term]));
});
