/** A passage in another language than its page says so: else it is read in the wrong voice, and cannot be understood. */
import { fileOf, type Lesson, type Passage, type Span } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf } from '../element-tree.ts';
import { type Fault, faultRule, formatOf, insertionAt, isProtected, type Mend } from '../fault-rule.ts';
import { addAttribute, endOfLine } from '../tag-edits.ts';
import { areNear, counts, detectable, detectLanguage } from './language-detect.ts';
import { leastOfPage, otherLanguage } from './language-mismatch.ts';

const meta: RuleMeta = {
  id: 'language-unmarked',
  agent: 'accessibility',
  version: '1.1',
  severity: 'moderate',
  title: 'A passage in another language, not marked',
  source:
    'WCAG 2.2, 3.1.2 Language of Parts, technique H58. Words a language has taken over, names and single sayings need no mark.',
  wcag: ['3.1.2'],
  needs: [],
};

/** Small words a passage must have of its language: a sentence or two. */
const least = 6;

export const languageUnmarked = faultRule<LessonContext>(meta, ({ lesson }) => {
  const page = lesson.language.slice(0, 2).toLowerCase();
  if (!detectable.has(page)) return `the small words of "${page}" are not known here`;
  const whole = [lesson.title, ...lesson.headings.map(({ text }) => text), ...lesson.passages.map(({ text }) => text)]
    .join(' ')
    .slice(0, 40_000);
  if (otherLanguage(page, whole, leastOfPage))
    return 'the page as a whole is in another language than it says: that is asked first';
  return lesson.passages.flatMap((passage): Fault[] => {
    if (passage.kind === 'table' || isRows(passage.text) || isProtected(lesson, passage.span)) return [];
    const found = detectLanguage(passage.text, least);
    if (!found || areNear(found.language, page) || found.evidence < 4 * (counts(passage.text).get(page) ?? 0)) return [];
    if (isMarked(lesson, passage, page)) return [];
    const mend = mark(lesson, passage, found.language);
    return [
      {
        range: passage.span,
        certainty: 'fails',
        message: `This passage is in “${found.language}” on a page in “${page}”, and does not say so.`,
        ...(mend ? { mend } : {}),
      },
    ];
  });
});

/** A table its reader did not take for one: cells are words, and make no sentence. */
function isRows(text: string): boolean {
  return (text.match(/\|/g) ?? []).length >= 6;
}

/** Whether an element round it says another language than the page's. */
function isMarked(lesson: Lesson, { span }: Passage, page: string): boolean {
  return elementsOf(lesson, span.path).some(({ element, tag, whole }) => {
    const lang = attribute(element, 'lang');
    if (lang === null || element.tagName === 'html') return false;
    return (
      (tag.end <= span.start && span.end <= whole.end && !lang.toLowerCase().startsWith(page)) ||
      (tag.start >= span.start && whole.end <= span.end)
    );
  });
}

function mark(lesson: Lesson, { span, kind }: Passage, language: string): Mend | null {
  const title = `Say that the passage is in “${language}”`;
  const common = { title, risk: 'medium' as const, forYou: 'Is that its language, from its first word to its last?' };
  if (formatOf(lesson, span.path) === 'html') {
    const block = elementsOf(lesson, span.path).findLast(
      ({ element, tag, whole }) =>
        /^(?:p|li|blockquote|dd|dt|td|div|figcaption)$/.test(element.tagName) && tag.end <= span.start && span.end <= whole.end,
    );
    if (!block || attribute(block.element, 'lang') !== null || block.whole.end - span.end > 40) return null;
    return { edits: [addAttribute(lesson, block.tag, 'lang', language)], ...common };
  }
  // Markdown has no mark of its own: an element round the block.
  const text = fileOf(lesson, span.path)!.text;
  const block = kind === 'paragraph' || kind === 'quote' ? blockOf(text, span) : null;
  if (!block) return null;
  const eol = endOfLine(lesson, span.path);
  return {
    edits: [
      insertionAt(span.path, block.start, `<div lang="${language}">${eol}${eol}`),
      insertionAt(span.path, block.end, `${eol}${eol}</div>`),
    ],
    ...common,
  };
}

/** The lines of a block that stands alone at the margin, a quotation's marks included; null for one inside of a list or an element. */
function blockOf(text: string, span: Span): { start: number; end: number } | null {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const end = next === -1 ? text.length : next;
  const stop = text[end - 1] === '\r' ? end - 1 : end;
  const lead = text.slice(start, span.start);
  if (!/^(?:> ?)?$/.test(lead) || text.slice(span.end, stop).trim() !== '') return null;
  const before = text.slice(0, start).trimEnd();
  const free = start === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, start)) || before === '';
  const after = text.slice(stop);
  return free && (after.trim() === '' || /^\r?\n[ \t]*\r?\n/.test(after)) ? { start, end: stop } : null;
}
