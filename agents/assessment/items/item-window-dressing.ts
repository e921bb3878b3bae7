/** A sentence before the question that neither the question nor an option takes up. */
import type { Item } from '../../../tools/library/lesson.ts';
import { contentWords, counted, sentences, stem, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

/** Words that take up what was said without repeating it. */
const refers =
  /\b(?:this|these|that|those|it|its|they|them|their|he|she|his|her|you|your|we|our|such|above|here|there|the\s+(?:example|case|scenario|situation|picture|code|program|sample|results?|data))\b/iu;

/** “Those of the Moon” takes up nothing that was said before. */
const refersAhead = /\b(?:those|that) (?:of|in|on|from|who|which|with)\b/giu;

/** Questions that are about what was told, although no word of it returns: what a case calls for, what explains it. */
const aboutTheCase =
  /\b(?:diagnos\p{L}*|likely|best|next|should|do(?:es)? first|treatment|step|action|advi[sc]e|recommend\p{L}*|explains?|caused?|responsible|happen\p{L}*|conclu\p{L}*|infer\p{L}*|illustrat\p{L}*|example|an instance|kind of|type of|term|called|describes?|principle|concept|fallacy|bias)\b/iu;

/** Words of the whole question: shorter ones have no room for dressing. */
const shortest = 15;

/** The first sentence that adds nothing; null where each is used, or the question is short. */
export function unusedSentence(item: Item): string | null {
  const text = item.stem.text;
  if (words(text).length < shortest || /[`{}=<>]/u.test(text)) return null;
  const all = sentences(text).map((one) => one.text);
  const question = all.at(-1) ?? '';
  if (all.length < 2 || !/\?\s*$/u.test(question) || aboutTheCase.test(question) || contentWords(question).length < 3)
    return null;
  const options = item.options.map((option) => option.text);
  const taken = (own: string[], others: string[]): boolean => {
    const words = new Set(others.flatMap((other) => contentWords(other).map(stem)));
    return own.some((word) => words.has(word));
  };
  const isTaken = (sentence: string): boolean =>
    taken(contentWords(sentence).map(stem), [...all.filter((other) => other !== sentence), ...options]);
  for (const [index, sentence] of all.slice(0, -1).entries()) {
    // Numbers are worked with, and return in no word.
    if (words(sentence).length < 6 || contentWords(sentence).length < 3 || /\d/u.test(sentence) || isTaken(sentence)) continue;
    // A sentence that is itself of no use does not take up another by its “it”.
    const next = all.slice(index + 1).filter((other) => other === question || isTaken(other));
    if (!refers.test(next.join(' ').replace(refersAhead, ' '))) return sentence;
  }
  return null;
}

export const itemWindowDressing = itemPattern({
  meta: {
    id: 'item-window-dressing',
    agent: 'assessment',
    version: '1.1',
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
