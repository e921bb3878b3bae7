/**
 * The part of a text that speaks of an outcome. A long section that mentions a thing in one paragraph has directions, reasons and
 * tasks in the others: they must not count for it. Pure.
 */

/** A paragraph as it stands, with its place. */
export interface Paragraph {
  text: string;
  start: number;
  end: number;
}

/** With fewer words it is a heading or a lead-in, and belongs to what follows. */
const fewestWords = 12;

/** Stretches between blank lines; short ones are joined with the next, the last with the one before. */
export function paragraphsOf(text: string): Paragraph[] {
  const found: Paragraph[] = [];
  let open: number | null = null;
  for (const match of text.matchAll(/\S(?:(?!\n\s*\n)[\s\S])*/gu)) {
    const start: number = open ?? match.index;
    const end = match.index + match[0].trimEnd().length;
    open = text.slice(start, end).split(/\s+/).length < fewestWords ? start : null;
    if (open === null) found.push({ text: text.slice(start, end), start, end });
  }
  if (open === null) return found;
  const last = found.pop();
  const start = last?.start ?? open;
  const end = text.trimEnd().length;
  return [...found, { text: text.slice(start, end), start, end }];
}

/** A paragraph that speaks of the outcome nearly as much as the best one goes with it. */
const nearly = 0.85;

/** @param speaks how much each paragraph speaks of the outcome, on any scale from 0. @returns those that do, joined */
export function speakingPart(paragraphs: Paragraph[], speaks: number[]): string {
  const most = Math.max(0, ...speaks);
  return paragraphs
    .filter((_, at) => speaks[at]! >= nearly * most)
    .map(({ text }) => text)
    .join('\n\n');
}
