/**
 * Fenced divs as the Carpentries (Pandoc) write them: three or more colons and a name open one, three or more colons
 * alone close the innermost; the lengths need not agree.
 */
import { lineAt, ReadError } from './errors.ts';
import type { Div } from './lesson.ts';
import type { Stretch } from './markdown-tree.ts';

const fence = /^[ \t]*:{3,}[ \t]*([^\r\n]*?)[ \t]*:*[ \t]*(?=\r?$)/gm;

export interface FoundDivs {
  divs: Div[];
  /** The fence lines themselves, which are not Markdown. */
  fences: Stretch[];
}

/**
 * @param verbatim stretches in which a fence means nothing (code, comments, front matter), in order.
 * @throws ReadError where a div is never closed.
 */
export function findDivs(path: string, text: string, verbatim: Stretch[]): FoundDivs {
  const divs: Div[] = [];
  const fences: Stretch[] = [];
  const open: number[] = [];
  let passed = 0;
  if (!text.includes(':::')) return { divs, fences };
  for (const match of text.matchAll(fence)) {
    const start = match.index;
    const end = start + match[0].length;
    while (verbatim[passed] && verbatim[passed]!.end <= start) passed += 1;
    if (verbatim[passed] && verbatim[passed]!.start <= start) continue;
    const rest = match[1] ?? '';
    const name = nameOf(rest);
    if (rest !== '' && name === null) continue;
    if (name !== null) {
      const after = end + (text[end] === '\r' ? 2 : text[end] === '\n' ? 1 : 0);
      divs.push({ name, span: { path, start, end }, content: { path, start: after, end: after }, parent: open.at(-1) ?? null });
      open.push(divs.length - 1);
    } else {
      const closed = divs[open.pop() ?? -1];
      if (!closed) continue;
      closed.span.end = end;
      closed.content.end = Math.max(closed.content.start, start);
    }
    fences.push({ start, end });
  }
  const unclosed = divs[open.at(-1) ?? -1];
  if (unclosed) {
    throw new ReadError(
      'unclosed-div',
      path,
      lineAt(text, unclosed.span.start),
      `the fenced div "${unclosed.name}" opened here is never closed; add a line of three or more colons where it should end.`,
    );
  }
  return { divs, fences };
}

/** `challenge`, `{.challenge #id}`, `{note}`, `challenge Some title`: the first name; null where there is none. */
function nameOf(rest: string): string | null {
  const match = /^(?:\{[ \t]*\.?([A-Za-z][\w-]*)[^}]*\}|([A-Za-z][\w-]*))/.exec(rest);
  const name = match?.[1] ?? match?.[2];
  return name ? name.toLowerCase() : null;
}

/** Index of the innermost div whose content holds the offset; null outside. Divs stand in order of start. */
export function divAt(divs: Div[], offset: number): number | null {
  let low = 0;
  let high = divs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (divs[middle]!.content.start <= offset) low = middle + 1;
    else high = middle;
  }
  // The last to start before the offset holds it, or one of those around it does.
  let index: number | null = low > 0 ? low - 1 : null;
  while (index !== null && divs[index]!.content.end <= offset) index = divs[index]!.parent;
  return index;
}

/** Name of the innermost div at an offset. */
export function withinAt(divs: Div[], offset: number): string | null {
  const index = divAt(divs, offset);
  return index === null ? null : (divs[index]?.name ?? null);
}

/** Names from the innermost outwards. */
export function namesAround(divs: Div[], offset: number): string[] {
  const names: string[] = [];
  for (let index = divAt(divs, offset); index !== null; index = divs[index]?.parent ?? null) {
    const div = divs[index];
    if (div) names.push(div.name);
  }
  return names;
}
