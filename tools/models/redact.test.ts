import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownIn } from './personal-library.ts';
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
    ['a name in an HTML link', '<a href="mailto:a.king@x.example">Ada King</a>', '<a href="mailto:⟦email-1⟧">⟦person-1⟧</a>'],
    ['a name in bold', '**Ada King** (office@x.example)', '**⟦person-1⟧** (⟦email-1⟧)'],
    ['a name with words between', 'Email Ada King at office@x.example', 'Email ⟦person-1⟧ at ⟦email-1⟧'],
    ['a name that has an address', "Ada King's e-mail is office@x.example", "⟦person-1⟧'s e-mail is ⟦email-1⟧"],
    ['a cell beside its address', '| Ada King | office@x.example | B+ |', '| ⟦person-1⟧ | ⟦email-1⟧ | ⟦grade-1⟧ |'],
    ['a surname first without a space', 'King,Ada,office@x.example', '⟦person-1⟧,⟦email-1⟧'],
    ['one word in a display name', 'Ada <office@x.example>', '⟦person-1⟧ <⟦email-1⟧>'],
    [
      'one word that the address holds',
      'Ask Ada (ada.king@x.example). Ada knows.',
      'Ask ⟦person-1⟧ (⟦email-1⟧). ⟦person-1⟧ knows.',
    ],
    ['a surname after a title', 'Mr. Okafor, office@x.example', 'Mr. ⟦person-1⟧, ⟦email-1⟧'],
    ['a name in small letters', 'ada king <ada@x.example>', '⟦person-1⟧ <⟦email-1⟧>'],
    ['a name in a script without capitals', 'Contact 张伟 (zw@x.example).', 'Contact ⟦person-1⟧ (⟦email-1⟧).'],
    [
      'a record in YAML',
      '- email: office@x.example\n  phone: 030 123 45 67\n  name: Ada King\n  grade: B+',
      '- email: ⟦email-1⟧\n  phone: ⟦phone-1⟧\n  name: ⟦person-1⟧\n  grade: ⟦grade-1⟧',
    ],
    [
      'a record in JSON',
      '{"name": "Ada King", "email": "office@x.example", "student_id": "20231234", "grade": "B"}',
      '{"name": "⟦person-1⟧", "email": "⟦email-1⟧", "student_id": "⟦student-id-1⟧", "grade": "⟦grade-1⟧"}',
    ],
    ['a number with a foreign dialling prefix', 'Ring 0049 30 1234567.', 'Ring ⟦phone-1⟧.'],
    ['a number with dots', 'Ring 555.010.1234.', 'Ring ⟦phone-1⟧.'],
    ['a number with its area in brackets', 'Ring (020) 7946 0958.', 'Ring ⟦phone-1⟧.'],
    ['an address after a dot', '….ada@x.example and .bo@x.example', '….⟦email-1⟧ and .⟦email-2⟧'],
    ['an address that holds its own name', 'Ada <Ada.Lovelace@uni.example> and Ada', '⟦person-1⟧ <⟦email-1⟧> and ⟦person-1⟧'],
    [
      'a Korean name with what is written in one with it',
      '김철수 (kim@x.example). 김철수는 압니다.',
      '⟦person-1⟧ (⟦email-1⟧). ⟦person-1⟧는 압니다.',
    ],
    [
      'one word of a label, at its place',
      'Name: Open\nEmail: x@y.example\nOpen the file.',
      'Name: ⟦person-1⟧\nEmail: ⟦email-1⟧\nOpen the file.',
    ],
    ['a long number after “student”', 'student 20231234 was late', 'student ⟦student-id-1⟧ was late'],
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
    'ORCID 0000-0002-1825-0097, 0012345678, 10.1.2.3:8080, 020/30/40',
    'name,age,score\nAnna Bell,5,80\nBen Cole,6,75',
    'student_id,score\n1,85\n2,90',
    '| Name | Grade |\n| --- | --- |\n| Iron Ore | A |',
    'Grade: A\nScore: 40',
    '문의: 파이썬 문의 게시판',
  ])('%s', (text) => expect(clean(text)).toBe(text));
});

describe('words beside an address that are no name stay', () => {
  it.each([
    ['Python: python-list@python.example. Python runs it.', 'Python runs it.'],
    ['Course name: Biology. Contact bio@uni.example about Biology.', 'Course name: Biology.'],
    ['Read the handbook. Feedback: a@b.example. Feedback helps.', 'Feedback helps.'],
    ['문의: a@b.example\n\n문의 게시판에 쓰세요.', '문의 게시판에 쓰세요.'],
    ['邮箱：a@b.example。请写邮箱。', '请写邮箱。'],
  ])('in %s', (text, rest) => expect(clean(text)).toContain(rest));

  it('and a caseless name is no part of another word where words are parted', () => {
    expect(clean('수학 (a@b.example). 대수학은 어렵다.')).toContain('대수학은 어렵다.');
  });
});

describe('a table of people', () => {
  it('has its people taken out of the lines below it, too', () => {
    expect(clean('| Name | Email |\n|---|---|\n| Ada King | a@x.example |\n\nAda King was first.')).toContain(
      '\n\n⟦person-1⟧ was first.',
    );
    const parted = 'email;first name;last name\nb@x.example;Wei;Zhang\n\nWei Zhang was second.';
    expect(clean(parted)).toMatch(/\n\n⟦person-\d⟧ was second\.$/u);
    expect(knownIn([parted]).people).toContain('Wei Zhang');
  });

  it('may have a line of very many blanks', () => {
    const blank = ' '.repeat(200_000);
    expect(clean(`a@b.example|x${blank}y\n1|2`)).toContain(`x${blank}y`);
  });

  it('is known by a column of addresses, in whatever order and script its names are', () => {
    expect(clean('email;first name;last name;mark\na@x.example;Ada;King;91\nb@x.example;伟;张;87\n')).toBe(
      'email;first name;last name;mark\n⟦email-1⟧;⟦person-1⟧;⟦person-2⟧;⟦grade-1⟧\n⟦email-2⟧;⟦person-3⟧;⟦person-4⟧;⟦grade-2⟧\n',
    );
  });

  it('is known by a column of student ids, too', () => {
    expect(clean('| Student ID | Student | Grade |\n|---|---|---|\n| 20231234 | Ada King | B+ |')).toBe(
      '| Student ID | Student | Grade |\n|---|---|---|\n| ⟦student-id-1⟧ | ⟦person-1⟧ | ⟦grade-1⟧ |',
    );
  });
});

describe('a table of people on one line, as a page’s text has it', () => {
  it('loses names, ids and grades all the same', () => {
    expect(clean('Student ID Name Email Grade 20231234 Wei Zhang wz@x.example 95 20231235 Ada King ak@x.example B+')).toBe(
      'Student ID Name Email Grade ⟦student-id-1⟧ ⟦person-1⟧ ⟦email-1⟧ ⟦grade-1⟧ ⟦student-id-2⟧ ⟦person-2⟧ ⟦email-2⟧ ⟦grade-2⟧',
    );
  });

  it.each(['Write to ⟦x⟧ a@x.example 3 days before.', 'Mail a@x.example A loop repeats.'])('is not seen in %s', (text) =>
    expect(clean(text)).toContain(text.slice(text.indexOf('example') + 7)),
  );
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
      fc.constantFrom(
        'Ada King <',
        '> ',
        '+44 20 7946 0958',
        'Student ID: 1234567',
        'name,email,grade\n',
        '| Ada King | ',
        ',B+\n',
        '⟦email-1⟧',
        '⟦',
        '⟧',
        '\n',
        '$&',
        '$1',
      ),
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
