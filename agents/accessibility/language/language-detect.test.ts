import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap } from '../links/link-destination.ts';
import { areNear, detectLanguage, isForeignScript } from './language-detect.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'It was one of the things that she had to learn before they could go there with him.'],
    ['de', 'Das ist nicht die Frage, die wir uns bei der Arbeit mit dem Teig stellen.'],
    ['fr', "Il est dans la cuisine avec les enfants et ne veut pas que l'on parle de lui."],
    ['es', 'No es lo mismo que el pan de la casa, pero se hace con las mismas manos.'],
    ['nl', 'Het is niet de bedoeling dat zij het deeg met de hand kneden, maar dat doen ze toch.'],
    ['da', 'Det er ikke det samme, og jeg har ikke hvad der skal til for at lave det af mel.'],
    ['nb', 'Det er ikke det samme, og jeg har ikke hva som skal til for å lage det av mel.'],
    ['sv', 'Det är inte det samma, och jag har inte vad som ska till för att göra det av mjöl.'],
    ['fi', 'Se ei ole sama, mutta hän oli jo siellä, kun he olivat mukana, ja se on hyvin tärkeää myös nyt.'],
    ['pl', 'To nie jest to samo, ale on już był tam, bo to jest tak, jak być może od lat.'],
    ['cs', 'To není to samé, ale už byl tam, protože jeho mouka je jen pro nás a také pro ně, když se to tak má.'],
    ['ja', 'ライン川はヨーロッパで最も長い川のひとつです。'],
    ['ko', '라인강은 유럽에서 가장 긴 강 가운데 하나이다.'],
    ['el', 'Ο Ρήνος είναι ένας από τους μεγαλύτερους ποταμούς της Ευρώπης.'],
  ])('is %s where its small words or letters say so', (language, text) => {
    expect(detectLanguage(text, 3)?.language).toBe(language);
  });
  it('is told from its kin by the words only one of them has', () => {
    const spanish =
      'La célula es la unidad básica de la vida. Todos los seres vivos están formados por una o más células, y cada una de ellas tiene una membrana que la separa del medio.';
    expect(detectLanguage(spanish, 6)?.language).toBe('es');
    const french = '« J’en étais sûr. Je me disais aussi qu’il doit y avoir de l’impression là-dedans. »';
    expect(detectLanguage(french, 6)?.language).toBe('fr');
    expect(detectLanguage('de la les que un en es se', 3)).toBeNull();
  });
  it('is not Greek where mathematics is written with its letters', () => {
    expect(detectLanguage('α β γ δ ε ζ η θ κ λ μ ν π ρ σ τ φ χ ψ ω', 3)).toBeNull();
  });
  it('is not held against a text in a language like it', () => {
    expect(areNear('da', 'nb')).toBe(true);
    expect(areNear('de', 'nl')).toBe(false);
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

describe('a script the language is not written in', () => {
  it.each([
    ['en', 'ライン川はヨーロッパで最も長い川のひとつです。'],
    ['de', 'Рейн — одна из самых длинных рек Европы.'],
    ['ja', 'The Rhine is one of the longest rivers in Europe.'],
  ])('is told for %s', (tag, text) => {
    expect(isForeignScript(tag, text)).toBe(true);
  });
  it.each([
    ['ja', 'ライン川は、ヨーロッパ（Europe）で最も長い川のひとつです。'],
    ['sr', 'Rajna je jedna od najdužih reka u Evropi.'],
    ['ru', 'Рейн — одна из самых длинных рек Европы.'],
    ['en', 'Рейн (the Rhine) is one of the longest rivers in Europe.'],
    ['zz-nonsense-tag-that-is-none', 'Rajna je jedna od najdužih reka u Evropi.'],
  ])('is not told for %s: %s', (tag, text) => {
    expect(isForeignScript(tag, text)).toBe(false);
  });
});
