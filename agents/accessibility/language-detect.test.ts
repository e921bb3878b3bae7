import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from './language-detect.ts';
import { overlap } from './link-destination.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'It was one of the things that she had to learn before they could go there with him.'],
    ['de', 'Das ist nicht die Frage, die wir uns bei der Arbeit mit dem Teig stellen.'],
    ['fr', "Il est dans la cuisine avec les enfants et ne veut pas que l'on parle de lui."],
    ['es', 'No es lo mismo que el pan de la casa, pero se hace con las mismas manos.'],
  ])('is %s where its small words say so', (language, text) => {
    expect(detectLanguage(text, 3)?.language).toBe(language);
  });
  it('stays open for a name, a list of terms, or a sentence of two languages', () => {
    expect(detectLanguage('Bonne année', 3)).toBeNull();
    expect(detectLanguage('Python numpy array matplotlib pandas', 3)).toBeNull();
    expect(detectLanguage('Paul put dire comment on tape', 3)).toBeNull();
  });
  it('never finds one in words it does not know', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[qxz]{4,9}$/), { maxLength: 50 }), (words) => {
        expect(detectLanguage(words.join(' '), 3)).toBeNull();
      }),
    );
  });
});

describe('how much two texts share', () => {
  it('is whole for one text and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.lorem(), fc.lorem(), (one, other) => {
        expect(overlap(one, one)).toBe(1);
        expect(overlap(one, other)).toBeCloseTo(overlap(other, one));
      }),
    );
  });
});
