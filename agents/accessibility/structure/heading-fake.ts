/** What stands as a heading is a heading: a short bold line of its own over the text it names. */
import { fileOf, type Lesson, type Passage, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, contentOf, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { editOf, type Fault, faultRule, formatOf, isProtected } from '../fault-rule.ts';
import { rightLevels } from './heading-skip.ts';

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

/** A line that stands as a heading, with the element or paragraph that is to become one. */
interface Line {
  passage: Passage;
  span: Span;
  words: string;
  /** Words with their own marks (italics, code), as they go into the heading. */
  written: string;
}

export const headingFake = faultRule<LessonContext>(meta, ({ lesson }) => {
  const boxes = boxesRound(lesson);
  const over = (least: number) =>
    lesson.passages.flatMap((passage, index): Line[] => {
      if (
        passage.kind === 'list-item' ||
        passage.kind === 'table' ||
        passage.kind === 'quote' ||
        isProtected(lesson, passage.span)
      )
        return [];
      const line = lineOf(lesson, passage, boxes);
      return line && standsOverText(lesson, line, index, least, boxes) ? [line] : [];
    });
  const long = over(enoughProse);
  // Where bold lines are headings, those over a short sentence are too: half of them would be worse than none.
  const found = long.length > 1 ? over(aSentence) : long;
  return found.map((line): Fault => {
    const { passage, span, words } = line;
    const level = Math.min(6, levelAt(lesson, passage) + 1);
    const clean = words.replace(/:$/, '');
    return {
      range: span,
      // Once may be emphasis; a lesson that does it again and again means headings.
      certainty: found.length > 1 ? 'fails' : 'needs-review',
      message: `“${clean}” stands as a heading and is a bold paragraph.`,
      question: 'Is this line the heading of what follows?',
      answerKind: 'yes-no',
      ...(found.length > 1 ? { mend: mendWith(lesson, line, clean, level) } : {}),
      reply: (reply) =>
        reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim()) ? mendWith(lesson, line, clean, level) : null,
    };
  });
});

/** In Markdown the paragraph; in HTML the element whose words it is. */
function lineOf(lesson: Lesson, passage: Passage, boxes: Boxes): Line | null {
  const { path, start, end } = passage.span;
  if (formatOf(lesson, path) !== 'html') {
    const words = boldLine(sourceOf(lesson, passage.span));
    return words ? { passage, span: { path, start, end }, words, written: words } : null;
  }
  const block = boxes.get(passage);
  const content = block && contentOf(block.element);
  if (!block || !content || content.start > start || content.end < end || !block.element.sourceCodeLocation?.endTag) return null;
  if (sourceOf(lesson, { path, ...content }).trim() !== sourceOf(lesson, passage.span).trim()) return null;
  const inner = boldWords(sourceOf(lesson, { path, ...content }).trim(), attribute(block.element, 'style') ?? '');
  const words = inner === null ? null : boldLine(`**${textOf(block.element)}**`);
  return words && inner !== null ? { passage, span: block.whole, words, written: inner.replace(/\s*:\s*$/, '') } : null;
}

type Boxes = ReadonlyMap<Passage, Placed>;

/** The innermost paragraph or box round each passage of an HTML file. */
function boxesRound(lesson: Lesson): Boxes {
  const round = new Map<Passage, Placed>();
  for (const { path } of lesson.files) {
    if (formatOf(lesson, path) !== 'html') continue;
    const coming = elementsOf(lesson, path).filter(({ element }) => /^(?:p|div)$/.test(element.tagName));
    const open: Placed[] = [];
    let next = 0;
    const passages = lesson.passages.filter(({ span }) => span.path === path).sort((a, b) => a.span.start - b.span.start);
    for (const passage of passages) {
      const { start, end } = passage.span;
      for (; next < coming.length && coming[next]!.tag.end <= start; next += 1) {
        while (open.length > 0 && open.at(-1)!.whole.end <= coming[next]!.tag.start) open.pop();
        open.push(coming[next]!);
      }
      const box = open.findLast(({ whole }) => whole.end >= end);
      if (box) round.set(passage, box);
    }
  }
  return round;
}

const bold = /font-weight\s*:\s*(?:bold|bolder|[6-9]00)/i;

/** What stands in bold from end to end, by an element or by its style; null where it does not. */
function boldWords(content: string, style: string): string | null {
  if (bold.test(style)) return /<(?!\/?(?:b|strong|em|i|u|span|font|big|code)\b)/i.test(content) ? null : bare(content);
  const match = /^<(b|strong|big|font|span|u)\b([^>]*)>([\s\S]*)<\/\1>\s*:?$/i.exec(content);
  if (!match) return null;
  const [, name, attributes, inner] = match;
  if (/<\/?(?:p|div|ul|table|a|img)\b/i.test(inner!)) return null;
  if (/^(?:b|strong)$/i.test(name!) || bold.test(attributes!)) return bare(inner!);
  return boldWords(inner!.trim(), '');
}

/** Without the tags that only make it look like a heading. */
function bare(content: string): string {
  return content.replace(/<\/?(?:b|strong|big|font|span|u)\b[^>]*>/gi, '').trim();
}

function mendWith(lesson: Lesson, { span, written }: Line, words: string, level: number) {
  const html = sourceOf(lesson, span).startsWith('<');
  const id = html ? /^<\w+\b[^>]*?(\sid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))/i.exec(sourceOf(lesson, span))?.[1] : undefined;
  const clean = written.replace(/:$/, '');
  return {
    edits: [editOf(lesson, span, html ? `<h${level}${id ?? ''}>${clean}</h${level}>` : `${'#'.repeat(level)} ${clean}`)],
    title: `Make “${words}” a heading of level ${level}`,
    risk: 'medium' as const,
    forYou: 'Does it name everything down to the next heading?',
  };
}

/** Of the heading above, as it should be: a run that is levelled anew takes this one with it. */
function levelAt(lesson: Lesson, passage: Passage): number {
  const { path, start } = passage.span;
  const above = lesson.headings.filter(({ span, text }) => span.path === path && span.start < start && text.trim() !== '').at(-1);
  return above ? (rightLevels(lesson, path).get(above.span.start) ?? above.depth) : 1;
}

/** Letters of the text below. */
const enoughProse = 40;
const aSentence = 12;

/** Prose follows directly, in the same box and before any heading. */
function standsOverText(lesson: Lesson, { passage, span }: Line, index: number, least: number, boxes: Boxes): boolean {
  const next = lesson.passages[index + 1];
  if (!next || next.span.path !== passage.span.path || next.within !== passage.within || next.section !== passage.section)
    return false;
  if (next.kind === 'table') return false;
  // With a colon it leads into the list, as a sentence does.
  if (next.kind === 'list-item' && /:\W*$/.test(sourceOf(lesson, span).replace(/<[^>]*>/g, ''))) return false;
  const between = fileOf(lesson, passage.span.path)!.text.slice(span.end, next.span.start);
  if (!/^[\s>]*(?:[-*+]|\d+[.)])?[\s]*$/.test(between.replace(/<[^>]*>/g, ''))) return false;
  return lineOf(lesson, next, boxes) === null && next.text.length >= least;
}
