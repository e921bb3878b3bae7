import { describe, expect, it } from 'vitest';
import { carried, compareFindings, missingQuotations } from './compare.ts';
import type { Edit, Finding } from './contract.ts';

const finding = (rule: string, start: number, end: number): Finding => ({
  id: `f-${rule}${start}`,
  fingerprint: `${rule}-${start}`,
  agent: 'accessibility',
  rule,
  severity: 'serious',
  certainty: 'fails',
  lesson: 'l',
  range: { path: 'a.md', start, end },
  quote: '',
  message: '',
  evidence: [],
  contentHash: '',
});
const edit = (start: number, end: number, replacement: string): Edit => ({
  path: 'a.md',
  start,
  end,
  replacement,
  quote: 'x'.repeat(end - start),
});

describe('holding findings before and after against each other', () => {
  it('knows a finding about something absent again where text is put in at its very place', () => {
    const before = [finding('lesson-without-outcomes', 0, 0), finding('html-language', 0, 6)];
    const after = [finding('lesson-without-outcomes', 0, 0)];
    const result = compareFindings(before, after, [edit(0, 0, 'words ')], ['html-language-0']);
    expect(result).toEqual({ remaining: [], fresh: [] });
  });

  it('sees that a fault is gone and the one behind it only moved', () => {
    const before = [finding('image-alt', 10, 20), finding('link-text', 40, 50)];
    const result = compareFindings(before, [finding('link-text', 45, 55)], [edit(12, 12, 'fives')], ['image-alt-10']);
    expect(result).toEqual({ remaining: [], fresh: [] });
  });

  it('sees that a fault stayed although its text changed', () => {
    const result = compareFindings(
      [finding('image-alt', 10, 20)],
      [finding('image-alt', 10, 25)],
      [edit(12, 12, 'fives')],
      ['image-alt-10'],
    );
    expect(result.remaining).toHaveLength(1);
  });

  it('sees a new fault of another rule at the same place', () => {
    const result = compareFindings(
      [finding('image-alt', 10, 20)],
      [finding('alt-quality', 10, 25)],
      [edit(12, 12, 'fives')],
      ['image-alt-10'],
    );
    expect(result.fresh.map((one) => one.rule)).toEqual(['alt-quality']);
    expect(result.remaining).toEqual([]);
  });

  it('sees a second fault of the same rule beside one that was there', () => {
    const result = compareFindings(
      [finding('link-text', 40, 50)],
      [finding('link-text', 40, 50), finding('link-text', 41, 45)],
      [],
      [],
    );
    expect(result.fresh).toHaveLength(1);
  });

  it('does not take a fault in another file for the same', () => {
    const other = { ...finding('link-text', 40, 50), range: { path: 'b.md', start: 40, end: 50 } };
    expect(compareFindings([finding('link-text', 40, 50)], [other], [], []).fresh).toHaveLength(1);
  });
});

describe('carrying a range through edits', () => {
  it('grows it by what is put in at its borders', () => {
    expect(carried({ path: 'a.md', start: 10, end: 20 }, [edit(10, 10, '## '), edit(20, 20, '!')])).toEqual({
      path: 'a.md',
      start: 10,
      end: 24,
    });
  });
  it('moves it behind an earlier edit and leaves it before a later one', () => {
    expect(carried({ path: 'a.md', start: 10, end: 20 }, [edit(2, 5, 'a')])).toEqual({ path: 'a.md', start: 8, end: 18 });
    expect(carried({ path: 'a.md', start: 10, end: 20 }, [edit(25, 30, 'a')])).toEqual({ path: 'a.md', start: 10, end: 20 });
  });
});

it('finds a quotation that is not in its source', () => {
  const source = { path: 'a.md', start: 0, end: 5 };
  const evidence = [
    { kind: 'quote' as const, text: 'always initialise', source },
    { kind: 'quote' as const, text: 'never initialise', source },
    { kind: 'fact' as const, text: 'closed in 2025' },
  ];
  expect(missingQuotations(evidence, () => 'You should always\n  initialise from data.').map((piece) => piece.text)).toEqual([
    'never initialise',
  ]);
});
