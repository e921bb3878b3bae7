/** A word is one word: letters with white space between them are read out one by one, and not found by searching. */
import { bodyOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'letters-spaced',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'White space between the letters of a word',
  source:
    'WCAG 2.2, 1.3.2 Meaningful Sequence (failure F32). Of vowels, notes, variables and bases nothing is said: only of letters that make a word the lesson uses.',
  wcag: ['1.3.2'],
  needs: [],
};

/** Four letters and more, each by itself. */
const run = /(?<![\p{L}\p{N}])\p{L}(?:[ \u00a0]\p{L}(?![\p{L}\p{N}])){3,}/gu;

export const lettersSpaced = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  const texts = [...lesson.passages, ...lesson.headings].filter(({ span }) => !isProtected(lesson, span));
  const used = new Set(texts.flatMap(({ text }) => text.toLowerCase().match(/\p{L}{4,}/gu) ?? []));
  return texts.flatMap((place): Fault[] => {
    const written = sourceOf(lesson, place.span).replaceAll('&nbsp;', '\u00a0');
    const word = [...written.matchAll(run)]
      .map(([letters]) => letters.replace(/\s/g, ''))
      .find((letters) => used.has(letters.toLowerCase()));
    if (word === undefined) return [];
    return [
      {
        range: place.span,
        certainty: 'fails',
        message: `The letters of “${word}” stand apart: it is read out letter by letter.`,
      },
    ];
  });
});
