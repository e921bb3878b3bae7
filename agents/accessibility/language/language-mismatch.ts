/** What `lang` says is what the text is: a screen reader with the wrong voice cannot be understood. */
import type { PageSurvey } from '../../../tools/browser/survey.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { areNear, counts, detectable, detectLanguage, isForeignScript } from './language-detect.ts';

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
export const leastOfPage = 6;
const least = { page: leastOfPage, part: leastOfPart };

/** Codes of one language that the lists keep under another. */
const listedAs: Record<string, string> = { no: 'nb', nn: 'nb' };

export const languageMismatch = surveyRule(meta, ({ survey, context, place }) =>
  survey.languages.flatMap(({ mark, lang, scope, text }): MarkedFault[] => {
    const span = place(mark);
    if (!span || !/^[a-z]{2}(?:-|$)/i.test(lang.trim())) return [];
    const words = scope === 'page' ? wordsOfPage(survey, text) : text;
    const found = otherLanguage(lang.trim(), words, least[scope]);
    if (!found) return [];
    const whole = sourceOf(context.lesson, span);
    const tag = { ...span, end: span.start + tagEnd(whole) };
    const mendable = found.language !== null && attributeOf(sourceOf(context.lesson, tag), 'lang') !== null;
    return [
      {
        mark,
        certainty: 'fails',
        wcag: [scope === 'page' ? '3.1.1' : '3.1.2'],
        message: `${scope === 'page' ? 'The page' : 'This part'} says it is in “${lang}”; its text is in ${found.language === null ? 'another script' : `“${found.language}”`}.`,
        evidence: [{ kind: 'note', text: words.slice(0, 300) }],
        ...(mendable
          ? {
              mend: {
                edits: [setAttribute(context.lesson, tag, 'lang', found.language!)],
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

/** What a page is written in is what most of it is: where hardly a word is outside of marked parts, theirs count (ACT rule ucwvc8). */
function wordsOfPage(survey: PageSurvey, own: string): string {
  const wordsIn = (text: string) => text.match(/\p{L}+/gu)?.length ?? 0;
  const parts = survey.languages.filter(({ scope }) => scope === 'part').map(({ text }) => text);
  const others = parts.join(' ');
  return [survey.title.text, own, ...(wordsIn(own) * 10 <= wordsIn(others) ? [others] : [])].join(' ');
}

/** @returns null where the text may well be in the language stated; a language of null where only its script can be told. */
export function otherLanguage(tag: string, text: string, least: number): { language: string | null } | null {
  const code = tag.slice(0, 2).toLowerCase();
  const stated = listedAs[code] ?? code;
  const found = detectLanguage(text, least);
  const foreign = isForeignScript(tag, text);
  // Any language may be written in Latin letters, so those alone say nothing.
  if (!found) return foreign && !/\p{Script=Latin}{3}/u.test(text) ? { language: null } : null;
  // Of a language nobody counts it is not known how many of these words it has, unless it has other letters.
  if (!(detectable.has(stated) || foreign)) return null;
  if (areNear(found.language, stated) || found.evidence < 3 * (counts(text).get(stated) ?? 0)) return null;
  return { language: found.language };
}
