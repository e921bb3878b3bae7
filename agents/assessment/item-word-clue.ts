/** A telling word of the stem stands again in the key and in no other option. */

import { itemRule } from './item-rule.ts';
import { distractorsOf, isRealChoice, keyOf } from './items.ts';
import { contentWords, stem } from './wording.ts';

export const itemWordClue = itemRule({
  meta: {
    id: 'item-word-clue',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'A word of the question stands only in the right answer',
    source: 'Avoid clang associations (Haladyna, Downing & Rodriguez 2002, guideline 28b; Tarrant et al. 2006).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    const key = keyOf(item);
    if (!isRealChoice(item) || !key) return null;
    const asked = new Map(
      contentWords(item.stem.text)
        .filter((word) => word.length >= 5)
        .map((word) => [stem(word), word]),
    );
    const others = new Set(distractorsOf(item).flatMap((option) => contentWords(option.text).map(stem)));
    const shared = contentWords(key.text)
      .map(stem)
      .filter((word) => asked.has(word) && !others.has(word));
    // Where distractors echo the stem in another word, the echo is no clue.
    const said = new Set(
      contentWords(item.stem.text)
        .filter((word) => word.length >= 4)
        .map(stem),
    );
    const echoes = [...others].some((word) => said.has(word));
    const clue = shared.map((word) => asked.get(word)).find((word) => word !== undefined);
    if (clue === undefined || echoes) return null;
    return {
      message: `“${clue}” stands in the question and in the right answer, but in no other option.`,
      certainty: 'needs-review',
      question: 'How should the question read without giving the answer away?',
      answerKind: 'text',
    };
  },
});
