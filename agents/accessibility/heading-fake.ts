/** What stands as a heading is a heading: a short bold line of its own over the text it names. */
import { fileOf, type Lesson, type Passage, sourceOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { RuleMeta } from '../rule.ts';
import { editOf, type Fault, faultRule, formatOf, isProtected } from './fault-rule.ts';

const meta: RuleMeta = {
  id: 'heading-fake',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A bold line used as a heading',
  source: 'WCAG 2.2, 1.3.1 Info and Relationships (failure F2), technique H42: who jumps from heading to heading never meets it.',
  wcag: ['1.3.1'],
  needs: [],
};

/** The words of a paragraph that is nothing but a short bold line; null for a sentence, a label, or a link. */
export function boldLine(source: string): string | null {
  const trimmed = source.trim();
  const markdown = /^(\*\*|__)(?!\s)([^\n]+?)\1:?$/.exec(trimmed)?.[2];
  const html = /^<p\b[^>]*>\s*<(b|strong)\b[^>]*>([^<\n]+)<\/\1>\s*:?\s*<\/p>$/i.exec(trimmed)?.[2];
  const words = (markdown ?? html)?.trim();
  if (!words || words.length > 70 || words.includes('**') || words.includes('__')) return null;
  if (/[.!?;,]$/.test(words) || /\]\(|<|https?:/.test(words) || words.split(/\s+/).length > 10) return null;
  return /\p{L}{2}/u.test(words) ? words : null;
}

export const headingFake = faultRule<LessonContext>(meta, ({ lesson }) => {
  const found = lesson.passages.flatMap((passage, index) => {
    if (passage.kind === 'list-item' || passage.kind === 'table' || passage.kind === 'quote' || isProtected(lesson, passage.span))
      return [];
    const words = boldLine(sourceOf(lesson, wholeOf(lesson, passage)));
    return words && standsOverText(lesson, passage, index) ? [{ passage, words }] : [];
  });
  return found.map(({ passage, words }): Fault => {
    const span = wholeOf(lesson, passage);
    const level = Math.min(6, levelAt(lesson, passage) + 1);
    const clean = words.replace(/:$/, '');
    const html = sourceOf(lesson, span).startsWith('<');
    return {
      range: span,
      // Once may be emphasis; a lesson that does it again and again means headings.
      certainty: found.length > 1 ? 'fails' : 'needs-review',
      message: `“${clean}” stands as a heading and is a bold paragraph.`,
      question: 'Is this line the heading of what follows?',
      answerKind: 'yes-no',
      ...(found.length > 1 ? { mend: mendWith(lesson, passage, clean, level, html) } : {}),
      reply: (reply) =>
        reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim()) ? mendWith(lesson, passage, clean, level, html) : null,
    };
  });
});

function mendWith(lesson: Lesson, passage: Passage, words: string, level: number, html: boolean) {
  return {
    edits: [editOf(lesson, wholeOf(lesson, passage), html ? `<h${level}>${words}</h${level}>` : `${'#'.repeat(level)} ${words}`)],
    title: `Make “${words}” a heading of level ${level}`,
    risk: 'medium' as const,
    forYou: 'Does it name everything down to the next heading?',
  };
}

/** A passage of an HTML file is its element. */
function wholeOf(lesson: Lesson, passage: Passage) {
  return {
    path: passage.span.path,
    start: passage.span.start,
    end: passage.span.end,
    format: formatOf(lesson, passage.span.path),
  };
}

function levelAt(lesson: Lesson, passage: Passage): number {
  const above = lesson.headings.filter(({ span }) => span.path === passage.span.path && span.start < passage.span.start).at(-1);
  return above?.depth ?? 1;
}

/** Prose follows directly, in the same box and before any heading. */
function standsOverText(lesson: Lesson, passage: Passage, index: number): boolean {
  const next = lesson.passages[index + 1];
  if (!next || next.span.path !== passage.span.path || next.within !== passage.within || next.section !== passage.section)
    return false;
  if (next.kind === 'table') return false;
  const between = fileOf(lesson, passage.span.path)!.text.slice(passage.span.end, next.span.start);
  if (!/^[\s>]*(?:[-*+]|\d+[.)])?[\s]*$/.test(between.replace(/<[^>]*>/g, ''))) return false;
  return boldLine(sourceOf(lesson, next.span)) === null && next.text.length >= 40;
}
