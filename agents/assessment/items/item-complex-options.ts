/** "A and C", "I and III only": options that combine other options (K-type). They test reading more than knowing. */

import { counted } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

const list = (mark: string): RegExp =>
  new RegExp(
    `^(?:(?:[Bb]oth|[Nn]either|[Oo]nly|[Oo]ptions?|[Aa]nswers?)\\s+)*\\(?(?:${mark})\\)?(?:(?:\\s*,\\s*|\\s+(?:&|and|or|nor)\\s+)(?:and\\s+)?\\(?(?:${mark})\\)?)+(?:\\s+only)?\\.?$|^(?:(?:[Oo]nly\\s+)\\(?(?:${mark})\\)?|\\(?(?:${mark})\\)?\\s+only)\\.?$`,
    'u',
  );
const letters = list('[A-Ea-e]');
const numerals = list('IV|I{1,3}|V|iv|i{1,3}|v');
const numbers = list('[1-6]');

/** Also letters that no option has (“F and B”): then they are notes, points or gases. */
const pairOfLetters =
  /^(?:(?:both|neither|only)\s+)?\(?\p{L}\)?(?:(?:\s*,\s*|\s+(?:&|and|or|nor)\s+)(?:and\s+)?\(?\p{L}\)?)*(?:\s+only)?\.?$/iu;

/** “The first two”, beside options that are named. */
const place = /^(?:only\s+)?the\s+(?:first|last|other)\s+(?:two|three)(?:\s+(?:only|options|answers|of\s+(?:these|them)))?\.?$/iu;

/** “1 light, 2 fungi, 3 frost”: a list that is numbered without points. */
const inARow = /(?:^|[\s(:])1\s+\p{L}[^?.]*?[,;]\s*(?:and\s+)?2\s+\p{L}/u;

/** Options that name combinations of other options, or of a numbered list in the question. */
export function combinations(stem: string, options: string[]): string[] {
  const byPlace = options.filter((option) => place.test(option.trim()));
  const numbered = (first: string): boolean => new RegExp(`(?:^|\\s)\\(?${first}[.):]\\s`, 'u').test(stem);
  return options.filter((option) => {
    const text = option.trim();
    if (byPlace.includes(option)) return options.length - byPlace.length >= 2;
    if (numerals.test(text) && (numbered('I') || numbered('i'))) return true;
    if (numbers.test(text) && (numbered('1') || inARow.test(stem))) return true;
    // Letters stand for the other options, where there are others to stand for.
    return letters.test(text) && options.some((other) => other.trim().length > 3 && !pairOfLetters.test(other.trim()));
  });
}

export const itemComplexOptions = itemPattern({
  meta: {
    id: 'item-complex-options',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'Options combine other options',
    source: 'Avoid the complex (K-type) format (Haladyna, Downing & Rodriguez 2002, guideline 9; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look(item) {
    if (!isRealChoice(item)) return null;
    const found = combinations(
      item.stem.text,
      item.options.map((option) => option.text),
    );
    return found.length === 0
      ? null
      : `“${item.stem.text.trim()}” has options that combine others (${found.map((text) => `“${text}”`).join(', ')}).`;
  },
  question: 'How should the question read, so that each option is an answer of its own?',
  together: (flawed) => `${counted(flawed.length, 'item')} have options that combine other options.`,
  togetherQuestion: 'Should these become items with several right answers?',
});
