import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Edit } from '../../agents/contract.ts';
import { applyEdits } from '../library/edits.ts';
import { inverse } from './invert.ts';

/** A text and edits of it that do not touch each other. */
const edited = fc
  .tuple(
    fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 8 }),
    fc.array(fc.option(fc.stringMatching(/^[A-Z]{0,5}$/)), { minLength: 8, maxLength: 8 }),
  )
  .map(([words, wishes]) => {
    const edits: Edit[] = [];
    let start = 0;
    words.forEach((word, index) => {
      const wish = wishes[index];
      if (wish !== null && wish !== undefined)
        edits.push({ path: 'a', start, end: start + word.length, quote: word, replacement: wish });
      start += word.length + 1;
    });
    return { text: words.join(' '), edits };
  });

it('takes edits back exactly, and turned round twice they are themselves', () => {
  fc.assert(
    fc.property(edited, ({ text, edits }) => {
      expect(applyEdits(applyEdits(text, edits), inverse(edits))).toBe(text);
      expect(inverse(inverse(edits))).toEqual(edits);
    }),
  );
});

it('counts the shift of each file for itself', () => {
  const edits = ['a', 'b'].map((path): Edit => ({ path, start: 5, end: 5, quote: '', replacement: 'xx' }));
  expect(inverse(edits).map((edit) => edit.start)).toEqual([5, 5]);
});
