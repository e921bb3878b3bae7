/** Code and output as a learner reads them, whatever mark-up they lie in. Pure. */
import { type CodeBlock, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

/** Character references of XML, numbered ones, and the space that does not break. */
export function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu, (whole, decimal, hex, name) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The words of a piece of HTML: no tags, `<br>` a line break, characters for their references. */
export function bare(html: string): string {
  return unescaped(html.replace(/<br\s*\/?>/giu, '\n').replace(/<[^>]*>/gu, ''));
}

/** Does the block lie in HTML (`<pre>`), where its source is not simply its words? */
export function isHtmlBlock(lesson: Lesson, block: CodeBlock): boolean {
  return sourceOf(lesson, block.span).startsWith('<');
}

/** The lesson's code blocks with the words a learner reads as their text. */
export function codeBlocks(lesson: Lesson): CodeBlock[] {
  return lesson.code.map((block) => (isHtmlBlock(lesson, block) ? { ...block, text: bare(block.text) } : block));
}
