/** A repair that nobody is meant to see is not seen: the place looks the same before and after. */
import type { Check, Edit } from '../../agents/contract.ts';
import { comparePictures } from '../../tools/browser/compare-pictures.ts';

/** Share of the pixels of the place that may differ. */
const tolerance = 0.001;

/** Attributes that say something to software and nothing to the eye. */
const unseen =
  /\s(?:aria-[a-z]+|lang|xml:lang|scope|headers|for|id|name|title|tabindex|autocomplete|srclang|kind|summary|role)\s*=\s*(?:"[^"<>]*"|'[^'<>]*')/gi;

/**
 * Whether edits touch only what nobody sees: attributes for software, and labels put round words. Whatever else they
 * change (colours, headings, lists, words, alternatives of pictures) is meant to be seen, and its look is for a person.
 */
export function isUnseen(edits: Pick<Edit, 'quote' | 'replacement'>[]): boolean {
  const seen = (text: string) =>
    text
      .replace(unseen, '')
      .replace(/<\/?label>/gi, '')
      .trim();
  return edits.every(({ quote, replacement }) => seen(quote) === '' && seen(replacement) === '' && quote + replacement !== '');
}

/** @returns null where the edits are meant to be seen. */
export function sameLookCheck(edits: Pick<Edit, 'quote' | 'replacement'>[], before: Uint8Array, after: Uint8Array): Check | null {
  if (!isUnseen(edits)) return null;
  const likeness = comparePictures(before, after);
  const passed = likeness.kind === 'same-size' && likeness.different <= tolerance;
  return {
    name: 'it looks as before',
    passed,
    before: likeness.kind === 'other-size' ? likeness.before : 'as it is',
    after:
      likeness.kind === 'other-size'
        ? likeness.after
        : likeness.different === 0
          ? 'the same'
          : `${(100 * likeness.different).toFixed(2)}% of the pixels differ`,
  };
}
