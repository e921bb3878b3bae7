/** A choice item of which no option is marked right: every learner is told "wrong". */

import type { Item } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import { itemRule } from './item-rule.ts';
import { asksForSeveral, isChoice } from './items.ts';

/** A survey question has no key by intent. */
const isOpinion =
  /\b(?:your (?:opinion|experience|view)|do you (?:think|prefer|feel)|how (?:confident|comfortable) are you|would you like)\b/iu;

/**
 * Do the items of this form have keys at all? Radio buttons of a form and lists of things to do have none; a list is a quiz where
 * others of the course are ticked and this one asks a question.
 */
function isKeyed(item: Item, { course, lesson }: LessonContext): boolean {
  if (item.keying !== undefined && item.keying !== 'stated') return false;
  if (item.format === 'quiz-json' || item.format === 'qti' || item.format === 'moodle-xml' || item.format === 'gift') return true;
  const keyed = (other: Item) => other !== item && other.format === item.format && other.options.some((option) => option.correct);
  if (item.format === 'html') return lesson.items.some(keyed);
  return /\?\s*$/u.test(item.stem.text) && course.lessons.some((own) => own.items.some(keyed));
}

export const itemWithoutKey = itemRule({
  meta: {
    id: 'item-without-key',
    agent: 'assessment',
    version: '1.0',
    severity: 'critical',
    title: 'No option is marked right',
    source: 'A selected-response item needs a keyed answer (IMS QTI; Haladyna, Downing & Rodriguez 2002, guideline 19).',
    needs: [],
  },
  rewrite: 'never',
  look(item, context) {
    if (!isChoice(item) && item.kind !== 'multiple-response') return null;
    if (item.options.length < 2 || item.options.some((option) => option.correct)) return null;
    if (isOpinion.test(item.stem.text) || !isKeyed(item, context)) return null;
    return {
      message: `No option of “${item.stem.text.trim()}” is marked right, so every answer counts as wrong.`,
      certainty: 'needs-review',
      ...(asksForSeveral(item.stem.text)
        ? { question: 'Which options are right?', answerKind: 'text' as const }
        : { question: 'Which option is right?', answerKind: 'key' as const }),
    };
  },
});
