/** The page says which language it is in, and says it in a form software understands. */
import { bodyOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { RuleMeta } from '../rule.ts';
import { type Fault, faultRule } from './fault-rule.ts';
import { attributeOf, setAttribute, tagEnd } from './start-tag.ts';

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

/** A language tag whose first part is a registered code that names a language. */
export function isLanguageTag(tag: string): boolean {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag)) return false;
  try {
    const base = new Intl.Locale(tag.split('-')[0]!).language;
    // The registry holds a language once: "en" and not "eng" (RFC 5646, 2.2.1).
    if (base.length < tag.split('-')[0]!.length) return false;
    return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(base) !== undefined;
  } catch {
    return false;
  }
}

/** `en_US` is meant as `en-US`, ` EN ` as `EN`, `eng` as `en`. */
function meant(tag: string): string | null {
  const repaired = tag.trim().replaceAll('_', '-');
  if (isLanguageTag(repaired)) return repaired;
  try {
    const short = Intl.getCanonicalLocales(repaired)[0] ?? '';
    return isLanguageTag(short) ? short : null;
  } catch {
    return null;
  }
}

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
  const language = meant(value) ?? (isLanguageTag(course.language) ? course.language : lesson.language);
  const fault: Fault = {
    range: span,
    target: '<html>',
    certainty: 'fails',
    message: value === '' ? 'The page does not say which language it is in.' : `"${value}" is not the code of a language.`,
    evidence: [{ kind: 'note', text: `The course is in "${language}".` }],
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

/** Comments may hold whole old pages. */
function blankComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length));
}
