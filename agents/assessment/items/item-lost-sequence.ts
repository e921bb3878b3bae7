/** Numbers as options, neither rising nor falling: learners search where they should think. */

import { counted } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

const amount = String.raw`[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+−]?\d+(?:\.\d+)?`;
/** Also of a range (“30 to 50 beats”), which lies where it begins. */
const quantity = new RegExp(
  String.raw`^(?:(?:about|around|approximately|roughly|ca\.|~)\s*)?([$€£]?)\s*(${amount})(?:\s*(?:[-–]|to)\s*[$€£]?(?:${amount}))?\s*((?:%|per cent|°|°?[\p{L}µ/²³]+(?:\s+[\p{L}]+){0,2})?)\.?$`,
  'iu',
);

const fraction = /^(\d{1,9})\s*\/\s*([1-9]\d{0,8})$/u;

/** Euclid's algorithm. */
function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/**
 * The options as shares of a whole: each less than one, all over one denominator (tenths) or each in lowest terms. Other pairs of this
 * form are notation, not amounts, and have no order: time signatures (2/4, 6/8), blood pressures (120/80), formats (16/9), 24/7.
 */
function sharesOfOne(options: string[]): number[] | null {
  const read = options.flatMap((option) => {
    const match = fraction.exec(option.trim());
    return match ? [{ top: Number(match[1]), bottom: Number(match[2]) }] : [];
  });
  const alike = read.every(({ bottom }) => bottom === read[0]?.bottom);
  const areShares = read.every(({ top, bottom }) => top < bottom && (alike || commonDivisor(top, bottom) === 1));
  return read.length === options.length && areShares ? read.map(({ top, bottom }) => top / bottom) : null;
}

/** The options as numbers of one unit, in their order; null where they are not. */
export function quantities(options: string[]): number[] | null {
  const shares = sharesOfOne(options);
  if (shares) return shares;
  const read = options.map((option) => quantity.exec(option.trim()));
  // "1 minute" and "10 minutes" have one unit.
  const unit = (match: RegExpExecArray | null): string => `${match?.[1]} ${match?.[3]?.replace(/s$/u, '')}`;
  if (read.some((match) => match === null || unit(match) !== unit(read[0] ?? null))) return null;
  return read.map((match) => Number((match?.[2] ?? '').replaceAll(',', '').replace('−', '-')));
}

export const itemLostSequence = itemPattern({
  meta: {
    id: 'item-lost-sequence',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'Numbers among the options stand in no order',
    source:
      'Place options in logical or numerical order (Haladyna, Downing & Rodriguez 2002, guideline 21; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look(item) {
    // What is shuffled for each learner has no order to keep.
    if (!isRealChoice(item) || item.shuffled) return null;
    const numbers = quantities(item.options.map((option) => option.text));
    if (!numbers || new Set(numbers).size < 3) return null;
    const rises = numbers.every((value, index) => index === 0 || value >= (numbers[index - 1] ?? value));
    const falls = numbers.every((value, index) => index === 0 || value <= (numbers[index - 1] ?? value));
    if (rises || falls) return null;
    return `The numbers among the options of “${item.stem.text.trim()}” stand in no order (${item.options.map((option) => option.text).join(', ')}).`;
  },
  question: 'Shall the options be put in order, and how should the question read then?',
  together: (flawed) => `${counted(flawed.length, 'item')} list numbers as options in no order.`,
  togetherQuestion: 'Should numbers among the options be put in order?',
});
