/** A marked part is in the language it says, also where it is too short for counting words: then only a reader can tell. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import type { Mend } from '../fault-rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { sheetsOf } from '../survey-rule.ts';
import { isLanguageTag, meantLanguage } from './language-codes.ts';
import { counts, detectable, detectLanguage } from './language-detect.ts';
import { leastOfPart } from './language-mismatch.ts';

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

/** What `language-mismatch` decides by itself, either way. */
function isDecided(text: string, stated: string): boolean {
  if (!detectable.has(stated)) return false;
  const found = detectLanguage(text, leastOfPart);
  return found !== null && (found.language === stated || found.evidence >= 3 * (counts(text).get(stated) ?? 0));
}

export const languagePart = judgedRule(meta, async (context) => {
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return sheets;
  return sheets.flatMap(({ survey, place }) =>
    survey.languages.flatMap(({ mark, lang, scope, text }): Doubt[] => {
      const range = place(mark);
      const tag = lang.trim();
      // A tag that names no language is an engine's to report.
      if (!range || scope !== 'part' || !isLanguageTag(tag) || !/\p{L}{2}/u.test(text)) return [];
      if (isDecided(text, tag.split('-')[0]!.toLowerCase())) return [];
      return [
        {
          kind: 'language',
          words: text,
          around: `Marked with the language “${tag}”`,
          grounds: 'possible',
          fault: {
            range,
            message: `This part says it is in “${tag}”, and may be in another language.`,
            question: 'Which language is this part in?',
            answerKind: 'text',
            evidence: [{ kind: 'note', text: text.slice(0, 300) }],
            reply: (reply) => (reply.kind === 'text' ? markedAs(context.lesson, range, reply.text) : null),
          },
        },
      ];
    }),
  );
});

/** A person names the language or gives its code. */
function markedAs(lesson: Lesson, range: Span, answer: string): Mend | null {
  const meant = meantLanguage(answer);
  const source = sourceOf(lesson, range);
  if (!meant || attributeOf(source.slice(0, tagEnd(source)), 'lang') === null) return null;
  const tag = { ...range, end: range.start + tagEnd(source) };
  return { edits: [setAttribute(lesson, tag, 'lang', meant)], title: `Say that it is in “${meant}”`, risk: 'low' };
}
