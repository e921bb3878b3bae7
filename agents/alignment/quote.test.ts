import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../tools/library/lesson.ts';
import { lessonFrom, withOutcomes } from './lessons.fixture.ts';
import { sourceQuote } from './quote.ts';

const text = withOutcomes(
  ['Calculate a median with Python.'],
  `## The middle

The **median** is the
middle value of a [sorted](https://example.org) list.

\`\`\`python
import statistics

skulls = [0, 2, 14]
\`\`\`

The median of two skulls describes a usual pellet better than the mean.
`,
);
const lesson = lessonFrom('middle', text);
const at = text.indexOf('The **median**');
const piece = { path: 'middle.md', start: at, end: text.length };
const quoteOf = (sentence: string) => sourceQuote(lesson, piece, sentence)?.quote ?? null;

describe('a quotation', () => {
  it('is the source’s own, mark-up and line ends within it', () => {
    expect(quoteOf('The median is the middle value of a sorted list.')).toBe(
      'The **median** is the\nmiddle value of a [sorted](https://example.org) list.',
    );
  });

  it('stands at the range that is given with it', () => {
    const found = sourceQuote(lesson, piece, 'The median of two skulls describes a usual pellet better than the mean.')!;
    expect(sourceOf(lesson, found.span)).toBe(found.quote);
  });

  it('is the end of what spans two blocks, where the beginning does not stand there in one piece', () => {
    expect(
      quoteOf('import statistics skulls = [0, 2, 14] The median of two skulls describes a usual pellet better than the mean.'),
    ).toBe('The median of two skulls describes a usual pellet better than the mean.');
  });

  it.each(['A mode is the commonest value of all.', 'value middle the is median The', ''])('is not made up: %j', (sentence) =>
    expect(quoteOf(sentence)).toBeNull(),
  );
});
