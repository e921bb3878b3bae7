/** "Always", "never" and their like mark wrong answers; learners who know that need not know the subject. */

import { itemPattern } from './item-pattern.ts';
import { distractorsOf, isRealChoice, isVerdictItem, keyOf } from './items.ts';
import { counted, fold } from './wording.ts';

const absolute =
  /\b(?:always|never|completely|absolutely|totally|entirely|under no circumstances|without exception|in every case|impossible)\b/iu;

export const itemAbsoluteWords = itemPattern({
  meta: {
    id: 'item-absolute-words',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'Absolute words mark the wrong answers',
    source:
      'Avoid specific determiners such as always, never, completely (Haladyna, Downing & Rodriguez 2002, guideline 28a; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look(item) {
    const key = keyOf(item);
    if (!key) return null;
    // A false statement with "always" in it; a true one teaches that the word is no clue.
    if (isVerdictItem(item))
      return /^(?:false|no|f|wrong|incorrect)$/u.test(fold(key.text)) && absolute.test(item.stem.text)
        ? `“${item.stem.text.trim()}” is given away by its absolute word.`
        : null;
    if (!isRealChoice(item) || absolute.test(key.text) || absolute.test(item.stem.text)) return null;
    const marked = distractorsOf(item).filter((option) => absolute.test(option.text));
    return marked.length === 0
      ? null
      : `${counted(marked.length, 'wrong answer')} of “${item.stem.text.trim()}” can be ruled out by an absolute word (${marked.map((option) => `“${option.text}”`).join(', ')}).`;
  },
  question: 'How should the question read without the absolute word?',
  together: (flawed) =>
    `Absolute words (“always”, “never”, …) give away the answer of ${counted(flawed.length, 'item')} (${flawed
      .slice(0, 4)
      .map(({ item }) => item.id)
      .join(', ')}${flawed.length > 4 ? ', …' : ''}).`,
  togetherQuestion: 'Should these be worded without them?',
});
