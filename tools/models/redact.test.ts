import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, restore } from './redact.ts';

const clean = (text: string) => redact({ text }).input.text!;

describe('what is personal is taken out', () => {
  it.each([
    ['an e-mail address', 'Write to ada.king+ta@cs.uni-x.example for help.', 'Write to ⟦email-1⟧ for help.'],
    ['a name before its address', 'Ada King <ada@uni.example> teaches.', '⟦person-1⟧ <⟦email-1⟧> teaches.'],
    ['a name after its address', 'Mail ada@uni.example (Ada King).', 'Mail ⟦email-1⟧ (⟦person-1⟧).'],
    ['a name with particles and an initial', 'Jan P. van der Berg (jan@x.example)', '⟦person-1⟧ (⟦email-1⟧)'],
    ['a surname first', 'King, Ada: ada@uni.example', '⟦person-1⟧: ⟦email-1⟧'],
    ['a name in a Markdown link', '[Ada King](mailto:ada@uni.example)', '[⟦person-1⟧](mailto:⟦email-1⟧)'],
    [
      'every other mention of that name',
      'Ada King says hello. Ada King <a@b.example>',
      '⟦person-1⟧ says hello. ⟦person-1⟧ <⟦email-1⟧>',
    ],
    ['a student number that is called one', 'Student ID: 20231234 was late.', 'Student ID: ⟦student-id-1⟧ was late.'],
    ['a German one', 'Matrikelnummer 1234567', 'Matrikelnummer ⟦student-id-1⟧'],
    ['an international phone number', 'Call +44 20 7946 0958 now.', 'Call ⟦phone-1⟧ now.'],
    ['a North American one', 'Ring (555) 010-1234.', 'Ring ⟦phone-1⟧.'],
    ['a number called a phone number', 'Tel.: 030 123456', 'Tel.: ⟦phone-1⟧'],
  ])('%s', (_, text, expected) => expect(clean(text)).toBe(expected));
});

describe('what only looks so stays', () => {
  it.each([
    'The colour (214, 90, 127) is pink.',
    'Version 3.11.2 came out on 2023-02-08 at 12:30:45.',
    'doi:10.1371/journal.pcbi.1005510, ISBN 978-3-16-148410-0',
    'ssh 192.168.0.1, port 8080',
    'npm install pkg@1.2.3 and git clone x',
    '@decorator\ndef f(a@b): pass',
    'inflammation-01.csv has 60 rows; 0.1234567890 is a number; 1,234,567 too.',
    'total = 3 + 4 + 55 + 666 + 7777',
    'The population is 1234567. Learners number 10000000.',
    'Ada King wrote the first program.',
    'x = +1 234',
    'Call 3 functions and 25 methods.',
  ])('%s', (text) => expect(clean(text)).toBe(text));
});

describe('stand-ins', () => {
  it('are the same for the same thing over all inputs of a request', () => {
    const { input } = redact({ a: 'x@y.example', b: 'z@y.example and x@y.example' });
    expect(input).toEqual({ a: '⟦email-1⟧', b: '⟦email-2⟧ and ⟦email-1⟧' });
  });

  it('make equal prompts of equal texts about different people', () => {
    expect(clean('Ada King <ada@x.example>')).toBe(clean('Bob Lord <bob@y.example>'));
  });

  it('never take a sign that the text itself holds', () => {
    const { input, vault } = redact({ text: 'The sign ⟦email-1⟧ and a@b.example' });
    expect(input.text).toBe('The sign ⟦email-1⟧ and ⟦email-2⟧');
    expect(restore(input.text, vault)).toBe('The sign ⟦email-1⟧ and a@b.example');
  });

  it('are put back at any depth of an answer, and leave unknown signs alone', () => {
    const { vault } = redact({ text: 'a@b.example' });
    expect(restore({ list: ['Mail ⟦email-1⟧', { deep: '⟦email-7⟧' }], n: 1, none: null }, vault)).toEqual({
      list: ['Mail a@b.example', { deep: '⟦email-7⟧' }],
      n: 1,
      none: null,
    });
  });

  it('give back exactly the text that went in, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.emailAddress(),
      fc.constantFrom('Ada King <', '> ', '+44 20 7946 0958', 'Student ID: 1234567', '⟦email-1⟧', '⟦', '⟧', '\n', '$&', '$1'),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (a, b) => {
        const input = { a: a.join(''), b: b.join(' ') };
        const redacted = redact(input);
        expect(restore(redacted.input, redacted.vault)).toEqual(input);
      }),
    );
  });

  it('leave no planted canary, wherever it stands', () => {
    const words = fc.array(fc.constantFrom('the', 'loop', '(', ')', '.', ',', '\n', '**', '`code`', '> ', '42'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 0, max: 99_999 }), (before, after, n) => {
        const canary = `canary${n}@leak.example`;
        const phone = `+49 30 ${String(n).padStart(5, '1')}77`;
        const text = `${before.join(' ')} ${canary} ${after.join(' ')} ${phone} ${after.join(' ')} Student ID 77${String(n).padStart(5, '0')}`;
        const out = clean(text);
        expect(out).not.toContain('leak.example');
        expect(out).not.toContain(phone);
        expect(out).not.toContain(`77${String(n).padStart(5, '0')}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('grades', () => {
  const out = (text: string) => redact({ text }).input.text!;
  it.each([
    ['Student ID: 20481234, grade: B+', 'B+'],
    ['Ada Example <ada@school.example> scored 87.5 % in the exam.', '87.5'],
    ['| Ada Example | ada@school.example | 74/100 |', '74/100'],
    ['Ada Example <ada@school.example>; final mark 91', '91'],
    ['ada@school.example,20481234,A-', 'A-'],
  ])('beside a person are taken out: %s', (text, grade) => {
    const { input, vault } = redact({ text });
    expect(input.text).not.toContain(grade);
    expect(restore(input.text, vault)).toBe(text);
  });

  it.each(['A score of 40 out of 50 passes the quiz.', 'Grade 5 pupils measure rain.', '| Full marks | 10 | C |'])(
    'that are nobody’s stay: %s',
    (text) => expect(out(text)).toBe(text),
  );
});
