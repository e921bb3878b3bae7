import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../agents/contract.ts';
import { absent } from '../library/edits.ts';
import { excerptOf, hunksOf, shorten, wordDiff } from './changes.ts';
import { Sources } from './places.ts';
import type { Hunk, Segment } from './types.ts';

const sources = (text: string) => new Sources((path) => (path === 'a.md' ? text : null));
const edit = (text: string, quote: string, replacement: string) => ({
  path: 'a.md',
  start: text.indexOf(quote),
  end: text.indexOf(quote) + quote.length,
  quote,
  replacement,
});
/** Of files that were there. */
const change = (edits: Edit[]) => ({ edits, bases: Object.fromEntries(edits.map(({ path }) => [path, 'f00d'])) });
const side = (segments: readonly Segment[], without: 'deleted' | 'inserted') =>
  segments
    .filter((part) => part.kind !== without)
    .map((part) => part.text)
    .join('');
const read = (hunk: Hunk | undefined) =>
  (hunk?.rows ?? []).map(
    (row) =>
      `${row.kind[0]}${row.line ?? '+'} ${row.segments.map((part) => (part.kind === 'same' ? part.text : part.kind === 'deleted' ? `[-${part.text}-]` : `{+${part.text}+}`)).join('')}`,
  );

describe('word differences', () => {
  it('give back both texts exactly, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const parts = wordDiff(before, after);
        expect(side(parts, 'inserted')).toBe(before);
        expect(side(parts, 'deleted')).toBe(after);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('one ', 'two ', 'three\n', 'a, ', '')),
        fc.array(fc.constantFrom('one ', 'two ', 'four\r\n', 'b ')),
        (before, after) => {
          const parts = wordDiff(before.join(''), after.join(''));
          expect(side(parts, 'inserted')).toBe(before.join(''));
          expect(side(parts, 'deleted')).toBe(after.join(''));
        },
      ),
    );
  });

  it('mark the word that changes, not the sentence', () => {
    expect(wordDiff("if operator == 'add':", "if operator == '--add':").filter((part) => part.kind !== 'same')).toEqual([
      { kind: 'inserted', text: '--' },
    ]);
  });

  it('replace as a whole what has little in common', () => {
    expect(wordDiff('click here', 'read the theory of loops').map((part) => part.kind)).toEqual(['deleted', 'inserted']);
  });
});

describe('changes in context', () => {
  it('number the lines of the file and show two around', () => {
    const text = 'one\ntwo\nthree\nfour\nfive\nsix\n';
    expect(read(hunksOf(change([edit(text, 'four', 'FOUR')]), sources(text))[0])).toEqual([
      'c2 two',
      'c3 three',
      'c4 [-four-]{+FOUR+}',
      'c5 five',
      'c6 six',
    ]);
  });

  it('show a new line without a number and count on after it', () => {
    const text = 'one\ntwo\n';
    const at = { path: 'a.md', start: 4, end: 4, quote: '', replacement: 'new\nnewer\n' };
    expect(read(hunksOf(change([at]), sources(text))[0])).toEqual(['c1 one', 'a+ {+new+}', 'a+ {+newer+}', 'c2 two']);
  });

  it('show a line taken out with its number', () => {
    const text = 'one\r\ntwo\r\nthree\r\n';
    expect(read(hunksOf(change([edit(text, 'two\r\n', '')]), sources(text))[0])).toEqual(['c1 one', 'r2 [-two-]', 'c3 three']);
  });

  it('put near edits of one file into one view and far ones into two', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line-${String(index + 1).padStart(2, '0')}`);
    const text = lines.join('\n');
    const edits = ['line-03', 'line-06', 'line-30'].map((quote) => edit(text, quote, quote.toUpperCase()));
    expect(hunksOf(change(edits), sources(text)).map((hunk) => hunk.rows.length)).toEqual([8, 5]);
  });

  it('show only the words where the file has changed underneath', () => {
    const old = { start: 0, end: 3, quote: 'old', replacement: 'new' };
    const hunks = hunksOf(change([{ path: 'a.md', ...old }]), sources('something else'));
    expect(hunks.map((hunk) => hunk.context)).toEqual(['shifted']);
    const gone = hunksOf(change([{ path: 'gone.md', ...old }]), sources(''));
    expect(gone.map((hunk) => hunk.context)).toEqual(['shifted']);
  });

  it.each([
    ['made, before it is there', null, 'made'],
    ['made, where it was published already', 'one\ntwo', 'made'],
    ['shifted, where its text is another by now', 'one\nthree', 'shifted'],
    ['shifted, where an empty file has taken its place', '', 'shifted'],
  ])('show a new file as %s, its words once', (_, there, context) => {
    const edits = [{ path: 'p.zip!/new.xml', start: 0, end: 0, quote: '', replacement: 'one\ntwo' }];
    const hunks = hunksOf({ edits, bases: { 'p.zip!/new.xml': absent } }, new Sources(() => there));
    expect(hunks.map((hunk) => [hunk.context, read(hunk)])).toEqual([[context, ['a+ {+one+}', 'a+ {+two+}']]]);
  });

  it('show an insertion at the head of a file in its place, also where it says what stands there', () => {
    const edits = [{ path: 'a.md', start: 0, end: 0, quote: '', replacement: 'one\n' }];
    expect(hunksOf(change(edits), sources('one\n')).map((hunk) => [hunk.context, read(hunk)])).toEqual([
      ['shown', ['a+ {+one+}', 'c1 one']],
    ]);
  });

  it('never leave out a character that changes, however long the line', () => {
    const text = `${'same '.repeat(300)}old${' same'.repeat(300)}`;
    const [hunk] = hunksOf(
      change([{ path: 'a.md', start: 1500, end: 1503, quote: 'old', replacement: 'new '.repeat(500) }]),
      sources(text),
    );
    const row = shorten(hunk!.rows[0]!);
    expect(
      row.segments
        .filter((part) => part.kind === 'inserted')
        .map((part) => part.text)
        .join(''),
    ).toBe('new '.repeat(500));
    expect(
      row.segments
        .filter((part) => part.kind === 'same')
        .map((part) => part.text)
        .join('').length,
    ).toBeLessThan(300);
  });

  it('reassemble to the edited file, whatever the edits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b ', '\n', '\r\n', 'wörd', '🌱'), { minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (pieces, from, to, replacement) => {
          const text = pieces.join('');
          const [start, end] = [from % (text.length + 1), to % (text.length + 1)].sort((a, b) => a - b) as [number, number];
          const one = { path: 'a.md', start, end, quote: text.slice(start, end), replacement };
          if (one.quote === replacement) return;
          const shown = hunksOf(change([one]), sources(text)).flatMap((hunk) => hunk.rows.flatMap((row) => row.segments));
          const bare = (words: string) => words.replace(/[\r\n↵]/gu, '');
          expect(
            bare(
              shown
                .filter((part) => part.kind !== 'inserted')
                .map((part) => part.text)
                .join(''),
            ),
          ).toContain(bare(one.quote));
          expect(
            bare(
              shown
                .filter((part) => part.kind !== 'deleted')
                .map((part) => part.text)
                .join(''),
            ),
          ).toContain(bare(replacement));
        },
      ),
    );
  });
});

it('an excerpt shows the place with one line around and stops at six', () => {
  const text = Array.from({ length: 20 }, (_, index) => `l${index + 1}`).join('\n');
  expect(
    excerptOf({ path: 'a.md', start: text.indexOf('l5'), end: text.indexOf('l6') }, sources(text)).map((row) => row.line),
  ).toEqual([4, 5, 6]);
  expect(excerptOf({ path: 'a.md', start: 0, end: text.length }, sources(text))).toHaveLength(7);
  expect(excerptOf({ path: 'a.md', start: 0, end: 9999 }, sources(text))).toEqual([]);
});
