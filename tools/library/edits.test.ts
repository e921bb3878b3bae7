import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../agents/contract.ts';
import { applyEdits, mapRange, reanchorEdits, rebaseEdits } from './edits.ts';
import { EditError } from './errors.ts';

function edit(text: string, start: number, end: number, replacement: string): Edit {
  return { path: 'a.md', start, end, replacement, quote: text.slice(start, end) };
}

const pieces = fc
  .array(fc.constantFrom('word', ' ', '\r\n', '\n', '\ufeff', 'é', '😀', '\t', 'ab', '**', 'ab'), { maxLength: 40 })
  .map((list) => list.join(''));

/** A text with edits that neither overlap nor cut a character or a line end. */
const textWithEdits = fc.tuple(pieces, fc.array(fc.tuple(fc.nat(), pieces), { maxLength: 8 })).map(([text, raw]) => {
  const allowed = Array.from({ length: text.length + 1 }, (_, at) => at).filter(
    (at) =>
      !(/[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')) &&
      !(text[at - 1] === '\r' && text[at] === '\n'),
  );
  const points = [...new Set(raw.flatMap(([seed]) => [seed, seed * 7 + 3]).map((seed) => allowed[seed % allowed.length]!))].sort(
    (a, b) => a - b,
  );
  const edits: Edit[] = [];
  for (let index = 0; index + 1 < points.length; index += 2)
    edits.push(edit(text, points[index]!, points[index + 1]!, raw[index]?.[1] ?? 'new'));
  return { text, edits };
});

describe('applying', () => {
  it('leaves everything outside of the edits as it was', () => {
    fc.assert(
      fc.property(textWithEdits, ({ text, edits }) => {
        const after = applyEdits(text, edits);
        let before = 0;
        let behind = 0;
        for (const one of [...edits].sort((a, b) => a.start - b.start)) {
          const gap = text.slice(before, one.start);
          expect(after.slice(behind, behind + gap.length)).toBe(gap);
          behind += gap.length + one.replacement.length;
          before = one.end;
        }
        expect(after.slice(behind)).toBe(text.slice(before));
      }),
    );
  });

  it('refuses a quote that does not stand there', () => {
    expect(() => applyEdits('one two', [{ path: 'a.md', start: 0, end: 3, replacement: 'x', quote: 'two' }])).toThrow(
      /no longer "two"/,
    );
  });

  it('refuses overlapping edits and an insertion inside a replaced stretch, but takes neighbours', () => {
    const text = 'one two three';
    expect(() => applyEdits(text, [edit(text, 0, 5, 'x'), edit(text, 4, 7, 'y')])).toThrow(EditError);
    expect(() => applyEdits(text, [edit(text, 0, 5, 'x'), edit(text, 2, 2, 'y')])).toThrow(/overlap/);
    expect(applyEdits(text, [edit(text, 4, 7, 'y'), edit(text, 0, 4, 'x'), edit(text, 7, 7, '!')])).toBe('xy! three');
  });

  it('refuses to cut a surrogate pair or a CRLF in two', () => {
    expect(() => applyEdits('😀', [edit('😀', 1, 1, 'x')])).toThrow(/cut a character/);
    expect(() => applyEdits('a\r\nb', [edit('a\r\nb', 2, 2, 'x')])).toThrow(/line end/);
  });

  it('keeps the order of insertions at one place', () => {
    expect(applyEdits('ab', [edit('ab', 1, 1, 'X'), edit('ab', 1, 1, 'Y')])).toBe('aXYb');
  });

  it('refuses edits of different files in one text', () => {
    expect(() => applyEdits('ab', [edit('ab', 0, 1, 'X'), { ...edit('ab', 1, 2, 'Y'), path: 'b.md' }])).toThrow(
      /different files/,
    );
  });
});

describe('moving through other edits', () => {
  it('a range that is moved still holds the same words', () => {
    fc.assert(
      fc.property(textWithEdits, fc.nat(), fc.nat(), ({ text, edits }, a, b) => {
        const start = a % (text.length + 1);
        const end = Math.min(text.length, start + (b % 6));
        const moved = mapRange({ start, end }, edits);
        if (moved) expect(applyEdits(text, edits).slice(moved.start, moved.end)).toBe(text.slice(start, end));
      }),
    );
  });

  it('a touched range has no new place', () => {
    const text = 'one two three';
    expect(mapRange({ start: 4, end: 7 }, [edit(text, 5, 6, 'X')])).toBeNull();
    expect(mapRange({ start: 4, end: 7 }, [edit(text, 0, 3, 'first')])).toEqual({ start: 6, end: 9 });
    expect(mapRange({ start: 4, end: 7 }, [edit(text, 8, 13, '3')])).toEqual({ start: 4, end: 7 });
  });

  it('two edits of one file both land, whichever goes first', () => {
    const text = 'one two three';
    const first = [edit(text, 0, 3, 'first')];
    const second = [edit(text, 8, 13, '3')];
    const both = 'first two 3';
    expect(applyEdits(applyEdits(text, first), rebaseEdits(second, first)!)).toBe(both);
    expect(applyEdits(applyEdits(text, second), rebaseEdits(first, second)!)).toBe(both);
    expect(rebaseEdits(first, first)).toBeNull();
  });

  it('edits of another file do not move anything', () => {
    const text = 'one two';
    expect(rebaseEdits([edit(text, 4, 7, '2')], [{ ...edit(text, 0, 3, ''), path: 'b.md' }])).toEqual([edit(text, 4, 7, '2')]);
  });
});

describe('finding the place again', () => {
  const text = 'Python 3.6 is the newest release.\n\nUse the command below to begin.\n';

  it('follows a paragraph that moved down', () => {
    const mine = [edit(text, text.indexOf('3.6'), text.indexOf('3.6') + 3, '3.13')];
    const now = `A new first paragraph.\n\n${text}`;
    expect(applyEdits(now, reanchorEdits(text, now, mine)!)).toContain('Python 3.13 is the newest');
  });

  it('gives up where the words are gone or stand twice', () => {
    const mine = [edit(text, text.indexOf('3.6'), text.indexOf('3.6') + 3, '3.13')];
    expect(reanchorEdits(text, text.replace('3.6', '3.7'), mine)).toBeNull();
    expect(reanchorEdits(text, text + text, mine)).toBeNull();
  });

  it('never guesses for a short quote whose neighbours changed', () => {
    const before = 'x a y';
    expect(reanchorEdits(before, 'z a w', [edit(before, 2, 3, 'b')])).toBeNull();
  });

  it('whatever it finds has the quote it was looking for', () => {
    fc.assert(
      fc.property(textWithEdits, pieces, ({ text: old, edits }, prefix) => {
        const now = prefix + old;
        const found = reanchorEdits(old, now, edits);
        for (const one of found ?? []) expect(now.slice(one.start, one.end)).toBe(one.quote);
      }),
    );
  });
});
