import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawFinding } from './contract.ts';
import { carryOver, identify } from './fingerprint.ts';

const raw = (start: number, end: number, rule = 'link-text'): RawFinding => ({
  rule,
  severity: 'moderate',
  certainty: 'fails',
  range: { path: 'a.md', start, end },
  message: 'The link does not say where it leads.',
});

function find(text: string, word: string, rule = 'link-text') {
  const raws: RawFinding[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length))
    raws.push(raw(at, at + word.length, rule));
  return identify(raws, {
    agent: 'accessibility',
    lesson: 'course/a',
    source: (path) => (path === 'a.md' ? { text, sha256: String(text.length) } : null),
  });
}

describe('the identity of a finding', () => {
  it('differs between equal targets in one lesson', () => {
    const found = find('Read [here](a), then [here](b).', 'here');
    expect(new Set(found.map((finding) => finding.fingerprint)).size).toBe(2);
    expect(new Set(found.map((finding) => finding.id)).size).toBe(2);
  });

  it('stays when text is put in far before it', () => {
    const before = find('A long enough introduction that stands before everything else here stands. See [more](x).', 'more');
    const after = find(
      'New first words. A long enough introduction that stands before everything else here stands. See [more](x).',
      'more',
    );
    expect(after[0]?.fingerprint).toBe(before[0]?.fingerprint);
  });

  it('is carried over when the words around change', () => {
    const before = find('See [more](x) of it.', 'more');
    const after = carryOver(before, find('Look at [more](x) of that.', 'more'));
    expect(after[0]?.fingerprint).toBe(before[0]?.fingerprint);
    expect(after[0]?.range.start).toBe(9);
  });

  it('is not carried over to another target', () => {
    const before = find('See [more](x) of it.', 'more');
    const after = carryOver(before, find('See [less](x) of it.', 'less'));
    expect(after[0]?.fingerprint).not.toBe(before[0]?.fingerprint);
  });

  it('goes with its neighbours when an equal target is put in before', () => {
    const before = find(
      'Apples: [here](a). Then a good many words about pears and plums and other fruit. Pears: [here](b).',
      'here',
    );
    const now = find(
      'Quinces, which nobody reads about, but still somebody wrote a whole line on: [here](q). Apples: [here](a). Then a good many words about pears and plums and other fruit. Pears: [here](b).',
      'here',
    );
    const after = carryOver(before, now);
    expect(after[2]?.fingerprint).toBe(before[1]?.fingerprint);
    expect(new Set(after.map((finding) => finding.fingerprint)).size).toBe(3);
  });

  it('stays with the one that is left of two equal faults when the other was mended', () => {
    const line = 'Read on [here](x), please, and come back to this very page when you have understood it all.\n';
    const mended = line.replace('here', 'this page');
    const before = find(mended + line.repeat(4), 'here');
    const [first, ...others] = before;
    if (!first) throw new Error('nothing found');
    const after = carryOver(others, find(mended + mended + line.repeat(3), 'here'), [first]);
    expect(after.map((one) => one.fingerprint).sort()).toEqual(others.map((one) => one.fingerprint).sort());
  });

  it('is taken up again where a mended fault comes back', () => {
    const before = find('See [more](x) of it.', 'more');
    expect(carryOver([], find('See [more](x) of it.', 'more'), before)[0]?.fingerprint).toBe(before[0]?.fingerprint);
  });

  it('is never shared after any edit of the text', () => {
    const words = fc.array(fc.constantFrom('here', 'there', 'see', 'a', 'b', '\n'), { maxLength: 24 });
    fc.assert(
      fc.property(words, words, (first, second) => {
        const before = find(first.join(' '), 'here');
        const after = carryOver(before, find(second.join(' '), 'here'));
        expect(new Set(after.map((finding) => finding.fingerprint)).size).toBe(after.length);
        expect(new Set(after.map((finding) => finding.id)).size).toBe(after.length);
      }),
    );
  });

  it('refuses a range outside of its file', () => {
    expect(() =>
      identify([raw(0, 99)], { agent: 'accessibility', lesson: 'l', source: () => ({ text: 'short', sha256: '' }) }),
    ).toThrow(/outside the file/u);
  });
});
