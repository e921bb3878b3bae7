/** A sentence before the question that neither the question nor an option takes up. */
import type { Item } from '../../../tools/library/lesson.ts';
import { contentWords, counted, sentences, stem, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

/** Words that take up what was said without repeating it. */
const refers =
  /\b(?:this|these|that|those|it|its|they|them|their|he|she|his|her|you|your|we|our|such|above|here|there|the\s+(?:example|case|scenario|situation|picture|code|program|sample|results?|data))\b/iu;

/** The first sentence that adds nothing; null where each is used, or the question is short. */
export function unusedSentence(item: Item): string | null {
  const text = item.stem.text;
  if (words(text).length < 25 || /[`{}=<>]|\d/u.test(text)) return null;
  const all = sentences(text).map((one) => one.text);
  if (all.length < 2 || !/\?\s*$/u.test(all.at(-1) ?? '')) return null;
  for (const [index, sentence] of all.slice(0, -1).entries()) {
    const rest = [...all.filter((_, at) => at !== index), ...item.options.map((option) => option.text)];
    const own = contentWords(sentence).map(stem);
    const taken = new Set(rest.flatMap((other) => contentWords(other).map(stem)));
    const next = all.slice(index + 1).join(' ');
    if (words(sentence).length >= 6 && own.length >= 3 && !own.some((word) => taken.has(word)) && !refers.test(next))
      return sentence;
  }
  return null;
}

export const itemWindowDressing = itemPattern({
  meta: {
    id: 'item-window-dressing',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'The question holds a sentence that nothing takes up',
    source:
      'Avoid window dressing: excess words in the stem (Haladyna, Downing & Rodriguez 2002, guideline 16; Tarrant et al. 2006: gratuitous information).',
    needs: ['siblings'],
  },
  look(item) {
    const unused = isRealChoice(item) ? unusedSentence(item) : null;
    return unused === null ? null : `“${unused}” is taken up neither by the question nor by an option.`;
  },
  question: 'How should the question read without what it does not need?',
  together: (flawed) => `${counted(flawed.length, 'item')} hold sentences that neither question nor options take up.`,
  togetherQuestion: 'Should these be cut?',
});
