/** A marked part is in the language it says, also where it is too short for counting words: then only a reader can tell. */
import type { RuleMeta } from '../rule.ts';
import { type Doubt, judgedRule } from './judged-rule.ts';
import { detectable, detectLanguage } from './language-detect.ts';
import { spanOfMark, surveyOf } from './survey-rule.ts';

const meta: RuleMeta = {
  id: 'language-part',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A marked part that may be in another language',
  source: 'WCAG 2.2, 3.1.2 Language of Parts, technique H58 (ACT rule off6ek). Longer parts are judged by `language-mismatch`.',
  wcag: ['3.1.2'],
  needs: ['page'],
};

/** What `language-mismatch` can tell by itself. */
const countable = 3;

export const languagePart = judgedRule(meta, async (context) => {
  const survey = await surveyOf(context);
  if (typeof survey === 'string') return survey;
  return survey.languages.flatMap(({ mark, lang, scope, text }): Doubt[] => {
    const range = spanOfMark(context.lesson, mark);
    const stated = lang.trim().slice(0, 2).toLowerCase();
    if (!range || scope !== 'part' || !/\p{L}{2}/u.test(text) || !/^[a-z]{2,3}(?:-|$)/i.test(lang.trim())) return [];
    if (detectable.has(stated) && detectLanguage(text, countable)) return [];
    return [
      {
        kind: 'language',
        words: text,
        around: `Marked with the language “${lang.trim()}”`,
        grounds: 'possible',
        fault: {
          range,
          message: `This part says it is in “${lang.trim()}”, and may be in another language.`,
          question: 'Which language is this part in?',
          answerKind: 'text',
          evidence: [{ kind: 'note', text: text.slice(0, 300) }],
        },
      },
    ];
  });
});
