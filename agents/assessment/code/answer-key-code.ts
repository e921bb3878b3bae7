/** The code that an item asks about, and what it asks of it: to be run and held against the options. Pure. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { SampleLanguage } from '../../../tools/sandbox/sandbox.ts';
import { codeOfBlock, languageNamed, languageOf } from './code-samples.ts';
import { bare, codeBlocks, unescaped } from './code-words.ts';

export interface AskedCode {
  language: SampleLanguage;
  /** The question's code; where it asks for a value, the expression stands last. */
  code: string;
}

interface StemCode {
  /** As marked up; null where nothing says. */
  lang: string | null;
  code: string;
  inline: 'inline' | 'block';
}

/** The stem as its author wrote it, line breaks kept and the format's own wrapping undone. */
function writtenStem(lesson: Lesson, item: Item): string {
  const { span, within, encoding } = item.stem;
  const raw = sourceOf(lesson, within ?? span);
  if (item.format === 'quiz-json') {
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      return raw;
    }
  }
  if (encoding === 'gift' || encoding === 'gift-html')
    return raw.replace(/\\([~=#{}:\\n])/gu, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  if (encoding === undefined) return raw;
  const unwrapped = raw.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, '$1');
  return encoding === 'xml-html' && unwrapped === raw ? unescaped(raw) : unwrapped;
}

const fence = /(?:^|\n)[ \t]*```[ \t]*(\w*)[^\n]*\n([\s\S]*?)\n[ \t]*```/gu;
const pre = /<pre\b([^>]*)>([\s\S]*?)<\/pre>/giu;
const inlineCode = /`([^`\n]+)`|<code\b[^>]*>([\s\S]*?)<\/code>/giu;

/** The code of a stem and the question without it. */
function taken(stem: string): { blocks: StemCode[]; inline: StemCode[]; question: string } {
  const blocks: StemCode[] = [];
  let rest = stem.replace(fence, (_, lang: string, code: string) => {
    blocks.push({ lang: lang || null, code, inline: 'block' });
    return ' ';
  });
  rest = rest.replace(pre, (_, attributes: string, inner: string) => {
    const lang = /\b(?:language|lang|brush)[-:\s]*(\w+)/iu.exec(`${attributes} ${/<code\b[^>]*>/iu.exec(inner)?.[0] ?? ''}`)?.[1];
    blocks.push({ lang: lang ?? null, code: bare(inner), inline: 'block' });
    return ' ';
  });
  const inline: StemCode[] = [];
  rest = rest.replace(inlineCode, (_, ticks: string | undefined, tags: string | undefined) => {
    const code = ticks ?? bare(tags ?? '');
    inline.push({ lang: null, code, inline: 'inline' });
    return ` \`${code}\` `;
  });
  return { blocks, inline, question: bare(rest).replace(/\s+/gu, ' ').trim() };
}

const asksForOutput =
  /\b(?:what|which)\b[^?]{0,80}\b(?:print(?:s|ed)?|outputs?|display(?:s|ed)?|shown?|shows|writes?|written|logs?|logged)\b|\boutput (?:of|is|will be)\b/iu;
const asksForValue = /\b(?:what|which)\b[^?]{0,60}\b(?:value|result|returns?|returned|evaluates?|gives?)\b/iu;
/** Questions about a part of the output, about the code, or about what it should do. */
const asksOtherwise =
  /\b(?:not|never|except|should|supposed|meant|intended|instead|wants?|needs?|fix|mistakes?|wrong|type|types|how many|how often|which lines?|what line|line number|first|second|third|last|begins?|starts?|why|describes?|best|purpose|kind|Python ?2|version)\b/iu;

function languageFrom(code: string, question: string, lesson: Lesson): SampleLanguage | null {
  if (/\bconsole\.log\(/u.test(code)) return 'javascript';
  if (/^\s*(?:def \w+\(|for .+:\s*$|elif |from \w+ import )/mu.test(code)) return 'python';
  const named = /\b(python|javascript)\b/iu.exec(question)?.[1];
  if (named) return languageNamed(named);
  if (/\bprint\(/u.test(code) && !/[;{]\s*$/mu.test(code)) return 'python';
  const used = new Set(lesson.code.flatMap((block) => languageOf(block) ?? []));
  return used.size === 1 ? ([...used][0] ?? null) : null;
}

/** Code blocks of the lesson that lie in the item, before its options. */
function blocksIn(lesson: Lesson, item: Item): StemCode[] {
  const end = Math.min(...item.options.map((option) => option.span.start));
  return codeBlocks(lesson).flatMap((block) =>
    block.role === 'source' && block.span.path === item.span.path && block.span.start >= item.span.start && block.span.end <= end
      ? [{ lang: block.lang, code: codeOfBlock(lesson, block), inline: 'block' as const }]
      : [],
  );
}

/**
 * @returns null where the item does not ask for the output or the value of one piece of code, or its language is unknown
 */
export function askedCode(lesson: Lesson, item: Item): AskedCode | null {
  const stem = taken(writtenStem(lesson, item));
  const inMarkup = item.format === 'task-list' || item.format === 'html';
  const found = inMarkup ? blocksIn(lesson, item) : [];
  const blocks = found.length > 0 ? found : stem.blocks;
  const question = `${item.lead?.text ?? ''} ${stem.question}`.replace(/`[^`]*`/gu, ' ');
  const asks = asksForOutput.test(question) ? 'output' : asksForValue.test(question) ? 'value' : null;
  if (asks === null || asksOtherwise.test(question)) return null;
  const main = blocks.length === 1 ? blocks[0] : blocks.length === 0 && stem.inline.length === 1 ? stem.inline[0] : undefined;
  if (!main || main.code.trim() === '' || /_{3,}|\.\.\.|…|\?\?/u.test(main.code)) return null;
  const language = main.lang ? languageNamed(main.lang) : languageFrom(main.code, question, lesson);
  if (!language) return null;
  if (asks === 'output' || main.inline === 'inline') return { language, code: main.code };
  // "What is the value of `x`?", "What does `f(2)` return?"
  const named = /\bvalue of\s+(?:the )?(?:variable\s+)?([A-Za-z_]\w*)\b/u.exec(stem.question)?.[1];
  const expression = stem.inline.length === 1 ? stem.inline[0]?.code : named;
  if (expression === undefined || !/^[\w.()[\], '"+*/-]+$/u.test(expression)) return null;
  if (named && !new RegExp(String.raw`\b${named}\b`, 'u').test(main.code) && stem.inline.length !== 1) return null;
  return { language, code: `${main.code.replace(/\s+$/u, '')}\n${expression}` };
}
