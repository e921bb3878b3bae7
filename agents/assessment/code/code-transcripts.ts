/** Sessions at Python's prompt (`>>> 1 + 1`, then `2`): each entry with what is printed under it. Pure. */
import { type CodeBlock, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';

export interface TranscriptEntry {
  code: string;
  /** Places in the transcript's text. */
  start: number;
  end: number;
  /** What is printed under it; null where nothing is. */
  output: { text: string; start: number; end: number } | null;
}

interface Line {
  text: string;
  start: number;
  end: number;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const own = { text: line.replace(/\r$/u, ''), start, end: start + line.length };
    start = own.end + 1;
    return own;
  });
}

/** @param text with `>>> ` and `... ` at the beginning of lines, all indented alike */
export function transcriptEntries(text: string): TranscriptEntry[] {
  const entries: { code: Line[]; output: Line[] }[] = [];
  for (const line of linesOf(text)) {
    const last = entries.at(-1);
    if (/^\s*>>>(?: |$)/u.test(line.text)) entries.push({ code: [line], output: [] });
    else if (last && last.output.length === 0 && /^\s*\.\.\.(?: |$)/u.test(line.text)) last.code.push(line);
    else last?.output.push(line);
  }
  return entries.flatMap(({ code, output }): TranscriptEntry[] => {
    const [first, ...rest] = code;
    if (!first) return [];
    const shown = output.filter((line) => line.text.trim() !== '');
    const [top, bottom] = [shown[0], shown.at(-1)];
    return [
      {
        code: [first, ...rest].map((line) => line.text.replace(/^\s*(?:>>>|\.\.\.) ?/u, '')).join('\n'),
        start: first.start,
        end: (rest.at(-1) ?? first).end,
        output: top && bottom ? { text: text.slice(top.start, bottom.end), start: top.start, end: bottom.end } : null,
      },
    ];
  });
}

export interface TranscriptBlocks {
  code: CodeBlock;
  output: CodeBlock | null;
}

/**
 * The entries of a transcript as blocks of their own. The output's `span` is the whole transcript's: what stands around it is prose.
 * @returns nothing for what is no Python session, and where the source is not simply the words (entities)
 */
export function transcriptBlocks(lesson: Lesson, block: CodeBlock): TranscriptBlocks[] {
  if (block.role !== 'transcript' || !/^\s*>>> /mu.test(block.text)) return [];
  const source = sourceOf(lesson, block.content);
  if (source.trimEnd() !== block.text.trimEnd()) return [];
  const at = (start: number, end: number): Span => ({
    path: block.content.path,
    start: block.content.start + start,
    end: block.content.start + end,
  });
  return transcriptEntries(source).map(({ code, start, end, output }) => ({
    code: { ...block, lang: 'python', role: 'source', text: code, span: at(start, end), content: at(start, end) },
    output: output ? { ...block, role: 'output', text: output.text, content: at(output.start, output.end) } : null,
  }));
}
