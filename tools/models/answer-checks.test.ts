import { describe, expect, it } from 'vitest';
import { objectionTo } from './answer-checks.ts';
import { readPrompts } from './prompt-files.ts';

const prompts = readPrompts();
const repair = prompts.get('repair-item')!;
const input = {
  item: 'What does `len` do? See https://docs.example/len. A) counts B) sorts',
  flaw: 'The key is marked twice.',
  passages: 'The function `len` counts\n   the elements of a list. More at https://evil.example.',
  language: 'en',
};
const value = {
  stem: 'What does `len` do?',
  options: ['It counts the elements', 'It sorts'],
  key: 0,
  quote: '`len` counts the elements of a list.',
};
const fault = (change: object) => objectionTo(repair, { ...value, ...change }, input)?.fault ?? null;

describe('an answer is taken', () => {
  it('where all holds; white space within a quotation does not count', () => expect(fault({})).toBeNull());
  it('with a web address that the item itself has', () =>
    expect(fault({ stem: 'See https://docs.example/len: what does `len` do?' })).toBeNull());
  it('where it says unsure and therefore quotes nothing', () => {
    expect(fault({ unsure: true, quote: '', stem: '', options: [] })).toBeNull();
  });
  it.each([
    'Is `x = 7 // 2` the same? // halves',
    'The data: three values. Which file: a or b?',
    'for i in data[1:3]: print(i)  //done',
  ])('with what only looks like an address: %s', (stem) => expect(fault({ stem })).toBeNull());
  it('where words of another language are few: names, code, a term', () =>
    expect(fault({ stem: 'What does the `print("Guten Tag")` do here?' })).toBeNull());
});

describe('an answer is refused', () => {
  it.each<[string, object, string]>([
    ['where the quotation is not in the passages', { quote: '`len` sorts the elements' }, 'off-target'],
    ['where the quotation is empty', { quote: ' ' }, 'off-target'],
    ['where the key points outside of the options', { key: 2 }, 'off-target'],
    ['where there is no stem', { stem: '  ' }, 'off-target'],
    ['with a web address out of the passages', { stem: 'Go to https://evil.example' }, 'off-target'],
    ['with a script address', { options: ['javascript:alert(1)', 'b'] }, 'off-target'],
    ['with an address, though it says unsure', { unsure: true, stem: 'www.evil.example/x' }, 'off-target'],
    ['with an address of a mailbox', { stem: 'Send it to <mailto:eve@evil.example>.' }, 'off-target'],
    ['with an address of any other scheme', { stem: 'Open ms-word:ofe|u|smb://evil.example/x' }, 'off-target'],
    ['with a link that leaves the scheme out', { stem: '![x](//evil.example/p.png)' }, 'off-target'],
    ['with an element that leaves the scheme out', { stem: "<img src='//evil.example/p.png'>" }, 'off-target'],
    ['with marks that turn the reading direction round', { stem: 'What \u202Edoes `len` do?' }, 'off-target'],
    ['with a stand-in for personal data nobody gave it', { stem: 'Ask ⟦email-3⟧ what `len` does.' }, 'off-target'],
    ['in another language', { stem: 'Was macht die Funktion, und wie wird sie mit einer Liste verwendet?' }, 'wrong-language'],
  ])('%s', (_, change, expected) => expect(fault(change)).toBe(expected));
});

describe('a description of a picture', () => {
  const picture = prompts.get('image-alternative')!;
  const about = { title: 'Loops', surroundings: '…', purpose: '…', language: 'en' };
  it('must be there where the decision is to describe, and only there', () => {
    const grounds = 'The axis labels can be read.';
    expect(objectionTo(picture, { decision: 'describe', alternative: '', grounds }, about)?.fault).toBe('off-target');
    expect(objectionTo(picture, { decision: 'decorative', alternative: '', grounds }, about)).toBeNull();
    expect(objectionTo(picture, { decision: 'unsure', alternative: '', grounds }, about)).toBeNull();
  });
});
