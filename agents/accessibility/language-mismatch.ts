/** What `lang` says is what the text is: a screen reader with the wrong voice cannot be understood. */

import { sourceOf } from '../../tools/library/lesson.ts';
import type { RuleMeta } from '../rule.ts';
import { counts, detectable, detectLanguage } from './language-detect.ts';
import { attributeOf, setAttribute, tagEnd } from './start-tag.ts';
import { type MarkedFault, surveyRule } from './survey-rule.ts';

const meta: RuleMeta = {
  id: 'language-mismatch',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'The language given is not the language of the text',
  source: 'WCAG 2.2, 3.1.1 Language of Page and 3.1.2 Language of Parts, techniques H57 and H58 (ACT rules ucwvc8 and off6ek).',
  wcag: ['3.1.2'],
  needs: ['page'],
};

/** A page may quote in other languages; a marked part is one language, and may be as short as a saying. */
export const leastOfPart = 3;
const least = { page: 12, part: leastOfPart };

export const languageMismatch = surveyRule(meta, ({ survey, context, place }) =>
  survey.languages.flatMap(({ mark, lang, scope, text }): MarkedFault[] => {
    const stated = lang.trim().slice(0, 2).toLowerCase();
    const span = place(mark);
    if (!span || !detectable.has(stated) || !/^[a-z]{2}(?:-|$)/i.test(lang.trim())) return [];
    const found = detectLanguage(text, least[scope]);
    if (!found || found.language === stated || found.evidence < 3 * (counts(text).get(stated) ?? 0)) return [];
    const whole = sourceOf(context.lesson, span);
    const tag = { ...span, end: span.start + tagEnd(whole) };
    const mendable = attributeOf(sourceOf(context.lesson, tag), 'lang') !== null;
    return [
      {
        mark,
        certainty: 'fails',
        wcag: [scope === 'page' ? '3.1.1' : '3.1.2'],
        message: `${scope === 'page' ? 'The page' : 'This part'} says it is in “${lang}”; its text is in “${found.language}”.`,
        evidence: [{ kind: 'note', text: text.slice(0, 300) }],
        ...(mendable
          ? {
              mend: {
                edits: [setAttribute(context.lesson, tag, 'lang', found.language)],
                title: `Say that it is in “${found.language}”`,
                risk: 'medium' as const,
                forYou: 'Is that its language?',
              },
            }
          : {}),
      },
    ];
  }),
);
