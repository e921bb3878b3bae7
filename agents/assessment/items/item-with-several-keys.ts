/** A pick-one item with more than one option marked right. */

import { itemRule } from './item-rule.ts';
import { asksForSeveral, isChoice } from './items.ts';

export const itemWithSeveralKeys = itemRule({
  meta: {
    id: 'item-with-several-keys',
    agent: 'assessment',
    version: '1.0',
    severity: 'critical',
    title: 'A pick-one item has more than one right answer',
    source: 'Make sure that only one option is the right answer (Haladyna, Downing & Rodriguez 2002, guideline 19).',
    needs: [],
  },
  rewrite: 'never',
  look(item, { lesson }) {
    if (!isChoice(item)) return null;
    const keys = item.options.filter((option) => option.correct);
    if (keys.length < 2 || asksForSeveral(item.stem.text)) return null;
    // Where several items of the same file have several keys, its format means "any of these".
    const alike = lesson.items.filter(
      (other) => other.span.path === item.span.path && other.options.filter((option) => option.correct).length > 1,
    );
    if (alike.length > 2 && alike.length * 4 > lesson.items.filter((other) => other.span.path === item.span.path).length)
      return null;
    return {
      message: `${keys.length} options of “${item.stem.text.trim()}” are marked right: ${keys.map((key) => `“${key.text}”`).join(' and ')}.`,
      certainty: 'needs-review',
      question: 'Which one option is right?',
      answerKind: 'key',
    };
  },
});
