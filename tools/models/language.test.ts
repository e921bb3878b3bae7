import { describe, expect, it } from 'vitest';
import { isInLanguage } from './language.ts';

describe('the language of a text', () => {
  it.each([
    ['Explain why the values of a list are not copied by this assignment', 'en'],
    ['Erkläre, warum die Werte einer Liste nicht kopiert werden und was das für das Programm heißt', 'de-AT'],
    ['Expliquer pourquoi les valeurs de la liste ne sont pas copiées par une affectation', 'fr'],
    ['Объясните, почему значения списка не копируются', 'ru'],
    ['解释为什么列表的值没有被复制', 'zh'],
    ['リストの値がコピーされない理由を説明する', 'ja'],
  ])('is recognised: %s', (text, tag) => expect(isInLanguage(text, tag)).toBe('same'));

  it.each([
    ['Erkläre, warum die Werte einer Liste nicht kopiert werden und was das für das Programm heißt', 'en'],
    ['Expliquer pourquoi les valeurs de la liste ne sont pas copiées par une affectation', 'en'],
    ['Explain why the values of a list are not copied by this assignment', 'de'],
    ['Объясните, почему значения списка не копируются', 'en'],
    ['Explain why the values of a list are not copied', 'ja'],
  ])('is refused only on clear evidence: %s is not %s', (text, tag) => expect(isInLanguage(text, tag)).toBe('different'));

  it.each([
    ['numpy.mean(data, axis=0)', 'de'],
    ['Line chart: inflammation, days', 'fr'],
    ['Hello World', 'ja'],
    ['', 'en'],
    ['La función print en Python', 'xx'],
    ['Label the parts', 'en'],
  ])('is left open where it cannot be told: %s', (text, tag) => expect(isInLanguage(text, tag)).toBe('unclear'));
});
