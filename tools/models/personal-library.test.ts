import { describe, expect, it } from 'vitest';
import { knownIn, remembering } from './personal-library.ts';
import { redact, restore } from './redact.ts';

describe('people of the lesson', () => {
  it('are taken out where they stand without their address, too: words of a link, text without its mark-up', () => {
    const known = knownIn([
      '<a href="mailto:a@x.example">Ada King</a> and [Wei Zhang](mailto:w@x.example)',
      'Ask Bo <bo@x.example>.',
    ]);
    expect(known.people).toEqual(['Ada King', 'Wei Zhang']);
    const { input, vault } = redact({ words: 'Ada King', around: 'Wei Zhang helps Ada King. Bo is a word.' }, known);
    expect(input).toEqual({ words: '⟦person-1⟧', around: '⟦person-2⟧ helps ⟦person-1⟧. Bo is a word.' });
    expect(restore(input, vault).words).toBe('Ada King');
    const broken = redact({ text: 'Ada\nKing' }, known);
    expect(broken.input.text).toBe('⟦person-1⟧');
    expect(restore(broken.input, broken.vault).text).toBe('Ada\nKing');
  });
});

describe('who counts as a person in a whole library', () => {
  it('is read once of a text, however often the library is', () => {
    const read: string[] = [];
    const once = remembering((text) => read.push(text), 2);
    for (const text of ['a', 'b', 'a', 'b', 'a', 'c', 'c']) once(text);
    expect(read).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['Machine Learning (ml-team@example.org) and Machine Learning'],
    ['title: Data Analysis\nemail: office@x.example'],
    ['| Data Science | ds@uni.example | Linear Algebra |'],
    ['Open University (info@open.example)'],
    ['Course name: Data Analysis\nemail: office@x.example'],
    ['문의 사항 (a@b.example)'],
    ['김철수 (kim@x.example)'],
  ])('is nobody of %s', (text) => expect(knownIn([text]).people).toEqual([]));

  it.each([
    ['Ada King <office@x.example>', 'Ada King'],
    ['[Ada King](mailto:office@x.example)', 'Ada King'],
    ['<a href="mailto:office@x.example" class="mail">Ada King</a>', 'Ada King'],
    ['{"name": "Ada King", "email": "office@x.example"}', 'Ada King'],
    ['full name: Ada King, office@x.example', 'Ada King'],
    ['Ada King (aking@x.example)', 'Ada King'],
    ['[김철수](mailto:kim@x.example)', '김철수'],
  ])('is who stands in %s', (text, name) => expect(knownIn([text]).people).toContain(name));
});

describe('a piece of a lesson that was cut anywhere', () => {
  it.each(['Ask **Ada Lovelace** (', 'Ask **Ada Love', 'The row reads | Ada Lovelace | qw'])(
    'ends in a name whose first word is another’s whole name: %s',
    (cut) => {
      const whole =
        'Ada <a.byron@x.example> opens. Ask **Ada Lovelace** (qw12@x.example) then. The row reads | Ada Lovelace | qw12@x.example |.';
      const { text } = redact({ text: `Ada <a.byron@x.example> opens. ${cut}` }, knownIn([whole])).input;
      expect(text).not.toMatch(/Ada|Love/u);
    },
  );

  const lesson =
    'Ask **Ada King** (qw12@x.example) first. Student id: 77551234 (grade: 87.5 %) came late. Whoever is late calls +49 30 4471 234 5678 today.';
  const known = knownIn([lesson]);
  const piece = (from: string, to = '') => {
    const start = lesson.indexOf(from);
    return redact({ text: lesson.slice(start, to === '' ? undefined : lesson.indexOf(to) + to.length) }, known).input.text!;
  };

  it.each([
    ['an address without its end', 'Ask', 'qw12@x.ex'],
    ['what stands before its @', 'Ask', 'qw12'],
    ['a name without its address', 'Ask', 'King'],
    ['half a name', 'Ask', 'Ada Ki'],
  ])('shows nobody where it ends in %s', (_, from, to) => expect(piece(from, to)).not.toMatch(/King|Ada Ki|qw12/u));

  it.each([
    ['a number without what it is called', '77551234', /7755|87\.5/u],
    ['half a number', '51234 (', /51234|87\.5/u],
    ['a grade without whose it is', 'ade: 87', /87\.5/u],
    ['half a phone number', '4471', /4471|5678/u],
    ['the end of a name', 'King**', /King|qw12/u],
    ['the end of a first name', 'da King', /King/u],
  ])('shows nobody where it begins with %s', (_, from, shown) => expect(piece(from)).not.toMatch(shown));

  it('shows nobody as a string of JSON, and comes back whole', () => {
    const text = JSON.stringify({ words: 'King (', around: 'Ask Ada Ki' });
    const { input, vault } = redact({ text }, known);
    expect(input.text).not.toMatch(/King|Ada/u);
    expect(restore(input.text, vault)).toBe(text);
  });

  it('is looked at in time, whatever it is', () => {
    for (const sign of ['a', '1 ', 'Ada ', 'a@', '":"', 'a.b@c.', '\\', ' ', '| ']) {
      const text = sign.repeat(9000);
      expect(redact({ text }, known).input.text).toHaveLength(text.length);
    }
  });

  it('keeps what is nobody’s', () => {
    const text = 'The king rules. In 2024 a share of 87.5 % came to 77551 people; ask the office';
    expect(redact({ text: `${'Rain falls. '.repeat(9)}${text}` }, known).input.text).toContain(text);
  });
});
