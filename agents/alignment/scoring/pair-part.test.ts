import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paragraphsOf, speakingPart } from './pair-part.ts';

const long = (word: string) => `${word} `.repeat(20).trim();

describe('the part of a text that speaks of an outcome', () => {
  it('joins headings and lead-ins with what follows, and a short end with what came before', () => {
    const text = `## Taking a pulse\n\n${long('press')}\n\nNow listen:\n\n${long('hear')}\n\nThat is all.`;
    expect(paragraphsOf(text).map((one) => one.text)).toEqual([
      `## Taking a pulse\n\n${long('press')}`,
      `Now listen:\n\n${long('hear')}\n\nThat is all.`,
    ]);
  });

  it('is the whole of a short text, and nothing of an empty one', () => {
    expect(paragraphsOf('Osmosis.').map(({ text }) => text)).toEqual(['Osmosis.']);
    expect(paragraphsOf(' \n\n ')).toEqual([]);
  });

  it('leaves out paragraphs that say much less of it than the best one', () => {
    const paragraphs = paragraphsOf([long('a'), long('b'), long('c')].join('\n\n'));
    expect(speakingPart(paragraphs, [0.2, 1, 0.95])).toBe(`${long('b')}\n\n${long('c')}`);
    expect(speakingPart(paragraphs, [0, 0, 0])).toBe(paragraphs.map(({ text }) => text).join('\n\n'));
  });

  it('cuts paragraphs letter for letter, in order, and loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('word ', 'x', '\n', '\n\n', '. ', '  '), { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const found = paragraphsOf(text);
        for (const one of found) expect(text.slice(one.start, one.end)).toBe(one.text);
        expect(found.map((one) => one.text.replace(/\s/g, '')).join('')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
