/** The words of a lesson's files with everything that is not the author's own prose blanked out, places unchanged. Pure. */
import type { CodeBlock, Lesson, SourceFile, Span } from '../../tools/library/lesson.ts';
import { sentences } from './wording.ts';

/** Unit by unit, so that astral characters keep their two places. */
function blanked(text: string, spans: { start: number; end: number }[]): string {
  const out = text.split('');
  for (const { start, end } of spans) {
    for (let at = Math.max(0, start); at < Math.min(end, out.length); at++)
      if (out[at] !== '\n' && out[at] !== '\r') out[at] = ' ';
  }
  return out.join('');
}

/** Files whose words are the lesson's own text (quizzes are judged item by item). */
export function textFiles(lesson: Lesson): SourceFile[] {
  return lesson.files.filter((file) => file.role === 'body' || file.role === 'assignment');
}

export function codeOf(lesson: Lesson, path: string): CodeBlock[] {
  return lesson.code.filter((block) => block.span.path === path);
}

function comments(text: string): { start: number; end: number }[] {
  return [...text.matchAll(/<!--[\s\S]*?(?:-->|$)/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function inFile(spans: (Span | null)[], path: string): Span[] {
  return spans.filter((span): span is Span => span !== null && span.path === path);
}

/** Prose only: code blocks, comments, front matter and link targets blanked. */
export function proseOf(lesson: Lesson, file: SourceFile): string {
  const spans = [
    ...codeOf(lesson, file.path).map((block) => block.span),
    ...comments(file.text),
    ...inFile([lesson.meta.span], file.path),
    ...inFile(
      lesson.links.map((link) => link.hrefSpan),
      file.path,
    ),
    ...inFile(
      lesson.images.map((image) => image.srcSpan),
      file.path,
    ),
  ];
  return blanked(file.text, spans);
}

/** Code that learners type or run; output, errors and transcripts are not among it. */
export function runnable(lesson: Lesson, path: string): CodeBlock[] {
  return codeOf(lesson, path).filter((block) => block.role === 'source');
}

export interface ProseSentence {
  text: string;
  span: Span;
  /** Prose of the same block before the sentence. */
  before: string;
}

/** Sentences block by block: a blank line, a heading, a list item or a fence ends a block. */
export function proseSentences(lesson: Lesson, file: SourceFile): ProseSentence[] {
  const prose = proseOf(lesson, file);
  const result: ProseSentence[] = [];
  const blocks = /(?:(?!\r?\n[ \t>]*(?:\r?\n|[-*+] |\d+[.)] |#|:::|\|))[\s\S])+/gu;
  for (const block of prose.matchAll(blocks)) {
    for (const sentence of sentences(block[0])) {
      const start = block.index + sentence.start;
      result.push({
        text: sentence.text,
        span: { path: file.path, start, end: start + sentence.text.length },
        before: block[0].slice(0, sentence.start),
      });
    }
  }
  return result;
}

/** Is the place inside quotation marks on its line? What others said is not the lesson's own claim. */
export function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return (before.match(/["“]/gu)?.length ?? 0) % 2 === 1 && /["”]/u.test(text.slice(at));
}

/** Words that announce that something is wrong, or old, on purpose. */
export function isAnnounced(text: string): boolean {
  return /\b(?:on purpose|deliberately|intentionally|this is wrong|(?:contains?|has|with) (?:a |an |the )?(?:bug|error|mistake)s?|will (?:fail|crash|not work)|used to|back then|historically|in the past|at (?:that|the) time\b(?! of))\b/iu.test(
    text,
  );
}

export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
