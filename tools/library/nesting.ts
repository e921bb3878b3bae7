/** Files nested deeper or of more elements than any lesson are refused before they are walked: reading them costs the square of that and more. */
import { ReadError } from './errors.ts';
import { childrenOf, type HtmlNode, isElement } from './html-tree.ts';

/** Lists and quotations of Markdown within one another. */
export const deepestBlocks = 100;
/** Elements within one another; browsers themselves stop at 512. */
export const deepestElements = 500;
/** Elements of a file: a table of a thousand rows and ten columns has a fifth of them. */
export const mostElements = 50_000;

const marker = /(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;
/** `- - -` divides, and nests nothing. */
const rule = /^[ \t]*([-*])[ \t]*(?:\1[ \t]*){2,}$/;
const fence = /^[ \t]*(?:>[ \t]*)*(`{3,}|~{3,})/;

/**
 * How deep a line lies in lists and quotations, as far as its own start says: its marks, and two columns of white space for
 * each list it is in.
 */
function depthOfLine(line: string): number {
  if (rule.test(line)) return 0;
  let at = 0;
  let marks = 0;
  let columns = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') {
      columns += line[at] === '\t' ? 4 : 1;
      at += 1;
    }
    marker.lastIndex = at;
    const found = marker.exec(line)?.[0];
    if (found === undefined) return marks === 0 ? 0 : marks + Math.floor(Math.max(0, columns - marks) / 2);
    marks += 1;
    at += found.length;
  }
}

/** @throws ReadError where lists or quotations are nested too deeply; code is left alone. */
export function refuseDeepMarkdown(path: string, text: string): void {
  let open: string | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const mark = fence.exec(line)?.[1];
    if (mark !== undefined) open = open === null ? mark : mark.startsWith(open) ? null : open;
    if (open !== null || mark !== undefined) continue;
    if (depthOfLine(line) > deepestBlocks) {
      throw new ReadError(
        'too-deep',
        path,
        index + 1,
        `its lists or quotations are nested more than ${deepestBlocks} deep; take some levels out.`,
      );
    }
  }
}

/** @throws ReadError where elements are nested too deeply, or are too many. */
export function refuseUnwieldyHtml(path: string, document: HtmlNode): void {
  let level: HtmlNode[] = [document];
  let elements = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    const here = level.filter(isElement);
    elements += here.length;
    if (depth > deepestElements && here[0]) {
      throw new ReadError(
        'too-deep',
        path,
        here[0].sourceCodeLocation?.startLine ?? null,
        `its elements are nested more than ${deepestElements} deep; take some levels out, or close what was left open.`,
      );
    }
    if (elements > mostElements)
      throw new ReadError('too-many', path, null, `it has more than ${mostElements} elements; part it into several pages.`);
    level = level.flatMap(childrenOf);
  }
}
