/** The page says which language it is in, and says it in a form software understands. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule } from '../fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from '../start-tag.ts';
import { isLanguageTag, meantLanguage } from './language-codes.ts';
import { detectLanguage } from './language-detect.ts';

const meta: RuleMeta = {
  id: 'html-language',
  agent: 'accessibility',
  version: '1.1',
  severity: 'serious',
  title: 'The page does not say its language',
  source: 'WCAG 2.2, 3.1.1 Language of Page: screen readers choose their voice by it.',
  wcag: ['3.1.1'],
  needs: [],
};

export const htmlLanguage = faultRule<LessonContext>(meta, ({ lesson, course }) => {
  const body = bodyOf(lesson);
  if (body.format !== 'html') return 'not an HTML file: its page gets the course language';
  const tag = /<html(?=[\s>/])/i.exec(blankComments(body.text));
  if (!tag) return 'a fragment without an html element: the page it is put into says the language';
  const start = tag.index;
  const span = { path: body.path, start, end: start + tagEnd(body.text.slice(start)) };
  const lang = attributeOf(body.text.slice(span.start, span.end), 'lang');
  const value = lang?.value?.trim() ?? '';
  if (isLanguageTag(value)) return [];
  const ofBody = attributeOf(/<body\b[^>]*>/i.exec(blankComments(body.text))?.[0] ?? '', 'lang')?.value?.trim() ?? '';
  const meant = meantLanguage(value) ?? (value === '' && isLanguageTag(ofBody) ? ofBody : null);
  // What the page is written in stands before what its course is said to be in.
  const written = meant ? null : detectLanguage(wordsOf(lesson, body.path), 12)?.language;
  const stated = isLanguageTag(course.language) ? course.language : lesson.language;
  const language = meant ?? (written && !stated.toLowerCase().startsWith(written) ? written : stated);
  const fault: Fault = {
    range: span,
    target: '<html>',
    certainty: 'fails',
    message: value === '' ? 'The page does not say which language it is in.' : `"${value}" is not the code of a language.`,
    evidence: [
      {
        kind: 'note',
        text: meant
          ? value === ''
            ? `Its body says "${meant}".`
            : `“${value}” means "${meant}".`
          : written === language
            ? `Its text is in "${language}".`
            : `The course is in "${language}".`,
      },
    ],
  };
  if (isLanguageTag(language)) {
    fault.mend = {
      edits: [setAttribute(lesson, span, 'lang', language)],
      title: `Say that the page is in "${language}"`,
      risk: 'low',
    };
  }
  return [fault];
});

function wordsOf(lesson: Lesson, path: string): string {
  return lesson.passages
    .filter(({ span }) => span.path === path)
    .map(({ text }) => text)
    .join(' ')
    .slice(0, 20_000);
}

/** Comments may hold whole old pages. */
function blankComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length));
}
